"""The outcome rates of a program year by year: what they rest on, and what the institution says of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.outcome_runs import words
from magnolia.policy.periods import AwardYear

from ...actions.moves import Problem
from ...actions.results import shown
from ...actions.results.standing import CURRENT, Told, rows_of, told
from ...models import OutcomeResult, RateCorrection
from ..acting import may
from ..case.case import fetch, surround
from ..drawing import bars
from ..forms import PlainForm
from ..moving import Outcome, try_move
from ..office.keeping import key
from ..request import Request
from . import showing

CONFIRM, ASK = "confirm", "ask"


class AskForm(PlainForm):
    """What the institution asks to be corrected."""

    request = forms.CharField(
        label="What is wrong, and where?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as: two completion dates in rows 14 and 20 of version 1. Name no student and no number of one.",
    )


def outcomes(request: Request, pk: UUID) -> HttpResponse:
    """Results of every award year and measure, with their chart, their matching, and the time to look at them first."""
    application = fetch(request, pk, "outcomes")
    rows = rows_of(application)
    current = [row for row in rows if row.state in CURRENT]
    outcome, tried, form = Outcome(), None, None
    if request.method == "POST":
        tried = next((row for row in current if str(row.pk) == request.POST.get("result")), None)
        if tried is None:
            raise Http404("no such result")
        outcome, form = _try(request, tried)
        if outcome.done:
            messages.success(request, "Done. It is on record with the rate.")
            return redirect("outcomes", pk)
    said = words(application.jurisdiction)
    held = told(current)
    context = surround(request, application, "outcomes") | {
        "results": [_shown(request, each, rows, tried, form) for each in held],
        "charts": [_chart(name, [each for each in held if each.row.metric == name], said) for name in said["measure"]],
        "outcome": outcome,
        "tried": form if form is not None and form.errors else None,
        "may_see_persons": showing.sees_persons(request, application),
        "case_opens": True,
        "has_errors": bool(form is not None and form.errors),
    }
    status = 422 if context["has_errors"] else outcome.status
    return render(request, "results/outcomes.html", context, status=status)


def _try(request: Request, row: OutcomeResult) -> tuple[Outcome, AskForm | None]:
    word = request.POST.get("do", "")
    if word == CONFIRM:
        return try_move(request, row, CONFIRM), None
    if word != ASK:
        raise Http404("no such step")
    form = AskForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if not form.is_valid():
        return Outcome(), form
    try:
        event = shown.ask(row, form.cleaned_data["request"], by=request.user, at=request.at, key=key(request))
    except Problem as problem:
        return Outcome(problem=problem), form
    return Outcome(event=event), form


def _shown(
    request: Request, each: Told, rows: list[OutcomeResult], tried: OutcomeResult | None, form: AskForm | None
) -> dict[str, Any]:
    """A result, with the form of whoever may say something of it while it is shown first."""
    made = showing.lines(request, each, rows)
    speaks = made["until"] and CONFIRM in may(request, each.row)
    own = form if tried is not None and tried.pk == each.row.pk else None
    asks = (own or AskForm(auto_id=f"id_{each.row.pk}_%s")) if speaks else None
    return made | {"form": asks, "blank": RateCorrection()}


def _chart(name: str, held: list[Told], said: dict[str, Any]) -> dict[str, Any] | None:
    """The final rates of a measure year by year as bars, against the standard; every year is in the table."""
    rows = sorted(held, key=lambda each: each.row.award_year)
    if not rows:
        return None
    drawn = [
        (AwardYear(each.row.award_year).long, None if each.row.pending else each.percent, each.value) for each in rows
    ]
    standard = rows[-1].standard
    return {
        "name": name,
        "title": said["measure"][name]["label"],
        "drawing": bars(drawn, standard["percent"]),
        "mark": f"The line is the standard: {standard['percent'].normalize():f} percent ({standard['cite']}). "
        "A rate that is not final yet has no bar.",
        "rows": [
            [each.year, each.row.numerator, each.row.denominator, each.row.pending, each.value, each.stands["label"]]
            for each in rows
        ],
    }
