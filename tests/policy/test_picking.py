"""Each number of the law is picked by the day it names: of the submission, of the determination, of the award year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy import criteria, parameters
from magnolia.policy.amendment_files import written
from magnolia.policy.criteria import decide, findings, register
from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.parameters import Amendment, load_parameters
from magnolia.policy.periods import AwardYear
from magnolia.policy.picking import JUDGES, Days
from magnolia.policy.trying import tries, working
from tests.policy.changed_law import changed
from tests.policy.samples import complete, facts

LAST, FIRST = date(2027, 6, 30), date(2027, 7, 1)
STANDARD = Amendment("rates.completion_percent", FIRST, 90, "Fictive Fed. Reg. 2 of 2027", "federal")
BELOW = Amendment("length.clock_hours_below", FIRST, 500, "Fictive order 3", "state")


def asked_for(year: str | None) -> dict:
    """A program of 520 hours of whom 17 of 20, 85 percent, completed in time."""
    outcomes = {"completion_cohort": 20, "completed_in_time": 17, "placement_cohort": 20, "employed": 20}
    program = complete() | {"outcomes": outcomes}
    program["program"] = program["program"] | {"hours": 520, "measure": "clock"}
    return {name: each for name, each in (program | {"award_year": year}).items() if each is not None}


def outcome(found, criterion: str) -> str:
    return next(each.outcome for each in found if each.criterion == criterion)


@pytest.mark.parametrize("state", jurisdictions())
@pytest.mark.parametrize(
    ("year", "on", "met"),
    [
        ("2026-27", LAST, True), ("2026-27", FIRST, True), ("2027-28", LAST, False), ("2027-28", FIRST, False),
        (None, LAST, True), (None, FIRST, False),  # no year is named: the day decides
    ],
)  # fmt: skip
def test_a_rate_is_held_against_the_standard_of_the_award_year_asked_for_whatever_the_day(state, year, on, met):
    found = findings(facts(asked_for(year)), state, on, [STANDARD])
    assert outcome(found, "outcomes.completion") == ("met" if met else "not_met")


@pytest.mark.parametrize("state", jurisdictions())
def test_hours_are_held_against_the_limit_of_the_submission_though_the_program_is_determined_later(state):
    told = facts(asked_for("2027-28"))
    assert outcome(findings(told, state, LAST, [BELOW]), "program.length") == "met"
    assert outcome(findings(told, state, FIRST, [BELOW], law_of=LAST), "program.length") == "met"
    assert outcome(findings(told, state, FIRST, [BELOW]), "program.length") == "not_met"


@pytest.mark.parametrize("state", jurisdictions())
def test_a_number_that_the_determination_picks_is_that_of_the_day_the_facts_are_held_against(state):
    known = load_parameters(state, [BELOW])
    numbers = known | {BELOW.key: replace(known[BELOW.key], by="determination")}
    told, length = facts(asked_for(None)), register(state)["program.length"]
    assert decide(length, told, numbers, LAST, law_of=LAST).outcome == "met"
    assert decide(length, told, numbers, FIRST, law_of=LAST).outcome == "not_met"
    assert decide(length, told, numbers, LAST, law_of=FIRST).outcome == "met"


@pytest.mark.parametrize("state", jurisdictions())
@pytest.mark.parametrize(("year", "on", "met"), [("2026-27", "2027-07-01", True), ("2027-28", "2027-06-30", False)])
def test_check_picks_by_the_award_year_of_the_file_and_not_by_its_day(
    state, year, on, met, program, check, tmp_path, monkeypatch
):
    law = tmp_path / "law.toml"
    law.write_text(written(state, [STANDARD]))
    monkeypatch.setenv("MAGNOLIA_LAW", str(law))
    program |= {"award_year": year, "outcomes": {"completion_cohort": 20, "completed_in_time": 17}}
    said = check(program, "outcomes.completion", on, "--jurisdiction", state)
    assert said.startswith("met:" if met else "not_met:")
    assert ("90 percent" in said) is not met


def test_the_numbers_beside_a_finding_and_the_figures_next_to_them_are_those_that_were_picked():
    told = facts(asked_for("2027-28"))
    beside = {each.finding.criterion: each.numbers for each in working(told, "ms", LAST, [STANDARD])}
    ((parameter, value),) = beside["outcomes.completion"]
    assert (parameter.key, value.value, value.cite) == (STANDARD.key, 90, STANDARD.cite)
    found = tries("program.length", "program.hours", Decimal(1), told, "ms", LAST, [BELOW])
    assert [each.figure for each in found] == [149, 150, 520, 599, 600]


def test_an_award_year_before_the_first_day_of_a_number_leaves_it_to_the_submission():
    number = load_parameters("ms", [STANDARD])[STANDARD.key]
    early = Days(law=LAST, held=FIRST, year=AwardYear(2025))
    assert (early.picks(number), early.value(number).value) == (LAST, 70)
    assert Days(LAST, LAST, AwardYear(2026)).picks(number) == date(2026, 7, 1)


@pytest.mark.parametrize("state", jurisdictions())
def test_every_number_that_a_rule_compares_names_a_day_of_the_program_that_is_judged(state):
    numbers = load_parameters(state)
    assert {numbers[key].by for each in register(state).values() for key in each.parameters} <= set(JUDGES)


def test_a_rule_that_compares_a_number_of_some_other_event_is_refused():
    change = {"opeid": {"digits": {"by": "event"}}}
    with (
        changed(parameters, parameters._loaded, "federal", "parameters", change),
        changed(criteria, criteria.register, "federal", "nothing", {}),
        pytest.raises(LawError, match=r"institution\.opeid compares opeid\.digits, which is picked by 'event'"),
    ):
        register("ms")
