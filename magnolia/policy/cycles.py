"""Approval cycles as the law sees them: the parts a cycle publishes, and the dates of its timeline.

Read from model/cycle.toml with the State's cycle.toml over it. Pure: dates come in, and nothing asks what day it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from .calendar import Calendar
from .layers import LawError, fill_all, overlay, read, state_layer
from .typed import from_block

START = "start"
UNITS = ("calendar days", "business days")


@dataclass(frozen=True)
class CyclePart:
    """A part without which a cycle is not published."""

    id: str
    title: str
    says: str


@dataclass(frozen=True)
class CycleStage:
    """A stage of the timeline: it follows `after` and takes days of `unit`, or ends on a date.

    `due` names the states of an application that are to be left by its last day.
    """

    id: str
    title: str
    after: str
    unit: str
    during: str
    cite: str
    only: str = ""
    due: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """How long a stage takes, or the date on which it ends: one of the two."""

    days: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class CycleRegister:
    """Parts and stages of one jurisdiction by id; stages in the order in which they follow each other."""

    parts: Mapping[str, CyclePart]
    stages: Mapping[str, CycleStage]


@cache
def cycle_register(jurisdiction: str) -> CycleRegister:
    """The State's parts and stages. Raises LawError where a stage follows none, or counts in no known unit."""
    layer = state_layer(jurisdiction)
    blocks = fill_all(overlay(read("model", "cycle"), read(layer, "cycle")), read(layer, "profile"))
    stages = {key: from_block(CycleStage, f"stage {key}", block, id=key) for key, block in blocks["stage"].items()}
    for stage in stages.values():
        if stage.unit not in UNITS:
            raise LawError(f"stage {stage.id}: days count in {' or '.join(UNITS)}, not in {stage.unit!r}.")
    places = {key: _place(stages, key) for key in stages}
    return CycleRegister(
        parts={key: from_block(CyclePart, f"part {key}", block, id=key) for key, block in blocks["part"].items()},
        stages=dict(sorted(stages.items(), key=lambda each: places[each[0]])),
    )


def _place(stages: Mapping[str, CycleStage], key: str) -> int:
    """How many stages lie between the start and this one."""
    place, at = 0, key
    while at != START:
        if at not in stages or place > len(stages):
            raise LawError(f"stage {key}: it follows {at!r}, which leads back to no start.")
        place, at = place + 1, stages[at].after
    return place


def dates(register: CycleRegister, start: date, spans: Mapping[str, Span], calendar: Calendar) -> dict[str, date]:
    """The last day of each stage, counted from the day `start` (day 0); a stage without days or date ends the count.

    Raises CalendarError where business days run into a year without a holiday list.
    """
    ends = {START: start}
    for stage in register.stages.values():
        span, before = spans.get(stage.id, Span()), ends.get(stage.after)
        if span.on is not None:
            ends[stage.id] = span.on
        elif span.days is not None and before is not None:
            count = calendar.add_business_days if stage.unit == "business days" else calendar.add_calendar_days
            ends[stage.id] = count(before, span.days)
    del ends[START]
    return ends


def due_days(register: CycleRegister, ends: Mapping[str, date]) -> dict[str, date]:
    """The day by which an application is to leave a state, for every state that a dated stage names."""
    return {state: ends[stage.id] for stage in register.stages.values() if stage.id in ends for state in stage.due}


def unset(register: CycleRegister, spans: Mapping[str, Span]) -> list[CycleStage]:
    """Stages without days and without a date."""
    return [stage for stage in register.stages.values() if spans.get(stage.id, Span()) == Span()]


def out_of_order(register: CycleRegister, start: date, ends: Mapping[str, date]) -> list[tuple[CycleStage, date, date]]:
    """Stages that end before the one they follow: the stage, its date, and the date it lies before."""
    faults = []
    for stage in register.stages.values():
        before = start if stage.after == START else ends.get(stage.after)
        if before is not None and stage.id in ends and ends[stage.id] < before:
            faults.append((stage, ends[stage.id], before))
    return faults
