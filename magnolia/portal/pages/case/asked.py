"""Requests for further documents in words, for every page that shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from ... import access
from ...actions.applying import filing
from ...actions.reviewing import ask
from ...models import Application, Event, InformationRequest
from ..request import Request


def told_requests(application: Application, on: date) -> list[dict[str, Any]]:
    """Every request of a case in words, with its replies and its history, in a fixed number of queries."""
    rows = list(application.requests.all())
    table = process(application.jurisdiction)
    life, askers = table.life(InformationRequest.kind), review(application.jurisdiction).askers
    documents = filing.current_documents(application) if rows else []
    events = Event.objects.filter(thing_id__in=[row.pk for row in rows]).select_related("by").order_by("seq")
    history: dict[Any, list[dict[str, Any]]] = {}
    for event in events if rows else []:
        line = {"done": life.moves[event.move].done, "at": event.recorded_at, "by": event.by.name if event.by else ""}
        history.setdefault(event.thing_id, []).append(line)
    return [
        {
            "row": row,
            "state": life.states[row.state],
            "asker": askers[row.asker].title if row.asker in askers else row.asker,
            "overdue": ask.overdue(row, on),
            "documents": [d for d in documents if d.slot == row.slot],
            "history": history.get(row.pk, []),
        }
        for row in rows
    ]


def waiting(request: Request) -> list[tuple[str, int, str]]:
    """Requests in which it is this person's turn: their label, how many, and the case of the one due first."""
    condition, label = Q(pk__in=[]), ""
    for hat in request.standing.hats:
        life = process(hat.jurisdiction).life(InformationRequest.kind)
        states = [state.name for state in life.states.values() if hat.role in state.turn]
        condition |= Q(state__in=states, application__jurisdiction=hat.jurisdiction)
        label = life.label
    rows = access.visible_to(request.standing, InformationRequest).filter(condition)
    first = rows.order_by("due", "pk").first()
    return [(label, rows.count(), reverse("requests", args=[first.application_id]))] if first else []
