"""Rates as counts: the standard without rounding, permitted exclusions alone, the window, the quarter, the rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia import cli
from magnolia.policy.periods import AwardYear
from magnolia.policy.rates import NoRate, Rate, last_day_in_time, placement_rule, rate
from magnolia.policy.yearly import check, told, words

SEVENTY = Decimal(70)


def said(capsys: Any, *call: str) -> tuple[int, str, str]:
    try:
        status = cli.main(list(call))
    except SystemExit as end:
        status = int(end.code or 0)
    out = capsys.readouterr()
    return status, out.out.strip(), out.err


@pytest.mark.row("OUT-01")
@pytest.mark.parametrize(("count", "of", "outcome"), [(14, 20, "met"), (13, 20, "not_met"), (699, 1000, "not_met")])
def test_seventy_percent_in_time_passes_and_is_never_rounded_up_to(program, check, count, of, outcome):
    program["outcomes"] = {"completion_cohort": of, "completed_in_time": count}
    assert check(program, "outcomes.completion").startswith(f"{outcome}: {count} of {of}")


@pytest.mark.row("OUT-01")
@pytest.mark.parametrize(("count", "of", "why"), [(21, 20, "cannot be right"), (0, 0, "nobody in the cohort")])
def test_more_completers_than_participants_or_nobody_gives_no_rate_but_the_reason(program, check, count, of, why):
    program["outcomes"] = {"completion_cohort": of, "completed_in_time": count}
    assert check(program, "outcomes.completion").startswith("needs_review:")
    assert why in check(program, "outcomes.completion")
    assert "no rate can be held" in check(program, "outcomes.completion")


@pytest.mark.row("OUT-01")
def test_of_a_normal_time_of_ten_weeks_fifteen_weeks_count_and_a_day_more_does_not(capsys):
    entry = date(2026, 8, 3)
    last = last_day_in_time(entry, Decimal(10), 150)
    assert (last - entry).days == 15 * 7
    assert said(capsys, "calendar", "in-time", "--weeks", "10", "2026-08-03") == (0, "2026-11-16", "")
    assert (date(2026, 11, 16) - entry).days == 15 * 7  # 15 weeks and 1 day is past it
    status, _, problem = said(capsys, "calendar", "in-time", "2026-08-03")
    assert status == 2
    assert "No rate: the program has no normal time" in problem
    assert said(capsys, "calendar", "in-time", "--weeks", "0", "2026-08-03")[0] == 2
    assert last_day_in_time(entry, Decimal(9), 150) == date(2026, 11, 5)  # 94 days
    for none in (None, Decimal(0), Decimal(-1)):
        with pytest.raises(NoRate, match="^no_time$"):
            last_day_in_time(entry, none, 150)


@pytest.mark.row("OUT-03")
@pytest.mark.parametrize(
    ("exit_on", "quarter"), [("2026-08-20", "2027Q1"), ("2026-09-30", "2027Q1"), ("2026-10-01", "2027Q2")]
)
def test_a_quarter_under_way_at_the_exit_is_not_full(capsys, exit_on, quarter):
    assert said(capsys, "calendar", "quarter-after-exit", exit_on) == (0, quarter, "")


@pytest.mark.row("OUT-03")
@pytest.mark.parametrize(("count", "of", "outcome"), [(7, 10, "met"), (69, 100, "not_met")])
def test_seventy_percent_of_the_completers_are_employed(program, check, count, of, outcome):
    program["outcomes"] = {"placement_cohort": of, "employed": count}
    assert check(program, "outcomes.placement").startswith(f"{outcome}: {count} of {of}")


HEAD = "ssn,first_name,last_name,date_of_birth,completion_date,exclusion,credential_attained\n"
NAMES = ("ssn", "first_name", "last_name", "date_of_birth")


@pytest.mark.row("OUT-03")
def test_a_completer_without_an_exit_date_has_no_quarter_and_is_listed_as_faulty():
    text = HEAD + "900-00-0001,Ada,Fictive,2000-01-01,2027-10-01,,Y\n900-00-0002,Bo,Fictive,2000-01-01,,,Y\n"
    found = check(text, AwardYear(2027), NAMES, words("ms"))
    assert [str(fault) for fault in found.faults] == [
        "Row 3: the completion date is missing, so no measurement quarter can be given."
    ]


def test_an_exclusion_that_is_not_permitted_leaves_the_person_in_the_count():
    grounds = words("ms")["exclusion"]
    taken = rate(14, 21, SEVENTY, [("death", 1)], grounds)
    assert (taken.count, taken.of, taken.met) == (14, 20, True)
    refused = rate(14, 21, SEVENTY, [("moved away", 1)], grounds)
    assert (refused.count, refused.of, refused.met, refused.refused) == (14, 21, False, (("moved away", 1),))
    assert told(words("ms"), 14, 21, SEVENTY, [("", 1)])[1].startswith("An exclusion without a reason is refused")
    assert (taken.left_out, refused.left_out, taken.refused) == (1, 0, ())
    with pytest.raises(NoRate, match="^nobody$"):
        rate(0, 1, SEVENTY, [("death", 1)], grounds)
    with pytest.raises(NoRate, match="^impossible$"):
        rate(14, 14, SEVENTY, [("death", 1)], grounds)
    with pytest.raises(NoRate, match="^impossible$"):
        rate(1, 0, SEVENTY)


@pytest.mark.parametrize(("count", "of", "met"), [(0, 1, False), (1, 1, True), (0, 20, False), (20, 20, True)])
def test_none_of_the_people_and_all_of_them_are_rates_too(count, of, met):
    assert (rate(count, of, SEVENTY).count, rate(count, of, SEVENTY).met) == (count, met)
    assert rate(count, of, SEVENTY) == Rate(count, of, SEVENTY, 0, ())


@pytest.mark.parametrize(
    ("year", "waived", "rule"),
    [(2028, False, "ordinary"), (2029, False, "occupational"), (2029, True, "waived"), (2030, False, "occupational")],
)
def test_work_in_the_occupation_trained_for_is_asked_from_2029_on_unless_the_secretary_waives_it(year, waived, rule):
    assert placement_rule(year, 2029, waived) == rule
