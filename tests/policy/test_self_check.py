"""The public self-check: what it asks, how kept answers are read, and what a figure beside a limit would change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy import self_check as self_check_module
from magnolia.policy.answers import in_words
from magnolia.policy.criteria import findings, register
from magnolia.policy.form import form
from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.parameters import Amendment, load_parameters
from magnolia.policy.self_check import self_check, typed
from magnolia.policy.trying import tries, working
from tests.policy.changed_law import changed
from tests.policy.samples import complete, facts

ON = date(2026, 10, 1)
MS = self_check("ms")
EVERY_STATE = pytest.mark.parametrize("state", jurisdictions())


@EVERY_STATE
def test_each_page_asks_its_questions_and_tables_under_one_heading_of_its_own(state):
    asked = self_check(state).form
    assert list(asked.groups) == list(asked.sections)
    for page, section in asked.sections.items():
        assert (section.id, section.group, section.title) == (page, page, asked.groups[page].title)
        assert asked.groups[page].id == page
        assert asked.groups[page].help.endswith(".")
        assert asked.places_of(page), page
    assert [q.id for q in asked.of_group("length")] == ["measure", "hours", "instructional_weeks", "remedial_hours"]
    assert [t.id for t in asked.tables_of("standing")] == ["sc_actions", "sc_failed"]
    assert {q.unless for q in asked.questions.values()} == {""}


def test_a_question_of_the_form_is_asked_here_in_the_same_words_and_a_document_only_by_its_name():
    of_the_form, here = form("ms"), MS.form
    assert here.questions["hours"].label == of_the_form.questions["hours"].label
    assert "attachments" not in here.groups
    assert "sc_institution" not in of_the_form.questions
    assert of_the_form.tables["credit"].questions["document"].kind == "document"
    assert here.tables["credit"].questions["document"].kind == "text"
    assert "document" not in here.tables["employers"].questions
    assert "Mississippi" in here.questions["sc_listed"].label


@EVERY_STATE
def test_every_criterion_that_a_rule_decides_is_asked_for_or_the_reason_is_given_why_not(state):
    check = self_check(state)
    for name, criterion in register(state).items():
        if criterion.decided_by == "rule" and criterion.reads and name not in check.later:
            assert any(check.page_of(fact) for fact in criterion.reads), name
    assert check.later["attestation.signed"].startswith("The certifying official")
    assert check.fits_not["sc_state"] == "The State's records say where the institution is."


def test_the_pages_that_feed_a_fact_are_known_in_their_order():
    assert MS.page_of("program.hours") == ["length"]
    assert MS.page_of("lists.priority_socs") == ["need"]
    assert MS.page_of("institution.federal_actions") == ["standing"]
    assert MS.page_of("attestation.signed") == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"attic": {}}, r"^self_check\.toml: nothing reads \[attic\]\.$"),
        (
            {"page": {"length": {"asks": ["hours", "shoe_size"]}}},
            r"^self_check\.toml: page\.length asks 'shoe_size', which is no question or table\.$",
        ),
        (
            {"page": {"standing": {"asks": ["sc_actions", "sc_failed_any", "sc_failed"]}}},
            r"^self_check\.toml: sc_actions hangs on sc_actions_any, which no page asks\.$",
        ),
        (
            {"page": {"need": {"asks": ["sc_listed_socs"]}}},
            r"^self_check\.toml: sc_listed_socs hangs on sc_listed, which no page asks\.$",
        ),
    ],
)
def test_a_page_asks_only_what_there_is_and_nothing_that_hangs_on_a_question_not_asked(change, told):
    with (
        changed(self_check_module, self_check, "model", "self_check", change),
        pytest.raises(LawError, match=told),
    ):
        self_check("ms")


def test_a_state_lays_its_own_words_over_pages_and_questions():
    change = {"page": {"length": {"title": "How long"}}, "question": {"sc_state": {"label": "Where in {state_name}?"}}}
    with changed(self_check_module, self_check, "states/ms", "self_check", change):
        found = self_check("ms").form
        assert (found.groups["length"].title, found.sections["length"].title) == ("How long", "How long")
        assert found.questions["sc_state"].label == "Where in Mississippi?"
    assert self_check("ms").form.groups["length"].title == "Length"


def test_answers_kept_as_text_are_read_as_what_they_are_and_others_left_out():
    kept = {
        "hours": "300.50", "tuition": "1200", "completion_cohort": "20", "program_name": "Sample", "sc_title_iv": True,
        "instructional_weeks": "", "measure": None, "shoe_size": "9",
        "history": [
            {"from_day": "2025-09-01", "to_day": "", "hours": "300", "smell": "sweet"},
            {"from_day": date(2024, 9, 1)},
        ],
    }  # fmt: skip
    found = typed(MS.form, kept)
    assert found == {
        "hours": Decimal("300.50"), "tuition": Decimal(1200), "completion_cohort": 20, "program_name": "Sample",
        "sc_title_iv": True, "instructional_weeks": "", "measure": None,
        "history": [
            {"from_day": date(2025, 9, 1), "to_day": "", "hours": Decimal(300)},
            {"from_day": date(2024, 9, 1)},
        ],
    }  # fmt: skip
    assert [type(found[name]) for name in ("hours", "tuition", "completion_cohort")] == [Decimal, Decimal, int]


# ------------------------------------------------------------------ the numbers, and figures beside them

WHOLE = facts(complete())


def said(fact: str, given: int | str | None, *changes: Amendment) -> list[tuple[str, str, bool]]:
    """Figure, outcome and whether it is the one given, of what is tried for a fact."""
    group, _, name = fact.partition(".")
    known = facts(complete(**{group: {name: None if given is None else Decimal(given)}}))
    how = MS.tries[fact]
    found = tries(how.criterion, fact, how.step, known, "ms", ON, changes, most=how.most, beyond=how.beyond)
    assert all(each.finding.criterion == how.criterion for each in found)
    return [(str(each.figure), each.finding.outcome, each.given) for each in found]


def test_each_finding_stands_with_the_numbers_it_rests_on_as_they_were_on_the_day():
    found = working(WHOLE, "ms", ON)
    assert tuple(each.finding for each in found) == findings(WHOLE, "ms", ON)
    numbers = {
        each.finding.criterion: {parameter.key: value.value for parameter, value in each.numbers} for each in found
    }
    assert numbers["program.length"] == {"length.clock_hours_at_least": 150, "length.clock_hours_below": 600}
    assert numbers["program.undergraduate"] == {}
    law = load_parameters("ms")
    assert all(parameter == law[parameter.key] for each in found for parameter, _ in each.numbers)


def test_a_changed_law_changes_both_the_finding_and_the_number_beside_it():
    change = Amendment("length.clock_hours_below", date(2026, 9, 1), 500, "Fictive Fed. Reg. 1", "federal")
    (length,) = (each for each in working(WHOLE, "ms", ON, [change]) if each.finding.criterion == "program.length")
    assert length.finding.outcome == "not_met"
    assert 500 in [value.value for _, value in length.numbers]


def test_hours_are_tried_on_both_sides_of_each_limit_beside_the_one_given():
    edges = [("149.9", "not_met", False), ("150", "met", False), ("599.9", "met", False), ("600", "not_met", False)]
    assert said("program.hours", "520") == [*edges[:2], ("520", "met", True), *edges[2:]]
    assert said("program.hours", "150") == [edges[0], ("150", "met", True), *edges[2:]]
    assert said("program.hours", "700") == [*edges, ("700", "not_met", True)]
    assert said("program.instructional_weeks", "13") == [
        ("7.9", "not_met", False), ("8", "met", False), ("13", "met", True), ("14.9", "met", False),
        ("15", "not_met", False),
    ]  # fmt: skip


def test_where_no_figure_was_given_or_no_number_is_compared_none_is_marked():
    assert not [each for each in said("program.hours", None) if each[2]]
    level = tries("program.undergraduate", "program.hours", Decimal("0.1"), WHOLE, "ms", ON)
    assert level == ()


def test_an_amended_limit_is_the_one_that_is_tried():
    change = Amendment("length.clock_hours_below", date(2026, 9, 1), 500, "Fictive Fed. Reg. 1", "federal")
    assert said("program.hours", "520", change)[-3:] == [
        ("499.9", "met", False), ("500", "not_met", False), ("520", "not_met", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "more", "given", "turns"),
    [
        ("outcomes.completed_in_time", {"outcomes": {"completion_cohort": 20}}, 3, ["13 not_met", "14 met"]),
        ("outcomes.completed_in_time", {"outcomes": {"completion_cohort": 57}}, 3, ["39 not_met", "40 met"]),
        ("outcomes.employed", {"outcomes": {"placement_cohort": 10}}, 10, ["6 not_met", "7 met"]),
        (
            "program.written_arrangement.ineligible_hours",
            {"program": {"hours": Decimal(320)}},
            "1",
            ["80 met", "80.1 not_met"],
        ),
        ("program.remedial_hours", {}, "3", ["0 met", "0.1 needs_review"]),
        (
            "cost.tuition",
            {"vae": {"published_amount": Decimal(5000)}, "cost": {"required_fees": Decimal("99.50")}},
            "1",
            ["4900.5 met", "4900.51 not_met"],
        ),
        (
            "cost.tuition",
            {"vae": {"published_amount": Decimal(5000)}, "cost": {"required_fees": Decimal(0)}},
            "1",
            ["5000 met", "5000.01 not_met"],
        ),
    ],
)
def test_a_figure_is_tried_where_its_rule_turns_also_against_a_whole_that_was_given(fact, more, given, turns):
    holder, _, name = fact.rpartition(".")
    group, _, inner = holder.partition(".")
    value: Any = given if isinstance(given, int) else Decimal(given)
    told = {**more.get(group, {}), **({inner: {name: value}} if inner else {name: value})}
    how, known = MS.tries[fact], facts(complete(**{**more, group: told}))
    found = tries(how.criterion, fact, how.step, known, "ms", ON, most=how.most, beyond=how.beyond)
    assert [f"{in_words(each.figure)} {each.finding.outcome}" for each in found if not each.given] == turns
    assert [in_words(each.figure) for each in found if each.given] == [in_words(value)]
    unknown = how.most and tries(how.criterion, fact, how.step, facts({}), "ms", ON, most=how.most, beyond=how.beyond)
    assert not unknown
