"""Files that are written whole or not at all, and CSV whose bytes hang on nothing but its values."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from magnolia.calling import WrongCall

SPECIAL = frozenset(',"\r\n')
MAKING, LOCK = ".magnolia-", "lock"
JUST_MADE = 60  # seconds in which a folder in the making may not be locked yet


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as the formats fix it: UTF-8, comma, `\\n`, quotes only where a value needs them."""
    table = [header, *rows]
    text = "\n".join(map(",".join, table)) + "\n"
    # Looked at as a whole first: there may be many rows, and hardly any needs quotes.
    whole = text.count(",") == sum(map(len, table)) - len(table) and text.count("\n") == len(table)
    if not whole or '"' in text or "\r" in text:
        text = "".join(f"{','.join(map(csv_cell, row))}\n" for row in table)
    return text.encode("utf-8", errors="replace")  # a file's name may be no text


def csv_cell(text: str) -> str:
    """A value as `as_csv` writes it."""
    return '"' + text.replace('"', '""') + '"' if SPECIAL.intersection(text) else text


def write_folder(out: str, files: Mapping[str, bytes], inputs: Iterable[str]) -> None:
    """Put files into a folder, which is made where there is none. See `making`."""
    with making(out, tuple(files), inputs) as made:
        for name, content in files.items():
            (made / name).write_bytes(content)


@contextmanager
def making(out: str, names: Sequence[str], inputs: Iterable[str]) -> Iterator[Path]:
    """A folder beside its place, to be filled with files of these names; then all of them take their place.

    A folder that is there already keeps its other files. The last name says that the others are whole: it is taken
    away first and comes back last. A folder that a killed run left in the making is removed by the next one. Raises
    WrongCall where a file would take the place of an input, and OSError.
    """
    place = Path(out)
    for name in names:
        for given in inputs:
            if (place / name).exists() and os.path.samefile(place / name, given):
                raise WrongCall(f"{given} is an input and would be written over; choose another folder for --out")
        if (place / name).is_dir():
            raise WrongCall(f"{place / name} is a folder; choose another one for --out")
    place.parent.mkdir(parents=True, exist_ok=True)
    inside = place if place.exists() else place.parent
    sweep(inside)
    with tempfile.TemporaryDirectory(prefix=MAKING, dir=inside) as folder, locked(Path(folder)):
        made = Path(folder) / "new"
        made.mkdir()
        yield made
        if inside is not place:
            made.rename(place)
            return
        (place / names[-1]).unlink(missing_ok=True)
        for name in names:
            os.replace(made / name, place / name)


@contextmanager
def locked(folder: Path, name: str = LOCK) -> Iterator[None]:
    """Say that a folder is in use, for as long as this process lives; whoever comes second waits."""
    import fcntl

    with (folder / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sweep(inside: Path) -> None:
    """Remove what killed runs left."""
    import fcntl

    for folder in inside.glob(f"{MAKING}*"):
        try:
            if folder.stat().st_mtime > time.time() - JUST_MADE and not (folder / LOCK).exists():
                continue
            with (folder / LOCK).open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # in use, or not ours
