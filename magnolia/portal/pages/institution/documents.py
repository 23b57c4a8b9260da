"""What can be done with documents: add, move, take out, say why there is none, and open one."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from magnolia.policy.registers import review

from ... import access
from ...actions.papers import documents, incoming, parts
from ...actions.recording import reading
from ...kept_words import IN_PLACE
from ...models import Application, Document, Sending
from ..case.case import fetch
from ..doing import do
from ..handing import handed_out
from ..moving import Outcome, form_only
from ..request import Request
from .apply_fields import readable
from .attachments import show

PAGE = "part_attachments"
GONE = "A file that was sent is not here any more: it was added already, or lay too long. Look for it here."


def _back(application: Application, slot: str) -> HttpResponse:
    return redirect(reverse(PAGE, args=[application.pk]) + f"#slot-{slot}")


@form_only(PAGE)
def upload(request: Request, pk: UUID) -> HttpResponse:
    """Add one file or several to a slot. Each is judged by itself: a refused one does not hold back the others.

    A file comes with the form, or came before in parts and is named by it.
    """
    application = own(request, pk)
    slot, named = request.POST.get("slot", ""), request.POST.getlist("sent")
    sent = _sent(request, application, named)
    files: list[tuple[str, Any]] = [(file.name or "", file) for file in request.FILES.getlist("file")]
    files += [(whole.sending.name, whole) for whole in sent]
    replaced = _replaced(request, application)
    refused, added, outcome = [GONE] * (len(sent) < len(named)), list[str](), Outcome()
    if not files and not named:
        refused = ["No file was chosen. Choose a file, then add it."]
    for nth, (name, file) in enumerate(files):
        given = {"replaces": replaced} if replaced and nth == 0 else {}
        outcome = do(request, application, documents.store, application, slot, name, file, nth=nth, **given)
        if outcome.done:
            added.append(incoming.clean_name(name))
        elif outcome.since:
            break
        else:
            refused.append(str(outcome.problem))
        if isinstance(file, parts.Whole):
            parts.drop(file.sending)
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


def own(request: Request, pk: UUID) -> Application:
    """The application, if it is of this person's institution; a try at another's is refused and written down."""
    if not access.visible_to(request.standing, Application).filter(pk=pk).exists():
        hidden = get_object_or_404(Application.objects.select_related("case"), pk=pk)
        reading.note(request.user, hidden.case, "upload", request.at, refused=True)
        raise PermissionDenied
    return fetch(request, pk, PAGE)


def _sent(request: Request, application: Application, named: list[str]) -> list[parts.Whole]:
    """The files this person sent in parts and names now, those of which every part came."""
    rows = access.visible_to(request.standing, Sending).filter(application=application)
    found = {str(row.pk): row for row in rows}
    return [parts.Whole(found[pk]) for pk in dict.fromkeys(named) if pk in found and parts.is_whole(found[pk])]


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
