"""Rates as people read them, and the schedule of a cohort (State policy 8.9)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy import measures
from magnolia.policy.periods import AwardYear, Quarter

SEVENTY = Decimal(70)
FIRST = AwardYear(2026)


@pytest.mark.row("SCHED-01")
def test_the_last_window_of_a_ten_week_program_closes_105_days_after_its_last_entry():
    planned = measures.plan(FIRST, Decimal(10), 150, last_entry=date(2027, 6, 30))
    assert planned.window_closes == date(2027, 10, 13)


@pytest.mark.row("SCHED-01")
def test_placement_waits_for_the_end_of_its_quarter_and_for_its_wages():
    planned = measures.plan(FIRST, Decimal(10), 150, last_exit=date(2026, 11, 20))
    assert (planned.placement_from, str(planned.missing[-1])) == (date(2027, 6, 30), "2027Q2")
    loaded = [Quarter.parse("2027Q1"), Quarter.parse("2027Q2")]
    assert measures.plan(FIRST, Decimal(10), 150, loaded, last_exit=date(2026, 11, 20)).missing == ()


def test_without_weeks_no_window_is_told_and_without_exits_the_whole_year_is_measured():
    planned = measures.plan(FIRST, None, 150)
    assert planned.window_closes is None
    assert [str(each) for each in planned.missing] == ["2027Q1", "2027Q2", "2027Q3", "2027Q4"]


@pytest.mark.parametrize(
    ("count", "of", "told"), [(75, 100, "75.00"), (2, 3, "66.67"), (1, 8, "12.50"), (0, 5, "0.00"), (0, 0, None)]
)
def test_a_rate_is_shown_with_two_decimals_and_none_where_nobody_counts(count, of, told):
    assert measures.percent(count, of) == (None if told is None else Decimal(told))


@pytest.mark.parametrize(("numerator", "above"), [(69, -1), (70, 0), (71, 1)])
def test_the_distance_from_the_standard_is_told_in_persons(numerator, above):
    assert measures.margin(numerator, 100, SEVENTY) == above
    assert measures.margin(8, 11, SEVENTY) == 0  # 7.7 persons are 8


@pytest.mark.parametrize(
    ("counts", "stands"),
    [((7, 0, 10), "met"), ((6, 0, 10), "not_met"), ((7, 3, 10), "awaiting"), ((0, 0, 0), "nobody")],
)  # fmt: skip
def test_while_one_outcome_is_open_a_rate_is_awaited_whatever_it_would_be(counts, stands):
    numerator, pending, denominator = counts
    assert measures.stands(numerator, pending, denominator, SEVENTY) == stands


def test_other_sources_add_only_those_that_are_switched_on_and_never_more_than_there_are():
    found = {"employer": 3, "other": 2}
    assert measures.added(7, 10, found, []) == 7
    assert measures.added(7, 10, found, ["other"]) == 9
    assert measures.added(7, 10, found, ["employer", "other"]) == 10


@pytest.mark.parametrize(
    ("persons", "left_out", "counts"), [(3, 0, (67, 100)), (3, 2, (67, 98)), (0, 2, (70, 98)), (0, 0, (70, 100))]
)
def test_a_rate_without_some_persons_loses_them_from_its_counts(persons, left_out, counts):
    assert measures.without(70, 100, persons, left_out) == counts
    if not left_out:
        assert measures.without(70, 100, persons) == counts


def test_of_a_source_that_shows_nobody_nothing_is_added():
    assert measures.added(7, 10, {}, ["employer"]) == 7
    assert measures.added(7, 10, {"employer": 3}, ["employer"]) == 10
    assert measures.added(7, 10, {"employer": 2}, ["employer"]) == 9


def test_the_schedule_of_a_cohort_says_what_it_rests_on():
    planned = measures.plan(FIRST, Decimal(10), 150, [Quarter.parse("2027Q3")])
    assert (planned.year, planned.last_entry, planned.last_exit) == (FIRST, date(2027, 6, 30), date(2027, 6, 30))
    assert (planned.quarter, planned.placement_from) == (Quarter.parse("2027Q4"), date(2027, 12, 31))
    assert [str(each) for each in planned.missing] == ["2027Q1", "2027Q2", "2027Q4"]
    early = measures.plan(FIRST, Decimal(10), 150, last_entry=date(2026, 8, 24), last_exit=date(2026, 7, 1))
    assert (early.window_closes, early.last_entry, early.last_exit) == (
        date(2026, 12, 7), date(2026, 8, 24), date(2026, 7, 1),
    )  # fmt: skip
    assert [str(each) for each in early.missing] == ["2027Q1"]


def test_a_rate_is_rounded_half_up_and_nobody_is_no_rate():
    assert measures.percent(2469, 20000) == Decimal("12.35")
    assert measures.percent(1, 1) == Decimal("100.00")
