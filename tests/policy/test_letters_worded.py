"""Letters: how lists, moments and addresses are written, and why one cannot be."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest

from magnolia.policy import letters as letters_module
from magnolia.policy.glossary import glossary
from magnolia.policy.layers import read
from magnolia.policy.letter_text import say_local, say_moment
from magnolia.policy.letter_words import book, lay
from magnolia.policy.letters import LetterProblem, UnfilledField, kinds, merge, unsigned
from tests.policy.letter_samples import SAMPLE, STATES, fields, letter, part


def test_letters_with_the_same_words_share_a_template_and_others_do_not():
    first, second = letter("ms", "denied"), letter("ms", "denied", program="Welding")
    assert first.words == second.words
    assert first.words != letter("xx", "denied").words


@pytest.mark.parametrize("state", STATES)
def test_a_preview_shows_who_is_to_sign_and_that_nobody_has(state):
    signed = letter(state, "certification")
    shown = unsigned(signed)
    assert shown.signature[0] == "Not signed. This is a preview."
    assert shown.signature[1].startswith("To be signed by: ")
    assert SAMPLE["signer_name"] in shown.signature[1]
    assert len(shown.signature) == 2, "no day of a signature that is not there"
    assert (shown.title, shown.addressee, shown.opening) == (signed.title, signed.addressee, signed.opening)
    changed_parts = [old.name for old, new in zip(signed.parts, shown.parts, strict=True) if old != new]
    parts = book(state).letters["certification"]["part"]
    of_the_signature = [name for name, block in parts.items() if "signed" in block]
    assert changed_parts == [name for name in changed_parts if name in of_the_signature]
    assert changed_parts
    assert all("Nobody has signed yet." in part(shown, name) for name in changed_parts)


def test_a_letter_that_the_system_sends_looks_the_same_before_it_goes():
    receipt = letter("ms", "receipt")
    assert unsigned(receipt) is receipt


def test_a_list_in_a_sentence_is_written_with_commas():
    state = deepcopy(read("states/xx", "letters"))
    state["letter"]["receipt"]["part"]["paper"]["blocks"] = [{"say": "To: {institution_address}."}]
    words = lay("xx", read("model", "letters"), state, read("states/xx", "profile"), glossary("xx"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letters_module, "book", lambda code: words)
        told = part(letter("xx", "receipt", institution_address=["1 Fictive Road ", "Fictive City"]), "paper")
    assert "To: 1 Fictive Road, Fictive City." in told


def test_an_empty_line_of_a_list_is_named_with_its_place():
    with pytest.raises(UnfilledField, match="institution_address, line 2"):
        letter("ms", "receipt", institution_address=["1 Fictive Road", "  ", "Fictive City"])


@pytest.mark.parametrize(
    ("day", "time", "in_full", "short"),
    [
        ((2026, 9, 30), (17, 0, 0), "5:00:00 p.m. CDT", "5:00 p.m. Central, Wednesday,"),
        ((2026, 9, 30), (23, 59, 59), "11:59:59 p.m. CDT", "11:59:59 p.m. Central, Wednesday,"),
        ((2026, 9, 30), (0, 5, 9), "12:05:09 a.m. CDT", "12:05:09 a.m. Central, Wednesday,"),
        ((2027, 1, 4), (11, 59, 0), "11:59:00 a.m. CST", "11:59 a.m. Central, Monday,"),
        ((2027, 1, 4), (12, 0, 0), "12:00:00 p.m. CST", "12:00 p.m. Central, Monday,"),
        ((2027, 1, 4), (1, 0, 0), "1:00:00 a.m. CST", "1:00 a.m. Central, Monday,"),
    ],
)
def test_a_moment_is_said_in_the_states_own_time_with_noon_and_midnight_as_twelve(day, time, in_full, short):
    when = datetime.combine(date(*day), clock(*time), ZoneInfo("America/Chicago"))
    date_in_words = "September 30, 2026" if day[0] == 2026 else "January 4, 2027"
    assert say_moment(when) == f"{date_in_words}, at {in_full}"
    assert say_local(when, "Central") == f"{short} {date_in_words}"


def test_a_letter_that_cannot_be_written_says_word_for_word_why():
    with pytest.raises(LetterProblem) as unknown:
        merge("ms", "birthday", {})
    assert str(unknown.value) == f"There is no letter 'birthday'; there are {', '.join(kinds('ms'))}."
    with pytest.raises(LetterProblem) as strange:
        merge("ms", "receipt", fields("receipt", zeal="x", age="y"))
    assert str(strange.value) == (
        "The letter 'receipt' was given age, zeal, which no letter knows. Check the spelling."
    )
    with pytest.raises(LetterProblem) as signed:
        letter("ms", "denied", signed_as="king")
    allowed = read("model", "letters")["letter"]["denied"]["signed_as"]
    assert str(signed.value) == (
        f"The letter 'denied' cannot be signed as 'king'; it is signed as {' or '.join(allowed)}."
    )
    for name, wrong, words in (
        ("program", 3, "wants a text for program, not int"),
        ("institution_address", "1 Road", "wants a list of texts for institution_address"),
        ("institution_address", [1], "wants a list of texts for institution_address"),
        ("received_at", date(2026, 8, 24), "wants a moment for received_at, not date"),
    ):
        with pytest.raises(LetterProblem) as refused:
            letter("ms", "receipt", **{name: wrong})
        assert str(refused.value) == f"The letter 'receipt' {words}."


@pytest.mark.parametrize("state", STATES)
def test_a_letter_is_addressed_to_the_person_the_office_the_institution_and_its_address(state):
    told = letter(state, "receipt", institution_address=[" 1 Fictive Road", "Fictive City "])
    assert told.addressee == (
        SAMPLE["addressee_name"],
        SAMPLE["addressee_title"],
        SAMPLE["institution"],
        "1 Fictive Road",
        "Fictive City",
    )
