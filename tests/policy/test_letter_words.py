"""What a State may change in the words of letters, and how the words are written."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator

import pytest

from magnolia.policy.glossary import glossary
from magnolia.policy.layers import LawError, overlay, read
from magnolia.policy.letter_words import Book, lay
from magnolia.policy.letters import kinds
from tests.policy.letter_samples import letter, part


def test_the_words_hold_no_number_of_law():
    for kind in kinds("ms"):
        for piece in _words_of(read("model", "letters")["letter"][kind]):
            assert not re.search(r"\d|\b(ten|fifteen|thirty)\b", piece), piece


def test_sentences_are_short_enough_to_read():
    model = read("model", "letters")
    for piece in _words_of([model["letter"], model["clause"], model["frame"]]):
        for sentence in re.split(r"(?<=[.?!:]) ", piece):
            assert len(sentence.split()) <= 32, sentence


def _words_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _words_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words_of(inner)
    elif isinstance(value, str):
        yield value


def overlaid(**letters: object) -> Book:
    """The fictive State's words with changes to letters laid over them."""
    state = copy.deepcopy(read("states/xx", "letters"))
    state["letter"] = letters
    return lay("xx", read("model", "letters"), state, read("states/xx", "profile"), glossary("xx"))


def test_a_state_cannot_reword_appeal_rights():
    with pytest.raises(LawError, match="part 'appeal' of the letter 'denied' is locked"):
        overlaid(denied={"part": {"appeal": {"blocks": [{"say": "You cannot appeal."}]}}})


def test_a_state_cannot_switch_a_locked_part_off():
    with pytest.raises(LawError, match="locked"):
        overlaid(denied={"part": {"appeal": {"off": True}}})


@pytest.mark.parametrize("parts", [["outcome", "basis", "next"], ["appeal", "outcome", "basis", "next"], []])
def test_a_state_cannot_leave_out_or_move_one_of_the_four_parts(parts):
    with pytest.raises(LawError, match="must keep these parts in this order: outcome, basis, next, appeal"):
        overlaid(denied={"parts": parts})


@pytest.mark.parametrize("table", ["clause", "field", "signature", "frame"])
def test_a_state_cannot_change_what_all_letters_share(table):
    state = {**read("states/xx", "letters"), table: {"appeal_must": {"off": True}}}
    with pytest.raises(LawError, match=rf"cannot change \[{table}\]"):
        lay("xx", read("model", "letters"), state, read("states/xx", "profile"), glossary("xx"))


def test_a_state_may_reword_what_is_not_locked():
    assert "offers a meeting" in part(letter("xx", "denied"), "next")
    assert [part.name for part in letter("xx", "receipt").parts] == ["received", "next", "paper"]
    assert letter("xx", "receipt").title == "Application received"


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ({"say": "Ask {nobody}."}, "asks for nobody, which no field defines"),
        ({"say": "A stray { brace."}, "stray brace"),
        ({"say": "Twice.", "bullets": ["a"]}, "must be one of"),
        ({"rows": "reason"}, "no field of rows"),
        ({"clause": "appeal_if_you_like"}, "does not exist"),
        ({"say": "Maybe.", "when": "moon_is_full"}, "depends on 'moon_is_full'"),
    ],
)
def test_a_slip_in_a_states_words_is_found_when_they_are_read(block, complaint):
    with pytest.raises(LawError, match=complaint):
        overlaid(denied={"part": {"next": {"blocks": [block]}}})


def laid(change: dict[str, object], **own: object) -> Book:
    """The model's words with `change` laid over them, under the fictive State's own."""
    state = copy.deepcopy(read("states/xx", "letters"))
    state["state"] |= own
    state["state"] = {key: value for key, value in state["state"].items() if value is not None}
    return lay("xx", overlay(read("model", "letters"), change), state, read("states/xx", "profile"), glossary("xx"))


@pytest.mark.parametrize(
    ("own", "complaint"),
    [
        ({"letterhead": None}, r"states/xx/letters.toml: \[state\] has no letterhead"),
        ({"accent": ""}, r"states/xx/letters.toml: \[state\] has no accent"),
        ({"accent": "green"}, "accent is 'green'; write a colour as # and six hexadecimal digits"),
        ({"accent": "#12345G"}, "accent is '#12345G'"),
        ({"accent": "#123456 "}, "accent is '#123456 '"),
        ({"program": "Fictive"}, "program is both a field and a name of the State"),
    ],
)
def test_a_state_names_its_letterhead_and_its_colour_and_takes_no_name_of_a_field(own, complaint):
    with pytest.raises(LawError, match=complaint):
        laid({}, **own)


def test_a_sound_letterhead_is_taken_with_its_lines():
    found = laid({}, accent="#0a0b0c", **{"from": ["Fictive House", "Fictive City"]})
    assert found.names["accent"] == "#0a0b0c"
    assert found.from_lines == ("Fictive House", "Fictive City")
    assert laid({}, **{"from": None}).from_lines == ()


@pytest.mark.parametrize(
    ("letters", "complaint"),
    [
        ({"birthday": {"title": "Many happy returns"}}, "there is no letter 'birthday' to change"),
        ({"denied": {"signed_as": ["governor"]}}, "a State cannot set 'signed_as' of the letter 'denied'"),
        ({"denied": {"part": {"next": {"locked": False}}}}, "a State cannot set 'locked' of part 'next'"),
        ({"receipt": {"parts": ["received", "next", "gift"]}}, "part 'gift' of the letter 'receipt' needs a heading"),
    ],
)
def test_a_state_changes_only_what_is_there_and_what_is_its_own(letters, complaint):
    with pytest.raises(LawError, match=complaint):
        overlaid(**letters)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"field": {"program": {"is": "song"}}}, "field 'program' must say what it is: text, day, deadline"),
        ({"letter": {"denied": {"signed_as": ["king"]}}}, "'denied' is signed as 'king', which has no block"),
        (
            {"letter": {"denied": {"parts": ["outcome", "basis", "appeal", "next"]}}},
            "the letter 'denied' must have the parts outcome, basis, next, appeal",
        ),
        ({"letter": {"receipt": {"part": {"next": {"heading": ""}}}}}, "part 'next' of the letter 'receipt' needs a"),
        ({"frame": {"greeting": "Dear {nobody}"}}, "asks for nobody, which no field defines"),
        ({"frame": {"verify": "Check } here"}}, "has a stray brace in 'Check } here'"),
    ],
)
def test_a_slip_in_the_model_is_found_when_it_is_read(change, complaint):
    with pytest.raises(LawError, match=complaint):
        laid(change)
