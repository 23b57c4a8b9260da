"""Deadlines as rows: opened and closed by moves, moved later by a new closing, never earlier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from magnolia.policy.parameters import Value
from magnolia.policy.workflow import process

from ..models import Application, Case, Cycle, Deadline, Event, Thing
from . import law


class NotConfirmed(Exception):
    """A deadline would rest on a holiday list that no person has confirmed; the sentence says for which year."""


@dataclass(frozen=True)
class Due:
    """A computed due date and what it rests on; `unconfirmed` are years whose holiday list nobody has confirmed."""

    day: date
    count: Value
    unit: str
    unconfirmed: tuple[int, ...]

    @property
    def provisional(self) -> bool:
        return bool(self.unconfirmed)


def compute(jurisdiction: str, clock: str, notice_on: date, cycle: Cycle | None = None) -> Due:
    """When a clock that starts with a notice of this day runs out. Source: policy 7.3, 7.7; the State's calendar.toml.

    A period of the approval cycle's own replaces the State's number for its applications (policy 7.3). Calendar days
    are never moved for weekends (readings, "Calendar-day limits").
    """
    rule = process(jurisdiction).clocks[clock]
    count = law.value(jurisdiction, rule.count, notice_on)
    own = getattr(cycle, rule.cycle) if cycle is not None and rule.cycle else None
    if cycle is not None and own is not None:
        count = replace(count, value=own, cite=f"{count.cite}; {cycle.name}", layer="cycle")
    calendar = law.calendar(jurisdiction)
    number = count.whole
    if rule.unit != "business days":
        return Due(calendar.add_calendar_days(notice_on, number), count, rule.unit, ())
    day = calendar.add_business_days(notice_on, number)
    missing = set(calendar.years_touched(notice_on, day)) - law.confirmed_years(jurisdiction)
    return Due(day, count, rule.unit, tuple(sorted(missing)))


def open_clock(thing: Thing, case: Case, clock: str, event: Event) -> Deadline:
    """Start a clock of a thing with the event that gave notice; one without a number runs to the day the thing names.

    Raises NotConfirmed where the count touches a year whose holiday list nobody confirmed: the portal issues no notice
    on a provisional date.
    """
    if not process(case.jurisdiction).clocks[clock].count:
        return open_on(thing, clock, event, thing.due)  # type: ignore[attr-defined]
    due = compute(case.jurisdiction, clock, event.occurred_on, getattr(thing, "cycle", None))
    if due.provisional:
        years = " and ".join(str(year) for year in due.unconfirmed)
        raise NotConfirmed(
            f"The holiday list for {years} is missing: it was computed from the statute and nobody has confirmed it, "
            "so no notice with a due date can go out. An administrator confirms it under “Holidays”."
        )
    return Deadline.objects.create(
        case=case,
        thing_kind=thing.kind,
        thing_id=thing.pk,
        clock=clock,
        opened_by=event,
        notice_on=event.occurred_on,
        count=due.count.whole,
        unit=due.unit,
        citation=due.count.cite,
        due=due.day,
    )


def open_on(thing: Thing, clock: str, event: Event, due: date) -> Deadline:
    """Start a clock whose last day a person has set, such as the due day of a condition."""
    return Deadline.objects.create(
        case=event.case,
        thing_kind=thing.kind,
        thing_id=thing.pk,
        clock=clock,
        opened_by=event,
        notice_on=event.occurred_on,
        count=max((due - event.occurred_on).days, 0),
        unit="calendar days",
        citation=process(event.case.jurisdiction).clocks[clock].cite,
        due=due,
    )


def close_clock(thing: Thing, clock: str, event: Event) -> None:
    """Close the open deadlines of a clock of a thing."""
    open_now(thing).filter(clock=clock).update(closed_by=event)


def close_with_case(thing: Thing, event: Event) -> None:
    """Where an application comes to an end, stop the clocks that end with its case, such as those of requests."""
    table = process(event.case.jurisdiction)
    if isinstance(thing, Application) and table.life(thing.kind).states[event.to_state].settled:
        names = [clock.name for clock in table.clocks.values() if clock.with_case]
        running = Deadline.objects.filter(case_id=thing.case_id, clock__in=names, closed_by__isnull=True)
        running.update(closed_by=event)


def open_now(thing: Thing) -> QuerySet[Deadline]:
    """Deadlines of a thing that nothing has closed yet, soonest first."""
    return Deadline.objects.filter(thing_id=thing.pk, closed_by__isnull=True)


def is_open(deadline: Deadline, moment: datetime) -> bool:
    """Whether an act at this moment is on time: until 00:00 of the State's next local day."""
    return law.calendar(deadline.case.jurisdiction).is_open(deadline.due, moment)


def later_dates(jurisdiction: str) -> list[tuple[Deadline, date]]:
    """Open deadlines whose count, done again on today's holiday lists, ends later than it stands; never earlier."""
    moved = []
    for deadline in Deadline.objects.filter(case__jurisdiction=jurisdiction, closed_by__isnull=True).select_related(
        "case"
    ):
        rule = process(jurisdiction).clocks[deadline.clock]
        if rule.unit == "business days":
            day = law.calendar(jurisdiction).add_business_days(deadline.notice_on, deadline.count)
            if day > deadline.due:
                moved.append((deadline, day))
    return moved
