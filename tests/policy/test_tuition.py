"""What a program costs: the price in force on a day, and the highest of an award year, which is the one compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy.periods import AwardYear
from magnolia.policy.tuition import Price, compared, in_order, of_year, on

YEAR = AwardYear(2027)  # July 1, 2027 to June 30, 2028


def price(day: str, tuition: str = "3000.00", fees: str = "250.00", id: str = "") -> Price:
    return Price(date.fromisoformat(day), Decimal(tuition), Decimal(fees), id)


def test_a_price_is_tuition_and_required_fees_together():
    assert price("2027-07-01", "3000.10", "250.25").total == Decimal("3250.35")
    assert Price(date(2027, 7, 1), Decimal(1), Decimal(2)).id == ""


def test_prices_stand_by_their_day_and_a_later_one_for_the_same_day_replaces_the_earlier():
    late, early = price("2027-08-01", id="late"), price("2027-07-01", id="early")
    again = price("2027-08-01", "2900.00", id="again")
    assert in_order([late, early, again]) == [early, again]
    assert in_order([]) == []


@pytest.mark.parametrize(
    ("day", "found"),
    [("2027-06-30", None), ("2027-07-01", "first"), ("2027-12-31", "first"), ("2028-01-01", "second"),
     ("2030-01-01", "second")],
)  # fmt: skip
def test_a_price_is_in_force_from_its_day_until_the_next_one_begins(day, found):
    prices = [price("2028-01-01", id="second"), price("2027-07-01", id="first")]
    in_force = on(prices, date.fromisoformat(day))
    assert (in_force.id if in_force else None) == found


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (["2026-01-01"], ["2026-01-01"]),
        (["2026-01-01", "2027-06-30"], ["2027-06-30"]),
        (["2027-06-30", "2027-07-01"], ["2027-07-01"]),
        (["2027-06-30", "2027-07-02"], ["2027-06-30", "2027-07-02"]),
        (["2027-07-02"], ["2027-07-02"]),
        (["2027-07-01", "2028-06-30"], ["2027-07-01", "2028-06-30"]),
        (["2027-07-01", "2028-07-01"], ["2027-07-01"]),
        (["2028-07-01"], []),
        ([], []),
    ],
)
def test_the_prices_of_an_award_year_are_all_in_force_on_some_day_of_it(days, found):
    assert [str(each.from_day) for each in of_year([price(day) for day in days], YEAR)] == found


def test_the_highest_price_of_the_award_year_is_compared_and_of_equal_ones_the_first():
    low, high, same = price("2027-07-01", "2000"), price("2027-09-01", id="high"), price("2028-01-01", id="same")
    assert compared([low, same, high], YEAR) == high
    assert compared([low, price("2028-07-01", "9000")], YEAR) == low
    assert compared([price("2028-07-01")], YEAR) is None
    by_fees = price("2027-10-01", "2990.00", "300.00")
    assert compared([low, high, by_fees], YEAR) == by_fees
