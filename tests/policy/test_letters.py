"""Letters: the right words for a kind and a State, filled in completely or refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from magnolia.policy.layers import read
from magnolia.policy.letter_words import FOUR_PARTS
from magnolia.policy.letters import LetterProblem, LetterText, UnfilledField, kinds, merge, needs
from tests.policy.letter_samples import EVERY_LETTER, SAMPLE, STATES, fields, letter, part, whole

DETERMINATIONS = tuple(kind for kind in kinds("ms") if read("model", "letters")["letter"][kind].get("four_parts"))


@pytest.mark.parametrize(("state", "kind"), EVERY_LETTER)
def test_a_letter_lacking_any_one_field_is_refused_and_the_field_is_named(state, kind):
    optional = {name for name, means in needs(state, kind).items() if "optional" in means}
    known = {"institution_address", "ope_id", "replaces_number", "expected_on", "respond_by", "later_cycle"}
    assert optional <= known | {"rate_exception"}
    wanted = needs(state, kind).keys() - optional - {"replaces_on", "replaces_reason", "later_cycle_opens"}
    for name in wanted:
        for empty in (None, "", "   "):
            with pytest.raises(UnfilledField, match=rf"{kind}.*\b{name}\b"):
                letter(state, kind, **{name: empty})
        without = fields(kind)
        del without[name]
        with pytest.raises(UnfilledField, match=rf"\b{name}\b"):
            merge(state, kind, without)


@pytest.mark.parametrize(("state", "kind"), EVERY_LETTER)
def test_a_letter_prints_every_field_it_asks_for(state, kind):
    text = whole(letter(state, kind))
    assert not set("{}") & set(text)
    for name in needs(state, kind).keys() & {"addressee_name", "institution", "program", "reason", "credential", "cip"}:
        assert SAMPLE[name] in text, name


def test_every_determination_of_the_policy_has_its_letter():
    policy = {"approved_for_certification", "conditional", "denied", "denied_incomplete", "deferred", "returned"}
    assert set(DETERMINATIONS) == policy | {"conditions_met", "returned_unreviewed"}


def test_all_missing_fields_are_named_at_once():
    given = fields("denied", grounds=[], appeal_due=None)
    del given["appeal_at"]
    with pytest.raises(UnfilledField) as refused:
        merge("ms", "denied", given)
    assert set(refused.value.fields) == {"grounds", "appeal_due", "appeal_at"}


def test_an_empty_cell_is_named_with_its_line():
    ground = {**SAMPLE["grounds"][0], "evidence": ""}
    with pytest.raises(UnfilledField, match="grounds, line 2: evidence"):
        letter("ms", "denied", grounds=[SAMPLE["grounds"][1], ground])


def test_a_misspelled_field_is_refused():
    with pytest.raises(LetterProblem, match="replaces_nubmer, which no letter knows"):
        letter("ms", "denied", replaces_nubmer="1")


def test_an_unknown_kind_is_refused_with_the_kinds_there_are():
    with pytest.raises(LetterProblem, match=r"no letter 'refused'.*denied"):
        merge("ms", "refused", {})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("appeal_due", "2026-11-30"),
        ("appeal_due", datetime(2026, 11, 30, tzinfo=UTC)),
        ("appeal_days", True),
        ("appeal_days", "fifteen"),
        ("program", 7),
        ("grounds", "academic credit"),
        ("grounds", ["academic credit"]),
        ("institution_address", "100 Sample Road"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_name(name, wrong):
    with pytest.raises(LetterProblem, match=rf"'denied'.*{name}"):
        letter("ms", "denied", **{name: wrong})


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(LetterProblem, match="moment for received_at"):
        merge("ms", "receipt", fields("receipt", received_at=datetime(2026, 8, 24, 15, 5)))


def test_braces_in_a_field_stay_as_typed():
    text = letter("ms", "receipt", program="Welding {agency} {0} 100%")
    assert "Welding {agency} {0} 100%" in part(text, "received")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", DETERMINATIONS)
def test_a_determination_letter_has_the_four_parts(state, kind):
    text = letter(state, kind)
    assert tuple(part.name for part in text.parts) == FOUR_PARTS
    headings = ["Outcome", "Basis", "Conditions or next steps", "Appeal rights"]
    assert [part.heading for part in text.parts] == headings
    assert all(part.blocks for part in text.parts)


def test_a_denial_shows_criterion_finding_and_evidence_of_each_ground():
    basis = part(letter("ms", "denied"), "basis")
    for ground in SAMPLE["grounds"]:
        for column in ("criterion", "requirement", "finding", "evidence", "citation"):
            assert ground[column] in basis


def test_a_denial_for_lacking_papers_says_so_in_place_of_a_criterion():
    ground = {**SAMPLE["grounds"][0], "criterion": None}
    assert "papers were lacking" in part(letter("ms", "denied", grounds=[ground]), "basis")


@pytest.mark.parametrize("kind", ["denied", "denied_incomplete"])
def test_a_denial_says_until_when_where_and_how_to_appeal(kind):
    appeal = part(letter("ms", kind), "appeal")
    assert "by the end of Monday, November 30, 2026, Central time" in appeal
    assert "15 business days" in appeal
    assert SAMPLE["appeal_counted"] in appeal
    assert SAMPLE["appeal_at"] in appeal
    assert "within 30 calendar days" in appeal
    [bullets] = [b for b in letter("ms", kind).parts[-1].blocks if b.shape == "bullets"]
    assert len(bullets.rows) == 6


def test_only_denials_offer_an_appeal():
    for kind in DETERMINATIONS:
        offered = "You may appeal this denial" in part(letter("ms", kind), "appeal")
        assert offered == kind.startswith("denied")


def test_a_paper_address_for_appeals_is_printed_where_the_state_has_one():
    assert "1 Sample Square" in part(letter("xx", "denied"), "appeal")
    assert "on paper" not in part(letter("ms", "denied"), "appeal")


def test_a_conditional_letter_lists_its_conditions_and_says_not_certified():
    text = letter("ms", "conditional")
    assert "The program is not certified." in part(text, "outcome")
    for condition in SAMPLE["conditions"]:
        assert condition["gap"] in part(text, "next")
    assert "December 4, 2026" in part(text, "next")
    assert "No date set" in part(text, "next")
    assert SAMPLE["standing_conditions"][0] in part(text, "next")
    with pytest.raises(UnfilledField, match="conditions"):
        letter("ms", "conditional", conditions=[])


def test_an_approval_says_it_is_neither_a_certificate_nor_posted():
    outcome = part(letter("ms", "approved_for_certification"), "outcome")
    assert "not a certificate" in outcome
    assert "not on the public list" in outcome


@pytest.mark.parametrize("kind", ["approved_for_certification", "conditions_met", "certification"])
def test_no_conditions_is_said_and_never_left_blank(kind):
    none = letter("ms", kind, standing_conditions=[])
    assert "There are no conditions" in whole(none) or "There are none: no conditions" in whole(none)
    some = letter("ms", kind)
    assert "There are no conditions" not in whole(some)
    assert "There are none" not in whole(some)
    assert SAMPLE["standing_conditions"][1] in whole(some)


def test_a_return_keeps_the_case_open_and_a_return_without_review_closes_it():
    assert "The case stays open." in part(letter("ms", "returned"), "outcome")
    closed = part(letter("ms", "returned_unreviewed"), "outcome")
    assert "this application is closed" in closed
    assert "stays open" not in closed


def test_an_incomplete_notice_has_list_and_due_date_and_says_that_nothing_was_decided():
    text = whole(letter("ms", "incomplete"))
    assert [row["needed"] in text for row in SAMPLE["deficiencies"]] == [True] * 4
    assert "Monday, November 30, 2026, Central time" in text
    assert "10 business days" in text
    assert "No decision was made about whether the program is eligible." in text


def test_a_receipt_gives_number_and_time_to_the_second():
    received = part(letter("ms", "receipt"), "received")
    assert "XX-2026-0007" in received
    assert "August 24, 2026, at 3:05:09 p.m. CDT" in received


def test_a_certification_has_its_ten_elements():
    text = letter("ms", "certification")
    assert {row[0]: row[1] for row in text.parts[0].blocks[0].rows} == {
        "Institution": "Fictive Delta Technical College",
        "Program": "Electric Lineworker",
        "Credential": "Certificate of Completion; Fictive Lineworker Level 1",
        "CIP code": "46.0303",
        "SOC code or codes": "49-9051, 47-2111",
        "Date of State approval": "November 5, 2026",
    }
    assert "approved as an eligible workforce program for purposes of State certification" in part(text, "statement")
    assert SAMPLE["standing_conditions"][0] in part(text, "conditions")
    assert "institution's submission to the U.S. Department of Education" in part(text, "purpose")
    assert text.signature[0] == "Robin Example"


def test_a_designee_is_named_with_the_paper_that_names_them_and_the_governor_without():
    by_designee = letter("ms", "certification").signature
    assert "Designee of the Governor of Mississippi, named by Fictive Executive Order 7 of July 15, 2026" in by_designee
    by_governor = letter("ms", "certification", signed_as="governor").signature
    assert by_governor == ("Robin Example", "Governor of Mississippi", "Signed electronically on November 5, 2026")


def test_a_denial_cannot_be_signed_by_the_agency():
    with pytest.raises(LetterProblem, match="cannot be signed as 'agency'; it is signed as governor or designee"):
        letter("ms", "denied", signed_as="agency")


@pytest.mark.parametrize(("state", "kind"), EVERY_LETTER)
def test_a_letter_issued_again_says_which_it_replaces(state, kind):
    again = {"replaces_number": "XX-L-0003", "replaces_on": date(2026, 11, 5), "replaces_reason": "A name was wrong."}
    text = letter(state, kind, **again)
    assert text.replaces == "XX-L-0003"
    assert "This letter replaces letter XX-L-0003 of November 5, 2026. A name was wrong." in text.opening[0].text
    assert letter(state, kind).opening == ()
    for left_out in again:
        with pytest.raises(UnfilledField, match=left_out):
            letter(state, kind, **{**again, left_out: None})


@pytest.mark.parametrize(("state", "kind"), EVERY_LETTER)
def test_a_frozen_letter_comes_back_the_same(state, kind):
    text = letter(state, kind)
    assert LetterText.from_json(text.as_json()) == text
    assert LetterText.from_json(text.as_json()).as_json() == text.as_json()


def test_a_broken_frozen_letter_is_refused():
    for broken in ("", "{}", "[]", '{"kind": "denied"}', "null"):
        with pytest.raises(LetterProblem, match="cannot be read back"):
            LetterText.from_json(broken)


@pytest.mark.parametrize("kind", kinds("xx"))
def test_nothing_of_mississippi_is_in_another_states_letters(kind):
    text = whole(letter("xx", kind))
    assert not re.search(
        r"mississippi|accelerate|\bms\b|swib|state workforce investment|central time|governor", text, re.I
    )
    mine, theirs = letter("ms", kind), letter("xx", kind)
    assert mine.letterhead[0] != theirs.letterhead[0]
    assert mine.accent != theirs.accent


@pytest.mark.parametrize(("state", "kind"), EVERY_LETTER)
def test_no_letter_before_federal_approval_speaks_of_it_but_as_pending(state, kind):
    text = whole(letter(state, kind))
    for clause in read("model", "letters")["clause"].values():
        if clause.get("pending"):
            text = text.replace(clause["say"], "")
    own_names = (read(f"states/{state}", "profile")["policy_name"], "submission to the U.S. Department of Education")
    for name in own_names:
        text = text.replace(name, "")
    implied = r"pell|grant|disburs|\bpa(y|id|yment)\b|financial aid|federally|federal approval|secretary|eligible for"
    assert re.findall(implied, text, re.I) == []


@pytest.mark.parametrize("kind", ["approved_for_certification", "conditional", "conditions_met", "certification"])
def test_a_favourable_letter_says_that_federal_approval_is_not_on_record(kind):
    text = whole(letter("ms", kind))
    assert re.search(r"no such approval is on the State's record|the second is not on the State's record", text)
