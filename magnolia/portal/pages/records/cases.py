"""An institution's participant records: every program and award year, and the page to hand a file in or try it out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.data_template import template
from magnolia.policy.periods import AwardYear
from magnolia.policy.records import words
from magnolia.policy.workflow import process

from ... import access
from ...actions.applying import template_files
from ...actions.custody import agreements, arriving, handing, opening, vault, workbooks
from ...actions.moves import Problem, Refused
from ...models import Application, DataSubmission, ProgramKey
from ..case.case import fetch, surround
from ..forms import PlainForm
from ..handing import as_file
from ..office import keeping
from ..request import Request, today

TRY, HAND_IN = "try", "hand_in"
SHOWN = 200  # faults of a trial on the page
NOT_SAFE = "This page takes records only over an encrypted connection: open it by its address that begins with https."


class HandInForm(PlainForm):
    """A file, how many persons it has to have, and the institution's own key of the program until that is known."""

    file = forms.FileField(
        label="File of participant records",
        allow_empty_file=True,
        help_text="CSV in UTF-8, an Excel workbook or Parquet.",
    )
    enrolled = forms.IntegerField(
        label="Persons on your enrollment list",
        min_value=0,
        max_value=10_000_000,
        help_text="Everyone who entered or completed in the award year, with Pell or without. Count each person once.",
    )
    program_id = forms.CharField(
        label="Your own key of the program",
        max_length=60,
        help_text="As the column program_id has it. It is asked for once.",
    )

    def __init__(self, data: Any, files: Any, known: str) -> None:
        super().__init__(data, files)
        if known:
            del self.fields["program_id"]


def _approved(request: Request) -> QuerySet[Application]:
    rows = access.visible_to(request.standing, Application).filter(approval__isnull=False)
    return rows.select_related("approval", "institution").prefetch_related("data_submissions")


def _lines(request: Request, application: Application) -> list[dict[str, Any]]:
    """Each award year with its date, how it stands, and whose turn it is."""
    day, life = today(request, application.jurisdiction), process(application.jurisdiction).life(DataSubmission.kind)
    roles = process(application.jurisdiction).roles
    lines = []
    for each in handing.years(application, day):
        state = life.states[each.latest.state] if each.latest else None
        lines.append(
            {
                "each": each,
                "state": state,
                "overdue": each.overdue(day),
                "turn": " or ".join(roles[role].label for role in (state.turn if state else ("preparer",))),
            }
        )
    return lines


def records(request: Request) -> HttpResponse:
    """Every approved program of this person's institution and each award year: due when, stands where, whose turn."""
    mine = [hat.organisation for hat in request.standing.hats if hat.role in ("preparer", "certifying_official")]
    programs = [
        {"application": application, "lines": _lines(request, application)}
        for application in _approved(request).filter(institution__in=mine).order_by("approval__program_name", "pk")
    ]
    return render(request, "records/records.html", {"programs": programs})


def of_case(request: Request, pk: UUID) -> HttpResponse:
    """The records of one program: its award years and every version."""
    application = fetch(request, pk, "records")
    approved = hasattr(application, "approval")
    rows = list(application.data_submissions.select_related("by").order_by("-award_year", "-number"))
    life = process(application.jurisdiction).life(DataSubmission.kind)
    agreement = agreements.in_force(application.institution_id, today(request, application.jurisdiction))
    context = surround(request, application, "records_case") | {
        "approved": approved,
        "lines": _lines(request, application) if approved else [],
        "versions": [(row, life.states[row.state], AwardYear(row.award_year).long) for row in rows],
        "agreement": agreement,
        "mine": bool(access.roles_toward(request.standing, application) & {"preparer", "certifying_official"}),
    }
    return render(request, "records/case.html", context)


def template_file(request: Request) -> HttpResponse:
    """The empty workbook of the version in force: text where zeros count, lists to choose from, hints."""
    state = keeping.state_of(request, "preparer", "certifying_official")
    version = template_files.current(state, today(request, state))
    media = opening.ENDINGS[".xlsx"]
    return as_file(workbooks.empty(state, version), f"participant-records-version-{version}.xlsx", media)


def hand_in(request: Request, pk: UUID, year: int) -> HttpResponse:
    """Hand in the records of an award year, or try the file out: the same checks, and nothing is kept."""
    application = fetch(request, pk, "records_hand_in")
    day, approved = today(request, application.jurisdiction), hasattr(application, "approval")
    found = [each for each in handing.years(application, day) if each.year.start == year] if approved else []
    if not found:
        raise Http404("no such year")
    known = ProgramKey.objects.filter(application=application).values_list("program_id", flat=True).first() or ""
    posted = request.method == "POST"
    form = HandInForm(request.POST if posted else None, request.FILES if posted else None, known)
    context = _around(request, application, found[0], form, known)
    if posted and not arriving.travels_safely(request):
        return render(request, "records/hand_in.html", context | {"problem": NOT_SAFE}, status=403)
    if posted and form.is_valid():
        try:
            if request.POST.get("do") == TRY:
                context["trial"] = _trial(request, application, year, form)
            else:
                row = _handed_in(request, application, year, form)
                messages.success(request, f"Version {row.number} is in. It is checked now.")
                return redirect("records_version", row.pk)
        except Problem as problem:
            at = problem.field if isinstance(problem, Refused) and problem.field in form.fields else None
            form.add_error(at, str(problem))
        except vault.Lost:
            form.add_error("file", "The file did not arrive whole. Send it again.")
    context["has_errors"] = bool(form.is_bound and form.errors)
    return render(request, "records/hand_in.html", context, status=422 if context["has_errors"] else 200)


def _around(request: Request, application: Application, each: handing.Year, form: Any, known: str) -> dict[str, Any]:
    state, day = application.jurisdiction, today(request, application.jurisdiction)
    version = template_files.current(state, day)
    return surround(request, application, "records_case") | {
        "form": form,
        "each": each,
        "known": known,
        "agreement": agreements.in_force(application.institution_id, day),
        "version": version,
        "fields": template(state).of(opening.TABLE, version),
        "due": each.due,
    }


def _given(form: HandInForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {"program_id": values.get("program_id", ""), "enrolled": values["enrolled"]}


def _trial(request: Request, application: Application, year: int, form: HandInForm) -> dict[str, Any]:
    file = form.cleaned_data["file"]
    looked = handing.try_out(application, year, file.arrived, file.name, at=request.at, **_given(form))
    return {"looked": looked, "faults": looked.faults[:SHOWN], "more": max(looked.found - SHOWN, 0), "name": file.name,
            "said": words(application.jurisdiction)}  # fmt: skip


def _handed_in(request: Request, application: Application, year: int, form: HandInForm) -> DataSubmission:
    file = form.cleaned_data["file"]
    return handing.hand_in(
        application, year, file.arrived, file.name, by=request.user, at=request.at, key=keeping.key(request),
        **_given(form),
    )  # fmt: skip
