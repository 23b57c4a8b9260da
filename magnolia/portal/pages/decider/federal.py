"""The federal side of a certified program: the institution's filing and the Secretary's own decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.approved import approved
from magnolia.policy.form import form
from magnolia.policy.workflow import Move, open_moves, process

from ... import access
from ...actions.applying import filing
from ...actions.publishing import federal as federal_side
from ...actions.publishing.approved import standing_of
from ...models import Application, Event, FederalFiling
from ..acting import blamed, in_the_way, unfinished
from ..case.case import fetch, surround
from ..case.filed import filed
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome, told
from ..request import Request, today
from . import proofs
from .not_yet import not_yet


class FederalForm(PlainForm):
    """The day something happened and what shows it: a reference, a paper, or both."""

    day = forms.DateField(label="Day")
    evidence = forms.CharField(label="Reference", max_length=300, required=False, help_text=proofs.REFERENCE)
    paper = proofs.paper_field()

    def __init__(self, move: Move, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix=move.name)
        self.move = move


def federal(request: Request, pk: UUID) -> HttpResponse:
    """Where the federal side stands; forms for the move that is this person's."""
    application = fetch(request, pk, "federal")
    thing = FederalFiling.objects.select_related("case").filter(application=application).first()
    if thing is None:
        return not_yet(request, application, "federal")
    life = process(application.jurisdiction).life(thing.kind)
    word = request.POST.get("do", "")
    tried: FederalForm | None = None
    outcome = Outcome()
    if request.method == "POST":
        if word not in life.moves:
            raise Http404("no such step")
        tried = FederalForm(life.moves[word], request.POST, request.FILES)
        if tried.is_valid():
            outcome = do(request, thing, federal_side.record, thing, word, **proofs.given(tried))
            outcome = blamed(outcome, tried)
        if outcome.done:
            messages.success(request, f"{life.moves[word].done}.")
            return redirect("federal", application.pk)
    possible = open_moves(life, thing.state, access.roles_toward(request.standing, thing))
    closed, approval = in_the_way(request, thing), application.approval
    live, ending = [m for m in possible if m.name not in closed], getattr(approval, "ending", None)
    context = (
        surround(request, application, "federal")
        | filed(application)
        | {
            "thing": thing,
            "standing_at": life.states[thing.state],
            "forms": [tried if tried and tried.move.name == m.name else FederalForm(m) for m in live],
            "closed": [(m.label, closed[m.name]) for m in possible if m.name in closed],
            "ending": ending,
            "steps": _steps(thing),
            "approval": approval,
            "approval_at": process(application.jurisdiction).life("approval").states[approval.state],
            "standing": standing_of(approval, today(request, application.jurisdiction)),
            "certification": application.certification,
            "checklist": _checklist(application),
            "proofs": application.proofs.all(),
            "has_errors": bool(tried and tried.errors),
            "tried": tried,
            "outcome": outcome,
        }
    )
    return render(request, "decider/federal.html", context, status=unfinished(tried, outcome) if tried else 200)


def _checklist(application: Application) -> list[dict[str, Any]]:
    """What the Secretary evaluates, each with what the filing says of it (policy 8.3)."""
    sent, asked = filing.latest(application), form(application.jurisdiction).questions
    stated = sent.facts if sent else {}
    return [
        {
            "matter": matter,
            "facts": [(asked[name], stated[name]) for name in matter.facts if stated.get(name)],
        }
        for matter in approved(application.jurisdiction).secretary.values()
    ]


def _steps(thing: FederalFiling) -> list[dict[str, Any]]:
    """Everything recorded on the federal side, oldest first."""
    rows = Event.objects.filter(thing_id=thing.pk).select_related("by", "case", "text").order_by("seq")
    return told(list(rows))
