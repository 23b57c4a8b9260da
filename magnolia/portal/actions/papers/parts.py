"""Files sent in parts: begun, continued by the same person from where they stopped, taken when whole, given up.

Until they are whole they lie in a folder of their own, outside the document store: nobody can open them, and nothing
but the check of a whole file reads them. How much has come is the size of the file, so a kill leaves no other answer.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings

from magnolia.policy.registers import review

from ...models import Application, Person, Sending
from ..moves import Refused
from . import incoming

CHUNK = 64 * 1024
PART = 4 * incoming.MEGABYTE  # the browser sends as much at once, and smaller files whole
GIVEN_UP = timedelta(days=2)  # without a further part
MOST = 20  # of one person at once


class Readable(Protocol):
    """What a part is read from: a request."""

    def read(self, size: int, /) -> bytes: ...


class Elsewhere(Exception):
    """A part does not begin where the file ends; `has` is how many bytes there are."""

    def __init__(self, has: int) -> None:
        super().__init__(f"{has} bytes are there")
        self.has = has


class Busy(Exception):
    """Another request writes to the same file at the moment."""


@dataclass(frozen=True)
class Whole(incoming.InParts):
    """A file of which every part came, as `incoming.receive` takes it."""

    sending: Sending

    @property
    def size(self) -> int:
        return self.sending.size

    def chunks(self) -> Iterator[bytes]:
        with _path(self.sending).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def begin(application: Application, slot: str, name: str, size: int, *, by: Person, at: datetime) -> Sending:
    """Make room for a file. Raises Refused for one that is too large, and where too many are under way."""
    if slot not in review(application.jurisdiction).slots:
        raise Refused("There is no such place for documents. Open the page again.", "slot")
    name = incoming.clean_name(name)
    largest = incoming.largest_in_parts(application.jurisdiction, at)
    if not 0 < size <= largest * incoming.MEGABYTE:
        raise Refused(incoming.too_large_words(name, largest), "file")
    if Sending.objects.filter(person=by).count() >= MOST:
        raise Refused(f"You have {MOST} files that are not sent to their end. Go on with them or drop them first.")
    made = Sending.objects.create(
        person=by, application=application, slot=slot, name=name, size=size, started_at=at, last_at=at
    )
    path = _path(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return made


def has(sending: Sending) -> int:
    """How many bytes of it have come. Raises FileNotFoundError where they were removed."""
    return _path(sending).stat().st_size


def came(sending: Sending) -> int:
    """The same, 0 where they were removed."""
    try:
        return has(sending)
    except FileNotFoundError:
        return 0


def is_whole(sending: Sending) -> bool:
    """Whether every part of it came."""
    return came(sending) == sending.size


def add(sending: Sending, begins: int, part: Readable, *, at: datetime) -> int:
    """Write a part behind what is there, as far as it comes; how many bytes there are then.

    Raises Elsewhere where it begins at another byte, Busy while another part is written, OSError where the line broke
    (what had come until then stays), Refused where there would be more than was announced (nothing of it counts).
    """
    with _path(sending).open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        end = file.seek(0, os.SEEK_END)
        if end != begins:
            raise Elsewhere(end)
        while chunk := part.read(CHUNK):
            end += len(chunk)
            if end > sending.size:
                file.truncate(begins)
                raise Refused("More came than the file was said to have. Send it again.", "file")
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    Sending.objects.filter(pk=sending.pk).update(last_at=at)
    return end


def drop(sending: Sending) -> None:
    """Remove a file on its way, with what came of it."""
    _path(sending).unlink(missing_ok=True)
    Sending.objects.filter(pk=sending.pk).delete()


def drop_given_up(now: datetime) -> int:
    """Remove what nobody went on with, and parts that no row names; how many were removed."""
    count = 0
    for sending in Sending.objects.filter(last_at__lt=now - GIVEN_UP):
        drop(sending)
        count += 1
    named = {path.name for path in map(_path, Sending.objects.all())}
    for path in _folder().glob("*"):
        if path.name not in named and datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo) < now - GIVEN_UP:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _folder() -> Path:
    return Path(settings.PARTS_FOLDER)


def _path(sending: Sending) -> Path:
    return _folder() / str(sending.pk)
