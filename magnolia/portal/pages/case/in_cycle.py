"""Where an application stands in its approval cycle: deadline, lateness, and the dates of the cycle's stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from magnolia.policy.workflow import Life, process

from ... import clock
from ...actions.applying import windows
from ...actions.needs.cycle import same_program
from ...actions.state_words import sentences
from ...models import Application, Cycle
from ..words import days_words

DONE, NOW = ("Done", "good"), ("Now", "info")
OVERDUE, AHEAD = ("Later than planned", "warn"), ("Still to come", "neutral")
NEVER = ("Does not come", "neutral")

SOON = 3  # days, from which on a date is shown as near
SECONDS_A_MINUTE = MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class StageLine:
    """A stage of the cycle's timeline as it concerns one application."""

    title: str
    ends: date | None
    label: str
    tone: str


def about(application: Application, at: datetime) -> dict[str, Any]:
    """Context of a case: the cycle with its deadline, the dates of its stages, why it is held, the same program."""
    cycle = windows.cycle_of(application, at)
    unsent = application.submitted_at is None
    made: dict[str, Any] = {
        "cycle": cycle,
        "cycle_chosen": application.cycle_id is not None,
        "cycle_standing": windows.standing(cycle, at) if cycle else "",
        "deadline": windows.say(cycle.jurisdiction, cycle.deadline) if cycle and cycle.deadline else "",
        "deadline_left": left_words(cycle, at),
        "deadline_tone": _tone(cycle, at),
        "opens": windows.say(cycle.jurisdiction, cycle.opens_at) if cycle and cycle.opens_at else "",
        "unsent": unsent,
        "stage_dates": stage_dates(application, cycle, at) if cycle else [],
        "same": same_program(application, at) if unsent else None,
    }
    return made | ({"next": held_words(application)} if is_held(application) else {})


def left_words(cycle: Cycle | None, at: datetime) -> str:
    """How long there is until a cycle's deadline: in days, on the last day in hours or minutes, or that it passed."""
    if cycle is None or cycle.deadline is None:
        return ""
    if windows.passed(cycle, at):
        return "The deadline has passed"
    if days := _days(cycle, at):
        return days_words(days)
    minutes = int((cycle.deadline - at).total_seconds()) // SECONDS_A_MINUTE
    hours = minutes // MINUTES_AN_HOUR
    count, unit = (hours, "hour") if hours else (max(minutes, 1), "minute")
    return f"{count} {unit}{'' if count == 1 else 's'} left, today"


def _tone(cycle: Cycle | None, at: datetime) -> str:
    if cycle is not None and windows.passed(cycle, at):
        return "bad"
    return "warn" if _days(cycle, at) < SOON else "neutral"


def _days(cycle: Cycle | None, at: datetime) -> int:
    """Days of the State from now to the day of the deadline."""
    if cycle is None or cycle.deadline is None:
        return SOON
    return (clock.local_date(cycle.jurisdiction, cycle.deadline) - clock.local_date(cycle.jurisdiction, at)).days


def is_held(application: Application) -> bool:
    """Whether it waits for a later cycle."""
    return application.state in process(application.jurisdiction).life(application.kind).moves["take_up"].starts


def held_words(application: Application) -> str:
    """To which cycle a late application is deferred, or that it waits until one is opened."""
    words, later = sentences(application.jurisdiction)["held"], windows.later(application)
    if later is None or later.opens_at is None:
        return str(words["none"])
    return str(words["later"].format(cycle=later.name, opens=windows.say(later.jurisdiction, later.opens_at)))


def stage_dates(application: Application, cycle: Cycle, at: datetime) -> list[StageLine]:
    """The stages of the cycle with their dates, and which of them the application has passed."""
    life = process(application.jurisdiction).life(application.kind)
    day = clock.local_date(application.jurisdiction, at)
    past, now = _passed(application, life)
    state = life.states[application.state]
    over = state.settled and state.stage != list(life.stages)[-1]  # it ended on the way: what was ahead does not come
    lines = []
    for stage in windows.timeline(cycle):
        standing = DONE if stage.during in past else NOW if stage.during == now else AHEAD
        if standing == AHEAD and over and stage.during != state.stage:
            standing = NEVER
        standing = (stage.only, AHEAD[1]) if stage.only and standing != NEVER else standing
        if standing == NOW and stage.ends is not None and stage.ends < day:
            standing = OVERDUE
        lines.append(StageLine(stage.title, stage.ends, *standing))
        if stage.during == now and not stage.only:
            now = ""  # of several stages in one part of the way, the first is now
    return lines


def _passed(application: Application, life: Life) -> tuple[set[str], str]:
    """Parts of the application's own way that lie behind it, and the one it is in; empty where it has ended."""
    state, order = life.states[application.state], list(life.stages)
    past = set(order[: order.index(state.stage)])
    made = application.determinations.filter(event__isnull=False).select_related("event").order_by("-id").first()
    if made is not None and made.event is not None and life.states[made.event.from_state].stage == state.stage:
        past.add(state.stage)  # decided, and not sent back since
    return past, "" if state.stage in past or not state.turn else state.stage
