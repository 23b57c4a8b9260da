"""The outbox: mail of notices that has not gone yet, each to be held back, let go or dropped by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.workflow import process

from ... import access, clock
from ...models import Notice
from ..acting import WordsForm, may, move_of, try_words, unfinished
from ..moving import Outcome, try_move
from ..request import Request
from . import keeping

PAGE = "outbox"
A_PAGE = 50
STEPS = ("hold", "let_go", "drop")


def outbox(request: Request) -> HttpResponse:
    """Held mail first, then what waits, the oldest first; the chosen one with what can be done (?notice=)."""
    state = keeping.state_of(request, *access.KEEPS_MAIL)
    outcome, tried = Outcome(), None
    chosen = keeping.chosen(request, _rows(request, state), "notice") if _asked(request) else None
    if request.method == "POST" and chosen is not None:
        outcome, tried = _step(request, chosen)
        if outcome.event:
            messages.success(request, f"{move_of(chosen, outcome.event.move).done}.")
            return redirect(PAGE)
    page = Paginator(_rows(request, state).order_by("state", "written_at"), A_PAGE).get_page(request.GET.get("page"))
    life = process(state).life(Notice.kind)
    context = {
        "page": page,
        "lines": [(row, life.states[row.state], _goes_at(row)) for row in page],
        "chosen": chosen,
        "steps": _steps(request, chosen, tried) if chosen is not None else [],
        "outcome": outcome,
        "tried": tried,
        "has_errors": bool(tried is not None and tried.errors),
        "waits": settings.MAIL_WAITS // timedelta(minutes=1),
        "zone": clock.zone(state).key,
    }
    return render(request, "staff/outbox.html", context, status=unfinished(tried, outcome) if tried else outcome.status)


def _rows(request: Request, state: str) -> QuerySet[Notice]:
    rows = access.visible_to(request.standing, Notice).filter(case__jurisdiction=state, state__in=access.OUTBOX)
    return rows.select_related("case", "person")


def _asked(request: Request) -> bool:
    return bool(request.POST.get("notice") or request.GET.get("notice"))


def _step(request: Request, row: Notice) -> tuple[Outcome, WordsForm | None]:
    word = request.POST.get("do", "")
    if word not in STEPS:
        raise Http404("no such step")
    if move_of(row, word).asks:
        return try_words(request, row, word)
    return try_move(request, row, word), None


def _steps(request: Request, row: Notice, tried: WordsForm | None) -> list[Any]:
    """What this person can do with the mail now: each move with the form for its words."""
    open_here = may(request, row)
    made = [WordsForm(move_of(row, name)) for name in STEPS if name in open_here]
    return [tried if tried is not None and tried.move == form.move else form for form in made]


def _goes_at(row: Notice) -> Any:
    """From when the worker may hand it over; a held one goes at no time by itself."""
    return row.written_at + settings.MAIL_WAITS if row.state == "queued" else None
