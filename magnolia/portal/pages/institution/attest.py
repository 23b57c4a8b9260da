"""Part 3, the declarations with signature and sending, and the answers to what the State found missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.form import form as form_words
from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from ...actions import law
from ...actions.applying import apply, filing
from ...actions.applying.places import places, places_of
from ...actions.checking.check import current_round, kinds
from ...actions.offers import offers
from ...models import Application, Deficiency
from ..case.case import fetch, surround
from ..case.sections import PAGE_OF
from ..doing import do, may, time_of
from ..forms import PlainForm
from ..moving import Outcome
from ..request import Request, today
from .answered import question_page
from .apply_fields import readable
from .apply_forms import Declarations

HERE = "part_declarations"
SENDS = (HERE, "correction")  # pages that send the application on
# Moves on the way to sending that have no page of their own.
ON_THE_WAY = ("request_attestation", "send_back")


def sending(request: Request, application: Application) -> list[dict[str, Any]]:
    """The moves that send the application on, as this person may make them from here."""
    made = []
    for offer in offers(application, request.standing, request.at):
        if PAGE_OF.get(offer.move.name) in SENDS or offer.move.name in ON_THE_WAY:
            form = PlainForm(auto_id=f"{offer.move.name}-%s")
            for word in offer.move.asks:
                form.fields[word] = forms.CharField(label=word.capitalize(), widget=forms.Textarea)
            made.append({"move": offer.move, "refused": offer.refused, "need": offer.need, "form": form})
    return made


def declarations(request: Request, pk: UUID) -> HttpResponse:
    """Part 3: each declaration, the signature, and sending the application in."""
    application = fetch(request, pk, HERE)
    outcome, person = Outcome(), request.user
    form = Declarations(
        request.POST or None, jurisdiction=application.jurisdiction, name=person.name, title=person.title
    )
    if request.method == "POST" and form.is_valid():
        signed = {"name": form.cleaned_data["name"], "title": form.cleaned_data["title"]}
        outcome = do(request, application, apply.sign, application, accepted=form.accepted(), **signed)
        if outcome.done:
            messages.success(request, f"Signed at {time_of(request, application)}.")
            return redirect(HERE, application.pk)
        if outcome.field in form.fields:
            form.add_error(outcome.field, str(outcome.problem))
            outcome = Outcome()
    table = process(application.jurisdiction)
    declare = table.life(application.kind).moves["declare"]
    last = application.signatures.prefetch_related("declarations").order_by("-id").first()
    titles = {each.id: each.title for each in review(application.jurisdiction).declarations.values()}
    context = surround(request, application, HERE) | {
        "form": form,
        "outcome": outcome,
        "may_sign": may(request, application, "declare"),
        "signer": " or ".join(table.roles[role].label for role in declare.who),
        "signature": last,
        "signed_words": [(titles.get(d.declaration, d.declaration), d.wording) for d in last.declarations.all()]
        if last
        else [],
        "stands": filing.counting_signature(application) is not None,
        "on": today(request, application.jurisdiction),
        "offers": sending(request, application),
    }
    status = 422 if form.is_bound and form.errors else outcome.status
    return render(request, "institution/declarations.html", context, status=status)


def _places(application: Application, row: Deficiency) -> list[tuple[str, str]]:
    """Where on the form a listed item is answered, each place with its title; none where nothing opens with it."""
    titles = places(application.jurisdiction)
    return [
        (_address(application, place), row.item if row.place else titles.get(place, place)) for place in places_of(row)
    ]


def _address(application: Application, place: str) -> str:
    kind, _, name = place.partition(".")
    if kind == "slot":
        return reverse("part_attachments", args=[application.pk]) + f"#slot-{name}"
    if kind == "group":
        return reverse("part_group", args=[application.pk, name])
    return question_page(application, name) if kind == "question" else ""


def correction(request: Request, pk: UUID) -> HttpResponse:
    """Every item the State listed, with a box for the answer and the way to the place on the form."""
    application = fetch(request, pk, "correction")
    sent = application.deficiencies.filter(round__lt=current_round(application))
    rows = list(sent.select_related("cleared_by").prefetch_related("documents", "opens").order_by("round", "pk"))
    open_rows = [row for row in rows if row.cleared_at is None]
    limit = law.value(
        application.jurisdiction, "documents.statement_characters", today(request, application.jurisdiction)
    ).whole
    form = PlainForm(request.POST or None, initial={f"answer-{row.pk}": row.answer for row in open_rows})
    for row in open_rows:
        form.fields[f"answer-{row.pk}"] = answer = forms.CharField(
            label="Your answer", required=False, widget=forms.Textarea
        )
        answer.max_length = limit  # for the count below the box
    outcome = Outcome()
    if request.method == "POST":
        outcome = _answers(request, application, open_rows, form, limit)
        if outcome.done and not form.errors:
            messages.success(request, f"Saved at {time_of(request, application)}.")
            return redirect("correction", application.pk)
    labels = kinds(application.jurisdiction)
    context = surround(request, application, "correction") | {
        "form": form,
        "outcome": outcome,
        "editable": may(request, application, "save"),
        "compares": application.filings.count() > 1,
        "items": [
            (row, labels.get(row.kind, row.kind), _places(application, row), form[f"answer-{row.pk}"])
            if row in open_rows
            else (row, labels.get(row.kind, row.kind), [], None)
            for row in rows
        ],
        "offers": sending(request, application),
    }
    status = 422 if form.is_bound and form.errors else outcome.status
    return render(request, "institution/correction.html", context, status=status)


def _answers(
    request: Request, application: Application, rows: list[Deficiency], form: PlainForm, limit: int
) -> Outcome:
    """Save each answer that was sent; one that is too long is refused at its box, the others are kept."""
    outcome, nth = Outcome(), 0
    form.full_clean()
    for row in rows:
        name = f"answer-{row.pk}"
        if name not in form.data:
            continue
        answer = readable(form.data[name])
        if len(answer.replace("\n", "\r\n")) > limit:
            words = form_words(application.jurisdiction)
            figures = {"count": f"{len(answer):,}", "limit": f"{limit:,}", "over": f"{len(answer) - limit:,}"}
            form.add_error(name, words.says("too_long", label=f"The answer on “{row.item}”", **figures))
            continue
        outcome = do(request, application, apply.answer_deficiency, application, row.pk, answer, nth=nth)
        nth += 1
        if outcome.problem:
            return outcome
    return outcome
