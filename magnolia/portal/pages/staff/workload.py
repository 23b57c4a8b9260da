"""Who has how much: open cases, overdue, due this week, a person a line; and the days on which people are away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.workflow import process

from ... import access
from ...actions.reviewing import assign
from ...models import Leave, Person
from ..forms import PlainForm
from ..office import keeping
from ..request import Request, today

A_WEEK = timedelta(days=6)


class LeaveForm(PlainForm):
    """Days away."""

    person = forms.ModelChoiceField(
        label="Person", queryset=Person.objects.none(), empty_label=None, error_messages=keeping.CHOOSE
    )
    first_day = forms.DateField(label="First day away")
    last_day = forms.DateField(label="Last day away")

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


def workload(request: Request) -> HttpResponse:
    """The table, its bars, and the leave of the days to come."""
    jurisdiction = keeping.state_of(request, "intake", "reviewer", "director", "auditor")
    day = today(request, jurisdiction)
    roles = [role.name for role in process(jurisdiction).roles.values() if role.assigned]
    people = assign.holders_of(jurisdiction, roles)
    directs = keeping.holds(request, jurisdiction, "director")
    own = [person for person in people if directs or person.pk == request.user.pk]
    sent = request.POST if request.method == "POST" else None
    form = LeaveForm(
        sent if sent and sent.get("do") == "add" else None, people=own, initial={"person": request.user.pk}
    )
    if form.is_bound and keeping.done(form, lambda given: _add(request, jurisdiction, given)):
        messages.success(request, "The days are noted. Suggestions leave the person out on them.")
        return redirect("workload")
    away = Leave.objects.filter(person__in=people, last_day__gte=day, taken_back_at__isnull=True).select_related(
        "person"
    )
    if sent and sent.get("do") == "take_back":
        leave = keeping.chosen(request, away.filter(person__in=own))
        assign.take_back_leave(leave, by=request.user, at=request.at, jurisdiction=jurisdiction)
        messages.success(request, "The days are taken back.")
        return redirect("workload")
    context = {
        "rows": _rows(request, jurisdiction, people),
        "away": away,
        "own": {person.pk for person in own},
        "form": form if own else None,
        "until": day + A_WEEK,
    }
    return keeping.show(request, "work/workload.html", context, form)


def _rows(request: Request, jurisdiction: str, people: list[Person]) -> list[tuple[str, int, int, int]]:
    """Name, open, overdue, due within a week; then nobody's cases, and those that wait for others than the agency.

    Together they are every open case, as the dashboard counts them. A case barred to the reader counts nowhere.
    """
    day = today(request, jurisdiction)
    known = access.known_to(request.standing).filter(jurisdiction=jurisdiction)
    loads = assign.load_of(known, day, day + A_WEEK)
    left = Person.objects.filter(pk__in=loads.keys() - {person.pk for person in people}).order_by("name")
    named = [(person.name, loads.get(person.pk, {})) for person in (*people, *left)]
    nobody, others = assign.load_of_nobody(known, day, day + A_WEEK)
    lines = [*named, ("Nobody", nobody), ("Waits for others than the agency", others)]
    return [(name, load.get("open", 0), load.get("overdue", 0), load.get("soon", 0)) for name, load in lines]


def _add(request: Request, jurisdiction: str, given: dict[str, Any]) -> Leave:
    return assign.add_leave(
        given["person"],
        given["first_day"],
        given["last_day"],
        by=request.user,
        at=request.at,
        jurisdiction=jurisdiction,
    )
