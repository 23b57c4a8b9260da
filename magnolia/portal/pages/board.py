"""The Board's consultation: its record, its comments, the attestation. Comments inform and do not decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.registers import Topic
from magnolia.policy.registers import review as registers

from ..actions import consult
from ..models import Application, Consultation
from .acting import blamed, kept, may, move_of, unfinished
from .case import fetch, surround
from .doing import do
from .filed import filed, judged
from .forms import PlainForm
from .moving import Outcome
from .request import Request, today

SAVE, ATTEST = "save_consultation", "attest_consultation"


class ConsultationForm(PlainForm):
    """The record of a consultation; it may be saved half done."""

    held_on = forms.DateField(label="Day of the consultation", required=False)
    materials = forms.CharField(
        label="Materials reviewed", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    ground = forms.CharField(
        label="Ground for the recommendation or determination",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, topics: Mapping[str, Topic], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        for topic in topics.values():
            self.fields[f"comment_{topic.id}"] = forms.CharField(
                label=topic.title, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.comments = [self[f"comment_{topic}"] for topic in topics]


class AttestationForm(PlainForm):
    """The signature that the consultation took place."""

    attested_name = forms.CharField(label="Your name, typed as a signature", max_length=120)
    attested_title = forms.CharField(label="Your title", max_length=120)
    attested_on = forms.DateField(label="Day of this attestation")


def consultation(request: Request, pk: UUID) -> HttpResponse:
    """The record of the consultation in hand, and those of earlier rounds."""
    application = fetch(request, pk, "consultation")
    topics = registers(application.jurisdiction).topics
    row = consult.current(application)
    word = request.POST.get("do", "")
    form = ConsultationForm(topics, request.POST if word == SAVE else None, initial=_initial(row))
    signing = AttestationForm(
        request.POST if word == ATTEST else None,
        initial={"attested_on": today(request, application.jurisdiction), "attested_title": request.user.title},
    )
    outcome = Outcome()
    if request.method == "POST":
        outcome = _do(request, application, word, form, signing)
        if outcome.done:
            messages.success(request, f"{move_of(application, word).done}.")
            return redirect("consultation", application.pk)
    context = (
        surround(request, application, "consultation")
        | filed(application)
        | {
            "judged": judged(application),
            "row": row,
            "consultations": told(application),
            "form": form,
            "signing": signing,
            "attest": move_of(application, ATTEST),
            "may": may(request, application),
            "kept": kept(request, application, SAVE, _sent(form, signing)),
            "has_errors": bool(form.errors or signing.errors),
            "outcome": outcome,
        }
    )
    return render(request, "board/consultation.html", context, status=unfinished(_sent(form, signing), outcome))


def _sent(form: forms.Form, signing: forms.Form) -> forms.Form:
    return signing if signing.is_bound else form


def _do(
    request: Request, application: Application, word: str, form: ConsultationForm, signing: AttestationForm
) -> Outcome:
    if word == ATTEST:
        if not signing.is_valid():
            return Outcome()
        signed = signing.cleaned_data
        outcome = do(
            request,
            application,
            consult.attest,
            application,
            name=signed["attested_name"],
            title=signed["attested_title"],
            on=signed["attested_on"],
        )
        return blamed(outcome, signing)
    if not form.is_valid():
        return Outcome()
    given = form.cleaned_data
    comments = {name.removeprefix("comment_"): text for name, text in given.items() if name.startswith("comment_")}
    record = {name: given[name] for name in consult.PARTS}
    return blamed(do(request, application, consult.save_consultation, application, comments=comments, **record), form)


def _initial(row: Consultation | None) -> dict[str, Any]:
    if row is None:
        return {}
    comments = {f"comment_{c.topic}": c.text for c in row.comments.all()}
    return {name: getattr(row, name) for name in consult.PARTS} | comments


def told(application: Application) -> list[dict[str, Any]]:
    """Every record of a consultation, newest first, with its comments under their topics and what it still lacks."""
    topics = registers(application.jurisdiction).topics
    rows = application.consultations.prefetch_related("comments").select_related("attested_by").order_by("-round")
    return [
        {
            "row": row,
            "comments": [(topics[c.topic].title, c.text) for c in row.comments.all() if c.topic in topics],
            "complete": row.attested_on is not None,
        }
        for row in rows
    ]
