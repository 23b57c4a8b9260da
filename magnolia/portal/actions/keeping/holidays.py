"""The holiday list of a year: computed from the statute, confirmed by a person, added to by proclamation."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from magnolia.policy.calendar import CalendarError
from magnolia.policy.workflow import process

from ...models import THINGS, CalendarYear, Closing, Deadline, Event, Person, Thing
from .. import law
from ..deadlines import later_dates
from ..moves import Refused, act, start


def open_year(jurisdiction: str, year: int, *, by: Person, at: datetime, key: str | None = None) -> CalendarYear:
    """Open the list of a year, so that closings can be added and a person can confirm it."""
    try:
        law.calendar(jurisdiction).holidays(year)
    except CalendarError as problem:
        raise Refused(f"{str(problem)[0].upper()}{str(problem)[1:]}.", "year") from None

    def once(_: Thing) -> dict[str, object]:
        if CalendarYear.objects.filter(jurisdiction=jurisdiction, year=year).exists():
            raise Refused(f"The list of {year} is open already.", "year")
        return {"year": year}

    made = CalendarYear(jurisdiction=jurisdiction, year=year)
    event = start(made, "open", by=by, at=at, jurisdiction=jurisdiction, key=key, write=once)
    return CalendarYear.objects.get(pk=event.thing_id)


def add_closing(
    calendar_year: CalendarYear,
    *,
    day: date | None,
    name: str,
    basis: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Add a day on which the State's offices are closed, and move the open deadlines it touches later, all at once.

    Raises Refused without day, name or legal basis, and for a day that is on the list already.
    """

    def enter(year: Thing) -> dict[str, object]:
        if day is None:
            raise Refused("Give the day of the closing.", "day")
        if law.calendar(calendar_year.jurisdiction).rules.is_weekend(day):
            raise Refused("This day is not counted anyway: the offices are closed on it every week.", "day")
        if listed := [h.name for h in law.calendar(calendar_year.jurisdiction).holidays(day.year) if h.date == day]:
            raise Refused(f"This day is on the list already: {listed[0]}.", "day")
        Closing.objects.create(
            calendar_year_id=year.pk, day=day, name=name.strip(), basis=basis.strip(), entered_by=by, entered_at=at
        )
        return {"day": day, "name": name.strip(), "basis": basis.strip()}

    with transaction.atomic():
        event = act(calendar_year, "add_closing", by=by, at=at, seen=seen, key=key, write=enter)
        move_deadlines(calendar_year.jurisdiction, at=at)
    return event


def move_deadlines(jurisdiction: str, *, at: datetime) -> list[Event]:
    """Move every open deadline that today's lists put later; each move is an event of its case. Never earlier."""
    return [_move(deadline, day, at) for deadline, day in later_dates(jurisdiction)]


def _move(deadline: Deadline, day: date, at: datetime) -> Event:
    thing = THINGS[deadline.thing_kind]._default_manager.get(pk=deadline.thing_id)
    label = process(deadline.case.jurisdiction).clocks[deadline.clock].label
    before, after = deadline.due.isoformat(), day.isoformat()

    def update(_: Thing) -> dict[str, object]:
        Deadline.objects.filter(pk=deadline.pk, due__lt=day).update(due=day)
        return {"clock": deadline.clock, "from": before, "to": after, "changed": {label: [before, after]}}

    return act(thing, "deadline_moved", by=None, at=at, write=update)


def confirm(
    calendar_year: CalendarYear, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """A person has held the list against the statute and the proclamations: deadlines may count on it."""
    return act(calendar_year, "confirm", by=by, at=at, seen=seen, key=key)
