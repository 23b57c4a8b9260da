"""Files as they arrive, whatever for: read up to the limit, named safely, taken only when they are what they say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from ... import clock
from ...models import Person
from .. import law
from ..moves import Refused
from . import scanning, store
from .file_kinds import CSV, JSON, KINDS, SAME_ENDING, BadContent, Kind, kind_of

MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024
LONGEST_NAME = 150
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # characters that control, reverse or hide what follows


class BadDocument(Refused):
    """A file that was not taken; `str()` is one sentence that names the file and the way out."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "file")


class Upload(Protocol):
    """What Django hands over for an uploaded file."""

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterator[bytes]: ...


class InParts:
    """What a file is that was sent in parts: the limit of such files counts for it."""


@dataclass(frozen=True)
class Received:
    """A file that may be kept: its safe name, what it is, its bytes."""

    name: str
    kind: Kind
    content: bytes

    def keep(self) -> dict[str, Any]:
        """Put the bytes into the document store; the columns of the `KeptFile` that stands for them.

        Call it inside the transaction that writes that row. Bytes that are not known to be clean stay in quarantine.
        """
        digest = store.keep(self.content)
        scanning.give_task(digest)
        return {"name": self.name, "media_type": self.kind.media_type, "size": len(self.content), "sha256": digest}


def receive(
    name: str,
    content: bytes | Upload | BinaryIO,
    title: str,
    accepts: Collection[str],
    jurisdiction: str,
    at: datetime,
    *,
    by: Person,
    scan: bool = True,
) -> Received:
    """Take a file under `title`, which takes files of the endings in `accepts`, up to the State's limit of that day.

    Raises BadDocument with one sentence that names the file and the way out. Malware is looked for before anything
    else reads the file. Within a transaction pass `scan` False: the queue scans what was kept then.
    """
    name = clean_name(name)
    limit = largest_in_parts if isinstance(content, InParts) else largest_megabytes
    data = _read(content, name, limit(jurisdiction, at) * MEGABYTE)
    ending = _ending(title, accepts, name, data)
    if scan:
        try:
            scanning.refuse_infected(name, data, by=by, at=at)
        except Refused as found:
            raise BadDocument(str(found)) from None
    return Received(name, _checked(accepts, ending, name, data), data)


def words(accepts: Collection[str]) -> str:
    """The kinds of files a place takes, in words."""
    return " or ".join(KINDS[ending].words for ending in accepts)


def largest_megabytes(jurisdiction: str, at: datetime) -> int:
    """The size limit of a document on the State's day of a moment."""
    return law.value(jurisdiction, "documents.largest_megabytes", clock.local_date(jurisdiction, at)).whole


def largest_in_parts(jurisdiction: str, at: datetime) -> int:
    """The same for a document that the browser sends in parts."""
    return law.value(jurisdiction, "documents.largest_sent_in_parts", clock.local_date(jurisdiction, at)).whole


def clean_name(name: str) -> str:
    """The file's own name: no folders, no characters that hide or reverse others, at most 150 characters."""
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = "".join(c for c in plain if unicodedata.category(c) not in UNSEEN)
    plain = re.sub(r'[<>:"|?*]', "-", " ".join(plain.split())).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not stem:
        return plain[:LONGEST_NAME] or "document"
    return stem[: LONGEST_NAME - len(ending) - 1].rstrip() + dot + ending if len(plain) > LONGEST_NAME else plain


def _read(content: bytes | Upload | BinaryIO, name: str, largest: int) -> bytes:
    """All bytes of the file, never more than the limit at a time."""
    size = len(content) if isinstance(content, bytes) else getattr(content, "size", None)
    if size is not None and size > largest:
        raise _too_large(name, largest)
    if isinstance(content, bytes):
        return content
    chunks = content.chunks() if hasattr(content, "chunks") else iter(lambda: content.read(CHUNK), b"")
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > largest:
            raise _too_large(name, largest)
    return bytes(data)


def _too_large(name: str, largest: int) -> BadDocument:
    return BadDocument(too_large_words(name, largest // MEGABYTE))


def too_large_words(name: str, megabytes: int) -> str:
    """What is said of a file that is larger than the limit, by the server and, before it is sent, by the browser."""
    return (
        f"“{name}” is larger than {megabytes} MB, the most one document may have. "
        "Make it smaller or split it, and add the parts one by one."
    )


def too_much_words(megabytes: int) -> str:
    """What is said of a sending that was not read at all, so that no file of it has a name."""
    return f"It is larger than its files may be: {megabytes} MB is the most one document may have. Send fewer at once."


def _ending(title: str, accepts: Collection[str], name: str, data: bytes) -> str:
    """The ending of a file that has something in it and a name that may go under a title."""
    if not data:
        raise BadDocument(f"“{name}” is empty (0 bytes). Check the file on your computer and add it again.")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    ending = SAME_ENDING.get(ending, ending)
    if ending not in accepts:
        raise BadDocument(
            f"“{name}” cannot go under “{title}”: it takes {words(accepts)}. Save it as one of these and add it."
        )
    return ending


def _checked(accepts: Collection[str], ending: str, name: str, data: bytes) -> Kind:
    """The kind of a file whose content is what its ending says."""
    try:
        kind = kind_of(data)
    except BadContent as fault:
        raise BadDocument(f"“{name}” {fault}") from None
    if kind == CSV and ending == JSON.ending:
        kind = JSON  # whoever reads it says whether it is
    if kind is None and ending == CSV.ending:
        raise BadDocument(
            f"“{name}” is not plain text in UTF-8, so its letters cannot be read for certain. Save it as “CSV UTF-8” "
            "(in Excel: Save As, CSV UTF-8) and add that file."
        )
    if kind is None or kind.ending != ending:
        text = kind is not None and kind.ending == "csv"  # any text looks like one
        inside = f"inside it is {'plain text' if text else kind.words}" if kind else "its content is something else"
        raise BadDocument(
            f"“{name}” is not {KINDS[ending].words} as its name says: {inside}. "
            f"Save it again as {words(accepts)} and add that file."
        )
    return kind
