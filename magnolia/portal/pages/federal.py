"""The federal side of a certified program: the institution's filing and the Secretary's own decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.workflow import Move, open_moves, process

from .. import access
from ..actions import federal as federal_side
from ..models import Event, FederalFiling
from .acting import blamed, unfinished
from .case import fetch, surround
from .doing import do
from .filed import filed
from .forms import PlainForm
from .moving import Outcome, told
from .request import Request


class FederalForm(PlainForm):
    """The day something happened and what shows it."""

    day = forms.DateField(label="Day")
    evidence = forms.CharField(
        label="Evidence", max_length=300, help_text="A reference number, or the document and where it is kept."
    )

    def __init__(self, move: Move, data: Any = None) -> None:
        super().__init__(data, prefix=move.name)
        self.move = move


def federal(request: Request, pk: UUID) -> HttpResponse:
    """Where the federal side stands; forms for the move that is this person's."""
    application = fetch(request, pk, "federal")
    thing = FederalFiling.objects.select_related("case").filter(application=application).first()
    if thing is None:
        raise Http404("not certified yet")
    life = process(application.jurisdiction).life(thing.kind)
    word = request.POST.get("do", "")
    tried: FederalForm | None = None
    outcome = Outcome()
    if request.method == "POST":
        if word not in life.moves:
            raise Http404("no such step")
        tried = FederalForm(life.moves[word], request.POST)
        if tried.is_valid():
            outcome = do(request, thing, federal_side.record, thing, word, **tried.cleaned_data)
            outcome = blamed(outcome, tried)
        if outcome.done:
            messages.success(request, f"{life.moves[word].done}.")
            return redirect("federal", application.pk)
    possible = open_moves(life, thing.state, access.roles_toward(request.standing, thing))
    context = (
        surround(request, application, "federal")
        | filed(application)
        | {
            "thing": thing,
            "standing_at": life.states[thing.state],
            "forms": [tried if tried and tried.move.name == m.name else FederalForm(m) for m in possible],
            "steps": _steps(thing),
            "certification": application.certification,
            "has_errors": bool(tried and tried.errors),
            "tried": tried,
            "outcome": outcome,
        }
    )
    return render(request, "decider/federal.html", context, status=unfinished(tried, outcome) if tried else 200)


def _steps(thing: FederalFiling) -> list[dict[str, Any]]:
    """Everything recorded on the federal side, oldest first."""
    rows = Event.objects.filter(thing_id=thing.pk).select_related("by", "case", "text").order_by("seq")
    return told(list(rows))
