"""Mississippi's days as its statute gives them, deadlines to the second, and what a wrong question is answered."""

import csv
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from magnolia.policy.calendar import CalendarError, Closing, MissingYear, check_notice_date, load_calendar

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MS = load_calendar("ms")
FRIDAY_AFTER_THANKSGIVING = Closing(
    dt.date(2026, 11, 27), "Day after Thanksgiving", "Fictive proclamation of the Governor"
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def days_of(year: int) -> list[str]:
    return [holiday.date.strftime("%m-%d") for holiday in MS.holidays(year)]


def closed_by_the_statute(date: dt.date) -> bool:
    """Miss. Code 3-3-7(1) said again, as a question about one day instead of a rule for a year."""

    def named(d: dt.date) -> bool:
        fixed = (d.month, d.day) in {(1, 1), (7, 4), (11, 11), (12, 25)}
        if d.weekday() == 3:
            return fixed or (d.month == 11 and 22 <= d.day <= 28)
        mondays = {1: (15, 21), 2: (15, 21), 4: (24, 30), 5: (25, 31), 9: (1, 7)}
        low, high = mondays.get(d.month, (99, 99))
        return fixed or (d.weekday() == 0 and low <= d.day <= high)

    the_day_before = date - dt.timedelta(days=1)
    return named(date) or (the_day_before.weekday() == 6 and named(the_day_before))


def test_the_list_of_2026_is_the_ten_days_of_the_statute_and_no_federal_day():
    assert days_of(2026) == ["01-01", "01-19", "02-16", "04-27", "05-25", "07-04", "09-07", "11-11", "11-26", "12-25"]
    assert MS.is_business_day(day("2026-06-19")), "June 19 is no State holiday"
    assert MS.is_business_day(day("2026-10-12")), "Columbus Day is no State holiday"


def test_a_holiday_on_a_sunday_blocks_the_monday_and_one_on_a_saturday_moves_nowhere():
    assert not MS.is_business_day(day("2027-07-05")), "2027-07-04 is a Sunday"
    assert [MS.is_business_day(day(d)) for d in ("2026-07-03", "2026-07-04", "2026-07-06")] == [True, False, True]
    monday = next(h for h in MS.holidays(2027) if h.date == day("2027-07-05"))
    assert monday.name == "Day after Independence Day"
    assert "3-3-7(1)" in monday.basis
    assert monday.source == "statute"


def test_fifty_years_of_holidays_agree_with_the_statute_said_another_way():
    for year in range(2005, 2056):
        first = dt.date(year, 1, 1)
        year_long = (first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days))
        assert [h.date for h in MS.holidays(year)] == [d for d in year_long if closed_by_the_statute(d)], year


def test_the_list_agrees_with_the_table_computed_for_2024_to_2031():
    expected: set[tuple[dt.date, str]] = set()
    with (SHARED / "ms_state_holidays_computed_2024_2031.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            expected.add((day(row["date"]), row["holiday"]))
            if row["next_day_also_legal_holiday"]:
                expected.add((day(row["next_day_also_legal_holiday"]), f"Day after {row['holiday']}"))
    assert {(h.date, h.name) for year in range(2024, 2032) for h in MS.holidays(year)} == expected
    assert len(expected) == 82


def test_every_name_and_citation_is_the_one_of_the_statute_table():
    with (SHARED / "ms_state_holidays_statute.csv").open(encoding="utf-8", newline="") as file:
        named = {(row["holiday"], row["citation"]) for row in csv.DictReader(file)}
    assert {(rule.name, rule.cite.split(" (")[0]) for rule in MS.rules.holidays} == named


def test_a_closing_entered_later_moves_the_due_date_later_and_is_listed_with_its_basis():
    notice = day("2026-11-05")
    with_closing = load_calendar("ms", [FRIDAY_AFTER_THANKSGIVING])
    assert MS.add_business_days(notice, 15) == day("2026-11-30")
    assert with_closing.add_business_days(notice, 15) == day("2026-12-01")
    assert [(h.name, h.basis) for h in with_closing.holidays(2026) if h.source == "closing"] == [
        ("Day after Thanksgiving", "Fictive proclamation of the Governor")
    ]
    assert all(h.source == "statute" for h in MS.holidays(2026)), "the profile itself is untouched"


def test_june_19_delays_a_deadline_only_once_a_person_has_entered_it():
    notice = day("2026-06-10")
    assert MS.add_business_days(notice, 15) == day("2026-07-01")
    entered = load_calendar("ms", [Closing(day("2026-06-19"), "Sample closing", "Fictive order 1")])
    assert entered.add_business_days(notice, 15) == day("2026-07-02")


def test_the_worked_count_numbers_every_business_day_and_names_why_the_others_are_skipped():
    working = MS.counted(day("2026-08-24"), 10)
    assert [step.date for step in working] == [day("2026-08-24") + dt.timedelta(days=n) for n in range(1, 16)]
    assert [step.number for step in working if step.number] == list(range(1, 11))
    skipped = {step.date.isoformat(): step.reason for step in working if step.number is None}
    assert skipped == {
        "2026-08-29": "Saturday", "2026-08-30": "Sunday", "2026-09-05": "Saturday", "2026-09-06": "Sunday",
        "2026-09-07": "Labor Day",
    }  # fmt: skip
    assert working[-1].date == MS.add_business_days(day("2026-08-24"), 10)
    assert MS.counted(day("2026-07-03"), 1)[0].reason == "Saturday; Independence Day"


def test_the_years_a_count_reads_are_those_of_its_days_and_not_of_a_start_on_new_years_eve():
    assert MS.years_touched(day("2026-12-18"), day("2027-01-12")) == (2026, 2027)
    assert MS.years_touched(day("2026-12-31"), day("2027-01-12")) == (2027,)
    assert MS.years_touched(day("2026-03-02"), day("2026-03-20")) == (2026,)
    assert MS.years_touched(dt.date.max, dt.date.max) == (9999,)
    assert MS.years_touched(day("2026-12-30"), day("2026-12-31")) == (2026,)


def test_a_deadline_is_open_to_the_last_instant_of_the_due_date_in_central_time_and_not_at_midnight():
    central = ZoneInfo("America/Chicago")
    due = day("2026-09-08")
    assert MS.last_moment(due) == dt.datetime(2026, 9, 8, 23, 59, 59, tzinfo=central)
    assert MS.is_open(due, dt.datetime(2026, 9, 8, 23, 59, 59, tzinfo=central))
    assert MS.is_open(due, dt.datetime(2026, 9, 8, 23, 59, 59, 999999, tzinfo=central))
    assert not MS.is_open(due, dt.datetime(2026, 9, 9, 0, 0, 0, tzinfo=central))


def test_the_same_deadline_read_from_a_server_in_another_time_zone_ends_at_the_same_instant():
    due = day("2026-09-08")  # daylight time: five hours behind UTC
    assert MS.is_open(due, dt.datetime(2026, 9, 9, 4, 59, 59, tzinfo=dt.UTC))
    assert not MS.is_open(due, dt.datetime(2026, 9, 9, 5, 0, 0, tzinfo=dt.UTC))
    winter = day("2027-01-12")  # standard time: six
    assert MS.is_open(winter, dt.datetime(2027, 1, 13, 5, 59, 59, tzinfo=dt.UTC))
    assert not MS.is_open(winter, dt.datetime(2027, 1, 13, 6, 0, 0, tzinfo=dt.UTC))


@pytest.mark.parametrize("due", ["2026-03-08", "2026-11-01"])
def test_the_days_on_which_the_clocks_change_end_at_their_own_midnight(due):
    end = MS.last_moment(day(due)).astimezone(dt.UTC) + dt.timedelta(seconds=1)
    assert not MS.is_open(day(due), end)
    assert MS.is_open(day(due), end - dt.timedelta(microseconds=1))


def test_another_states_calendar_differs_in_zone_weekend_holidays_and_observance():
    xx = load_calendar("xx")
    assert not {h.name for h in xx.holidays(2027)} & {h.name for h in MS.holidays(2027)}
    for a_saturday_and_christmas in (day("2026-09-05"), day("2026-12-25")):
        assert xx.is_business_day(a_saturday_and_christmas)
        assert not MS.is_business_day(a_saturday_and_christmas)
    assert xx.add_business_days(day("2026-08-24"), 10) != MS.add_business_days(day("2026-08-24"), 10)
    moment = dt.datetime(2026, 9, 9, 5, 30, tzinfo=dt.UTC)
    assert xx.is_open(day("2026-09-08"), moment)
    assert not MS.is_open(day("2026-09-08"), moment)
    assert (MS.state, xx.state) == ("Mississippi", "Exemplar")


def test_a_new_years_day_on_a_saturday_closes_the_last_friday_of_the_old_year_in_exemplar():
    friday = load_calendar("xx").holidays(2027)[-1]
    assert (friday.date, friday.name) == (day("2027-12-31"), "Friday before First Morning")


def test_a_rule_holds_from_its_first_day_to_its_last_and_a_leap_day_only_in_leap_years():
    years = (2026, 2027, 2028)
    names = {year: {h.name for h in load_calendar("xx").holidays(year)} for year in years}
    assert [year for year in years if "Placeholder Day" in names[year]] == [2026]
    assert [year for year in years if "Founders' Invention Day" in names[year]] == [2027, 2028]
    assert [year for year in years if "Leap Day" in names[year]] == [2028]


def test_a_closing_written_in_the_profile_is_listed_beside_the_holidays():
    closings = [h for h in load_calendar("xx").holidays(2027) if h.source == "closing"]
    assert [(h.date, h.name) for h in closings] == [(day("2027-12-27"), "Snow Inventory Day")]


def test_a_year_without_rules_is_refused_by_name_on_both_sides_of_the_list():
    with pytest.raises(MissingYear, match="holiday list for 1990 is missing: add .* Mississippi") as missing:
        MS.holidays(1990)
    assert missing.value.year == 1990
    with pytest.raises(MissingYear, match="holiday list for 2004 is missing"):
        MS.is_business_day(day("2004-12-31"))
    assert MS.add_business_days(day("2004-12-31"), 1) == day("2005-01-03"), "the start itself is not counted"
    xx = load_calendar("xx")
    assert xx.add_business_days(day("2030-12-30"), 1) == day("2030-12-31")
    with pytest.raises(MissingYear, match="holiday list for 2031 is missing"):
        xx.add_business_days(day("2030-12-30"), 2)
    with pytest.raises(MissingYear, match="holiday list for 10000 is missing"):
        MS.holidays(10000)


def test_calendar_days_need_no_holiday_list_and_stay_on_a_sunday():
    assert MS.add_calendar_days(day("1990-01-01"), 30) == day("1990-01-31")
    assert MS.add_calendar_days(day("2026-09-05"), 15) == day("2026-09-20")
    assert day("2026-09-20").weekday() == 6


@pytest.mark.parametrize("n", [0, -1, 1.5, True, "10", None])
def test_a_count_that_is_no_positive_whole_number_is_refused(n):
    for count in (MS.add_business_days, MS.add_calendar_days, MS.counted):
        with pytest.raises(CalendarError, match="must be a positive whole number"):
            count(day("2026-09-05"), n)


def test_a_count_ends_on_the_last_business_day_there_is_and_not_beyond():
    assert MS.add_business_days(day("9999-12-30"), 1) == dt.date.max
    assert MS.add_calendar_days(day("9999-12-30"), 1) == dt.date.max
    assert MS.add_business_days(day("9998-12-31"), 1) == day("9999-01-04")
    for count in (MS.add_business_days, MS.add_calendar_days):
        with pytest.raises(CalendarError, match="past the year 9999"):
            count(day("9999-12-30"), 2)
    with pytest.raises(CalendarError, match="past the year 9999"):
        MS.add_business_days(day("9999-12-17"), 14)


def test_a_moment_is_no_date_and_a_moment_without_time_zone_has_no_day():
    moment = dt.datetime(2026, 9, 8, 12, tzinfo=dt.UTC)
    for question in (MS.is_business_day, MS.last_moment, lambda d: MS.add_business_days(d, 1)):
        with pytest.raises(CalendarError, match="not a calendar date"):
            question(moment)
    with pytest.raises(CalendarError, match="not a calendar date"):
        MS.is_business_day("2026-09-08")  # type: ignore[arg-type]
    with pytest.raises(CalendarError, match="has no time zone"):
        MS.is_open(day("2026-09-08"), moment.replace(tzinfo=None))


def test_a_notice_date_is_required_and_may_be_today_but_not_tomorrow():
    today = day("2026-09-08")
    assert check_notice_date(today, today) == today
    for wrong in (None, day("2026-09-09")):
        with pytest.raises(CalendarError, match="^notice date required, not later than today$"):
            check_notice_date(wrong, today)


@pytest.mark.parametrize("jurisdiction", ["zz", "", "MS", "../states/ms", "ms/"])
def test_a_state_without_a_profile_is_refused_and_the_profiles_are_named(jurisdiction):
    with pytest.raises(CalendarError, match="there is no calendar for the State .* the profiles are ms, xx"):
        load_calendar(jurisdiction)


@pytest.mark.parametrize(("name", "basis"), [("", "Order 1"), ("Sample day", " ")])
def test_a_closing_needs_its_name_and_its_legal_basis(name, basis):
    with pytest.raises(CalendarError, match="closing on 2026-11-27 needs a name and its legal basis"):
        load_calendar("ms", [Closing(day("2026-11-27"), name, basis)])
