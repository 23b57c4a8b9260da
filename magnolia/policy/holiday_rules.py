"""Reads a State's calendar.toml: its holidays as rules ("third Monday of January"), its weekend, its time zone.

Nothing here counts; `magnolia.policy.calendar` does. Every fault of a file is a CalendarError that names the place.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = ("first", "second", "third", "fourth", "last")
OBSERVED = {"day after": 1, "day before": -1}
A_LEAP_YEAR = 2000  # "February 29" is a day that exists


class CalendarError(ValueError):
    """A date, count, label or calendar file that cannot be used; its text is one sentence for a person."""


@dataclass(frozen=True)
class Holiday:
    """One closed day: what it is called and the law or order it rests on."""

    date: dt.date
    name: str
    basis: str
    source: Literal["statute", "closing"]


@dataclass(frozen=True)
class Span:
    """The days on which a rule is in force, both ends included."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class DayRule:
    """A day of each year: a fixed `day` of the month, or the `nth` (0 first, -1 last) `weekday` (0 Monday) of it."""

    month: int
    day: int = 0
    weekday: int = 0
    nth: int = 0

    @classmethod
    def parse(cls, text: str) -> DayRule:
        """From "July 4", "third Monday of January" or "last Monday of May"; anything else is a CalendarError."""
        words = text.split(" ")
        match words:
            case [month, day] if month in MONTHS and re.fullmatch("[1-9][0-9]?", day):
                rule = cls(MONTHS.index(month) + 1, day=int(day))
                if rule.on(A_LEAP_YEAR):
                    return rule
            case [nth, weekday, "of", month] if nth in ORDINALS and weekday in WEEKDAYS and month in MONTHS:
                place = -1 if nth == ORDINALS[-1] else ORDINALS.index(nth)
                return cls(MONTHS.index(month) + 1, weekday=WEEKDAYS.index(weekday), nth=place)
        raise CalendarError(f'"{text}" is no day of the year; write it like "July 4" or "third Monday of January"')

    def on(self, year: int) -> dt.date | None:
        """The day in this year, or None where the year has none (February 29)."""
        month_starts_on, length = monthrange(year, self.month)
        if self.day:
            return dt.date(year, self.month, self.day) if self.day <= length else None
        if self.nth < 0:
            last_weekday = (month_starts_on + length - 1) % 7
            return dt.date(year, self.month, length - (last_weekday - self.weekday) % 7)
        return dt.date(year, self.month, 1 + (self.weekday - month_starts_on) % 7 + 7 * self.nth)


@dataclass(frozen=True)
class HolidayRule:
    name: str
    on: DayRule
    span: Span
    cite: str


@dataclass(frozen=True)
class Observance:
    """A holiday on this weekday closes the neighbouring day as well."""

    falls_on: int
    also: int
    name: str
    span: Span
    cite: str


@dataclass(frozen=True)
class Weekend:
    days: frozenset[int]
    span: Span
    cite: str


@dataclass(frozen=True, eq=False)
class Rules:
    """One State's calendar as law: no year is computed yet. Compared by identity, so it is cheap to cache on."""

    state: str
    zone: ZoneInfo
    known: Span
    weekends: tuple[Weekend, ...]
    observances: tuple[Observance, ...]
    holidays: tuple[HolidayRule, ...]
    closings: tuple[Holiday, ...]

    def statutory(self, year: int) -> Iterator[Holiday]:
        """The year's holidays by rule, in no order; a holiday of a neighbouring year may close a day of this one."""
        for each in range(max(dt.MINYEAR, year - 1), min(dt.MAXYEAR, year + 1) + 1):
            for rule in self.holidays:
                day = rule.on.on(each)
                if day and day in rule.span:
                    found = Holiday(day, rule.name, rule.cite, "statute")
                    yield from (h for h in (found, *self._beside(found)) if h.date.year == year)

    def _beside(self, holiday: Holiday) -> Iterator[Holiday]:
        for rule in self.observances:
            if holiday.date.weekday() == rule.falls_on and holiday.date in rule.span:
                name = rule.name.replace("{holiday}", holiday.name)
                yield Holiday(_neighbour(holiday.date, rule.also), name, rule.cite, "statute")

    def is_weekend(self, day: dt.date) -> bool:
        """Whether offices are closed on this weekday by the rule in force on this day."""
        return any(day.weekday() in weekend.days and day in weekend.span for weekend in self.weekends)


def read_rules(text: str, where: str) -> Rules:
    """The rules written in a calendar.toml; `where` names the file in the CalendarError that any fault raises."""
    parts = {"state": str, "time_zone": dict, "holiday_list": dict, "weekend": list, "holiday": list}
    top = entry(toml(text, where), where, parts, {"observance": list, "closing": list})
    known = entry(top["holiday_list"], f"{where}, [holiday_list]", {"from": dt.date, "cite": str}, {"until": dt.date})
    return Rules(
        state=top["state"],
        zone=_zone(top["time_zone"], f"{where}, [time_zone]"),
        known=_span(known, f"{where}, [holiday_list]"),
        weekends=tuple(_weekend(*each) for each in _numbered(top, "weekend", where)),
        observances=tuple(_observance(*each) for each in _numbered(top, "observance", where)),
        holidays=tuple(_holiday(*each) for each in _numbered(top, "holiday", where)),
        closings=tuple(_closing(*each) for each in _numbered(top, "closing", where)),
    )


def toml(text: str, where: str) -> dict[str, Any]:
    """The text as TOML, or a CalendarError that names the file and the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise CalendarError(f"{where} is not valid TOML: {fault}") from None


def entry(
    found: object, where: str, needed: Mapping[str, type], allowed: Mapping[str, type] | None = None
) -> dict[str, Any]:
    """The table `found`, once its keys are the needed and allowed ones and its values of their kinds and not empty."""
    kinds = {**needed, **(allowed or {})}
    if not isinstance(found, dict):
        raise CalendarError(f"{where} must be a table with {', '.join(kinds)}")
    if missing := [key for key in needed if key not in found]:
        raise CalendarError(f"{where} has no {' and no '.join(missing)}")
    for key, value in found.items():
        if key not in kinds:
            raise CalendarError(f'{where} has "{key}", which is not one of {", ".join(kinds)}')
        if type(value) is not kinds[key] or (isinstance(value, str) and not value.strip()):
            raise CalendarError(f'{where}: "{key}" must be a {kinds[key].__name__} and not empty')
    return found


def _neighbour(day: dt.date, step: int) -> dt.date:
    """The day before or after; at the two ends of the calendar, where there is none, the day itself."""
    at = min(max(day.toordinal() + step, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(at)


def _numbered(top: dict[str, Any], key: str, where: str) -> Iterator[tuple[object, str]]:
    for number, found in enumerate(top.get(key, ()), start=1):
        yield found, f"{where}, [[{key}]] number {number}"


def _span(found: dict[str, Any], where: str) -> Span:
    span = Span(found["from"], found.get("until", dt.date.max))
    if span.last < span.first:
        raise CalendarError(f"{where} ends on {span.last}, before it starts on {span.first}")
    return span


def _zone(found: object, where: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # most calls need no time zone, and loading it takes long

    name = entry(found, where, {"name": str, "cite": str})["name"]
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise CalendarError(
            f'{where}: this computer has no time zone "{name}"; check the name, or install the tzdata package'
        ) from None


def _weekday(name: object, where: str) -> int:
    if name not in WEEKDAYS:
        raise CalendarError(f'{where}: "{name}" is not one of {", ".join(WEEKDAYS)}')
    return WEEKDAYS.index(str(name))


def _weekend(found: object, where: str) -> Weekend:
    values = entry(found, where, {"days": list, "from": dt.date, "cite": str}, {"until": dt.date})
    days = frozenset(_weekday(name, where) for name in values["days"])
    return Weekend(days, _span(values, where), values["cite"])


def _observance(found: object, where: str) -> Observance:
    kinds = {"falls_on": str, "also": str, "name": str, "from": dt.date, "cite": str}
    values = entry(found, where, kinds, {"until": dt.date})
    if values["also"] not in OBSERVED:
        raise CalendarError(f'{where}: "also" must be one of {", ".join(OBSERVED)}')
    falls_on = _weekday(values["falls_on"], where)
    return Observance(falls_on, OBSERVED[values["also"]], values["name"], _span(values, where), values["cite"])


def _holiday(found: object, where: str) -> HolidayRule:
    values = entry(found, where, {"name": str, "on": str, "from": dt.date, "cite": str}, {"until": dt.date})
    try:
        rule = DayRule.parse(values["on"])
    except CalendarError as fault:
        raise CalendarError(f"{where}: {fault}") from None
    return HolidayRule(values["name"], rule, _span(values, where), values["cite"])


def _closing(found: object, where: str) -> Holiday:
    values = entry(found, where, {"date": dt.date, "name": str, "cite": str})
    return Holiday(values["date"], values["name"], values["cite"], "closing")
