"""Where participant records lie: files in the age format, each under the name of its submission.

Nothing here is ever plain on a disk: what arrives is encrypted chunk by chunk, and what is read goes to memory that has
no name in any folder (memfd_create(2)). The format is age-encryption.org/v1; its key comes from settings.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import pyrage
from django.conf import settings

CHUNK = 64 * 1024
ARRIVING = ".arriving"  # ends the name of a file that no submission has taken yet


class Lost(Exception):
    """The records are not in the vault, or cannot be opened with its key."""


def key_file() -> Path:
    """Where the key is kept that is made on the first run, where none is given."""
    return Path(settings.VAULT_FOLDER) / "key"


def _identity() -> pyrage.x25519.Identity:
    """The key of the settings, else the one of this machine, made the first time it is wanted."""
    if settings.VAULT_KEY:
        return pyrage.x25519.Identity.from_str(settings.VAULT_KEY)
    kept = key_file()
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            made = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made, "w") as file:
                file.write(str(pyrage.x25519.Identity.generate()))
    return pyrage.x25519.Identity.from_str(kept.read_text().strip())


@dataclass(frozen=True)
class Arrived:
    """A file that came whole: where its encrypted bytes lie, and size and SHA-256 of the plain ones."""

    place: Path
    size: int
    sha256: str

    def drop(self) -> None:
        self.place.unlink(missing_ok=True)


class Arriving:
    """A file on its way: `add` what comes, then `end` it or `drop` it. Only encrypted bytes reach the disk."""

    def __init__(self) -> None:
        folder = Path(settings.VAULT_FOLDER)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.place = folder / f"{uuid.uuid4()}{ARRIVING}"
        self.size, self.hash = 0, hashlib.sha256()
        self.problem: BaseException | None = None
        source, target = os.pipe()
        self.into = os.fdopen(target, "wb")
        self.beside = threading.Thread(target=self._encrypt, args=(os.fdopen(source, "rb"), _identity()), daemon=True)
        self.beside.start()

    def _encrypt(self, source: IO[bytes], identity: pyrage.x25519.Identity) -> None:
        try:
            made = os.open(self.place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with source, os.fdopen(made, "wb") as file:
                pyrage.encrypt_io(source, file, [identity.to_public()])
                file.flush()
                os.fsync(file.fileno())
        except BaseException as problem:  # it is raised where the file ends
            self.problem = problem

    def add(self, chunk: bytes) -> None:
        self.hash.update(chunk)
        self.size += len(chunk)
        with contextlib.suppress(BrokenPipeError):  # why, is said at the end
            self.into.write(chunk)

    def end(self) -> Arrived:
        """Close it. Raises OSError where it could not be written."""
        self._close()
        if self.problem is not None:
            self.place.unlink(missing_ok=True)
            raise OSError("the file could not be put into the vault") from self.problem
        return Arrived(self.place, self.size, self.hash.hexdigest())

    def drop(self) -> None:
        self._close()
        self.place.unlink(missing_ok=True)

    close = drop

    def _close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.into.close()
        self.beside.join()


def place_of(submission: uuid.UUID) -> Path:
    return Path(settings.VAULT_FOLDER) / f"{submission}.age"


def keep(arrived: Arrived, submission: uuid.UUID) -> None:
    """Give the arrived bytes to a submission."""
    os.replace(arrived.place, place_of(submission))


def holds(submission: uuid.UUID) -> bool:
    return place_of(submission).exists()


@contextlib.contextmanager
def opened(place: Path) -> Iterator[IO[bytes]]:
    """The plain bytes in memory alone, readable also as /proc/self/fd/N while open. Raises Lost."""
    with os.fdopen(os.memfd_create("magnolia", os.MFD_CLOEXEC), "w+b") as memory:
        try:
            with place.open("rb") as file:
                pyrage.decrypt_io(file, memory, [_identity()])
        except OSError as problem:  # pyrage has no other for what it cannot open
            raise Lost("the records cannot be read from the vault") from problem
        memory.flush()
        memory.seek(0)
        yield memory


def chunks_of(memory: IO[bytes]) -> Iterator[bytes]:
    while chunk := memory.read(CHUNK):
        yield chunk


def destroy(submission: uuid.UUID) -> int:
    """Overwrite and remove the encrypted bytes; how many there were. Raises Lost where there are none."""
    place = place_of(submission)
    try:
        size = place.stat().st_size
        with place.open("r+b") as file:
            for start in range(0, size, CHUNK):
                file.write(os.urandom(min(CHUNK, size - start)))
            file.flush()
            os.fsync(file.fileno())
        place.unlink()
    except FileNotFoundError:
        raise Lost("the records are not in the vault any more") from None
    return size


def drop_left(now: datetime, after: float) -> int:
    """Remove what arrived and was never taken, `after` so many seconds; how many there were."""
    count = 0
    for path in Path(settings.VAULT_FOLDER).glob(f"*{ARRIVING}"):
        with contextlib.suppress(FileNotFoundError):
            if now.timestamp() - path.stat().st_mtime > after:
                path.unlink()
                count += 1
    return count
