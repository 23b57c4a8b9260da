"""Participant records and exclusions in which it is this person's turn, for the page of their work."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from magnolia.policy.workflow import process

from ... import access
from ...actions.custody import destroying
from ...models import DataExclusion, DataSubmission, Thing
from ..request import Request, today


def waiting(request: Request) -> list[tuple[str, int, str]]:
    """Each kind that waits: its label, how many, and the page of the first."""
    found = []
    records = _turn(request, DataSubmission).filter(results__isnull=True, purged_on__isnull=True)
    if (first := records.order_by("received_at").first()) is not None:
        address = reverse("records_version", args=[first.pk])
        found.append((_label(first), records.count(), address))
    left_out = _turn(request, DataExclusion).exclude(submission__state="superseded")
    if (one := left_out.order_by("pk").first()) is not None:
        found.append((_label(one), left_out.count(), _page(request, one)))
    return found + _to_destroy(request)


def _to_destroy(request: Request) -> list[tuple[str, int, str]]:
    """Records that this person is asked to destroy; those of which the day has passed stand by themselves."""
    found = []
    for state in sorted(request.standing.jurisdictions):
        label, who = process(state).clocks[destroying.CLOCK].label, process(state).life(DataSubmission.kind)
        if not set(who.moves["purge"].who) & request.standing.roles_in(state):
            continue
        due = destroying.asked_for().filter(case__jurisdiction=state)
        late = due.filter(due__lt=today(request, state)).count()
        address = reverse("custody_destroy")
        counts = {f"{label}, overdue": late, label: due.count() - late}
        found += [(words, count, address) for words, count in counts.items() if count]
    return found


def _turn(request: Request, model: type[Any]) -> QuerySet[Any]:
    condition = Q(pk__in=[])
    for hat in request.standing.hats:
        states = process(hat.jurisdiction).life(model.kind).states.values()
        mine = [state.name for state in states if hat.role in state.turn]
        condition |= Q(state__in=mine, application__jurisdiction=hat.jurisdiction)
    return access.visible_to(request.standing, model).filter(condition).select_related("case")


def _label(thing: Thing) -> str:
    return process(thing.case.jurisdiction).life(thing.kind).label


def _page(request: Request, row: Thing) -> str:
    """A reviewer looks at exclusions in the case; the institution sees them with its version."""
    if not isinstance(row, DataExclusion):
        raise TypeError("only an exclusion has this page")
    if request.standing.roles & {"reviewer", "director", "auditor"}:
        return reverse("records_exclusions", args=[row.application_id])
    return reverse("records_version", args=[row.submission_id])
