"""Award years and calendar quarters, the same in every State. Their numbers are in federal/calendar.toml."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from magnolia.policy.holiday_rules import A_LEAP_YEAR, CalendarError, DayRule, entry, toml

FILE = Path(__file__).parent / "federal" / "calendar.toml"
QUARTERS_A_YEAR = 4
MONTHS_A_QUARTER = 3
MONTHS_A_YEAR = 12


def parse_date(text: str) -> dt.date:
    """A date written YYYY-MM-DD and in no other way; anything else is a CalendarError."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise CalendarError(f'"{text}" is not a date written YYYY-MM-DD, for example 2027-03-31')
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CalendarError(f'there is no day "{text}"; write an existing date as YYYY-MM-DD') from None


@lru_cache(maxsize=4096)
def say_day(day: dt.date) -> str:
    """A date as people read it, in every sentence, letter and finding: November 5, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def plain_day(day: dt.date) -> dt.date:
    """The date itself; a moment is refused, because its day depends on the time zone it is read in."""
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
        raise CalendarError(f"{day!r} is not a calendar date; give the date in the State's time zone")
    return day


def months_before(day: dt.date, months: int) -> dt.date:
    """The same calendar date so many months before; the last day of a month that lacks it stands for it."""
    index = plain_day(day).year * MONTHS_A_YEAR + day.month - 1 - months
    year, month = divmod(index, MONTHS_A_YEAR)
    if year < dt.MINYEAR:
        raise CalendarError(f"{months} months before {day.isoformat()} there is no calendar")
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_after(day: dt.date, months: int) -> dt.date:
    """The same calendar date so many months later, or that month's last day; beyond the calendar, its last day."""
    year, month = divmod(plain_day(day).year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def in_force(first: dt.date, last: dt.date | None, day: dt.date) -> bool:
    """Whether something runs on a day, both its ends included; without a last day it still runs."""
    return first <= day and (last is None or day <= last)


def touches(first: dt.date, last: dt.date | None, start: dt.date, end: dt.date) -> bool:
    """Whether something runs on any day from `start` to `end`, all four included."""
    return max(first, start) <= (end if last is None else min(last, end))


def months_completed(since: dt.date, months: int) -> dt.date:
    """The first day whose whole months before it began on `since` or later: 2029-03-01 for a year from 2028-02-29."""
    sooner = months_after(plain_day(since), months)
    return sooner if sooner == dt.date.max or months_before(sooner, months) >= since else sooner + dt.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, held as year * 4 + quarter (1 to 4), so that quarters subtract and compare as integers."""

    index: int

    def __post_init__(self) -> None:
        if not dt.MINYEAR <= self.year <= dt.MAXYEAR:
            raise CalendarError(f"a quarter in the year {self.year} cannot be given; check the date")

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        """The quarter the date is in."""
        return cls(plain_day(day).year * QUARTERS_A_YEAR + (day.month - 1) // MONTHS_A_QUARTER + 1)

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """From "2027Q1"; anything else is a CalendarError."""
        if not re.fullmatch(r"[0-9]{4}Q[1-4]", text):
            raise CalendarError(f'"{text}" is not a quarter written YYYYQn, for example 2027Q1')
        year, number = text.split("Q")
        return cls(int(year) * QUARTERS_A_YEAR + int(number))

    @property
    def year(self) -> int:
        return (self.index - 1) // QUARTERS_A_YEAR

    @property
    def number(self) -> int:
        """1 to 4."""
        return (self.index - 1) % QUARTERS_A_YEAR + 1

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, (self.number - 1) * MONTHS_A_QUARTER + 1, 1)

    @property
    def last_day(self) -> dt.date:
        month = self.number * MONTHS_A_QUARTER
        return dt.date(self.year, month, monthrange(self.year, month)[1])

    def later(self, quarters: int) -> Quarter:
        """The quarter this many quarters after (before, when negative) this one."""
        return Quarter(self.index + quarters)

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.number}"


@dataclass(frozen=True, order=True)
class AwardYear:
    """The award year that starts in calendar year `start` (20 U.S.C. 1088(a)(1))."""

    start: int

    def __post_init__(self) -> None:
        if not dt.MINYEAR <= self.start < dt.MAXYEAR:
            raise CalendarError(f"an award year that starts in the year {self.start} cannot be given; check the date")

    @classmethod
    def parse(cls, text: str) -> AwardYear:
        """From "2026-27" (files, commands) or "2026-2027" (pages); anything else is a CalendarError."""
        found = re.fullmatch(r"([0-9]{4})-([0-9]{2}|[0-9]{4})", text)
        if found and dt.MINYEAR <= int(found[1]) < dt.MAXYEAR:
            year = cls(int(found[1]))
            if text in (year.label, year.long):
                return year
        raise CalendarError(
            f'"{text}" is not an award year; write YYYY-YYYY, second year one more than the first,'
            " for example 2026-2027 (2026-27 in files)"
        )

    @property
    def label(self) -> str:
        """As files and commands write it: 2026-27."""
        return f"{self.start:04d}-{(self.start + 1) % 100:02d}"

    @property
    def long(self) -> str:
        """As pages write it: 2026-2027."""
        return f"{self.start:04d}-{self.start + 1:04d}"

    @property
    def first_day(self) -> dt.date:
        return _first_day_in(self.start)

    @property
    def last_day(self) -> dt.date:
        return _first_day_in(self.start + 1) - dt.timedelta(days=1)

    def __contains__(self, day: dt.date) -> bool:
        return self.first_day <= plain_day(day) <= self.last_day

    def __str__(self) -> str:
        return self.label


def award_year(day: dt.date) -> AwardYear:
    """The award year the date is in; a CalendarError at the two ends of the calendar, where there is none."""
    return AwardYear(day.year if plain_day(day) >= _first_day_in(day.year) else day.year - 1)


def quarter_after_exit(day: dt.date) -> Quarter:
    """The measurement quarter of an exit on this date: the second full calendar quarter after it (policy 8.7)."""
    return Quarter.of(day).later(quarters_after_exit())


def quarters_after_exit() -> int:
    """How many quarters after that of the exit the measurement quarter is."""
    return _federal().quarters_after_exit


def award_year_starts() -> tuple[int, int]:
    """Month and day on which every award year starts."""
    first = _first_day_in(A_LEAP_YEAR)
    return first.month, first.day


@dataclass(frozen=True)
class Federal:
    """What federal/calendar.toml says."""

    award_year_starts: DayRule
    quarters_after_exit: int


def read_federal(text: str, where: str) -> Federal:
    """The numbers of a federal calendar.toml; `where` names the file in the CalendarError that any fault raises."""
    kinds: dict[str, dict[str, type]] = {
        "award_year": {"starts": str},
        "measurement_quarter": {"full_quarters_after_exit": int},
    }
    found = entry(toml(text, where), where, dict.fromkeys(kinds, dict))
    for key, numbers in kinds.items():
        entry(found[key], f"{where}, [{key}]", {**numbers, "from": dt.date, "cite": str})
    starts = DayRule.parse(found["award_year"]["starts"])
    if not (starts.on(A_LEAP_YEAR) and starts.on(A_LEAP_YEAR + 1)):
        raise CalendarError(f"{where}: the award year must start on a day that every year has")
    quarters = found["measurement_quarter"]["full_quarters_after_exit"]
    if quarters < 1:
        raise CalendarError(f"{where}: the measurement quarter must come after the exit, not {quarters} quarters after")
    return Federal(starts, quarters)


@lru_cache(maxsize=1)
def _federal() -> Federal:
    return read_federal(FILE.read_text(encoding="utf-8"), "federal/calendar.toml")


def _first_day_in(year: int) -> dt.date:
    return cast(dt.date, _federal().award_year_starts.on(year))  # read_federal refuses a day some years lack
