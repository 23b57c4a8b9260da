"""Exclusions that an institution reported of a program: a reviewer looks at the evidence and accepts each, or not."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from magnolia.policy import yearly
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import access
from ...models import DataExclusion
from ..acting import WordsForm, may, move_of, try_words, unfinished
from ..case.case import fetch, surround
from ..moving import Outcome, try_move, word_of
from ..request import Request

MOST = 200


def exclusions(request: Request, pk: UUID) -> HttpResponse:
    """Every exclusion of the versions that count or wait, those that wait first."""
    application = fetch(request, pk, "records_exclusions")
    rows = access.visible_to(request.standing, DataExclusion).filter(application=application)
    outcome, tried, which = Outcome(), None, ""
    if request.method == "POST":
        word, _, which = word_of(request).partition(" ")
        row = get_object_or_404(rows.select_related("case", "application"), pk=which)
        if word == "decline":
            outcome, tried = try_words(request, row, word, of=which)
        else:
            outcome = try_move(request, row, "accept")
        if outcome.done:
            messages.success(request, "Saved.")
            return redirect("records_exclusions", application.pk)
    grounds = yearly.words(application.jurisdiction)["exclusion"]
    states = process(application.jurisdiction).life(DataExclusion.kind).states
    shown = rows.exclude(submission__state="superseded").select_related("case", "submission", "application")
    lines = [
        {
            "row": row,
            "state": states[row.state],
            "ground": grounds.get(row.ground, row.ground),
            "moves": may(request, row),
            "year": AwardYear(row.submission.award_year).long,
            "form": tried
            if tried is not None and str(row.pk) == which
            else WordsForm(move_of(row, "decline"), None, row.pk),
        }
        for row in shown.order_by("-state", "row")[:MOST]
    ]
    context = surround(request, application, "records_exclusions") | {
        "lines": lines,
        "outcome": outcome,
        "tried": tried,
        "has_errors": bool(tried is not None and tried.errors),
    }
    return render(
        request, "records/exclusions.html", context, status=unfinished(tried, outcome) if tried else outcome.status
    )
