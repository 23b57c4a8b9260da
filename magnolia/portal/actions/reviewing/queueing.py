"""Where an application stands in the staff's queue: columns that lists sort and filter by, written with each move.

They repeat what events, deadlines and assignments say, so that a list of 200,000 rows is read from one index.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, Value, When

from magnolia.policy.workflow import process

from ... import search
from ...models import Application, Assignment, CalendarYear, Cycle, Deadline, Event, SoughtCase
from ...models.application import NO_DATE
from ..applying import windows
from ..applying.windows import TIMELINE

if TYPE_CHECKING:
    from ..moves import Attempt

ANSWERED, WAITING = 0, 1


def place(attempt: Attempt, event: Event) -> None:
    """Bring the columns up to date after a move of an application, or of a thing of its case that changes them."""
    thing, move = attempt.thing, attempt.move
    if isinstance(thing, Cycle | CalendarYear):
        follow_timelines([thing] if isinstance(thing, Cycle) else windows.published(thing.jurisdiction))
        return
    if isinstance(thing, Application):
        application = thing
    elif isinstance(thing, Assignment) or ((move.opens or move.closes) and hasattr(thing, "application")):
        application = thing.application
    else:
        return
    changed: dict[str, Any] = {}
    if thing is application:
        if event.from_state != event.to_state:
            changed["since"] = event.recorded_at
        changed["rank"] = _rank(attempt, event, application)
    if application.submitted_at is not None:
        changed |= _where(application, changed.get("rank", application.rank))
    changed = {name: value for name, value in changed.items() if getattr(application, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(application, name, value)
        Application.objects.filter(pk=application.pk).update(**changed)
    if "since" in changed and application.listed:
        write_words(application)


def place_again(application: Application) -> None:
    """Bring the columns up to date after a clock was started or stopped apart from a move, such as a condition's."""
    Application.objects.filter(pk=application.pk).update(**_where(application, application.rank))


def write_words(application: Application) -> None:
    """Keep the words the case is found by: its program's, and its number whole and in parts."""
    SoughtCase.objects.update_or_create(application=application, defaults={"words": _words(application)})


def _words(application: Application) -> str:
    number = application.number
    return search.words_of([application.program_name, number, number.replace("-", " ")], [], [])


def follow_timelines(cycles: Iterable[Cycle]) -> None:
    """Bring the due dates of open cases to the published dates of their cycle: one statement a cycle."""
    for cycle in cycles:
        if cycle.state != "published":
            continue
        days = windows.due_in_states(cycle)
        rows = Application.objects.filter(cycle=cycle, listed=True, clock__in=("", TIMELINE))
        wrong = Q(clock=TIMELINE) & ~Q(state__in=list(days))
        for state, day in days.items():
            wrong |= Q(state=state) & ~Q(due_by=day, clock=TIMELINE)
        rows.filter(wrong).update(
            due_by=Case(*(When(state=state, then=Value(day)) for state, day in days.items()), default=Value(NO_DATE)),
            clock=Case(When(state__in=list(days), then=Value(TIMELINE)), default=Value("")),
        )


def catch_up() -> None:
    """Write what lists repeat of cases from before they did: the words they are found by, the dates of timelines."""
    follow_timelines(Cycle.objects.filter(state="published").order_by("pk"))
    rows = Application.objects.filter(listed=True, sought=None).order_by("pk").only("pk", "number", "program_name")
    while batch := list(rows[:1000]):
        SoughtCase.objects.bulk_create(SoughtCase(application=row, words=_words(row)) for row in batch)


def _rank(attempt: Attempt, event: Event, application: Application) -> int:
    """An answer of the institution that the State is told of jumps the queue until the State's next move."""
    if attempt.by is None:
        return application.rank
    roles = process(attempt.jurisdiction).roles
    told = any(roles[role].of != "institution" for role in attempt.move.tells)
    first = application.submitted_at in (None, attempt.at)
    return ANSWERED if roles[event.role].of == "institution" and told and not first else WAITING


def _where(application: Application, rank: int) -> dict[str, Any]:
    """Listed or not, the day it is due, and who has the case in the state it is in."""
    life = process(application.jurisdiction).life(Application.kind)
    state = life.waiting(application.state, application.waits)
    open_ended = bool(state.turn) and (not state.settled or rank == ANSWERED)
    apart = [clock.name for clock in process(application.jurisdiction).clocks.values() if not clock.of_case]
    soonest = (
        Deadline.objects.filter(case_id=application.case_id, closed_by__isnull=True)
        .exclude(clock__in=apart)
        .order_by("due", "id")
        .values_list("due", "clock")
        .first()
    )
    due, clock = soonest or (_published(application) if open_ended else (NO_DATE, ""))
    held = dict(
        Assignment.objects.filter(application=application, held_until__isnull=True).values_list("role", "person_id")
    )
    return {
        "listed": open_ended,
        "due_by": due,
        "clock": clock,
        "holder_id": next((held[role] for role in state.turn if role in held), None),
    }


def _published(application: Application) -> tuple[date, str]:
    """Where no clock runs: the day on which the cycle's timeline ends the stage the case is in."""
    if application.cycle is None:
        return NO_DATE, ""
    day = windows.due_in_states(application.cycle).get(application.state)
    return (day, TIMELINE) if day else (NO_DATE, "")
