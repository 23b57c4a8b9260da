"""An approved program: how both approvals stand, and the end of the State's approval."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.approved import approved
from magnolia.policy.workflow import Move, process

from ...actions.appealing import appeals
from ...actions.publishing import approved as approvals
from ...models import Approval, Event
from ..acting import blamed, in_the_way, kept, may, move_of, unfinished
from ..case.case import fetch, surround
from ..case.filed import filed
from ..doing import do
from ..moving import Outcome, told, word_of
from ..request import Request, today
from . import proofs
from .deciding import SigningForm, words


class EndingForm(SigningForm):
    """Why and from when an approval ends, what shows it, and the signature."""

    def __init__(self, move: Move, jurisdiction: str, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, prefix=move.name, **more)
        self.move = move
        causes = [(cause.id, cause.label) for cause in approved(jurisdiction).causes_of(move.name)]
        asked: dict[str, forms.Field] = {
            "cause": forms.ChoiceField(label="Cause", choices=causes, widget=forms.RadioSelect),
            "reason": words("Reason", "What was found and on which ground. The letter prints it.", 4),
            "effective_on": forms.DateField(
                label="Effective day", help_text="From this day on the approval no longer counts."
            ),
            "reference": forms.CharField(label="Reference", max_length=300, required=False, help_text=proofs.REFERENCE),
            "paper": proofs.paper_field(),
        }
        self.fields = asked | self.fields


def approval(request: Request, pk: UUID) -> HttpResponse:
    """The two approvals side by side with their days, what was recorded, and the forms of who may end the State's."""
    application = fetch(request, pk, "approval")
    thing = Approval.objects.select_related("case", "ending__proof", "application__federal_filing").filter(
        application=application
    ).first()  # fmt: skip
    if thing is None:
        raise Http404("not certified yet")
    word = word_of(request)
    tried: EndingForm | None = None
    outcome = Outcome()
    if request.method == "POST":
        if word not in _endings(thing):
            raise Http404("no such step")
        outcome, tried = _try(request, thing, word)
        if outcome.done:
            messages.success(request, f"{move_of(thing, word).done}.")
            return redirect("approval", application.pk)
    context = (
        surround(request, application, "approval")
        | filed(application)
        | _shown(request, thing, tried)
        | {"outcome": outcome, "kept": kept(request, thing, word, tried) if tried else []}
    )
    return render(request, "decider/approval.html", context, status=unfinished(tried, outcome) if tried else 200)


def _form(request: Request, thing: Approval, move: str, data: Any = None, files: Any = None) -> EndingForm:
    initial = {"signed_title": request.user.title, "effective_on": today(request, thing.jurisdiction)}
    return EndingForm(move_of(thing, move), thing.jurisdiction, data, files, initial=initial)


def _try(request: Request, thing: Approval, word: str) -> tuple[Outcome, EndingForm]:
    form = _form(request, thing, word, request.POST, request.FILES)
    if not form.is_valid():
        return Outcome(), form
    return blamed(do(request, thing, approvals.end, thing, word, **proofs.given(form)), form), form


def _endings(thing: Approval) -> list[str]:
    """The moves that end the State's approval."""
    moves = process(thing.jurisdiction).life(thing.kind).moves.values()
    return [move.name for move in moves if "ending_stated" in move.needs]


def _shown(request: Request, thing: Approval, tried: EndingForm | None) -> dict[str, Any]:
    mine, stopped = may(request, thing), in_the_way(request, thing)
    steps = Event.objects.filter(thing_id=thing.pk).select_related("by", "case", "text").order_by("seq")
    ending = getattr(thing, "ending", None)
    return {
        "thing": thing,
        "standing": approvals.standing_of(thing, today(request, thing.jurisdiction)),
        "standing_at": process(thing.jurisdiction).life(thing.kind).states[thing.state],
        "federal": thing.application.federal_filing,
        "federal_at": process(thing.jurisdiction).life("federal_filing").states[thing.application.federal_filing.state],
        "ending": ending,
        "cause": approved(thing.jurisdiction).causes[ending.cause] if ending else None,
        "source": approved(thing.jurisdiction).sources[ending.source] if ending else "",
        "forms": [
            tried if tried and tried.move.name == name else _form(request, thing, name)
            for name in _endings(thing)
            if name in mine
        ],
        "may_appeal": appeals.FILE in mine and appeals.FILE not in stopped,
        "steps": told(list(steps)),
        "tried": tried,
        "has_errors": bool(tried and tried.errors),
    }
