"""What the Secretary sends and asks for after an approval: requests, lists of completers, the cohort of an amount."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy import earnings
from magnolia.policy.parameters import Parameter
from magnolia.policy.periods import AwardYear, say_day

from ...actions import law
from ...actions.afterwards import cohorts, completer_lists, federal_requests
from ...actions.moves import act
from ...models import Application, CohortRecord, CompleterList, Deadline, FederalRequest
from ..acting import blamed, may, move_of, unfinished
from ..case.case import fetch, surround
from ..case.sheet import Sheet, Step, show
from ..doing import do
from ..moving import Outcome
from ..request import Request
from . import forms


def _request_told(row: FederalRequest) -> dict[str, Any]:
    return {
        "heading": row.wanted,
        "facts": [
            ("Award year", AwardYear(row.award_year).long),
            ("Asked on", say_day(row.asked_on)),
            ("Reference", row.reference),
            ("Answered on", say_day(row.answered_on) if row.answered_on else ""),
        ],
    }


REQUESTS = Sheet(
    page="federal_requests",
    template="after/federal_requests.html",
    model=FederalRequest,
    rows=lambda case: case.federal_requests.select_related("case", "application", "proof"),
    told=_request_told,
    opening={"log": Step(forms.FederalRequestForm, federal_requests.log)},
    steps={"answer": Step(forms.AnswerForm, federal_requests.answer)},
)


def requests_of_the_secretary(request: Request, pk: UUID) -> HttpResponse:
    """Requests of the Secretary: open until a document is attached."""
    return show(request, fetch(request, pk, "federal_requests"), REQUESTS)


def _lists(application: Application) -> list[CompleterList]:
    """The lists of a case, each with its corrections and the deadline it was opened with."""
    rows = list(application.completer_lists.select_related("case", "application").prefetch_related("corrections__by"))
    due = {row.thing_id: row for row in Deadline.objects.filter(thing_id__in=[each.pk for each in rows])}
    for row in rows:
        row.deadline = due.get(row.pk)  # type: ignore[attr-defined]
    return rows


def _list_told(row: Any) -> dict[str, Any]:
    corrections = [
        f"{say_day(each.on)}{', late' if each.late else ''}: {each.text} ({each.by.name})"
        for each in row.corrections.all()
    ]
    return {
        "heading": f"List for {AwardYear(row.award_year).long}",
        "facts": [
            ("Received on", say_day(row.received_on)),
            ("To be corrected by", say_day(row.deadline.due) if row.deadline else ""),
            ("Source of the time", row.deadline.citation if row.deadline else ""),
            ("Reference", row.reference),
            ("Corrections", "\n".join(corrections)),
        ],
    }


def _confirm(thing: CompleterList, **rest: Any) -> Any:
    return act(thing, "confirm", **rest)


LISTS = Sheet(
    page="completer_lists",
    template="after/completer_lists.html",
    model=CompleterList,
    rows=_lists,
    told=_list_told,
    opening={"receive": Step(forms.ListForm, completer_lists.receive)},
    steps={
        "correct": Step(forms.CorrectionForm, completer_lists.correct),
        "confirm": Step(forms.ConfirmForm, _confirm),
    },
)


def lists_of_completers(request: Request, pk: UUID) -> HttpResponse:
    """Lists of completers the Secretary sent: received, corrected in time or late, confirmed."""
    return show(request, fetch(request, pk, "completer_lists"), LISTS)


def cohort(request: Request, pk: UUID) -> HttpResponse:
    """The cohort behind an amount, as counts, and the reasons the Secretary's minimums give."""
    application = fetch(request, pk, "cohort")
    records = cohorts.RECORD in may(request, application)
    form = forms.CohortForm(application, None, request.POST or None) if records else None
    outcome = Outcome()
    if request.method == "POST" and form is not None and form.is_valid():
        outcome = blamed(do(request, application, cohorts.record, application, **form.cleaned_data), form)
        if outcome.done:
            messages.success(request, f"{move_of(application, cohorts.RECORD).done}.")
            return redirect("cohort", application.pk)
    numbers = law.parameters(application.jurisdiction)
    context = surround(request, application, "cohort") | {
        "records": [_recorded(numbers, row) for row in application.cohort_records.select_related("by", "application")],
        "form": form,
        "outcome": outcome,
    }
    return render(request, "after/cohort.html", context, status=unfinished(form, outcome) if form else 200)


def _recorded(numbers: Mapping[str, Parameter], row: CohortRecord) -> dict[str, Any]:
    state, minimums = row.application.jurisdiction, earnings.Minimums.on(numbers, row.on)
    reported = earnings.Reported(row.listed, row.pooled, row.returned, row.outside_percent)
    percent = row.outside_percent
    return {
        "row": row,
        "year": AwardYear(row.award_year).long,
        "reason": earnings.reason(state, reported, minimums),
        "parity": earnings.parity(state, percent, minimums) if percent is not None else "",
    }
