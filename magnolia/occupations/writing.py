"""Files that are written whole or not at all, and CSV whose bytes hang on nothing but its values."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from magnolia.calling import WrongCall

SPECIAL = frozenset(',"\r\n')


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as the formats fix it: UTF-8, comma, `\\n`, quotes only where a value needs them."""
    return "".join(",".join(map(_cell, row)) + "\n" for row in (header, *rows)).encode("utf-8")


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if SPECIAL.intersection(text) else text


def write_folder(out: str, files: Mapping[str, bytes], inputs: Iterable[str]) -> None:
    """Put files into a folder, which is made where there is none; all are on disk before the first takes its place.

    Other files of the folder stay. Raises WrongCall where a file would take the place of an input, and OSError.
    """
    place = Path(out)
    for name in files:
        for given in inputs:
            if (place / name).exists() and os.path.samefile(place / name, given):
                raise WrongCall(f"{given} is an input and would be written over; choose another folder for --out")
        if (place / name).is_dir():
            raise WrongCall(f"{place / name} is a folder; choose another one for --out")
    place.parent.mkdir(parents=True, exist_ok=True)
    inside = place if place.exists() else place.parent
    with tempfile.TemporaryDirectory(prefix=".magnolia-", dir=inside) as made:
        new = Path(made) / "new"
        new.mkdir()
        for name, content in files.items():
            (new / name).write_bytes(content)
        if inside is place:
            for name in files:
                os.replace(new / name, place / name)
        else:
            new.rename(place)
