"""The administrative record of a case: what it holds of each kind, and all of it as one file that stands alone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from ...actions.recording.record_export import CannotExport, export
from ...actions.recording.record_parts import Item, beside, parts
from ...doors import may_open
from ...models import Application, BoardPaper, Document
from ..moving import Outcome
from ..request import Request
from .case import fetch, surround


def record(request: Request, pk: UUID) -> HttpResponse:
    """The parts of the record, each with its items or "none"."""
    application = fetch(request, pk, "record")
    documents = _addresses(application)
    context: dict[str, Any] = surround(request, application, "record") | {
        "kinds": [(part, _linked(application, part.items, documents)) for part in parts(application)],
        "beside": [(part, _linked(application, part.items, documents)) for part in beside(application)],
        "outcome": Outcome(),
        "may_recompute": may_open("replay", True, request.standing.roles),
    }
    return render(request, "case/record.html", context)


def _addresses(application: Application) -> dict[str, str]:
    """Where each kept file of the case can be opened, by its hash."""
    found = {
        row.sha256: reverse("board_paper", args=[row.pk])
        for row in BoardPaper.objects.filter(consultation__application=application)
    }
    rows = Document.objects.filter(application=application)
    return found | {row.sha256: reverse("document", args=[row.pk]) for row in rows}


def _linked(application: Application, items: tuple[Item, ...], documents: dict[str, str]) -> list[dict[str, Any]]:
    """Items with the address where they can be read, if they have one of their own."""
    made = []
    for item in items:
        url = ""
        if item.letter is not None:
            url = reverse("letter", args=[item.letter.number])
        elif item.digest:
            url = documents[item.digest]
        made.append({"item": item, "url": url})
    return made


def download(request: Request, pk: UUID) -> HttpResponseBase:
    """The whole record as a zip, put together now and sent from a file that is gone afterwards."""
    application = fetch(request, pk, "record export")
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = export(application, Path(folder), at=request.at)
        except CannotExport as problem:
            messages.error(request, str(problem))
            return redirect("record", application.pk)
        # Open files outlive their names: the bytes are sent after the folder is gone.
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/zip")
