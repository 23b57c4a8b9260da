"""Reminders of deadlines: two before the last day to whoever has to act, one to the State when a time has run out.

The steps are numbers of the State. They stop when the deadline is closed; a person still decides what follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q

from magnolia.policy.workflow import process

from ... import clock
from ...models import THINGS, Deadline, Event, OnceKey
from .. import law
from ..moves import Refused, act

STEPS = ("reminder.first_days", "reminder.last_days")
REMIND, RAN_OUT = "remind", "run_out"
BATCH = 500


def remind(jurisdiction: str, *, at: datetime) -> list[Event]:
    """Tell of every open deadline that a step has come for; each step once, however often this runs.

    It counts for every kind of thing that has both moves in the table.

    A day on which nothing ran is made up for: of several steps that have passed, only the last is told.
    """
    today = clock.local_date(jurisdiction, at)
    steps = _steps(jurisdiction, today)
    most = max(each[-1] for each in steps.values())
    moves = {kind: process(jurisdiction).life(kind).moves for kind in THINGS}
    kinds = [kind for kind, table in moves.items() if {REMIND, RAN_OUT} <= table.keys()]
    rows = Deadline.objects.filter(
        case__jurisdiction=jurisdiction, thing_kind__in=kinds, closed_by__isnull=True
    ).order_by("due", "pk")
    waiting = Q(pk__in=[])
    for kind in kinds:
        things = THINGS[kind]._default_manager.filter(
            case__jurisdiction=jurisdiction, state__in=moves[kind][RAN_OUT].starts
        )
        waiting |= Q(thing_kind=kind, thing_id__in=things.values("pk"))
    found = {
        _key(row, next(step for step in steps[row.clock] if (row.due - today).days <= step)): (row, REMIND)
        for row in rows.filter(due__range=(today, today + timedelta(days=most))).iterator(BATCH)
        if (row.due - today).days <= steps[row.clock][-1]
    } | {_key(row, -1): (row, RAN_OUT) for row in rows.filter(waiting, due__lt=today).iterator(BATCH)}
    told = _told(found)
    made = (_tell(row, move, key, at) for key, (row, move) in found.items() if key not in told)
    return [event for event in made if event is not None]


def _steps(jurisdiction: str, today: date) -> dict[str, list[int]]:
    """For each clock how many days before its end it is told of, the smallest first."""
    values = law.parameters(jurisdiction)
    return {
        name: sorted(values[step].on(today).whole for step in each.reminders or STEPS)
        for name, each in process(jurisdiction).clocks.items()
    }


def _told(keys: Iterable[str]) -> set[str]:
    """Those of the keys that were used."""
    wanted, used = list(keys), set[str]()
    for start in range(0, len(wanted), BATCH):
        used |= set(OnceKey.objects.filter(pk__in=wanted[start : start + BATCH]).values_list("pk", flat=True))
    return used


def _key(row: Deadline, step: int) -> str:
    """A deadline that was moved later is told of again."""
    return f"{REMIND}-{row.pk}-{row.due.isoformat()}-{step}"


def _tell(row: Deadline, move: str, key: str, at: datetime) -> Event | None:
    """The event of one step; None where the case has moved on meanwhile."""
    thing = THINGS[row.thing_kind]._default_manager.get(pk=row.thing_id)
    try:
        return act(thing, move, by=None, at=at, said={"clock": row.clock, "due": row.due.isoformat()}, key=key)
    except Refused:
        return None
