"""The review: every criterion with its state, one page a finding, and the aims that the findings serve."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.registers import Question
from magnolia.policy.registers import review as registers

from ..actions import review as reviewing
from ..models import Application, Finding
from .acting import blamed, in_the_way, kept, may, move_of, unfinished
from .case import fetch, surround
from .doing import do
from .filed import FOUND, aims, filed, judged, papers_for
from .forms import PlainForm
from .moving import Outcome, try_move
from .request import Request

START, FINISH = "start_review", "finish_review"


class FindingForm(PlainForm):
    """One finding: the answer, why, and what shows it."""

    outcome = forms.ChoiceField(label="Finding", widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label="Reason",
        required=False,
        widget=forms.RadioSelect,
        help_text="Only for “not met”. Letters print this sentence.",
    )
    rationale = forms.CharField(
        label="Rationale",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What you looked at and what follows from it. The institution reads this in its letter.",
    )
    evidence = forms.MultipleChoiceField(
        label="Documents that show it", required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence_note = forms.CharField(
        label="Other evidence",
        required=False,
        max_length=300,
        help_text="Such as a place in a document or a public source. “Met” needs a document or this.",
    )

    def __init__(self, question: Question, papers: list[dict[str, Any]], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        outcomes = [o for o in reviewing.OUTCOMES if o != "not_applicable" or question.may_be_not_applicable]
        self._choose("outcome", {outcome: FOUND[outcome][0] for outcome in outcomes})
        self._choose("reason", {r.id: r.says for r in question.reasons.values()})
        self._choose(
            "evidence", {str(d.pk): f"{row['slot'].title}: {d.name}" for row in papers for d in row["documents"]}
        )

    def _choose(self, name: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices.items())


def review_page(request: Request, pk: UUID) -> HttpResponse:
    """All criteria of one application, and the end of the review."""
    application = fetch(request, pk, "review")
    outcome = Outcome()
    if request.method == "POST":
        word = START if request.POST.get("do") == START else FINISH
        outcome = try_move(request, application, word)
        if outcome.done:
            messages.success(request, f"{move_of(application, word).done}.")
            return redirect("review" if word == START else "case", application.pk)
    rows = judged(application)
    context = (
        surround(request, application, "review")
        | filed(application)
        | {
            "judged": rows,
            "aims": aims(application, rows),
            "open_findings": sum(row["finding"] is None for row in rows),
            "start": move_of(application, START),
            "finish": move_of(application, FINISH),
            "may": may(request, application),
            "stopped": in_the_way(request, application),
            "outcome": outcome,
        }
    )
    return render(request, "reviewer/review.html", context, status=outcome.status)


def finding(request: Request, pk: UUID, question: str) -> HttpResponse:
    """One criterion: what it asks, what helps to judge it, and the finding."""
    application = fetch(request, pk, "finding")
    asked = registers(application.jurisdiction).questions.get(question)
    if asked is None:
        raise Http404("no such criterion")
    sent = filed(application)
    before = Finding.objects.filter(application=application, question=question).first()
    form = FindingForm(asked, sent["papers"], request.POST or None, initial=_initial(before))
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = _save(request, application, asked, form)
        if outcome.done:
            messages.success(request, f"{move_of(application, 'save_finding').done}: {asked.title}.")
            return redirect(_next(application, asked))
    context = (
        surround(request, application, "review")
        | sent
        | {
            "asked": asked,
            "shown": [row for row in sent["rules"] if row["criterion"] in asked.shows],
            "proving": papers_for(asked, sent["papers"]),
            "row": next(row for row in judged(application) if row["question"].id == question),
            "form": form,
            "kept": kept(request, application, "save_finding", form),
            "may": may(request, application),
            "steps": [(r["question"], r["finding"]) for r in judged(application)],
            "outcome": outcome,
        }
    )
    return render(request, "reviewer/finding.html", context, status=unfinished(form, outcome))


def _initial(before: Finding | None) -> dict[str, Any]:
    if before is None:
        return {}
    names = ("outcome", "reason", "rationale", "evidence_note")
    return {name: getattr(before, name) for name in names} | {"evidence": [str(d.pk) for d in before.evidence.all()]}


def _save(request: Request, application: Application, asked: Question, form: FindingForm) -> Outcome:
    given = dict(form.cleaned_data)
    chosen = list(application.documents.filter(pk__in=given.pop("evidence")))
    outcome = do(request, application, reviewing.save_finding, application, asked.id, evidence=chosen, **given)
    return blamed(outcome, form)


def _next(application: Application, asked: Question) -> str:
    """The next criterion without a finding, or the list of all when none is left."""
    rows = judged(application)
    after = rows[asked.number :] + rows[: asked.number]
    left = next((row["question"].id for row in after if row["finding"] is None), None)
    return reverse("finding", args=[application.pk, left]) if left else reverse("review", args=[application.pk])
