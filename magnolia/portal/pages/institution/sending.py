"""Files sent in parts, by the tus protocol 1.0.0, core, creation and termination: tus.io/protocols/resumable-upload.

A file that came whole is added by the form of the attachments page, like any other: same checks, same permission.
"""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ... import access
from ...actions.moves import Refused
from ...actions.papers import documents, incoming, parts
from ...models import Application, Sending
from ..doing import may
from ..request import Request
from .documents import PAGE, own

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
FIELDS = ("filename", "slot")  # of the metadata, which the browser sends in base64


def sendings(request: Request, pk: UUID) -> HttpResponse:
    """Begin a file: its size and name, its place among the documents."""
    if request.method in ("GET", "HEAD"):
        return redirect(PAGE, pk)
    if request.method not in ("POST", "OPTIONS"):
        return _said(405)
    application = own(request, pk)
    largest = incoming.largest_in_parts(application.jurisdiction, request.at) * incoming.MEGABYTE
    if request.method == "OPTIONS":
        return _said(204, Tus_Version=VERSION, Tus_Extension="creation,termination", Tus_Max_Size=largest)
    if wrong := _other_version(request) or _not_open(request, application):
        return wrong
    size, told = request.headers.get("Upload-Length", ""), _metadata(request.headers.get("Upload-Metadata", ""))
    if not _is_number(size):
        return _said(400, "Say how long the file is.")
    try:
        made = parts.begin(
            application, told.get("slot", ""), told.get("filename", ""), int(size), by=request.user, at=request.at
        )
    except Refused as problem:
        return _said(413 if int(size) > largest else 422, str(problem))
    return _said(201, Location=reverse("sending", args=[pk, made.pk]))


def sending(request: Request, pk: UUID, sending: UUID) -> HttpResponse:
    """Ask how much of a file came, send the next part, or give it up. Nobody but who began it finds it."""
    method = request.headers.get("X-HTTP-Method-Override") or request.method
    if method == "GET":
        return redirect(PAGE, pk)
    if method == "OPTIONS":
        return _said(204, Tus_Version=VERSION, Tus_Extension="creation,termination")
    rows = access.visible_to(request.standing, Sending).filter(application=pk).select_related("application__case")
    row = get_object_or_404(rows, pk=sending)
    if wrong := _other_version(request):
        return wrong
    try:
        if method == "HEAD":
            return _said(200, Upload_Offset=parts.has(row), Upload_Length=row.size)
        if wrong := _not_open(request, row.application):
            return wrong
        if method == "PATCH":
            return _part(request, row)
    except FileNotFoundError:
        parts.drop(row)
        return _said(410, "What had come of this file is gone. Send it again.")
    if method != "DELETE":
        return _said(405)
    parts.drop(row)
    return _said(204)


def _part(request: Request, row: Sending) -> HttpResponse:
    begins = request.headers.get("Upload-Offset", "")
    if request.content_type != PART_TYPE:
        return _said(415)
    if not _is_number(begins):
        return _said(400)
    try:
        return _said(204, Upload_Offset=parts.add(row, int(begins), request, at=request.at))
    except parts.Elsewhere as problem:
        return _said(409, Upload_Offset=problem.has)
    except parts.Busy:
        return _said(423)
    except Refused as problem:
        return _said(413, str(problem))
    except UnreadablePostError:
        return _said(400)


def drop(request: Request, pk: UUID, sending: UUID) -> HttpResponse:
    """Give up a file on its way, by a button."""
    if request.method == "POST":
        parts.drop(get_object_or_404(access.visible_to(request.standing, Sending).filter(application=pk), pk=sending))
    return redirect(PAGE, pk)


def _not_open(request: Request, application: Application) -> HttpResponse | None:
    if may(request, application, documents.adding(application)):
        return None
    return _said(403, "Documents cannot be added to this application now. Open the page again.")


def _other_version(request: Request) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _said(412, Tus_Version=VERSION)


def _said(status: int, words: str = "", **headers: object) -> HttpResponse:
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    answer["Tus-Resumable"] = VERSION
    answer["Cache-Control"] = "no-store"
    for name, value in headers.items():
        answer[name.replace("_", "-")] = str(value)
    return answer


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 16


def _metadata(header: str) -> dict[str, str]:
    """The pairs of the metadata we know; a pair that cannot be read is left out."""
    told = {}
    for pair in header.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
    return {name: told[name] for name in FIELDS if name in told}
