"""Handing out a kept file: the bytes as they came in, to be saved or, in a sandbox, read; never to be run."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..actions.papers import store
from ..actions.papers.file_kinds import JPG, PDF, PNG
from ..models.files import KeptFile

READABLE = frozenset(kind.media_type for kind in (PDF, PNG, JPG))  # what a browser draws by itself
READ = "read"  # in the address: to be read here, where it can be, and not saved


def handed_out(row: KeptFile, request: HttpRequest) -> HttpResponse:
    """The bytes of a kept file, or one sentence where the store no longer has them, or nobody may have them yet."""
    try:
        content = store.bytes_of(row.sha256)
    except store.Held as problem:
        return render(request, "held.html", {"name": row.name, "says": str(problem)}, status=403)
    except store.Lost:
        return HttpResponse("This document cannot be read at the moment. Tell an administrator.", status=503)
    answer = as_file(content, row.name, row.media_type)
    return _to_read(answer) if READ in request.GET and row.media_type in READABLE else answer


def _to_read(answer: HttpResponse) -> HttpResponse:
    """The same shown inside the portal's own pages: no script, nothing loaded, framed by no other site."""
    answer["Content-Disposition"] = answer["Content-Disposition"].replace("attachment", "inline", 1)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'self'"
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def as_file(content: bytes, name: str, media_type: str) -> HttpResponse:
    """An answer the browser saves under a name and never runs."""
    response = HttpResponse(content, content_type=media_type)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
