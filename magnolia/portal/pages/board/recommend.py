"""The recommendation: the review on one page, the Board's advice, and the director's word to the Governor."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.registers import review

from ...actions.deciding import decide
from ...actions.deciding.signing import statement
from ...models import Application
from ..acting import WordsForm, blamed, in_the_way, kept, may, move_of, try_words, unfinished
from ..case.case import fetch, surround
from ..case.consulted import told
from ..case.filed import OPEN, aims, filed, judged
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..request import Request

RECOMMEND, BACK = "recommend", "return_to_review"
OUTCOMES = {
    "approve": "Approve for State certification",
    "conditional": "Approve on conditions",
    "deny": "Deny",
    "defer": "Defer or return for more information",
}


class RecommendationForm(PlainForm):
    """The director's recommendation, signed by typing one's name."""

    outcome = forms.ChoiceField(label="Recommended outcome", choices=list(OUTCOMES.items()), widget=forms.RadioSelect)
    text = forms.CharField(
        label="Recommendation",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What you recommend and what it rests on. For conditions, name each one.",
    )
    signed_name = forms.CharField(label="Your name, typed as a signature", max_length=120)


def recommendation(request: Request, pk: UUID) -> HttpResponse:
    """What the case comes to, and the recommendation on it."""
    application = fetch(request, pk, "recommendation")
    word = request.POST.get("do", "")
    form = RecommendationForm(request.POST if word == RECOMMEND else None)
    back = WordsForm(move_of(application, BACK))
    outcome = Outcome()
    if request.method == "POST":
        if word == BACK:
            outcome, back = try_words(request, application, BACK)
        elif form.is_valid():
            outcome = blamed(do(request, application, decide.recommend, application, **form.cleaned_data), form)
        if outcome.done:
            messages.success(request, f"{move_of(application, word).done}.")
            return redirect("recommendation", application.pk)
    sent = back if word == BACK else form
    context = _context(request, application) | {
        "form": form,
        "back": back,
        "kept": kept(request, application, word, sent),
        "has_errors": bool(form.errors or back.errors),
        "outcome": outcome,
    }
    return render(request, "board/recommendation.html", context, status=unfinished(sent, outcome))


def _context(request: Request, application: Application) -> dict[str, Any]:
    return (
        surround(request, application, "recommendation")
        | filed(application)
        | summary(application)
        | {
            "may": may(request, application),
            "stopped": in_the_way(request, application),
            "statement": statement(application.jurisdiction, "recommend"),
            "recommend": move_of(application, RECOMMEND),
        }
    )


def summary(application: Application) -> dict[str, Any]:
    """The review in short: findings by how they came out, aims, the Board's advice, recommendations so far."""
    rows = judged(application)
    return {
        "judged": rows,
        "aims": aims(application, rows),
        "tally": _tally(application, rows),
        "consultations": told(application),
        "recommendations": [
            {"row": row, "label": OUTCOMES.get(row.outcome, row.outcome)}
            for row in application.recommendations.select_related("by", "signed").order_by("-round")
        ],
    }


def _tally(application: Application, rows: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """How many findings ended each way, in the register's words; “not met” always, the others where there are any."""
    counts = Counter(row["finding"].outcome if row["finding"] else "" for row in rows)
    endings = review(application.jurisdiction).outcomes
    ended = [(each.label, counts[key], each.tone) for key, each in endings.items() if counts[key] or key == "not_met"]
    return ended + [(label, counts[""], "warn") for label, _ in [OPEN] if counts[""]]
