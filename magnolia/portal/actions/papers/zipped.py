"""Zips that people download: entries in the order given, all with the same time, a mebibyte in memory at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

CHUNK = 1 << 20
Entry = tuple[str, Iterable[bytes]]


def write(to: IO[bytes] | Path, entries: Iterable[Entry], at: datetime) -> None:
    """Write a zip of named entries; `at` is printed as it is, so give it in the State's time. Equal in, equal out."""
    moment = at.timetuple()[:6]
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as made:
        for name, chunks in entries:
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with made.open(entry, "w") as out:
                for chunk in chunks:
                    out.write(chunk)


def file_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a mebibyte at a time."""
    with path.open("rb") as read:
        while chunk := read.read(CHUNK):
            yield chunk
