"""Earnings years after completion: when their year begins, and that four quarters in order make it, or nothing does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy import longterm
from magnolia.policy.layers import jurisdictions
from magnolia.policy.parameters import load_parameters
from magnolia.policy.periods import Quarter

LAW = longterm.Law.on(load_parameters("ms"), date(2026, 11, 20))
FIRST = Quarter.parse("2030Q1")


def wages(*amounts: int | None) -> dict[Quarter, Decimal]:
    return {FIRST.later(step): Decimal(each) for step, each in enumerate(amounts) if each is not None}


@pytest.mark.row("LTE-01")
def test_the_first_period_begins_three_years_after_the_completion_and_counts_whole_quarters():
    assert longterm.starts(date(2026, 11, 20), LAW) == date(2029, 11, 20)
    assert [str(each) for each in longterm.quarters(date(2026, 11, 20), LAW)] == [
        "2030Q1",
        "2030Q2",
        "2030Q3",
        "2030Q4",
    ]
    # A completion whose period begins with a quarter begins with that one; a leap day ends on the last of February.
    assert str(longterm.first_quarter(date(2027, 1, 1), LAW)) == "2030Q1"
    assert str(longterm.first_quarter(date(2027, 1, 2), LAW)) == "2030Q2"
    assert longterm.starts(date(2028, 2, 29), LAW) == date(2031, 2, 28)


@pytest.mark.parametrize(("through", "ready"), [(None, False), ("2030Q3", False), ("2030Q4", True)])
def test_until_the_wage_records_reach_the_last_quarter_the_answer_is_not_yet(through, ready):
    reached = Quarter.parse(through) if through else None
    assert longterm.ready(date(2026, 11, 20), reached, LAW) is ready


@pytest.mark.row("SCHED-03")
def test_a_year_is_the_sum_of_four_quarters_in_order_and_incomplete_without_one_of_them():
    assert longterm.annualised(wages(8000, 8200, 7900, 8100), FIRST, LAW) == Decimal(32200)
    assert longterm.annualised(wages(8000, 8200, None, 8100), FIRST, LAW) is None
    assert longterm.annualised(wages(8000, 8200, 7900), FIRST, LAW) is None
    # A fifth quarter does not stand in for the missing third, and more of them are no more than four.
    assert longterm.annualised(wages(8000, 8200, None, 8100, 7900), FIRST, LAW) is None
    assert longterm.annualised(wages(8000, 8200, 7900, 8100, 9999), FIRST, LAW) == Decimal(32200)


def test_another_state_sets_its_own_years_and_quarters():
    law = longterm.Law.on(load_parameters("xx"), date(2026, 11, 20))
    assert (law.years, law.quarters) == (4, 8)


@pytest.mark.row("LTE-01")
@pytest.mark.parametrize("ground", ["long_term_earnings", "longterm", "long_term"])
def test_long_term_earnings_are_no_ground_of_a_loss_and_any_other_ground_is_none_of_theirs(ground):
    assert longterm.no_ground("ms", ground) == (
        "Long-term earnings serve evaluation, planning, improvement and continued review only. They are no ground for"
        " the loss or the end of an approval. Choose a ground from the list."
    )
    assert longterm.no_ground("ms", "completion") == longterm.no_ground("ms", "") == ""


@pytest.mark.parametrize("state", jurisdictions())
def test_every_state_says_that_they_are_for_evaluation_only(state):
    said = longterm.words(state)["label"]["use"]
    assert said.startswith("For evaluation only. It changes no approval")
    assert longterm.words(state)["named"]["grounds"] == ["long_term_earnings", "longterm", "long_term"]
