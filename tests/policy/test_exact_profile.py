"""What a fault in a calendar.toml is answered with, word for word, and the edges of what such a file may say."""

from __future__ import annotations

import datetime as dt

import pytest

from magnolia.policy.calendar import Calendar, MissingYear
from magnolia.policy.holiday_rules import CalendarError, DayRule, read_rules
from tests.policy.test_calendar_profile import GOOD

STATE, LAST_DAY = 'state = "Sampleland"', 'on = "December 31"\nfrom = 2020-01-01'
DAYS = "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"
WRITE_IT = 'is no day of the year; write it like "July 4" or "third Monday of January"'


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        ('"day after"', '"two days later"', ', [[observance]] number 1: "also" must be one of day after, day before'),
        (
            'cite = "Sample Code 2"',
            "until = 2019-12-31\ncite = 'x'",
            ", [holiday_list] ends on 2019-12-31, before it starts on 2020-01-01",
        ),
        (STATE, 'state = "S"\nclosing = [5]', ", [[closing]] number 1 must be a table with date, name, cite"),
        (
            STATE,
            'state = "S"\nmotto = "x"',
            ' has "motto", which is not one of state, time_zone, holiday_list, weekend, holiday, observance, closing',
        ),
        ('"December 31"', '"December 32"', f', [[holiday]] number 1: "December 32" {WRITE_IT}'),
        (STATE, 'state = " "', ': "state" must be a str and not empty'),
        ('cite = "Sample Code 1"', "", ", [time_zone] has no cite"),
        ('falls_on = "Sunday"\nalso = "day after"', "", ", [[observance]] number 1 has no falls_on and no also"),
        ('cite = "Sample Code 5"', "cite = 5", ', [[holiday]] number 1: "cite" must be a str and not empty'),
        ("[[weekend]]\n", "[weekend]\n", ': "weekend" must be a list and not empty'),
        ('falls_on = "Sunday"', 'falls_on = "Someday"', f', [[observance]] number 1: "Someday" is not one of {DAYS}'),
        (
            LAST_DAY,
            'on = "June 1"\nfrom = 2020-01-01T00:00:00',
            ', [[holiday]] number 1: "from" must be a date and not empty',
        ),
        (
            LAST_DAY,
            f"{LAST_DAY}\nuntil = 2019-12-31",
            ", [[holiday]] number 1 ends on 2019-12-31, before it starts on 2020-01-01",
        ),
        (
            STATE,
            'state = "S"\n[[closing]]\ndate = 2026-01-02\nname = ""\ncite = "x"',
            ', [[closing]] number 1: "name" must be a str and not empty',
        ),
    ],
)
def test_a_fault_is_told_word_for_word(old, new, answer):
    assert old in GOOD
    with pytest.raises(CalendarError) as fault:
        read_rules(GOOD.replace(old, new, 1), "sample")
    assert str(fault.value) == f"sample{answer}"


def test_a_span_may_be_a_single_day_and_holds_on_both_its_ends():
    one = read_rules(GOOD.replace(LAST_DAY, f"{LAST_DAY}\nuntil = 2020-12-31", 1), "sample")
    assert [h.date for h in one.statutory(2020)] == [dt.date(2020, 12, 31)]
    assert [h.date for h in one.statutory(2021)] == []
    same = read_rules(GOOD.replace(LAST_DAY, 'on = "December 31"\nfrom = 2020-12-31\nuntil = 2020-12-31', 1), "sample")
    assert [h.date for h in same.statutory(2020)] == [dt.date(2020, 12, 31)]


def test_a_closing_of_the_file_keeps_its_name_its_basis_and_its_day():
    text = GOOD + '[[closing]]\ndate = 2026-01-02\nname = "Sample Closing"\ncite = "Fictive Order 1"\n'
    (closing,) = read_rules(text, "sample").closings
    assert (closing.date, closing.name, closing.basis, closing.source) == (
        dt.date(2026, 1, 2),
        "Sample Closing",
        "Fictive Order 1",
        "closing",
    )


def test_every_rule_of_a_file_keeps_its_citation():
    rules = read_rules(GOOD, "sample")
    assert rules.state == "Sampleland"
    assert [weekend.cite for weekend in rules.weekends] == ["Sample Code 3"]
    assert [observance.cite for observance in rules.observances] == ["Sample Code 4"]
    assert [holiday.cite for holiday in rules.holidays] == ["Sample Code 5"]
    assert (rules.known.first, rules.known.last) == (dt.date(2020, 1, 1), dt.date.max)
    found = list(rules.statutory(2024))
    assert [(h.basis, h.source) for h in found] == [("Sample Code 4", "statute"), ("Sample Code 5", "statute")]


@pytest.mark.parametrize("year", [1900, 2000, 2001, 2024, 2100, 9999])
@pytest.mark.parametrize("month", range(1, 13))
def test_first_to_fourth_and_last_weekday_of_every_month_are_what_counting_finds(year, month):
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    month_name = f"{dt.date(year, month, 1):%B}"
    for weekday, name in enumerate(names):
        days = [day for day in range(1, 32) if _weekday(year, month, day) == weekday]
        for nth, word in enumerate(("first", "second", "third", "fourth")):
            assert DayRule.parse(f"{word} {name} of {month_name}").on(year) == dt.date(year, month, days[nth])
        assert DayRule.parse(f"last {name} of {month_name}").on(year) == dt.date(year, month, days[-1])


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return dt.date(year, month, day).weekday()
    except ValueError:
        return None


def test_a_neighbouring_day_exists_at_the_beginning_of_the_calendar_too():
    early = GOOD.replace("2020-01-01", "0001-01-01").replace('"December 31"', '"January 1"')
    before = early.replace('"day after"', '"day before"').replace('falls_on = "Sunday"', 'falls_on = "Monday"')
    assert dt.date.min.weekday() == 0
    assert {h.date for h in read_rules(before, "sample").statutory(1)} == {dt.date.min}


WEEKEND = '[[weekend]]\ndays = ["Sunday"]\nfrom = 2020-01-01'


def test_a_weekend_and_an_observance_hold_to_their_last_day_and_another_rule_takes_over():
    two = f'{WEEKEND}\nuntil = 2024-12-31\ncite = "x"\n[[weekend]]\ndays = ["Monday"]\nfrom = 2025-01-01'
    rules = read_rules(GOOD.replace(WEEKEND, two, 1), "sample")
    days = {
        dt.date(2024, 12, 29): True,
        dt.date(2024, 12, 30): False,
        dt.date(2025, 1, 5): False,
        dt.date(2025, 1, 6): True,
    }
    assert {day: rules.is_weekend(day) for day in days} == days
    ended = GOOD.replace(
        'name = "After {holiday}"\nfrom = 2020-01-01', 'name = "After {holiday}"\nfrom = 2020-01-01\nuntil = 2022-12-31'
    )
    assert ended != GOOD
    closed = [h.date for h in read_rules(ended, "sample").statutory(2024)]
    assert closed == [dt.date(2024, 12, 31)], "December 31, 2023 was a Sunday, and the rule had ended"


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        (WEEKEND, "[[weekend]]\nfrom = 2020-01-01", ", [[weekend]] number 1 has no days"),
        (WEEKEND, f"{WEEKEND}\nuntil = 2019-12-31",
         ", [[weekend]] number 1 ends on 2019-12-31, before it starts on 2020-01-01"),
        ("[holiday_list]\nfrom = 2020-01-01", "[holiday_list]", ", [holiday_list] has no from"),
        ('name = "After {holiday}"', "", ", [[observance]] number 1 has no name"),
        (WEEKEND, f"{WEEKEND}\ncolour = 1",
         ', [[weekend]] number 1 has "colour", which is not one of days, from, cite, until'),
    ],
)  # fmt: skip
def test_a_weekend_a_list_and_an_observance_are_named_by_their_place(old, new, answer):
    assert old in GOOD
    with pytest.raises(CalendarError) as fault:
        read_rules(GOOD.replace(old, new, 1), "sample")
    assert str(fault.value) == f"sample{answer}"


def test_a_year_of_which_the_list_covers_only_a_part_is_missing_and_a_whole_one_is_not():
    def calendar(span: str) -> Calendar:
        return Calendar(
            read_rules(GOOD.replace("[holiday_list]\nfrom = 2020-01-01", f"[holiday_list]\n{span}", 1), "sample")
        )

    whole = calendar("from = 2021-01-01\nuntil = 2021-12-31")
    assert [h.date for h in whole.holidays(2021)] == [dt.date(2021, 12, 31)]
    for part in ("from = 2021-01-02\nuntil = 2021-12-31", "from = 2021-01-01\nuntil = 2021-12-30"):
        with pytest.raises(MissingYear):
            calendar(part).holidays(2021)


def test_holidays_can_be_asked_for_in_the_first_and_the_last_year_of_the_calendar():
    early = GOOD.replace("from = 2020-01-01", "from = 0001-01-01")
    found = Calendar(read_rules(early, "sample"))
    assert dt.date(1, 12, 31) in {h.date for h in found.holidays(1)}
    assert dt.date.max in {h.date for h in found.holidays(9999)}
    for year in (0, 10000):
        with pytest.raises(MissingYear):
            found.holidays(year)
