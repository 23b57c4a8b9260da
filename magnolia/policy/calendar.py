"""Business days, calendar days and deadlines of one State, counted by its profile's calendar.toml.

Pure: dates come in as arguments and nothing asks what day it is. A date the calendar cannot answer for raises
CalendarError, whose text is one sentence for the person who asked. Award years and quarters are in `periods`
and can be imported from here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from magnolia.policy.holiday_rules import WEEKDAYS, CalendarError, Holiday, Rules, read_rules
from magnolia.policy.periods import AwardYear, Quarter, award_year, parse_date, plain_day, quarter_after_exit

__all__ = [
    "AwardYear", "Calendar", "CalendarError", "Closing", "Counted", "Holiday", "MissingYear", "Quarter",
    "award_year", "check_notice_date", "load_calendar", "parse_date", "quarter_after_exit",
]  # fmt: skip

STATES = Path(__file__).parent / "states"
CACHED_YEARS = 512
ONE_DAY = dt.timedelta(days=1)


class MissingYear(CalendarError):
    """The profile holds no holiday rules for `year`, so no business day of that year can be given."""

    def __init__(self, year: int, state: str) -> None:
        self.year = year
        super().__init__(
            f"holiday list for {year} is missing: add the year's holidays and their source to the calendar of {state}"
        )


@dataclass(frozen=True)
class Closing:
    """A day on which the State closed its offices by order: entered by a person, not computed."""

    date: dt.date
    name: str
    basis: str


@dataclass(frozen=True)
class Counted:
    """One day of a worked count: its number, or None and the `reason` it was skipped."""

    date: dt.date
    number: int | None
    reason: str = ""


@dataclass(frozen=True)
class Calendar:
    """A State's rules and the closings entered since. A later closing can only move a date later."""

    rules: Rules
    closings: tuple[Closing, ...] = ()

    @property
    def state(self) -> str:
        return self.rules.state

    @property
    def zone(self) -> ZoneInfo:
        return self.rules.zone

    def holidays(self, year: int) -> tuple[Holiday, ...]:
        """All closed days of the year but for plain weekends, by date; MissingYear where no rules are in force."""
        entered = (Holiday(c.date, c.name, c.basis, "closing") for c in self.closings if c.date.year == year)
        return tuple(sorted((*_of_the_profile(self.rules, year), *entered), key=lambda h: (h.date, h.name)))

    def is_business_day(self, day: dt.date) -> bool:
        """Whether State offices are open on this date; MissingYear where that cannot be known."""
        return not self._closed_because(plain_day(day))

    def add_business_days(self, start: dt.date, n: int) -> dt.date:
        """The n-th business day after `start`, n >= 1. Day 1 is the next business day, whatever `start` is."""
        _check_count(plain_day(start), n)
        left = n
        for year in range(start.year, dt.MAXYEAR + 1):
            first = max(start.toordinal() + 1, dt.date(year, 1, 1).toordinal())
            last = dt.date(year, 12, 31).toordinal()
            if first > last:
                continue
            closed = {h.date.toordinal() for h in self.holidays(year)}
            is_weekend = self.rules.is_weekend
            for ordinal in range(first, last + 1):
                if ordinal not in closed and not is_weekend(dt.date.fromordinal(ordinal)):
                    left -= 1
                    if left == 0:
                        return dt.date.fromordinal(ordinal)
        raise _past_the_end(start)

    def counted(self, start: dt.date, n: int) -> tuple[Counted, ...]:
        """The worked count behind `add_business_days`: every day after `start` up to the last, which has number n."""
        steps: list[Counted] = []
        number = 0
        last = self.add_business_days(start, n).toordinal()
        for day in map(dt.date.fromordinal, range(start.toordinal() + 1, last + 1)):
            reason = self._closed_because(day)
            number += not reason
            steps.append(Counted(day, None if reason else number, reason))
        return tuple(steps)

    def years_touched(self, start: dt.date, end: dt.date) -> tuple[int, ...]:
        """The years whose holiday lists a count from `start` (not itself counted) to `end` has read."""
        first = min(plain_day(start).toordinal() + 1, dt.date.max.toordinal())
        return tuple(range(dt.date.fromordinal(first).year, plain_day(end).year + 1))

    @staticmethod
    def add_calendar_days(start: dt.date, n: int) -> dt.date:
        """The date n >= 1 days after `start`, which is day 0; weekends and holidays count and never move it."""
        _check_count(plain_day(start), n)
        return start + n * ONE_DAY

    def last_moment(self, due: dt.date) -> dt.datetime:
        """23:59:59 State time on the due date: the time to print. `is_open` decides, to the fraction of a second."""
        return dt.datetime.combine(plain_day(due), dt.time(23, 59, 59), tzinfo=self.zone)

    def is_open(self, due: dt.date, moment: dt.datetime) -> bool:
        """Whether an act at this moment (with a time zone) is on time: before 00:00 State time of the day after."""
        return self.local_day(moment) <= plain_day(due)

    def local_day(self, moment: dt.datetime) -> dt.date:
        """The State's date at this moment, which must know its time zone."""
        if moment.tzinfo is None:
            raise CalendarError(f"the moment {moment.isoformat()} has no time zone, so its day in the State is unknown")
        return moment.astimezone(self.zone).date()

    def _closed_because(self, day: dt.date) -> str:
        reasons = [WEEKDAYS[day.weekday()]] if self.rules.is_weekend(day) else []
        return "; ".join([*reasons, *(h.name for h in self.holidays(day.year) if h.date == day)])


def load_calendar(jurisdiction: str, closings: Iterable[Closing] = ()) -> Calendar:
    """The calendar of a State profile ("ms") with the closings entered for it; CalendarError if either is unusable."""
    entered = tuple(closings)
    for closing in entered:
        plain_day(closing.date)
        if not (closing.name.strip() and closing.basis.strip()):
            raise CalendarError(f"the closing on {closing.date} needs a name and its legal basis")
    return Calendar(_rules_of(jurisdiction), entered)


def check_notice_date(day: dt.date | None, today: dt.date) -> dt.date:
    """The notice date a deadline is counted from, `today` being the State's date; CalendarError when none or later."""
    if day is None or plain_day(day) > plain_day(today):
        raise CalendarError("notice date required, not later than today")
    return day


@lru_cache(maxsize=64)
def _rules_of(jurisdiction: str) -> Rules:
    file = STATES / jurisdiction / "calendar.toml"
    if not re.fullmatch("[a-z]{2}", jurisdiction) or not file.is_file():
        known = ", ".join(sorted(path.parent.name for path in STATES.glob("*/calendar.toml")))
        raise CalendarError(f'there is no calendar for the State "{jurisdiction}"; the profiles are {known}')
    return read_rules(file.read_text(encoding="utf-8"), f"{jurisdiction}/calendar.toml")


@lru_cache(maxsize=CACHED_YEARS)
def _of_the_profile(rules: Rules, year: int) -> tuple[Holiday, ...]:
    if not dt.MINYEAR <= year <= dt.MAXYEAR or not _covers(rules, year):
        raise MissingYear(year, rules.state)
    return (*rules.statutory(year), *(h for h in rules.closings if h.date.year == year))


def _covers(rules: Rules, year: int) -> bool:
    return dt.date(year, 1, 1) in rules.known and dt.date(year, 12, 31) in rules.known


def _check_count(start: dt.date, n: int) -> None:
    if type(n) is not int or n < 1:
        raise CalendarError(f"the number of days must be a positive whole number, not {n!r}")
    if n > dt.date.max.toordinal() - start.toordinal():
        raise _past_the_end(start)


def _past_the_end(start: dt.date) -> CalendarError:
    return CalendarError(f"that many days after {start} is past the year {dt.MAXYEAR}; give a smaller number of days")
