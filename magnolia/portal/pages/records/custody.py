"""The data steward's pages: custody, agreements, taking records out, destroying them, the log of checks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import access
from ...actions.custody import agreements as agreeing
from ...actions.custody import destroying, vault
from ...actions.custody import keeping as kept
from ...models import DataAgreement, DataSubmission, Organisation
from ..acting import WordsForm, blamed, in_the_way, move_of, try_words, unfinished
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..office import keeping
from ..request import Request, today
from . import shown

PAGE_SIZE = 50


class AgreementForm(PlainForm):
    """What an agreement has to say before records are taken under it."""

    institution = forms.ModelChoiceField(
        Organisation.objects.none(), label="Institution", error_messages=keeping.CHOOSE
    )
    parties = forms.CharField(label="Parties", max_length=300)
    purpose = forms.CharField(label="Purpose", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    ferpa_basis = forms.CharField(
        label="Basis under FERPA",
        max_length=300,
        help_text="The exception that lets the institution share the records.",
    )
    starts_on = forms.DateField(label="First day")
    ends_on = forms.DateField(label="Last day")

    def __init__(self, data: Any, state: str) -> None:
        super().__init__(data)
        rows = Organisation.objects.filter(jurisdiction=state, kind="institution").order_by("name")
        self.fields["institution"].queryset = rows  # type: ignore[attr-defined]


def agreements(request: Request) -> HttpResponse:
    """Every agreement and a form for one more; an agreement that stands can be ended early."""
    state = keeping.state_of(request, "data_steward", "auditor")
    mine, outcome, tried = keeping.holds(request, state, "data_steward"), Outcome(), None
    rows = keeping.visible(request, DataAgreement).filter(jurisdiction=state).select_related("institution", "case")
    form = AgreementForm(request.POST if request.POST.get("do") == "record" else None, state)
    if mine and form.is_bound and keeping.done(form, lambda given: agreeing.record(
        state, by=request.user, at=request.at, key=keeping.key(request), **given)):  # fmt: skip
        messages.success(request, "The agreement is on record.")
        return redirect("custody_agreements")
    if mine and request.POST.get("do") == "end":
        row = keeping.chosen(request, rows)
        outcome, tried = try_words(request, row, "end", of=row.pk)
        if outcome.done:
            messages.success(request, "The agreement is ended.")
            return redirect("custody_agreements")
    day, life = today(request, state), process(state).life(DataAgreement.kind)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [
        {
            "row": row,
            "state": life.states[row.state],
            "in_force": row.state == "recorded" and row.starts_on <= day <= row.ends_on,
            "over": row.state == "recorded" and row.ends_on < day,
            "form": tried if tried is not None and request.POST.get("pk") == str(row.pk)
            else WordsForm(move_of(row, "end"), None, row.pk),
        }
        for row in page
    ]  # fmt: skip
    context = {"form": form, "lines": lines, "page": page, "mine": mine, "blank": DataAgreement(), "outcome": outcome}
    return keeping.show(request, "records/agreements.html", context, form, tried)


def custody(request: Request) -> HttpResponse:
    """Every version of the State's institutions whose records are, or were, in the vault (?state=, or what is due)."""
    state = keeping.state_of(request, "data_steward", "auditor")
    rows = access.visible_to(request.standing, DataSubmission).filter(application__jurisdiction=state)
    states = process(state).life(DataSubmission.kind).states
    chosen = request.GET.get("state", "")
    rows = rows.filter(state=chosen) if chosen in states else rows
    rows = rows.filter(destroying.is_asked()) if chosen == destroying.CLOCK else rows
    rows = rows.select_related("application__institution", "by").order_by("-received_at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    due, day = destroying.due_days(row.pk for row in page), today(request, state)
    context = {
        "page": page,
        "lines": [
            (
                row,
                states[row.state],
                AwardYear(row.award_year).long,
                destroying.stands(row, day, due.get(row.pk), counts=True),
            )
            for row in page
        ],
        "ends": [(destroying.CLOCK, process(state).clocks[destroying.CLOCK].label, chosen == destroying.CLOCK)],
        "states": [(name, each.label, name == chosen) for name, each in states.items()],
        "chosen": chosen,
        "mine": keeping.holds(request, state, "data_steward"),
    }
    return render(request, "records/custody.html", context)


def log(request: Request) -> HttpResponse:
    """The log of the checks: the checksum of each file, rows that came, rows accepted, rows refused."""
    state = keeping.state_of(request, "data_steward", "auditor")
    rows = access.visible_to(request.standing, DataSubmission).filter(application__jurisdiction=state)
    rows = rows.select_related("application__institution", "progress").order_by("-received_at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    states = process(state).life(DataSubmission.kind).states
    lines = [
        {
            "row": row,
            "state": states[row.state],
            "accepted": None if row.rows is None else row.rows - (row.rejected or 0),
            "tries": row.progress.tries if hasattr(row, "progress") else 0,
        }
        for row in page
    ]
    return render(request, "records/log.html", {"page": page, "lines": lines})


def export(request: Request, submission: UUID) -> HttpResponse | StreamingHttpResponse:
    """Take the records out for a run: with a reason, logged, streamed from memory, after the second factor again."""
    row = shown.fetch(request, submission)
    if (way := shown.confirm_first(request, row.application.jurisdiction)) is not None:
        return way
    form, outcome = WordsForm(move_of(row, "export"), request.POST if request.method == "POST" else None), Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = blamed(do(request, row, kept.export, row, reason=form.cleaned_data["reason"]), form)
        if outcome.done:
            try:
                answer = StreamingHttpResponse(kept.pieces(row), content_type=row.media_type)
            except vault.Lost:
                return render(request, "held.html", {"name": row.name, "says": "The vault cannot open it."}, status=503)
            answer["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
            answer["X-Content-Type-Options"] = "nosniff"
            answer["Cache-Control"] = "no-store"
            return answer
    context = shown.surround(request, row) | {
        "form": form, "outcome": outcome, "in_the_way": in_the_way(request, row).get("export", ""),
        "has_errors": bool(form.is_bound and form.errors),
    }  # fmt: skip
    return render(request, "records/export.html", context, status=unfinished(form, outcome))
