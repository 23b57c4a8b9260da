"""How pages make moves: read what the form carries, call `act`, and turn a problem into what the person must see."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any

from django import template
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from magnolia.policy.workflow import process

from ..actions.moves import Problem, Refused, Said, Stale, Write, act
from ..actions.telling.rehearse import letter_of
from ..models import Event, Thing
from .request import Request

register = template.Library()
PREVIEW = "Preview, no number yet"

View = Callable[..., HttpResponse]


def form_only(page: str = "work") -> Callable[[View], View]:
    """For an address that only takes a form: whoever opens it otherwise is led to the page of the form."""

    def around(view: View) -> View:
        @wraps(view)
        def take(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            return redirect(page, kwargs["pk"]) if "pk" in kwargs else redirect(page)

        return take

    return around


@dataclass
class Outcome:
    """What came of a move: its event; the problem, with what others changed meanwhile; or the letter it would write."""

    event: Event | None = None
    problem: Problem | None = None
    since: list[dict[str, Any]] = field(default_factory=list)
    preview: dict[str, Any] | None = None

    @property
    def done(self) -> bool:
        return self.event is not None

    @property
    def status(self) -> int:
        """HTTP status of the page shown again: 409 for a stale form, 422 for a refusal."""
        return 200 if self.problem is None else 409 if isinstance(self.problem, Stale) else 422

    @property
    def field(self) -> str:
        return self.problem.field if isinstance(self.problem, Refused) else ""

    @property
    def need(self) -> str:
        """The need that was not met, by its word of needs.toml; empty for any other refusal."""
        return self.problem.need if isinstance(self.problem, Refused) else ""


def try_move(
    request: Request, thing: Thing, move: str, *, said: Said | None = None, write: Write | None = None
) -> Outcome:
    """Make a move with the version and once-only key of the submitted form."""
    make = partial(
        act,
        thing,
        move,
        by=request.user,
        at=request.at,
        said=said,
        seen=version_of(request.POST.get("seen", ""), thing),
        key=(request.POST.get("key") or "")[:64] or None,
        write=write,
    )
    try:
        if asks_for_preview(request):
            return Outcome(preview=letter_of(thing, make, PREVIEW))
        event = make()
    except Problem as problem:
        if not thing._state.adding:
            thing.refresh_from_db()
        return Outcome(problem=problem, since=told(problem.since) if isinstance(problem, Stale) else [])
    return Outcome(event=event)


def word_of(request: Request) -> str:
    """Which move the pressed button asks for; a button that only previews its letter carries the same word."""
    return request.POST.get("do") or request.POST.get("preview", "")


def asks_for_preview(request: Request) -> bool:
    """Whether the letter is to be shown and nothing done."""
    return "preview" in request.POST


def version_of(seen: str, thing: Thing) -> int:
    """The version a form showed; a made-up one counts as older than any, a form without one as the latest."""
    if not seen:
        return thing.version
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0


def told(events: list[Event]) -> list[dict[str, Any]]:
    """Events in words: what was done, by whom, when, and which answers changed from what to what."""
    lines = []
    for event in events:
        life = process(event.case.jurisdiction).life(event.thing_kind)
        said = json.loads(event.text.text or "{}")
        lines.append(
            {
                "done": life.moves[event.move].done,
                "by": event.by.name if event.by else process(event.case.jurisdiction).roles["system"].label,
                "at": event.recorded_at,
                "late": bool(said.get("late")),
                "changed": [
                    {"name": name, "before": before, "after": after}
                    for name, (before, after) in said.get("changed", {}).items()
                ],
            }
        )
    return lines


@register.simple_tag
def moving(thing: Thing) -> SafeString:
    """Hidden inputs of a form that makes a move: the version the person sees and a key that counts once."""
    return format_html(
        '<input type="hidden" name="seen" value="{}"><input type="hidden" name="key" value="{}">',
        thing.version,
        secrets.token_hex(16),
    )
