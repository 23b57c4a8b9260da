"""The document file of a program and award year: its twenty-one slots, filled from the record or by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.periods import AwardYear
from magnolia.policy.verifying import verifying
from magnolia.policy.workflow import process

from ... import access
from ...actions.verifying import files
from ...models import Application, OutcomeFile
from ..acting import blamed, unfinished
from ..case.case import fetch, surround
from ..decider.proofs import given
from ..doing import do
from ..moving import Outcome
from ..request import Request
from .rate_forms import ReasonForm, SlotForm


def document_file(request: Request, pk: UUID, year: int) -> HttpResponse:
    """Every slot with its status; the institution and the reviewer fill them."""
    application = fetch(request, pk, "document_file")
    if not application.outcome_results.filter(award_year=year).exists():
        raise Http404("no such file")
    button, outcome, tried = request.POST.get("do", ""), Outcome(), None
    if request.method == "POST":
        outcome, tried = _try(request, application, year, button)
        if outcome.done and outcome.event:
            life = process(application.jurisdiction).life(OutcomeFile.kind)
            messages.success(request, f"{life.moves[outcome.event.move].done}.")
            return redirect("document_file", application.pk, year)
    lines = files.lines(application, year)
    mine = bool(set(_moves(application)["fill"].who) & access.roles_toward(request.standing, application))
    context = surround(request, application, "rate_verification") | {
        "year": AwardYear(year).long,
        "lines": [_line(application, each, tried, button, mine) for each in lines],
        "missing": sum(1 for each in lines if each.entry is None),
        "may_fill": mine,
        "form": tried if button == "fill" and tried is not None else _form(application),
        "outcome": outcome,
        "tried": tried,
        "has_errors": bool(tried is not None and tried.errors),
    }
    status = unfinished(tried, outcome) if tried else outcome.status
    return render(request, "after/document_file.html", context, status=status)


def _moves(application: Application) -> Any:
    return process(application.jurisdiction).life(OutcomeFile.kind).moves


def _form(application: Application, *sent: Any) -> forms.Form:
    slots = [(slot.id, slot.label) for slot in verifying(application.jurisdiction).slots.values()]
    return SlotForm(slots, *sent, prefix="fill", auto_id="id_fill_%s")


def _try(request: Request, application: Application, year: int, button: str) -> tuple[Outcome, forms.Form | None]:
    word, _, slot = button.partition(" ")
    if word == "take_over":
        return do(request, application, files.take_over, application, year), None
    if word == "empty":
        form: forms.Form = ReasonForm(request.POST, prefix=f"empty-{slot}", auto_id=f"id_empty-{slot}_%s")
        if not form.is_valid():
            return Outcome(), form
        return blamed(
            do(request, application, files.empty, application, year, slot=slot, **form.cleaned_data), form
        ), form
    if word != "fill":
        raise Http404("no such step")
    form = _form(application, request.POST, request.FILES)
    if not form.is_valid():
        return Outcome(), form
    typed = given(form)
    typed["applies"] = typed["applies"] == "yes"
    return blamed(do(request, application, files.fill, application, year, **typed), form), form


def _line(application: Application, each: files.Line, tried: Any, button: str, mine: bool) -> dict[str, Any]:
    of = f"empty {each.slot.id}"
    return {
        "slot": each.slot,
        "entry": each.entry,
        "status": verifying(application.jurisdiction).words["slot_status"][each.status],
        "empty": None
        if each.entry is None or not mine
        else tried
        if button == of and tried is not None
        else ReasonForm(prefix=of.replace(" ", "-"), auto_id=f"id_{of.replace(' ', '-')}_%s"),
    }
