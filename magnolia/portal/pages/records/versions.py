"""One version of participant records: its check, counts and faults, what changed, the marked workbook."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render

from magnolia.policy.records import words

from ...actions.custody import checking, opening, vault, workbooks
from ...actions.recording import reading
from ...models import SubmissionProgress
from ..handing import as_file
from ..request import Request
from . import shown, stating

PAGE_SIZE = 50


def version(request: Request, submission: UUID) -> HttpResponse:
    """How a version stands, with its faults page by page (?level=, ?code=, ?column=)."""
    row = shown.fetch(request, submission)
    reading.note(request.user, row.case, "records_version", request.at)
    said = words(row.application.jurisdiction)
    rows = row.faults.all()
    chosen = {name: request.GET.get(name, "") for name in ("level", "code", "column")}
    for name, value in chosen.items():
        rows = rows.filter(**{name: value}) if value else rows
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    listed = (
        row.faults.values("level", "code", "column").annotate(count=Count("pk")).order_by("level", "-count", "code")
    )
    progress = SubmissionProgress.objects.filter(submission=row).first()
    steps, own = list(said["step"]), stating.told(request, row)
    context = shown.surround(request, row) | {
        "page": page,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "groups": list(listed),
        "listed": sum(each["count"] for each in listed),
        "progress": progress,
        "place": steps.index(progress.step) + 1 if progress else 0,
        "steps": len(steps),
        "step_words": said["step"][progress.step] if progress else "",
        "changes": Paginator(row.changes.all(), PAGE_SIZE).get_page(request.GET.get("changes")),
        "change_words": said["change"],
        "before": checking.before(row),
        "exclusions": row.exclusions.exclude(state="accepted").count(),
        "refresh": row.state == "received" or (own is not None and own["waits"]),
        "kept": vault.holds(row.pk),
        "own": own,
    }
    return render(request, "records/version.html", context)


def marked(request: Request, submission: UUID) -> HttpResponse:
    """The institution's own rows as a workbook with the faulty cells marked, made on request and never kept."""
    row = shown.fetch(request, submission)
    if not shown.surround(request, row)["mine"]:
        raise Http404("not of this institution")
    if (way := shown.confirm_first(request, row.application.jurisdiction)) is not None:
        return way
    reading.note(request.user, row.case, "records_marked", request.at)
    try:
        content = workbooks.marked(row)
    except (vault.Lost, opening.Unreadable):
        return render(
            request, "held.html", {"name": row.name, "says": "The file cannot be opened as a table."}, status=404
        )
    return as_file(content, f"marked-version-{row.number}.xlsx", opening.ENDINGS[".xlsx"])
