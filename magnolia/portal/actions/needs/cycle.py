"""What moves need of approval cycles: an open window, one program an application, a cycle that holds together."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from magnolia.policy.calendar import CalendarError
from magnolia.policy.cycles import cycle_register, dates, out_of_order
from magnolia.policy.letter_text import say_day
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ...models import Application, Cycle
from .. import law
from ..applying import windows
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt

SEVERAL = (";", "\n", "\r")  # what separates the names of several programs


@need
def window_open(attempt: Attempt) -> Answer:
    """A published cycle that has opened. After its deadline the application is still taken, and marked late."""
    application: Application = attempt.thing
    cycle = windows.cycle_of(application, attempt.at)
    if cycle is None:
        year = AwardYear(application.award_year).long
        return (
            f"No cycle is published for the award year {year} yet, so nothing can be sent in. The draft stays as it "
            "is; everybody of a registered institution gets a notice when a cycle is published."
        )
    if windows.standing(cycle, attempt.at) == windows.UPCOMING:
        opens = windows.say(cycle.jurisdiction, cycle.opens_at) if cycle.opens_at else ""
        return f"The window of {cycle.name} is not open yet. It opens at {opens}. The draft stays as it is until then."
    return None


@need
def later_cycle_open(attempt: Attempt) -> Answer:
    """A published cycle, opened by now, whose deadline the application met."""
    cycle = windows.later(attempt.thing)
    if cycle is None:
        return ""
    if windows.standing(cycle, attempt.at) == windows.UPCOMING and cycle.opens_at is not None:
        return f"The later cycle, {cycle.name}, opens at {windows.say(cycle.jurisdiction, cycle.opens_at)}."
    return None


@need
def one_program(attempt: Attempt) -> Answer:
    """One application, one program (policy 7.1)."""
    name = attempt.thing.program_name
    return ("", "program_name") if any(mark in name.strip() for mark in SEVERAL) else None


@need
def not_sent_before(attempt: Attempt) -> Answer:
    """The same program of the institution is not open in the same cycle (policy 7.1)."""
    other = same_program(attempt.thing, attempt.at)
    if other is None:
        return None
    label = process(other.jurisdiction).life(other.kind).states[other.state].label
    return f"This program is open in the same cycle already: {other.number}, “{label}”. Go on with that one."


def same_program(application: Application, at: datetime) -> Application | None:
    """An application of the institution, sent in and still open, for the same cycle, CIP, credential and name."""
    facts = application.facts
    cycle = windows.cycle_of(application, at)
    if cycle is None or not (facts.cip_code and facts.credential_name and application.program_name):
        return None
    states = process(application.jurisdiction).life(application.kind).states
    still_open = [name for name, state in states.items() if state.turn and state.tone != "bad"]
    return (
        Application.objects.filter(
            institution=application.institution_id,
            cycle=cycle,
            submitted_at__isnull=False,
            state__in=still_open,
            program_name__iexact=application.program_name.strip(),
            facts__cip_code=facts.cip_code,
            facts__credential_name__iexact=facts.credential_name.strip(),
        )
        .exclude(pk=application.pk)
        .order_by("submitted_at")
        .first()
    )


@need
def copies_confirmed(attempt: Attempt) -> Answer:
    """Nothing taken over from an earlier application or a self-check goes out before somebody confirmed it."""
    left = attempt.thing.copied_answers.filter(confirmed_at__isnull=True).count()
    if not left:
        return None
    source = "an earlier application" if attempt.thing.copied_from_id else "a self-check"
    came, of_it = (f"{left} answers were copied", "them") if left > 1 else ("One answer was copied", "it")
    return (
        f"{came} from {source}, and nobody has gone through {of_it} yet. Open “Copied answers” and "
        "read them page by page: say which are right, and change the others."
    )


@need
def cycle_complete(attempt: Attempt) -> Answer:
    """Window, deadline, forms, instructions, and days or a date for each stage (policy 7.1)."""
    lacks = windows.missing(attempt.thing)
    return f"Missing: {'; '.join(lacks)}." if lacks else None


@need
def cycle_in_order(attempt: Attempt) -> Answer:
    """Opening, deadline and closing in this order, and the stages one after the other."""
    cycle: Cycle = attempt.thing
    return _window_fault(cycle) or _timeline_fault(cycle)


def _window_fault(cycle: Cycle) -> Answer:
    def words(moment: datetime) -> str:
        return windows.say(cycle.jurisdiction, moment)

    opens, closes, deadline = cycle.opens_at, cycle.closes_at, cycle.deadline
    if opens and closes and closes <= opens:
        return f"The window closes at {words(closes)}, which is not after it opens, at {words(opens)}.", "closes"
    if deadline and opens and deadline < opens:
        return f"The deadline, {words(deadline)}, lies before the window opens, at {words(opens)}.", "deadline"
    if deadline and closes and deadline > closes:
        return f"The deadline, {words(deadline)}, lies after the window closes, at {words(closes)}.", "deadline"
    return None


def _timeline_fault(cycle: Cycle) -> Answer:
    register, start = cycle_register(cycle.jurisdiction), cycle.timeline_starts
    if start is None:
        return None
    try:
        ends = dates(register, start, windows.spans(cycle), law.calendar(cycle.jurisdiction))
    except CalendarError as problem:
        return f"The timeline cannot be counted: {problem}.", "timeline_starts"
    for stage, on, before in out_of_order(register, start, ends):
        return f"“{stage.title}” ends on {say_day(on)}, before {say_day(before)}.", f"{stage.id}-on"
    return None
