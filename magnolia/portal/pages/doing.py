"""Call an action with what the submitted form carries, and turn a problem into what the person needs to see."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from magnolia.policy.workflow import process

from .. import access, clock
from ..actions.moves import Problem, Stale
from ..actions.telling.rehearse import letter_of
from ..models import Application, Event, Thing
from .moving import PREVIEW, Outcome, asks_for_preview, told
from .request import Request
from .words import time_words


def do(request: Request, thing: Thing, action: Callable[..., Any], *given: Any, **rest: Any) -> Outcome:
    """`try_move` for an action that takes `by`, `at`, `seen` and `key`; `thing` is what it moves.

    `nth` counts several actions of one click: the version counts for the first, and each has its own once-only key.
    """
    seen, nth = request.POST.get("seen", ""), rest.pop("nth", 0)
    key = (request.POST.get("key") or "")[:50]
    checked = int(seen) if seen.isascii() and seen.isdigit() and nth == 0 else None
    move = partial(
        action,
        *given,
        by=request.user,
        at=request.at,
        seen=checked,
        key=f"{key}-{nth}" if key and nth else key or None,
        **rest,
    )
    try:
        if asks_for_preview(request):
            return Outcome(preview=letter_of(thing, move, PREVIEW))
        done = move()
    except Problem as problem:
        thing.refresh_from_db()
        return Outcome(problem=problem, since=told(problem.since) if isinstance(problem, Stale) else [])
    thing.refresh_from_db()
    return Outcome(event=done if isinstance(done, Event) else Event.objects.filter(thing_id=thing.pk).latest("seq"))


def may(request: Request, application: Application, move: str) -> bool:
    """Whether the table lets this person make the move from where the application stands."""
    row = process(application.jurisdiction).life(application.kind).moves[move]
    return application.state in row.starts and bool(set(row.who) & access.roles_toward(request.standing, application))


def time_of(request: Request, application: Application) -> str:
    """The moment of the request in the State's time, in words."""
    return time_words(request.at, clock.zone(application.jurisdiction))
