"""Decided rates that wait to be published: the director chooses some, and they come out together in one edition."""

from __future__ import annotations

import secrets

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.periods import AwardYear

from ... import access
from ...actions.publishing import editions
from ...models import Application, OutcomeResult
from ..acting import blamed
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..office import keeping
from ..request import Request
from .verification import line

MOST_AT_ONCE = 200


class PublishForm(PlainForm):
    """Which rates come out now."""

    result = forms.ModelMultipleChoiceField(
        label="Rates to publish",
        queryset=OutcomeResult.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one rate."},
    )


def _undeclared(request: Request, state: str) -> list[Application]:
    """Cases with a rate that waits and in which this person has not said yet whether there is a conflict."""
    known = access.known_to(request.standing).filter(jurisdiction=state, outcome_results__state="decided")
    seen = access.visible_to(request.standing, Application)
    return list(known.exclude(pk__in=seen.values("pk")).order_by("number").distinct()[:MOST_AT_ONCE])


def rate_publishing(request: Request) -> HttpResponse:
    """What is decided and not published, and the editions so far."""
    state = keeping.state_of(request, "director", "auditor")
    waiting = (
        access.visible_to(request.standing, OutcomeResult)
        .filter(state="decided", application__jurisdiction=state)
        .select_related("case", "application__institution", "run", "submission")
        .prefetch_related("decisions")
        .order_by("award_year", "application__number", "metric")
    )
    form = PublishForm(request.POST if request.method == "POST" else None)
    form.fields["result"].queryset = waiting  # type: ignore[attr-defined]
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["result"])[:MOST_AT_ONCE]
        outcome = blamed(do(request, chosen[0], editions.publish, chosen), form)
        if outcome.done:
            messages.success(request, f"Published: {len(chosen)} rate{'s' if len(chosen) > 1 else ''}.")
            return redirect("rate_publishing")
    context = {
        "form": form,
        "outcome": outcome,
        "state": state,
        "form_key": secrets.token_hex(16),
        "may_publish": keeping.holds(request, state, "director"),
        "waiting": [line(row) for row in waiting[:MOST_AT_ONCE]],
        "undeclared": _undeclared(request, state),
        "chosen": set(request.POST.getlist("result")),
        "editions": [
            (each, AwardYear(each.award_year).long, reverse("outcome_edition", args=[
                state, AwardYear(each.award_year).long, each.number]))
            for each in editions.editions(state).order_by("-at")[:50]
        ],
    }  # fmt: skip
    return render(request, "after/rate_publishing.html", context, status=outcome.status if not form.errors else 422)
