"""Award years and quarters: their edges, their two spellings, and what is refused."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magnolia.policy import periods
from magnolia.policy.calendar import AwardYear, CalendarError, Quarter, award_year, parse_date, quarter_after_exit
from magnolia.policy.holiday_rules import DayRule
from magnolia.policy.periods import in_force, months_after, months_before, months_completed, touches

EXPECTED_FORM = "YYYY-YYYY, second year one more than the first"


@pytest.mark.parametrize(
    ("date", "long"),
    [
        ("2026-06-30", "2025-2026"), ("2026-07-01", "2026-2027"), ("2027-06-30", "2026-2027"),
        ("2027-07-01", "2027-2028"), ("1999-12-31", "1999-2000"), ("2100-01-01", "2099-2100"),
    ],
)  # fmt: skip
def test_an_award_year_starts_on_july_1_and_ends_on_june_30(date, long):
    year = award_year(parse_date(date))
    assert (year.long, str(year)) == (long, f"{long[:5]}{long[7:]}")


def test_the_label_is_short_in_files_and_long_on_pages_and_both_are_read():
    year = AwardYear.parse("2026-27")
    assert year == AwardYear.parse("2026-2027") == AwardYear(2026)
    assert (year.label, year.long) == ("2026-27", "2026-2027")
    assert (year.first_day, year.last_day) == (dt.date(2026, 7, 1), dt.date(2027, 6, 30))
    assert AwardYear.parse("1999-00") == AwardYear.parse("1999-2000")
    assert AwardYear.parse("2025-26") < year


@pytest.mark.parametrize(
    "text",
    ["2026-2028", "2026-28", "2026-2026", "2027-2026", "2026", "2026/2027", "26-27", "2026-7", "2026-027", "",
     "2026-2027 ", "2026-2027\n", "２０２６-２７", "0000-0001", "9999-10000", "9999-00", "2026-1927"],
)  # fmt: skip
def test_any_other_label_is_answered_with_the_expected_form(text):
    with pytest.raises(CalendarError, match=EXPECTED_FORM):
        AwardYear.parse(text)


def test_an_award_year_that_does_not_fit_the_calendar_is_refused():
    assert award_year(dt.date(1, 7, 1)).label == "0001-02"
    assert award_year(dt.date(9999, 6, 30)).label == "9998-99"
    for date in (dt.date(1, 6, 30), dt.date(9999, 7, 1)):
        with pytest.raises(CalendarError, match="cannot be given; check the date"):
            award_year(date)


def test_a_moment_is_in_no_award_year_because_its_day_depends_on_the_zone():
    moment = dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC)
    for question in (award_year, quarter_after_exit, AwardYear(2026).__contains__):
        with pytest.raises(CalendarError, match="not a calendar date"):
            question(moment)


@pytest.mark.parametrize(
    ("date", "quarter"),
    [
        ("2026-01-01", "2026Q3"), ("2026-03-31", "2026Q3"), ("2026-04-01", "2026Q4"), ("2026-06-30", "2026Q4"),
        ("2026-07-01", "2027Q1"), ("2026-09-30", "2027Q1"), ("2026-10-01", "2027Q2"), ("2026-12-31", "2027Q2"),
    ],
)  # fmt: skip
def test_the_measurement_quarter_is_the_second_full_quarter_after_exit(date, quarter):
    assert str(quarter_after_exit(parse_date(date))) == quarter


def test_a_quarter_is_an_integer_inside_and_knows_its_days():
    quarter = Quarter.parse("2027Q4")
    assert (quarter.index, quarter.year, quarter.number) == (2027 * 4 + 4, 2027, 4)
    assert (quarter.first_day, quarter.last_day) == (dt.date(2027, 10, 1), dt.date(2027, 12, 31))
    assert quarter < quarter.later(1) == Quarter.parse("2028Q1")
    assert Quarter.parse("2028Q1").last_day == dt.date(2028, 3, 31)


@pytest.mark.parametrize("text", ["2027Q5", "2027Q0", "2027q1", "27Q1", "2027-Q1", "", "2027Q1 ", "２０２７Q1"])
def test_any_other_quarter_is_answered_with_the_expected_form(text):
    with pytest.raises(CalendarError, match="YYYYQn, for example 2027Q1"):
        Quarter.parse(text)


def test_a_quarter_outside_the_calendar_is_refused():
    assert str(quarter_after_exit(dt.date(9999, 6, 30))) == "9999Q4"
    with pytest.raises(CalendarError, match="a quarter in the year 10000 cannot be given"):
        quarter_after_exit(dt.date(9999, 7, 1))
    with pytest.raises(CalendarError, match="a quarter in the year 0 cannot be given"):
        Quarter.parse("0000Q4")


@pytest.mark.parametrize(
    "text", ["20270331", "2027-3-31", "2027-03-31T00:00", " 2027-03-31", "2027-W13-3", "", "٢٠٢٧-03-31"]
)
def test_a_date_is_written_in_one_way_only(text):
    with pytest.raises(CalendarError, match="not a date written YYYY-MM-DD"):
        parse_date(text)


@pytest.mark.parametrize("text", ["2027-02-29", "2026-13-01", "2026-04-31", "0000-01-01", "2026-01-00"])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(CalendarError, match=f'there is no day "{text}"'):
        parse_date(text)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"July 1"', '"February 29"', "must start on a day that every year has"),
        ('"July 1"', '"July first"', '"July first" is no day of the year'),
        ("exit = 2", "exit = 0", "must come after the exit"),
        ("exit = 2", "exit = true", "must be a int"),
        ("[award_year]", "[award_years]", "has no award_year"),
        ("[award_year]", "[award_year", "not valid TOML"),
    ],
)
def test_a_federal_file_with_a_fault_is_refused(old, new, complaint):
    text = periods.FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(CalendarError, match=complaint):
        periods.read_federal(text.replace(old, new, 1), "sample")


def test_another_first_day_and_another_quarter_would_be_a_change_of_the_file_alone():
    text = periods.FILE.read_text(encoding="utf-8").replace("July 1", "October 1").replace("exit = 2", "exit = 4")
    read = periods.read_federal(text, "sample")
    assert (read.award_year_starts, read.quarters_after_exit) == (DayRule.parse("October 1"), 4)


@pytest.mark.parametrize(
    ("day", "months", "before", "after"),
    [
        ("2026-10-01", 24, "2024-10-01", "2028-10-01"),
        ("2028-02-29", 24, "2026-02-28", "2030-02-28"),
        ("2028-02-29", 48, "2024-02-29", "2032-02-29"),
        ("2026-03-31", 1, "2026-02-28", "2026-04-30"),
        ("2026-12-31", 1, "2026-11-30", "2027-01-31"),
        ("2026-01-15", 12, "2025-01-15", "2027-01-15"),
    ],
)
def test_the_same_calendar_date_of_another_month_or_its_last_day(day, months, before, after):
    assert months_before(dt.date.fromisoformat(day), months).isoformat() == before
    assert months_after(dt.date.fromisoformat(day), months).isoformat() == after


def test_at_the_ends_of_the_calendar_the_past_is_refused_and_the_future_is_its_last_day():
    with pytest.raises(CalendarError, match="1 months before 0001-01-15 there is no calendar"):
        months_before(dt.date(1, 1, 15), 1)
    assert months_after(dt.date(9999, 11, 30), 1) == dt.date(9999, 12, 30)
    assert months_after(dt.date(9999, 12, 1), 1) == dt.date.max


@settings(deadline=None)  # the machine is shared
@given(since=st.dates(max_value=dt.date(9990, 1, 1)), months=st.integers(1, 60))
def test_months_are_completed_on_the_first_day_that_looks_back_no_further_than_the_beginning(since, months):
    done = months_completed(since, months)
    assert months_before(done, months) >= since
    assert months_before(done - dt.timedelta(days=1), months) < since


@pytest.mark.parametrize(
    ("first", "last", "runs", "touched"),
    [
        (1, 4, False, False), (1, 5, False, True), (1, 8, True, True), (8, 8, True, True), (9, None, False, False),
        (8, None, True, True), (1, None, True, True), (7, 6, False, False),
    ],
)  # fmt: skip
def test_both_ends_of_a_time_belong_to_it(first, last, runs, touched):
    start, end = dt.date(2026, 1, first), dt.date(2026, 1, last) if last else None
    assert in_force(start, end, dt.date(2026, 1, 8)) is runs
    assert touches(start, end, dt.date(2026, 1, 5), dt.date(2026, 1, 8)) is touched
