"""The auditor's view of the record: what happened lately, the cases with their chains, the anchors, a check of each."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from magnolia.policy.workflow import process

from ...actions.recording import reading, record
from ...models import Anchor, Case, Event
from ..request import Request
from . import keeping

A_PAGE = 50
VIEWS = (("events", "Events"), ("cases", "Cases"), ("anchors", "Anchors"))


def audit(request: Request) -> HttpResponse:
    """Events, cases or anchors, a page at a time; with ?check= the chain of one case is gone through."""
    state = keeping.state_of(request, "auditor")
    view = request.GET.get("view", "")
    view = view if view in dict(VIEWS) else VIEWS[0][0]
    cases = keeping.visible(request, Case).filter(jurisdiction=state)
    checked = keeping.chosen(request, cases, "check") if request.GET.get("check") else None
    if checked is not None:
        reading.note(request.user, checked, "record check", request.at)
    sought = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    rows: Any = {
        "events": keeping.visible(request, Event).filter(case__jurisdiction=state, case__number__icontains=sought),
        "cases": cases.filter(number__icontains=sought).order_by("-opened_at", "number"),
        "anchors": Anchor.objects.order_by("-id"),
    }[view]
    if view == "events":
        rows = rows.select_related("case", "by").order_by("-recorded_at", "-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "views": [(label, f"?view={name}", name == view) for name, label in VIEWS],
        "view": view,
        "q": sought,
        "page": page,
        "lines": [_line(event, state) for event in page] if view == "events" else [],
        "checked": checked,
        "faults": list(record.faults_of_chain(checked)) if checked else [],
    }
    return render(request, "panel/audit.html", context)


def _line(event: Event, state: str) -> dict[str, Any]:
    """An event in the words of the process; a word that left the tables since is shown as it was written."""
    table = process(state)
    life = table.lives.get(event.thing_kind)
    move = life.moves.get(event.move) if life else None
    role = table.roles.get(event.role)
    return {
        "event": event,
        "done": move.done if move else event.move,
        "thing": life.label if life else event.thing_kind,
        "role": role.label if role else event.role,
    }
