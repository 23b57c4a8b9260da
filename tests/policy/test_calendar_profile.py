"""A fault in a calendar.toml is answered with the file, the entry and the way out."""

import datetime as dt

import pytest

from magnolia.policy.holiday_rules import CalendarError, DayRule, read_rules

GOOD = """
state = "Sampleland"
[time_zone]
name = "America/Denver"
cite = "Sample Code 1"
[holiday_list]
from = 2020-01-01
cite = "Sample Code 2"
[[weekend]]
days = ["Sunday"]
from = 2020-01-01
cite = "Sample Code 3"
[[observance]]
falls_on = "Sunday"
also = "day after"
name = "After {holiday}"
from = 2020-01-01
cite = "Sample Code 4"
[[holiday]]
name = "Last Day"
on = "December 31"
from = 2020-01-01
cite = "Sample Code 5"
"""


def test_a_sound_file_is_read_and_a_holiday_of_the_old_year_can_close_the_first_day_of_the_new():
    rules = read_rules(GOOD, "sample")
    assert [(h.date, h.name) for h in rules.statutory(2024)] == [
        (dt.date(2024, 1, 1), "After Last Day"),
        (dt.date(2024, 12, 31), "Last Day"),
    ]
    assert [h.date for h in rules.statutory(2020)] == [dt.date(2020, 12, 31)], "not in force on 2019-12-31"


def test_at_the_end_of_the_calendar_there_is_no_day_after():
    assert dt.date.max.weekday() == 4
    friday = GOOD.replace('falls_on = "Sunday"', 'falls_on = "Friday"')
    assert {h.date for h in read_rules(friday, "sample").statutory(9999)} == {dt.date.max}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('state = "Sampleland"', "", "sample has no state"),
        ('state = "Sampleland"', 'state = " "', 'sample: "state" must be a str and not empty'),
        ('state = "Sampleland"', "state = [", "sample is not valid TOML"),
        ('state = "Sampleland"', 'state = "S"\nmotto = "x"', 'sample has "motto", which is not one of'),
        ("America/Denver", "America/Nowhere", r'\[time_zone\]: this computer has no time zone "America/Nowhere"'),
        ("America/Denver", "../etc", "check the name, or install the tzdata package"),
        ("America/Denver", "America", 'no time zone "America"'),
        ('cite = "Sample Code 1"', "", r"sample, \[time_zone\] has no cite"),
        ('cite = "Sample Code 2"', "until = 2019-12-31\ncite = 'x'", "ends on 2019-12-31, before it starts"),
        ('["Sunday"]', '["Sonntag"]', r'\[\[weekend\]\] number 1: "Sonntag" is not one of Monday'),
        ('["Sunday"]', "[7]", '"7" is not one of Monday'),
        ('"day after"', '"two days later"', '"also" must be one of day after, day before'),
        ('falls_on = "Sunday"', 'falls_on = "Someday"', r'\[\[observance\]\] number 1: "Someday"'),
        ('"December 31"', '"December 32"', r'\[\[holiday\]\] number 1: "December 32" is no day of the year'),
        ('on = "December 31"\nfrom = 2020-01-01', 'on = "December 31"', r"\[\[holiday\]\] number 1 has no from"),
        ('on = "December 31"\nfrom = 2020-01-01', 'on = "June 1"\nfrom = 2020-01-01T00:00:00', '"from" must be a date'),
        ('cite = "Sample Code 5"', 'cite = "x"\nuntill = 2021-01-01', 'has "untill"'),
        ('cite = "Sample Code 5"', "cite = 5", '"cite" must be a str'),
        (
            '[time_zone]\nname = "America/Denver"\ncite = "Sample Code 1"',
            "time_zone = 'UTC'",
            '"time_zone" must be a dict',
        ),
        ("[[weekend]]\n", "[weekend]\n", '"weekend" must be a list'),
        (
            'state = "Sampleland"',
            'state = "S"\nclosing = [5]',
            r"\[\[closing\]\] number 1 must be a table with date, name",
        ),
    ],
)
def test_a_fault_names_the_file_and_the_entry(old, new, complaint):
    assert old in GOOD
    with pytest.raises(CalendarError, match=complaint) as fault:
        read_rules(GOOD.replace(old, new, 1), "sample")
    assert str(fault.value).startswith("sample")
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    "text",
    ["", "July", "July 0", "July 04", "February 30", "july 4", "fifth Monday of May", "third Monday of Mai",
     "third Mon of May", "Monday of May", "third Monday in May", "July  4", "July 4 2026"],
)  # fmt: skip
def test_a_rule_is_a_day_of_a_month_or_an_ordinal_weekday_of_a_month(text):
    with pytest.raises(CalendarError, match='write it like "July 4" or "third Monday of January"'):
        DayRule.parse(text)


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("first Monday of September", 2026, "2026-09-07"), ("second Wednesday of March", 2028, "2028-03-08"),
        ("fourth Thursday of November", 2029, "2029-11-22"), ("last Monday of May", 2027, "2027-05-31"),
        ("last Tuesday of February", 2028, "2028-02-29"), ("last Monday of May", 2026, "2026-05-25"),
        ("February 29", 2028, "2028-02-29"),
    ],
)  # fmt: skip
def test_a_rule_falls_on_its_day(text, year, expected):
    assert DayRule.parse(text).on(year) == dt.date.fromisoformat(expected)
