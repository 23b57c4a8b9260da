"""The auditor's view of the record: what happened lately, the cases with their chains, the anchors, a check of each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from magnolia.policy.workflow import process

from ... import clock
from ...actions.recording import reading, record
from ...models import Anchor, Case, Event
from ..forms import PlainForm
from ..request import Request
from . import keeping

A_PAGE = 25
VIEWS = (("events", "Events"), ("cases", "Cases"), ("anchors", "Anchors"))


class EventsForm(PlainForm):
    """What the list of events is narrowed to; it stands in the address. Days are the State's, both included."""

    q = forms.CharField(label="Case number", required=False, max_length=40)
    kind = forms.ChoiceField(label="Kind", required=False)
    who = forms.CharField(label="Person", required=False, max_length=80, help_text="Part of a name.")
    since = forms.DateField(label="From", required=False)
    until = forms.DateField(label="Until", required=False)

    def __init__(self, data: Any, state: str) -> None:
        super().__init__(data)
        kinds = sorted((life.label, life.name) for life in process(state).lives.values())
        self.fields["kind"].choices = [("", "All"), *((name, label) for label, name in kinds)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        given = super().clean() or self.cleaned_data
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "This day lies before the first. Check both.")
        return given


def _narrowed(rows: QuerySet[Event], form: EventsForm, state: str) -> QuerySet[Event]:
    """The events the address asks for; a filter with a fault narrows nothing and says why."""
    given, zone = form.cleaned_data, clock.zone(state)
    if given.get("q"):
        rows = rows.filter(case__number__icontains=given["q"])
    if given.get("kind"):
        rows = rows.filter(thing_kind=given["kind"])
    if given.get("who"):
        rows = rows.filter(by__name__icontains=given["who"])
    if given.get("since"):
        rows = rows.filter(recorded_at__gte=datetime.combine(given["since"], time.min, zone))
    if given.get("until") and given["until"] < date.max:
        rows = rows.filter(recorded_at__lt=datetime.combine(given["until"] + timedelta(days=1), time.min, zone))
    return rows


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
    asked = {name: str(value).replace("\x00", "") for name, value in request.GET.items()}
    form = EventsForm(asked, state)
    form.full_clean()
    events = keeping.visible(request, Event).filter(case__jurisdiction=state)
    rows: Any = {
        "events": _narrowed(events, form, state) if view == "events" else None,
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
        "form": form,
        "narrowed": any(form.cleaned_data.values()),
        "has_errors": bool(form.errors),
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
