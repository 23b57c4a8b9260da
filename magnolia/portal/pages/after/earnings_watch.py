"""The State's list of what is open between prices and amounts, and the Secretary's file of amounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.earnings import fill, words
from magnolia.policy.layers import read
from magnolia.policy.periods import AwardYear, award_year

from ... import access
from ...actions import law
from ...actions.afterwards import amount_files, price_requests, watching
from ...models import Application
from ..forms import PlainForm
from ..office import keeping
from ..request import Request, known_state, today


class AmountsForm(PlainForm):
    """The Secretary's file."""

    file = forms.FileField(label="File of the Secretary’s amounts", help_text="CSV in UTF-8.")


def earnings_watch(request: Request) -> HttpResponse:
    """Overdue requests, amounts to confirm, prices above an amount; and amounts from a file."""
    state = keeping.state_of(request, "director", "reviewer", "auditor")
    day = today(request, state)
    mine = any(keeping.holds(request, state, role) for role in ("director", "reviewer"))
    form = AmountsForm(request.POST or None, request.FILES or None) if mine else None
    if form is not None and request.method == "POST":
        made: list[int] = []

        def take(typed: dict[str, Any]) -> None:
            file = typed["file"]
            given = (file.name or "", file)
            made.append(amount_files.take_in(state, given, by=request.user, at=request.at, key=keeping.key(request)))

        if keeping.done(form, take):
            messages.success(request, f"{made[0]} amounts entered. A second person confirms each of them.")
            return redirect("earnings_watch")
    seen = set(access.visible_to(request.standing, Application).values_list("pk", flat=True))
    years = award_year(day).start
    context = {
        "overdue": [
            (row, AwardYear(row.award_year).long, (day - row.due).days)
            for row in price_requests.overdue(state, day)
            if row.application_id in seen
        ],
        "waiting": [
            (row, AwardYear(row.award_year).long) for row in watching.waiting(state) if row.application_id in seen
        ],
        "over": [(row, each) for row, each in watching.over(state, years) if row.pk in seen],
        "columns": ", ".join(amount_files.COLUMNS),
        "form": form,
    }
    return render(request, "earnings/watch.html", context, status=422 if form and form.errors else 200)


def earnings_help(request: Request, jurisdiction: str) -> HttpResponse:
    """How the Secretary's amount comes about, in words with its source. It takes nothing in and works nothing out."""
    state = known_state(jurisdiction)
    number = law.value(state, "poverty.guideline_percent", today(request, state))
    said = {name: fill(text, percent=number.whole) for name, text in words(state)["help"].items()}
    context = {"state": state, "said": said, "cite": number.cite, "sources": read("federal", "sources")}
    return render(request, "earnings/help.html", context)
