"""A program reviewed as high-quality career and technical education: six questions with evidence, and the mark."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.occupation_lists import register
from magnolia.policy.workflow import process

from ... import access
from ...actions.reviewing import quality
from ...models import QualityReview
from ..case.case import fetch, surround
from ..forms import PlainForm, YesNo
from ..office import keeping
from ..request import Request

WRITES = {"reviewer", "director"}


class QualityForm(PlainForm):
    """A yes or no and its evidence for each question; all may stay open until the mark is given."""

    def __init__(self, data: Any, jurisdiction: str, row: QualityReview | None) -> None:
        initial: dict[str, Any] = {}
        for answer in row.answers.all() if row else ():
            initial |= {answer.question: answer.yes, f"{answer.question}_evidence": answer.evidence}
        super().__init__(data, initial=initial)
        self.questions = register(jurisdiction).labels["quality"]
        for name, label in self.questions.items():
            self.fields[name] = YesNo(label=label, required=False)
            self.fields[f"{name}_evidence"] = forms.CharField(
                label="Evidence", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def given(self) -> dict[str, quality.Answer]:
        """The answers as the action takes them."""
        return {name: (self.cleaned_data[name], self.cleaned_data[f"{name}_evidence"]) for name in self.questions}

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[name], self[f"{name}_evidence"]) for name in self.questions]


class ReasonForm(PlainForm):
    """Why a mark is taken off."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


def high_quality(request: Request, pk: UUID) -> HttpResponse:
    """The questions with their answers, the mark, and what this person may do."""
    application = fetch(request, pk, "high_quality")
    row, word = quality.of(application), request.POST.get("do", "")
    mine = bool(WRITES & access.roles_toward(request.standing, application))
    form = QualityForm(request.POST if word in ("save", "mark") else None, application.jurisdiction, row)
    reason = ReasonForm(request.POST if word == "take_off" else None)
    key = keeping.key(request)
    who: dict[str, Any] = {"by": request.user, "at": request.at}

    def save(given: dict[str, Any]) -> None:
        seen = keeping.seen(request) if row else None
        quality.answer(application, form.given(), seen=seen, key=f"{key}-1" if key else None, **who)
        made = quality.of(application)
        if word == "mark" and made is not None:
            quality.move(made, "mark", key=f"{key}-2" if key else None, **who)

    def take_off(given: dict[str, Any]) -> None:
        if row is not None:
            quality.move(row, "take_off", given["reason"], seen=keeping.seen(request), key=key, **who)

    if mine and form.is_bound and keeping.done(form, save):
        messages.success(request, "The program is marked." if word == "mark" else "The answers are saved.")
        return redirect("high_quality", application.pk)
    if mine and reason.is_bound and keeping.done(reason, take_off):
        messages.success(request, "The mark is taken off.")
        return redirect("high_quality", application.pk)
    now = quality.of(application)
    states = process(application.jurisdiction).life(QualityReview.kind).states
    context = surround(request, application, "high_quality") | {
        "form": form,
        "reason": reason,
        "row": now,
        "thing": now or QualityReview(),
        "standing": states[now.state] if now else None,
        "mine": mine,
    }
    return keeping.show(request, "reviewer/quality.html", context, form, reason)
