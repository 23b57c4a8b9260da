"""The law over time: the days on which something changed, and what changed between two days, in words and as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from magnolia.policy.history import Change

from ...actions import described, law_history
from ..forms import PlainForm, as_people_type
from ..request import Request, known_state, today
from .days import as_json

FIRST, SECOND = "from", "to"


class TwoDays(PlainForm):
    """The two days to compare; the addresses of the page name them `from` and `to`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIRST] = forms.DateField(label="From", help_text="The earlier day.")
        self.fields[SECOND] = forms.DateField(label="To", help_text="The later day.")

    def clean(self) -> dict[str, Any]:
        """The second day does not lie before the first."""
        given = super().clean() or {}
        if given.get(FIRST) and given.get(SECOND) and given[SECOND] < given[FIRST]:
            self.add_error(SECOND, ValidationError("This day lies before the other. Give the later day here."))
        return given

    @property
    def both(self) -> tuple[date, date] | None:
        """The two days, where both were given and fit."""
        return (self.cleaned_data[FIRST], self.cleaned_data[SECOND]) if self.is_bound and self.is_valid() else None


def _asked(request: Request, state: str, days: list[law_history.ChangeDay]) -> TwoDays:
    """The form as it was sent; without an answer it proposes everything from the first day on."""
    if FIRST in request.GET or SECOND in request.GET:
        return TwoDays(request.GET)
    return TwoDays(initial={FIRST: days[-1].day if days else None, SECOND: today(request, state)})


def law_versions(request: Request, jurisdiction: str) -> HttpResponse:
    """Every day on which something changed with what it was, and the comparison of two days."""
    state = known_state(jurisdiction)
    days = law_history.change_days(state)
    form = _asked(request, state, days)
    both = form.both
    query = f"?{request.GET.urlencode()}" if both else ""
    context = {
        "state": state,
        "form": form,
        "first": as_people_type(form[FIRST]),
        "second": as_people_type(form[SECOND]),
        "has_errors": form.is_bound and not both,
        "both": both,
        "changes": law_history.between(state, *both) if both else (),
        "days": days,
        "versions": described.versions(state),
        "today": today(request, state),
        "json": reverse("law_versions_json", args=[state]) + query,
    }
    return render(request, "public/law_versions.html", context, status=422 if context["has_errors"] else 200)


def law_versions_json(request: Request, jurisdiction: str) -> HttpResponse:
    """The same for machines; with `from` and `to` in the address also what changed between them."""
    state = known_state(jurisdiction)
    days = law_history.change_days(state)
    form = _asked(request, state, days)
    if form.is_bound and form.both is None:
        return HttpResponse(
            "Give from and to as YYYY-MM-DD, the earlier day first.\n", status=400, content_type="text/plain"
        )
    content: dict[str, Any] = {
        "state": state,
        "days": [
            {
                "day": each.day,
                "criteria": request.build_absolute_uri(reverse("criteria_on", args=[state, each.day.isoformat()])),
                "process": request.build_absolute_uri(reverse("process_on", args=[state, each.day.isoformat()])),
                "process_version": each.version,
                "changes": [_change(change) for change in each.changes],
            }
            for each in days
        ],
        "process_versions": [
            {
                "version": row.number,
                "published_on": row.published_on,
                "hash": row.frozen_id,
                "page": request.build_absolute_uri(reverse("process_version", args=[state, row.number])),
            }
            for row in described.versions(state)
        ],
    }
    if form.both:
        content |= {FIRST: form.both[0], SECOND: form.both[1]}
        content["changes"] = [_change(change) for change in law_history.between(state, *form.both)]
    return as_json(content)


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "how": change.how,
        "id": change.id,
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "source": change.cite,
        "from": change.starts,
    }
