"""Requests for further documents in words, for every page that shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from ..actions import ask, filing
from ..models import Application, Event, InformationRequest


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
