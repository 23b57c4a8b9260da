"""A case against the programs its institution lost or stopped: the comparison, and a person's clearance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy import similar

from ...actions.afterwards import clearing, screening
from ...models import Application, Loss
from ..acting import blamed, may, move_of, unfinished
from ..case.case import fetch, surround
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..request import Request, today


class ClearForm(PlainForm):
    """Why a program may go on although it resembles a lost one."""

    lost = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reasons", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why this program does not take the place of the lost one. They stay on record with your name.",
    )  # fmt: skip


def similar_programs(request: Request, pk: UUID) -> HttpResponse:
    """Every lost program of the institution beside this one, what weighs most first."""
    application = fetch(request, pk, "similar")
    tried: ClearForm | None = None
    outcome = Outcome()
    if request.method == "POST":
        tried = ClearForm(request.POST)
        if tried.is_valid():
            outcome = blamed(do(request, application, clearing.clear, application, **tried.cleaned_data), tried)
        if outcome.done:
            messages.success(request, f"{move_of(application, clearing.CLEAR).done}.")
            return redirect("similar", application.pk)
    found = screening.screen(application, today(request, application.jurisdiction))
    context = surround(request, application, "similar") | {
        "found": _told(request, application, found, tried),
        "outcome": outcome,
        "tried": tried,
    }
    return render(request, "reviewer/similar.html", context, status=unfinished(tried, outcome) if tried else 200)


def _told(
    request: Request, application: Application, found: list[similar.Screened], tried: ClearForm | None
) -> list[dict[str, Any]]:
    words, done = similar.losses(application.jurisdiction), screening.cleared(application)
    clears = clearing.CLEAR in may(request, application)
    ids = Loss.objects.filter(pk__in=[each.lost.id for each in found]).values_list("pk", flat=True)
    recorded, meant = {str(pk) for pk in ids}, str(tried.data.get("lost", "")) if tried else ""

    def form(lost: str) -> ClearForm:
        if tried is not None and lost == meant:
            return tried
        return ClearForm(initial={"lost": lost}, auto_id=f"id_{lost}_%s")

    return [
        {
            "screened": each,
            "outcome": words.outcomes[each.outcome],
            "ground": words.grounds[each.lost.ground],
            "recorded": each.lost.id in recorded,
            "cleared": done.get(each.lost.id),
            "form": form(each.lost.id)
            if clears and each.outcome in similar.HELD and each.lost.id not in done
            else None,
        }
        for each in found
    ]
