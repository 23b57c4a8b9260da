"""The certifying official signs a version: counts, statement and name, after the second factor again."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ...actions.custody import signing
from ...actions.deciding.signing import statement
from ..acting import blamed, in_the_way, unfinished
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..request import Request
from . import shown, stating


class SignForm(PlainForm):
    """The typed name under the statement."""

    name = forms.CharField(label="Your name", max_length=200, help_text="As your account has it. It is your signature.")


def sign(request: Request, submission: UUID) -> HttpResponse:
    """Look once more and sign; nothing can be signed while a row has a fault."""
    row = shown.fetch(request, submission)
    if row.state == "checked" and (way := shown.confirm_first(request, row.application.jurisdiction)) is not None:
        return way
    form, outcome = SignForm(request.POST if request.method == "POST" else None), Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = blamed(do(request, row, signing.sign, row, name=form.cleaned_data["name"]), form)
        if outcome.done:
            messages.success(request, "The records are signed.")
            return redirect("records_version", row.pk)
    context = shown.surround(request, row) | {
        "form": form,
        "outcome": outcome,
        "has_errors": bool(form.is_bound and form.errors),
        "statement": statement(row.application.jurisdiction, signing.STATEMENT),
        "in_the_way": in_the_way(request, row).get("sign", ""),
        "warnings": row.faults.filter(level="warning").count(),
        "own": stating.told(request, row),
    }
    return render(request, "records/sign.html", context, status=unfinished(form, outcome))
