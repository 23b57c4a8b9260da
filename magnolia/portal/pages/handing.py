"""Handing out a kept file: the bytes as they came in, to be saved by the browser and never run."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from ..actions import store
from ..models.files import KeptFile


def handed_out(row: KeptFile) -> HttpResponse:
    """The bytes of a kept file, or one sentence where the store no longer has them."""
    try:
        content = store.bytes_of(row.sha256)
    except store.Lost:
        return HttpResponse("This document cannot be read at the moment. Tell an administrator.", status=503)
    return as_file(content, row.name, row.media_type)


def as_file(content: bytes, name: str, media_type: str) -> HttpResponse:
    """An answer the browser saves under a name and never runs."""
    response = HttpResponse(content, content_type=media_type)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
