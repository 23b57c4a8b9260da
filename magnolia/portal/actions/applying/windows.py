"""Approval cycles as they stand: which one an application is in, whether it is on time, when its stages end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from magnolia.policy.calendar import CalendarError
from magnolia.policy.cycles import CyclePart, CycleRegister, Span, cycle_register, dates, due_days, unset
from magnolia.policy.layers import read, state_layer
from magnolia.policy.letter_text import say_local

from ... import clock
from ...models import Application, Cycle
from .. import law

TIMELINE = "timeline"  # the clock of the days that a cycle publishes for its stages
UPCOMING, OPEN, CLOSED = "upcoming", "open", "closed"


def say(jurisdiction: str, moment: datetime) -> str:
    """A moment in the State's own time, with its zone: 5:00 p.m. Central, Wednesday, September 30, 2026."""
    profile = read(state_layer(jurisdiction), "profile")
    return say_local(moment.astimezone(clock.zone(jurisdiction)), profile["zone_name"])


def published(jurisdiction: str) -> QuerySet[Cycle]:
    """The State's published cycles, by deadline."""
    return Cycle.objects.filter(jurisdiction=jurisdiction, state="published").order_by("deadline", "opens_at", "name")


def passed(cycle: Cycle, at: datetime) -> bool:
    """Whether a moment lies after the deadline: the whole second of the deadline is still on time."""
    return cycle.deadline is not None and at.replace(microsecond=0) > cycle.deadline


def standing(cycle: Cycle, at: datetime) -> str:
    """UPCOMING, OPEN or CLOSED at a moment; a cycle takes applications on time from its opening to its deadline."""
    if cycle.opens_at is None or at < cycle.opens_at:
        return UPCOMING
    return CLOSED if passed(cycle, at) else OPEN


def ahead(jurisdiction: str, award_year: int, at: datetime) -> list[Cycle]:
    """Published cycles of an award year whose deadline has not passed, by deadline."""
    return [cycle for cycle in published(jurisdiction).filter(award_year=award_year) if not passed(cycle, at)]


def cycle_of(application: Application, at: datetime) -> Cycle | None:
    """The cycle the application is in; else that of its award year whose deadline comes next, or was the last."""
    if application.cycle is not None:
        return application.cycle
    return next_of(list(published(application.jurisdiction).filter(award_year=application.award_year)), at)


def next_of(cycles: list[Cycle], at: datetime) -> Cycle | None:
    """Of an award year's cycles by deadline the one whose deadline comes next, or was the last."""
    return next((cycle for cycle in cycles if not passed(cycle, at)), cycles[-1] if cycles else None)


def is_late(application: Application, at: datetime) -> bool:
    """Whether sending it in at this moment comes after the deadline of its cycle."""
    cycle = cycle_of(application, at)
    return cycle is not None and passed(cycle, at)


def later(application: Application) -> Cycle | None:
    """The published cycle in which a late application is on time: its own, where the deadline was moved, or the next.

    A cycle of the application's own award year goes before one of another year.
    """
    if application.submitted_at is None:
        return None
    sent = application.submitted_at.replace(microsecond=0)
    rows = published(application.jurisdiction).filter(deadline__gte=sent, award_year__gte=application.award_year)
    return rows.order_by("award_year", "deadline", "name").first()


def spans(cycle: Cycle) -> dict[str, Span]:
    """Days or date of each stage, as typed."""
    return {row.stage: Span(row.days, row.on) for row in cycle.spans.all()}


def missing(cycle: Cycle) -> list[str]:
    """What a cycle lacks to be published, in words: the part, and for the timeline each stage."""
    register = cycle_register(cycle.jurisdiction)
    there = {
        "window": cycle.opens_at is not None and cycle.closes_at is not None,
        "deadline": cycle.deadline is not None,
        "forms": bool(cycle.forms.all()),
        "instructions": bool(cycle.instructions.strip()),
    }
    found = [part.title for part in register.parts.values() if not there.get(part.id, True)]
    return found + _timeline_lacks(register, register.parts["timeline"], cycle)


def _timeline_lacks(register: CycleRegister, part: CyclePart, cycle: Cycle) -> list[str]:
    lacks = ["its first day"] if cycle.timeline_starts is None else []
    lacks += [stage.title for stage in unset(register, spans(cycle))]
    return [f"{part.title}: {', '.join(lacks)}"] if lacks else []


@dataclass(frozen=True)
class StageDate:
    """A stage of a cycle's timeline: how long it takes in words, and its last day."""

    id: str
    title: str
    takes: str
    after: str  # the stage it counts from; empty for the first
    ends: date | None
    during: str
    only: str


def timeline(cycle: Cycle) -> list[StageDate]:
    """The stages in order with their dates; without a date where days run past the known holiday lists."""
    register, typed = cycle_register(cycle.jurisdiction), spans(cycle)
    ends, made = _ends(cycle, register, typed), []
    for stage in register.stages.values():
        span = typed.get(stage.id, Span())
        unit = stage.unit if span.days != 1 else stage.unit.removesuffix("s")
        takes = f"{span.days} {unit}" if span.days is not None else ""
        follows = register.stages[stage.after].title if stage.after in register.stages else ""
        made.append(StageDate(stage.id, stage.title, takes, follows, ends.get(stage.id), stage.during, stage.only))
    return made


def _ends(cycle: Cycle, register: CycleRegister, typed: dict[str, Span]) -> dict[str, date]:
    start = cycle.timeline_starts
    try:
        return dates(register, start, typed, law.calendar(cycle.jurisdiction)) if start else {}
    except CalendarError:
        return {}


def due_in_states(cycle: Cycle) -> dict[str, date]:
    """The published day by which an application of the cycle is to leave a state, for each state that has one."""
    register = cycle_register(cycle.jurisdiction)
    return due_days(register, _ends(cycle, register, spans(cycle)))
