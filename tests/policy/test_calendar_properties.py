"""What holds for every count of days, whatever the date, the number, the State and the closings."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from magnolia.policy.calendar import AwardYear, Closing, Quarter, award_year, load_calendar, quarter_after_exit

STARTS = st.dates(dt.date(2020, 1, 1), dt.date(2028, 12, 31))
COUNTS = st.integers(1, 120)
STATES = st.sampled_from(["ms", "xx"])
CLOSED = st.lists(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), max_size=40)
unhurried = settings(deadline=None, max_examples=150)


def calendar(state: str, closed: list[dt.date]):
    return load_calendar(state, [Closing(date, "Sample closing", "Fictive order") for date in closed])


@unhurried
@given(STATES, CLOSED, STARTS, COUNTS, COUNTS)
def test_counting_n_and_then_m_business_days_is_counting_their_sum(state, closed, start, n, m):
    days = calendar(state, closed)
    assert days.add_business_days(days.add_business_days(start, n), m) == days.add_business_days(start, n + m)


@unhurried
@given(STATES, CLOSED, STARTS, COUNTS)
def test_the_last_day_is_open_and_exactly_n_open_days_lie_in_the_count(state, closed, start, n):
    days = calendar(state, closed)
    due = days.add_business_days(start, n)
    assert days.is_business_day(due)
    between = [start + dt.timedelta(days=k) for k in range(1, (due - start).days + 1)]
    assert sum(map(days.is_business_day, between)) == n
    assert due not in closed
    assert due not in {h.date for h in days.holidays(due.year)}


@unhurried
@given(STATES, STARTS, COUNTS)
def test_a_later_start_or_a_longer_count_never_ends_earlier(state, start, n):
    days = load_calendar(state)
    due = days.add_business_days(start, n)
    assert days.add_business_days(start + dt.timedelta(days=1), n) >= due
    assert days.add_business_days(start, n + 1) > due


@unhurried
@given(STATES, CLOSED, STARTS, COUNTS)
def test_a_closing_moves_a_due_date_later_or_not_at_all(state, closed, start, n):
    assert calendar(state, closed).add_business_days(start, n) >= load_calendar(state).add_business_days(start, n)


@unhurried
@given(STATES, CLOSED, STARTS, COUNTS)
def test_the_worked_count_agrees_with_the_date_and_with_every_single_day(state, closed, start, n):
    days = calendar(state, closed)
    working = days.counted(start, n)
    assert (working[-1].date, working[-1].number) == (days.add_business_days(start, n), n)
    for step in working:
        assert (step.number is not None) == days.is_business_day(step.date) == (not step.reason)


@unhurried
@given(STARTS, COUNTS, COUNTS)
def test_calendar_days_are_the_difference_of_the_dates(start, n, m):
    days = load_calendar("ms")
    assert (days.add_calendar_days(start, n) - start).days == n
    assert days.add_calendar_days(days.add_calendar_days(start, n), m) == days.add_calendar_days(start, n + m)


@unhurried
@given(st.dates(dt.date(1, 7, 1), dt.date(9999, 6, 30)))
def test_every_date_is_in_one_award_year_and_both_labels_read_back(date):
    year = award_year(date)
    assert date in year
    assert year.first_day <= date <= year.last_day
    assert (year.first_day.month, year.first_day.day) == (7, 1)
    assert (year.last_day.month, year.last_day.day) == (6, 30)
    assert AwardYear.parse(year.label) == AwardYear.parse(year.long) == year
    assert date.replace(day=1, month=7, year=year.start) == year.first_day


@unhurried
@given(st.dates(dt.date(1, 1, 1), dt.date(9999, 6, 30)))
def test_the_measurement_quarter_has_exactly_one_full_quarter_between_it_and_the_exit(date):
    measured = quarter_after_exit(date)
    assert measured.index - Quarter.of(date).index == 2
    full_quarter_before = measured.later(-1)
    assert full_quarter_before.first_day > date, "a quarter under way at exit is not full"
    assert (full_quarter_before.first_day - date).days <= 92
    assert Quarter.parse(str(measured)) == measured
    assert Quarter.of(measured.first_day) == Quarter.of(measured.last_day) == measured


def closed_in_mississippi(day: dt.date) -> bool:
    """Saturday, Sunday, one of the ten days of Miss. Code 3-3-7, or the Monday after one that fell on a Sunday."""

    def named(date: dt.date) -> bool:
        nth, last = (date.day - 1) // 7 + 1, (date + dt.timedelta(days=7)).month != date.month
        mondays = {1: nth == 3, 2: nth == 3, 4: last, 5: last, 9: nth == 1}
        if date.weekday() == 0 and mondays.get(date.month, False):
            return True
        if date.weekday() == 3 and date.month == 11 and nth == 4:
            return True
        return (date.month, date.day) in {(1, 1), (7, 4), (11, 11), (12, 25)}

    yesterday = day - dt.timedelta(days=1)
    return day.weekday() >= 5 or named(day) or (yesterday.weekday() == 6 and named(yesterday))


@unhurried
@given(st.dates(dt.date(2005, 1, 1), dt.date(2055, 6, 30)), COUNTS)
def test_a_count_skips_every_weekend_and_every_holiday_of_the_statute_and_no_other_day(start, n):
    for step in load_calendar("ms").counted(start, n):
        assert (step.number is None) is closed_in_mississippi(step.date), step.date


@unhurried
@given(st.dates(dt.date(1, 4, 1), dt.date(9000, 12, 31)), st.integers(0, 400), st.integers(0, 400))
def test_quarters_follow_each_other_without_a_gap_and_going_on_twice_is_going_on_once(date, n, m):
    quarter = Quarter.of(date)
    assert quarter.later(0) == quarter
    assert quarter.later(n).later(m) == quarter.later(n + m)
    assert quarter.later(n).later(-n) == quarter
    assert quarter.later(1).first_day - quarter.last_day == dt.timedelta(days=1)
    assert quarter.first_day <= date <= quarter.last_day
    assert 90 <= (quarter.last_day - quarter.first_day).days + 1 <= 92
    assert quarter.number == (date.month + 2) // 3
    assert quarter < quarter.later(1)


@unhurried
@given(st.dates(dt.date(1, 7, 1), dt.date(9998, 6, 30)))
def test_award_years_follow_each_other_without_a_gap(date):
    year = award_year(date)
    after = award_year(year.last_day + dt.timedelta(days=1))
    assert after.start == year.start + 1
    assert after.first_day - year.last_day == dt.timedelta(days=1)
    assert year < after
    assert year.last_day + dt.timedelta(days=1) not in year
    assert (year.last_day - year.first_day).days + 1 in (365, 366)
