"""What a case waits for where its state alone does not say whose turn it is: the waits of the table of moves.

A function for each, under its own name; a test holds the names against moves.toml. The answer is kept on the
application, so that a queue reads it from a column, and is worked out anew after each move that can change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from magnolia.policy.workflow import Life, process

from ...models import Application, Approval, Case, Loss
from ..afterwards import screening
from ..applying import filing

if TYPE_CHECKING:
    from ..moves import Attempt

WAITS: dict[str, Callable[[Application, date], bool]] = {}


def wait(function: Callable[[Application, date], bool]) -> Callable[[Application, date], bool]:
    """Register the function under its own name."""
    WAITS[function.__name__] = function
    return function


@wait
def conditions_closed(application: Application, on: date) -> bool:
    """Every condition that has to be closed before the certification is."""
    return not application.conditions.filter(blocking=True, closed_on__isnull=True).exists()


@wait
def condition_papers(application: Application, on: date) -> bool:
    """A paper was sent for every condition that is still open (policy 7.6)."""
    left = list(application.conditions.filter(blocking=True, closed_on__isnull=True))
    sent = {paper.slot for paper in filing.current_documents(application)}
    return all(row.slot in sent for row in left)


@wait
def resemblance(application: Application, on: date) -> bool:
    """The program resembles a lost one of its institution, and no person has cleared that (policy 10.5)."""
    return bool(screening.open_hits(application, on))


def waits_for(application: Application, on: date) -> str:
    """The wait a case is in on a day, by name; empty where the turn of its state holds."""
    waits = process(application.jurisdiction).life(application.kind).waits.values()
    here = (each.name for each in waits if application.state in each.states)
    return next((name for name in here if WAITS[name](application, on)), "")


def touched(attempt: Attempt) -> Iterable[Application]:
    """The applications whose wait a move may change: its own, or after a loss those of the institution that wait."""
    thing = attempt.thing
    if isinstance(thing, Application):
        return [thing]
    if isinstance(thing, Loss):
        return standing(attempt.jurisdiction, institution=thing.institution_id)
    if isinstance(thing, Approval):
        return standing(attempt.jurisdiction, institution=thing.application.institution_id)
    return []


def standing(jurisdiction: str, **only: object) -> Iterator[Application]:
    """Cases of a State that stand where a wait is possible, each with its case locked as a move would."""
    waits = process(jurisdiction).life(Application.kind).waits.values()
    states = {state for each in waits for state in each.states}
    for row in Application.objects.filter(jurisdiction=jurisdiction, state__in=states, **only).order_by("pk"):
        Case.objects.select_for_update(no_key=True).get(pk=row.case_id)
        row.refresh_from_db()
        if row.state in states:
            yield row


def renewed(applications: Iterable[Application], on: date) -> list[tuple[Application, str]]:
    """Bring the column up to date; each case whose wait began or ended, with Magnolia's own move that tells of it."""
    told = []
    for application in applications:
        before, now = application.waits, waits_for(application, on)
        if now == before:
            continue
        application.waits = now
        Application.objects.filter(pk=application.pk).update(waits=now)
        life = process(application.jurisdiction).life(application.kind)
        told += [(application, move) for move in _tells(life, application.state, before, now)]
    return told


def _tells(life: Life, state: str, before: str, now: str) -> list[str]:
    """The moves that tell of a change, from where the case stands; a case that moved on needs none."""
    began, ended = life.waits.get(now), life.waits.get(before)
    moves = [ended.ends if ended and not began else "", began.begins if began else ""]
    return [move for move in moves if move and state in life.moves[move].starts]
