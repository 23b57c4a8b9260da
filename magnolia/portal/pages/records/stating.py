"""The institution's own statement of each student: the page to hand it in, its workbook, and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.own_statement import COLUMNS
from magnolia.policy.periods import AwardYear, say_day
from magnolia.policy.records import words

from ...actions.custody import arriving, opening, stating, vault, workbooks
from ...actions.moves import Problem
from ...actions.results.own import totals
from ...models import OwnStatement, StatedDifference
from ..acting import in_the_way
from ..forms import PlainForm
from ..handing import as_file
from ..office import keeping
from ..request import Request
from . import cases, shown

PAGE_SIZE = 50


class StatementForm(PlainForm):
    """A file with one row for each student."""

    file = forms.FileField(
        label="File of your own statement", allow_empty_file=True, help_text="CSV in UTF-8 or an Excel workbook."
    )


def statement(request: Request, submission: UUID) -> HttpResponse:
    """Hand in the own statement beside a version; a file with a fault is not taken, and every fault is listed."""
    row = shown.fetch(request, submission)
    context = shown.surround(request, row)
    if not context["mine"]:
        raise Http404("not of this institution")
    posted = request.method == "POST"
    form = StatementForm(request.POST if posted else None, request.FILES if posted else None)
    said = words(row.application.jurisdiction)["own_statement"]
    context |= {
        "form": form,
        "columns": [(name, said[name]) for name in COLUMNS],
        "in_the_way": in_the_way(request, row).get("state_own", ""),
        "open": row.state in ("checked", "signed") and row.purged_on is None,
    }
    if posted and not arriving.travels_safely(request):
        return render(request, "records/statement.html", context | {"problem": cases.NOT_SAFE}, status=403)
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = stating.hand_in(
                row, file.arrived, file.name, by=request.user, at=request.at, key=keeping.key(request)
            )  # fmt: skip
            messages.success(request, f"Statement {made.number} is in. It is held against the records now.")
            return redirect("records_version", row.pk)
        except stating.Faulty as faulty:
            form.add_error("file", str(faulty))
            context |= {"faults": faulty.faults[: cases.SHOWN], "more": max(len(faulty.faults) - cases.SHOWN, 0)}
        except Problem as problem:
            form.add_error("file" if getattr(problem, "field", "") == "file" else None, str(problem))
        except vault.Lost:
            form.add_error("file", "The file did not arrive whole. Send it again.")
    context["has_errors"] = bool(form.is_bound and form.errors)
    return render(request, "records/statement.html", context, status=422 if context["has_errors"] else 200)


def template_file(request: Request) -> HttpResponse:
    """The empty workbook of a statement."""
    state = keeping.state_of(request, "preparer", "certifying_official")
    return as_file(workbooks.statement(state), "own-statement.xlsx", opening.ENDINGS[".xlsx"])


def told(request: Request, row: Any) -> dict[str, Any] | None:
    """The statement that counts beside a version in words, its differences page by page (?differences=); or None."""
    found = OwnStatement.objects.filter(submission=row).select_related("by").prefetch_related("totals").first()
    if found is None:
        return None
    page = Paginator(found.differences.all(), PAGE_SIZE).get_page(request.GET.get("differences"))
    state = row.application.jurisdiction
    return {
        "row": found,
        "waits": found.checked_at is None and row.purged_on is None,
        "totals": totals(found, state, AwardYear(row.award_year).long),
        "page": page,
        "lines": [(each, *_in_words(each, state)) for each in page],
    }


def _in_words(each: StatedDifference, state: str) -> tuple[str, str, str]:
    """What the statement says, what the records give, and why."""
    said = words(state)
    answers = said["stated_answer"]
    quarter = each.code.startswith("quarter")
    empty = said["stated_total"]["none"] if quarter else answers["empty"]
    stated = each.stated or (empty if each.code.startswith(("quarter", "in_time")) else "")
    found = each.found or (empty if quarter else "")
    sentence = said["difference"][each.code].format(day=say_day(each.day) if each.day else "", found=each.found)
    return answers.get(stated, stated), answers.get(found, found), sentence
