"""The completeness check in the law: its points, basic eligibility, facts said twice, two filings compared."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from magnolia.policy import completeness
from magnolia.policy.basic_eligibility import appearance
from magnolia.policy.completeness import build, checklist
from magnolia.policy.consistency import disagreements, readable, statements
from magnolia.policy.facts import FederalAction, InstitutionFacts
from magnolia.policy.layers import LawError, read
from magnolia.policy.parameters import load_parameters
from magnolia.policy.periods import months_before
from magnolia.policy.versions import compare

MS = checklist("ms")
COLLEGE = InstitutionFacts("Fictive College", "00990100", "MS", True, dt.date(2031, 6, 30))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def appears(on: str, *actions: FederalAction, **facts: object) -> tuple[bool, str]:
    looked = load_parameters("ms")["institution.action_years"].on(day(on))
    found = appearance(MS, replace(COLLEGE, **facts), actions, day(on), looked)  # type: ignore[arg-type]
    return found.eligible, " ".join(found.says)


def test_the_check_has_six_points_and_the_fifth_seven_parts():
    assert [len(c.parts) for c in MS.confirmations.values()] == [0, 0, 0, 0, 7, 0]
    assert len(MS.items) == 12


def test_an_institution_without_anything_against_it_appears_eligible_and_nothing_is_decided():
    eligible, says = appears("2026-08-01")
    assert eligible
    assert says.startswith("Appears eligible. Looked back 5 years from August 1, 2026")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"ppa_expires": day("2026-06-30")}, "Question: PPA ended June 30, 2026."),
        ({"ppa_expires": day("2026-07-31")}, "Question: PPA ended July 31, 2026."),
        ({"ppa_expires": None}, "Question: no end date of the PPA is registered."),
        ({"title_iv_eligible": False}, "Question: not registered as taking part"),
        ({"title_iv_eligible": None}, "Question: not registered whether it takes part"),
        ({"opeid": None}, "Question: no OPE ID is registered."),
    ],
)
def test_each_registered_fact_that_is_wrong_or_unknown_is_a_question(facts, said):
    eligible, says = appears("2026-08-01", **facts)
    assert not eligible
    assert said in says


def test_a_ppa_that_ends_on_the_day_of_the_application_still_counts():
    assert appears("2026-08-01", ppa_expires=day("2026-08-01"))[0]


@pytest.mark.parametrize(
    ("first", "last", "stands"),
    [
        ("2020-03-01", "2021-08-31", False),
        ("2020-03-01", "2021-09-01", True),
        ("2026-08-31", None, True),
        ("2019-01-01", None, True),
        ("2026-09-02", None, False),
    ],
)
def test_a_federal_action_counts_when_it_was_in_force_on_any_day_of_the_five_years(first, last, stands):
    action = FederalAction("suspension", day(first), day(last) if last else None)
    eligible, says = appears("2026-09-01", action)
    assert eligible is not stands
    assert ("Question: Suspension" in says) is stands


def test_the_look_back_from_a_leap_day_starts_on_the_28th():
    assert months_before(day("2028-02-29"), 60) == day("2023-02-28")


def found(stated: dict[str, object], **papers: str) -> list[str]:
    named = {tuple(name.split("__")): value for name, value in papers.items()}
    return [d.says for d in disagreements(MS, statements(MS, stated, named))]  # type: ignore[arg-type]


def test_a_fact_said_differently_in_two_places_is_listed_with_both_sources():
    assert found({"instructional_weeks": Decimal(10)}, weeks__outline="12") == [
        "Weeks of instruction: Form, weeks of instruction says 10 weeks, Program outline says 12 weeks."
    ]


def test_the_same_figure_written_otherwise_and_a_place_that_says_nothing_are_no_disagreement():
    assert found({"instructional_weeks": Decimal("10.00")}, weeks__outline="10") == []
    assert found({"instructional_weeks": None}, weeks__outline="10") == []
    assert found({"instructional_weeks": "10"}) == []


def test_a_name_spelled_two_ways_is_a_warning_and_spaces_make_no_difference():
    said = statements(MS, {"credential_name": "Welder  3G"}, {("credential", "credential"): "Welder 3G"})
    assert disagreements(MS, said) == []
    said = statements(MS, {"credential_name": "Welder 3G"}, {("credential", "credential"): "Welder level 3G"})
    (warning,) = disagreements(MS, said)
    assert warning.warning
    assert "spelled two ways" in warning.says


@pytest.mark.parametrize(("typed", "kept"), [(" $3,395.00 ", "3395.00"), ("12", "12"), ("", "")])
def test_a_figure_is_read_as_people_type_it(typed, kept):
    assert readable(MS.facts["price"], typed) == kept


@pytest.mark.parametrize("typed", ["twelve", "-3", "NaN", "1e999x"])
def test_what_is_no_figure_is_refused(typed):
    with pytest.raises(ValueError, match=typed):
        readable(MS.facts["price"], typed)


def test_two_filings_compared_show_only_what_changed():
    before = {"hours": "320.00", "program_name": "Welding", "soc_codes": ["51-4121"], "fees": [{"d": "Kit", "a": "45"}]}
    after = {"hours": "320", "program_name": "Welding", "soc_codes": ["51-4122"], "fees": [{"d": "Kit", "a": "50"}]}
    paper = {"slot": "outline", "name": "outline.pdf", "sha256": "a" * 64}
    newer = paper | {"sha256": "b" * 64}
    same = {"slot": "cost", "name": "price.pdf", "sha256": "c" * 64}
    found = compare(before, after, [paper, same], [newer, same])
    assert [a.name for a in found.answers] == ["soc_codes", "fees"]
    assert found.answers[1].before == [{"d": "Kit", "a": "45"}]
    assert [(s.slot, s.gone, s.come) for s in found.slots] == [("outline", (paper,), (newer,))]


def test_codes_with_leading_zeros_are_no_figures_and_nothing_equals_nothing():
    assert compare({"opeid": "00990100"}, {"opeid": "0990100"}, [], []).answers
    assert not compare({"summary": ""}, {"summary": None, "more": []}, [], [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"number": 7}, "not numbered one after the other"),
        ({"found_by": ""}, "`found_by` is empty"),
        ({"colour": "red"}, "nothing reads `colour`"),
    ],
)
def test_a_point_that_is_badly_written_is_refused_by_name(change, said):
    blocks = read("model", "completeness")
    point = blocks["confirmation"]["listed"] | change
    with pytest.raises(LawError, match=said):
        build(blocks | {"confirmation": blocks["confirmation"] | {"listed": point}})


def test_a_point_that_names_a_question_that_is_not_there_is_refused(monkeypatch):
    blocks = read("model", "completeness")
    part = blocks["confirmation"]["materials"]["part"]["length"] | {"answers": ["shoe_size"]}
    materials = blocks["confirmation"]["materials"]
    broken = materials | {"part": materials["part"] | {"length": part}}
    changed = blocks | {"confirmation": blocks["confirmation"] | {"materials": broken}}
    monkeypatch.setattr(completeness, "read", lambda layer, name: changed if layer == "model" else read(layer, name))
    completeness.checklist.cache_clear()
    with pytest.raises(LawError, match="shoe_size"):
        checklist("ms")
    completeness.checklist.cache_clear()


def test_lists_and_rows_are_compared_by_what_they_say_and_not_by_how_they_write_it():
    before = {"soc_codes": ["320", "1.50"], "fees": [{"amount": "45.00", "note": ""}]}
    assert not compare(before, {"soc_codes": ["320.0", "1.5"], "fees": [{"amount": "45"}]}, [], [])
    assert compare(before, {**before, "soc_codes": ["320"]}, [], []).answers[0].after == ["320"]
    gone = compare({"fees": [{"amount": "45"}]}, {"fees": []}, [], []).answers[0]
    assert (gone.before, gone.after) == ([{"amount": "45"}], [])
    come = compare({}, {"fees": [{"amount": "45"}]}, [], []).answers[0]
    assert (come.before, come.after) == ([], [{"amount": "45"}])


def test_the_check_says_its_sentences_with_names_and_figures_filled_in():
    word = next(name for name, words in MS.words.items() if "{" in words)
    names = re.findall(r"\{(\w+)\}", MS.words[word])
    told = MS.says(word, **dict.fromkeys(names, "Sample"))
    assert "Sample" in told
    assert "{" not in told


def test_a_fact_is_read_from_the_papers_that_say_it_and_from_nothing_else():
    for fact in MS.facts.values():
        assert [source.paper for source in fact.papers] == [s.paper for s in fact.stated if s.paper]
    assert any(fact.papers for fact in MS.facts.values())


def test_a_number_that_is_kept_as_such_is_compared_as_it_is():
    assert not compare({"employed": 40, "noncredit": True}, {"employed": 40, "noncredit": True}, [], [])
    assert compare({"employed": 40}, {"employed": 41}, [], []).answers[0].after == 41
    assert compare({"noncredit": True}, {"noncredit": False}, [], []).answers[0].before is True
