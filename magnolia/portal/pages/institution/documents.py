"""What can be done with documents: add, move, take out, say why there is none, and open one."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from magnolia.policy.registers import review

from ... import access
from ...actions.papers import documents, incoming
from ...actions.recording import reading
from ...kept_words import IN_PLACE
from ...models import Application, Document
from ..case.case import fetch
from ..doing import do
from ..handing import handed_out
from ..moving import Outcome, form_only
from ..request import Request
from .apply_fields import readable
from .attachments import show

PAGE = "part_attachments"


def _back(application: Application, slot: str) -> HttpResponse:
    return redirect(reverse(PAGE, args=[application.pk]) + f"#slot-{slot}")


@form_only(PAGE)
def upload(request: Request, pk: UUID) -> HttpResponse:
    """Add one file or several to a slot. Each is judged by itself: a refused one does not hold back the others."""
    application = _own(request, pk)
    slot, files = request.POST.get("slot", ""), request.FILES.getlist("file")
    replaced = _replaced(request, application)
    refused, added, outcome = [], [], Outcome()
    if not files:
        refused = ["No file was chosen. Choose a file, then add it."]
    for nth, file in enumerate(files):
        name = file.name or ""
        given = {"replaces": replaced} if replaced and nth == 0 else {}
        outcome = do(request, application, documents.store, application, slot, name, file, nth=nth, **given)
        if outcome.done:
            added.append(incoming.clean_name(name))
        elif outcome.since:
            break
        else:
            refused.append(str(outcome.problem))
    if added:
        messages.success(request, f"Added: {', '.join(added)}.")
        for says in documents.unmatched_rows(application, slot, added, at=request.at):
            messages.warning(request, says)
    if IN_PLACE in request.headers and (added or refused):
        return _in_place(application, slot, refused)
    if refused or not outcome.done:
        return show(request, application, Outcome() if refused else outcome, refused)
    return _back(application, slot)


def _in_place(application: Application, slot: str, refused: list[str]) -> HttpResponse:
    """The answer to our script, which shows the sentences beside the files or goes where the page would have gone."""
    if refused:
        again = {"seen": application.version, "key": secrets.token_hex(16)}
        return JsonResponse({"refused": refused, "again": again}, status=422)
    return JsonResponse({"to": _back(application, slot)["Location"]})


def _own(request: Request, pk: UUID) -> Application:
    """The application, if it is of this person's institution; a try at another's is refused and written down."""
    if not access.visible_to(request.standing, Application).filter(pk=pk).exists():
        hidden = get_object_or_404(Application.objects.select_related("case"), pk=pk)
        reading.note(request.user, hidden.case, "upload", request.at, refused=True)
        raise PermissionDenied
    return fetch(request, pk, PAGE)


def _replaced(request: Request, application: Application) -> Document | None:
    """The document the new file takes the place of, if the form names one of this application."""
    try:
        pk = UUID(request.POST.get("replaces") or "")
    except ValueError:
        return None
    return application.documents.filter(pk=pk).first()


@form_only(PAGE)
def not_applicable(request: Request, pk: UUID, slot: str) -> HttpResponse:
    """Say why a slot does not apply, or take that answer back."""
    application = fetch(request, pk, PAGE)
    if slot not in review(application.jurisdiction).slots:
        raise Http404("no such slot")
    reason = readable(request.POST.get("reason")) if request.POST.get("do") != "take_back" else ""
    outcome = do(request, application, documents.not_applicable, application, slot, reason)
    return _back(application, slot) if outcome.done else show(request, application, outcome, typed=(slot, reason))


def _document(request: Request, pk: UUID, what: str) -> Document:
    """The document, if this person may see it; a try to reach another's is "not found" and is written down."""
    rows = access.visible_to(request.standing, Document).select_related("application__case", "application__institution")
    found = rows.filter(pk=pk).first()
    if found is None:
        hidden = get_object_or_404(Document.objects.select_related("application__case"), pk=pk)
        reading.note(request.user, hidden.application.case, what, request.at, refused=True)
        raise Http404("not visible")
    reading.note(request.user, found.application.case, what, request.at)
    return found


@form_only()
def move(request: Request, document: UUID) -> HttpResponse:
    """Put a document under another slot."""
    row = _document(request, document, f"move {document}")
    slot = request.POST.get("slot", "")
    outcome = do(request, row.application, documents.move_slot, row, slot)
    return _after(request, row, outcome, slot, "Moved")


@form_only()
def remove(request: Request, document: UUID) -> HttpResponse:
    """Take a document out of the application."""
    row = _document(request, document, f"take out {document}")
    outcome = do(request, row.application, documents.take_out, row)
    return _after(request, row, outcome, row.slot, "Taken out")


def _after(request: Request, row: Document, outcome: Outcome, slot: str, did: str) -> HttpResponse:
    if not outcome.done:
        return show(request, row.application, outcome)
    messages.success(request, f"{did}: {row.name}.")
    return _back(row.application, slot)


def download(request: Request, document: UUID) -> HttpResponse:
    """The bytes as they were added, to be saved or read."""
    row = _document(request, document, f"document {document}")
    return handed_out(row, request)
