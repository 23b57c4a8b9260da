"""Proof of exit dates: a sample of people, where each proof is kept, who is in the gap list, and asking for it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.records import words

from ...actions.custody import proving
from ..acting import may
from ..doing import do
from ..moving import Outcome
from ..request import Request
from . import shown


def proof(request: Request, submission: UUID) -> HttpResponse:
    """The sample of a version; asking makes a request for documents in the case, which is the institution's task."""
    row, outcome = shown.fetch(request, submission), Outcome()
    if request.method == "POST":
        outcome = do(request, row, proving.ask_for, row)
        if outcome.done:
            messages.success(request, "The institution is asked. The request is under “Requests for documents”.")
            return redirect("records_proof", row.pk)
    said = words(row.application.jurisdiction)["exit"]
    lines = [(each, said[each.basis]) for each in row.exits.all()]
    context = shown.surround(request, row) | {
        "lines": lines,
        "gaps": [each for each, _ in lines if not each.evidence],
        "may_ask": "ask_for_proof" in may(request, row),
        "asked": proving.asked(row),
        "outcome": outcome,
    }
    return render(request, "records/proof.html", context, status=outcome.status)
