"""The State's review of an award year against the Secretary's amount: eight confirmations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy import earnings
from magnolia.policy.periods import AwardYear, award_year
from magnolia.policy.workflow import process

from ... import access
from ...actions.afterwards import comparing
from ...actions.reviewing import earnings_review as reviewing
from ...models import Application, EarningsReview
from ..acting import blamed, unfinished
from ..case.case import fetch, surround
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..request import Request, today


class ReviewForm(PlainForm):
    """What a person confirms; what the rule sets aside is no choice here."""

    items = forms.MultipleChoiceField(label="Confirmed", required=False, widget=forms.CheckboxSelectMultiple)
    evidence = forms.CharField(
        label="Evidence", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was looked at, and where it is kept. It is kept with the approval record.",
    )  # fmt: skip

    def __init__(self, application: Application, aside: dict[str, str], data: Any, row: EarningsReview | None) -> None:
        there = [each.item for each in row.confirmations.all()] if row else []
        super().__init__(data, initial={"items": there, "evidence": row.evidence if row else ""})
        names = earnings.words(application.jurisdiction)["confirms"]
        choices = [(name, label) for name, label in names.items() if name not in aside]
        self.fields["items"].choices = choices  # type: ignore[attr-defined]


def earnings_review(request: Request, pk: UUID) -> HttpResponse:
    """One award year at a time, the one in the address or the present one."""
    application = fetch(request, pk, "earnings_review")
    day = today(request, application.jurisdiction)
    last = max(award_year(day).start + 1, application.award_year)
    years = list(range(application.award_year, last + 1))
    asked = request.POST.get("year") or request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else min(award_year(day).start, last)
    row = application.earnings_reviews.filter(award_year=year).prefetch_related("confirmations").first()
    [found] = comparing.compare(application, [year])
    aside = reviewing.by_rule(found)
    life = process(application.jurisdiction).life(EarningsReview.kind)
    mine = set(life.moves["close"].who) & access.roles_toward(request.standing, application)
    open_here = bool(mine) and (row is None or row.state == life.starts)
    form = ReviewForm(application, aside, request.POST or None, row) if open_here else None
    outcome = Outcome()
    if request.method == "POST" and form is not None and form.is_valid():
        close = request.POST.get("do") == "close"
        typed = form.cleaned_data | {"award_year": year, "close": close}
        outcome = blamed(do(request, application, reviewing.save, application, **typed), form)
        if outcome.done and outcome.event:
            messages.success(request, f"{life.moves[outcome.event.move].done}.")
            return redirect(f"{request.path}?year={year}")
    said = earnings.words(application.jurisdiction)
    answers = {each.item: each.answer for each in row.confirmations.all()} if row else {}
    context = surround(request, application, "earnings_review") | {
        "year": AwardYear(year).long,
        "start": year,
        "years": [(each, AwardYear(each).long, each == year) for each in years],
        "row": row,
        "standing": life.states[row.state] if row else None,
        "lines": _lines(said, answers | aside),
        "compared": row.compared if row and row.compared else found.finding.message,
        "form": form,
        "outcome": outcome,
    }
    return render(request, "earnings/review.html", context, status=unfinished(form, outcome) if form else 200)


def _lines(said: dict[str, Any], answers: dict[str, str]) -> list[tuple[str, str]]:
    """Each confirmation with where it stands; empty where it is missing."""
    return [(label, said["confirmed"].get(answers.get(name), "")) for name, label in said["confirms"].items()]
