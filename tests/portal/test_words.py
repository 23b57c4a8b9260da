"""Dates, times, money and figures as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context

from magnolia.portal.pages import words


@pytest.mark.parametrize("value", [date(2026, 9, 8), "2026-09-08", datetime(2026, 9, 8, 12, tzinfo=UTC)])
def test_a_date_is_written_out_with_its_weekday(value):
    assert words.date_words(value) == "Tuesday, September 8, 2026"
    assert words.day_words(value) == "September 8, 2026"


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        (
            datetime(2026, 9, 9, 4, 59, 59, tzinfo=UTC),
            "America/Chicago",
            "Tuesday, September 8, 2026, 11:59 p.m. Central",
        ),
        (datetime(2026, 9, 9, 5, 0, tzinfo=UTC), "America/Chicago", "Wednesday, September 9, 2026, midnight Central"),
        (datetime(2026, 12, 1, 18, 0, tzinfo=UTC), "America/Chicago", "Tuesday, December 1, 2026, noon Central"),
        (datetime(2026, 7, 1, 13, 5, tzinfo=UTC), "America/New_York", "Wednesday, July 1, 2026, 9:05 a.m. Eastern"),
        (datetime(2026, 7, 1, 13, 5, tzinfo=UTC), None, "Wednesday, July 1, 2026, 1:05 p.m. UTC"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_state_and_names_it(moment, zone, expected):
    assert words.moment_words(moment, zone) == expected


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs a zone"):
        words.moment_words(datetime(2026, 9, 8, 12), "America/Chicago")


@pytest.mark.parametrize(
    ("days", "expected"),
    [(2, "2 days left"), (1, "1 day left"), (0, "due today"), (-1, "1 day late"), (-2, "2 days late"), (None, "")],
)
def test_days_until_a_due_date_are_said_in_words(days, expected):
    assert words.days_words(days) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Decimal("7395.00"), "$7,395"),
        (Decimal("1234.5"), "$1,234.50"),
        ("0.999", "$0.99"),
        (-5, "-$5"),
        (None, ""),
        (0, "$0"),
    ],
)
def test_money_shows_cents_only_when_there_are_some_and_never_rounds_up(amount, expected):
    assert words.money(amount) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.7", "70%"), ("0.6999", "69.9%"), ("0.69967", "69.9%"), ("1", "100%"), ("0", "0%"), (None, "")],
)
def test_a_share_just_below_the_line_never_reads_as_the_line(share, expected):
    assert words.percent(None if share is None else Decimal(share)) == expected


def test_an_award_year_has_both_its_years_on_a_page():
    assert words.award_year("2026-27") == "2026-2027"
    assert words.award_year("2026-2027") == "2026-2027"


@pytest.mark.parametrize(
    ("things", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_several_things_are_listed_as_people_list_them(things, expected):
    assert words.joined(things) == expected


def test_a_filter_link_keeps_the_other_filters_and_drops_what_is_taken_out(rf):
    context = Context({"request": rf.get("/", {"q": "weld & cut", "page": "3", "status": "open"})})
    assert words.query(context, page=None, status="closed") == "?q=weld+%26+cut&amp;status=closed"
