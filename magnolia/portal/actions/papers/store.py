"""The document store: bytes by the hash of their content, written once and never again.

On a file system the bytes go to a temporary name first and get their own name when they are complete, so that a server
killed while writing leaves no half document under a hash. An object store writes whole objects by itself.

This is the only place that reads them back, so it is also where quarantine holds for every page and every zip.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from . import quarantine

CHUNK = 1 << 20


class Lost(Exception):
    """The store does not hold the bytes that the record names; `str()` says so."""


class Held(Lost):
    """The bytes are there, and nobody may have them: not scanned for malware yet, or infected; `str()` says which."""


def name_of(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def keep(content: bytes) -> str:
    """Store the bytes if they are not there yet; returns their SHA-256 in hex."""
    digest = hashlib.sha256(content).hexdigest()
    name = name_of(digest)
    if default_storage.exists(name):
        return digest
    try:
        _place(content, Path(default_storage.path(name)))
    except NotImplementedError:  # a store without paths
        default_storage.save(name, ContentFile(content))
    return digest


def _place(content: bytes, final: Path) -> None:
    final.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=final.parent, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not final.exists():
            os.replace(temporary, final)
    finally:
        Path(temporary).unlink(missing_ok=True)


def bytes_of(digest: str) -> bytes:
    """The bytes under a hash, checked against it. Raises Lost where they are missing or were altered, or held back."""
    return b"".join(chunks_of(digest))


def unseen_bytes_of(digest: str) -> bytes:
    """The same for checks of our own, also from quarantine. What comes of it never shows a person the bytes."""
    return b"".join(unseen_chunks_of(digest))


def chunks_of(digest: str) -> Iterator[bytes]:
    """The same a mebibyte at a time. Raises Lost after the last one where they are not the bytes of this hash."""
    if why := quarantine.why_held(digest):
        raise Held(why)
    yield from unseen_chunks_of(digest)


def unseen_chunks_of(digest: str) -> Iterator[bytes]:
    """The same for the scanner and for checks of our own."""
    seen = hashlib.sha256()
    try:
        with default_storage.open(name_of(digest)) as file:
            while chunk := file.read(CHUNK):
                seen.update(chunk)
                yield chunk
    except OSError:
        raise Lost(f"The document store has no file {digest[:12]}….") from None
    if seen.hexdigest() != digest:
        raise Lost(f"The file {digest[:12]}… in the document store was altered.")
