"""The whole filing as files, at any stage: typeset as PDF/UA-1, and packed with its originals and their hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from ..telling.letters import compiled, everywhere_spelled_out
from . import store, zipped

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "letters" / "filing.typ"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Group:
    """Answers under a heading, and sentences after them."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part of the form."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Told:
    """A filing in words. `mark` says in what way it is not the filing that was sent, or nothing."""

    title: str
    document_title: str
    institution: str
    footer: str
    mark: str
    references: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Paper:
    """One document to be packed: where it belongs, its name, size in bytes, hash."""

    slot: str
    name: str
    size: int
    sha256: str


def as_pdf(told: Told, *, at: datetime) -> bytes:
    """The filing as PDF/UA-1; a character the fonts cannot draw is written out by its name. `at` is the file's time."""
    return compiled(TEMPLATE, everywhere_spelled_out(asdict(told)), "The filing", at)


def pack(told: Told, papers: Iterable[Paper], to: IO[bytes], *, number: str, at: datetime) -> None:
    """Write a zip: the filing as PDF, every original under its slot, and a manifest with the SHA-256 of each.

    Documents go through a mebibyte at a time. Raises store.Lost where one is missing or was altered: a package with
    holes is none.
    """
    pdf = as_pdf(told, at=at)
    zipped.write(to, _entries(pdf, told, papers, number, at), at)


def _entries(pdf: bytes, told: Told, papers: Iterable[Paper], number: str, at: datetime) -> Iterator[zipped.Entry]:
    listed: list[dict[str, Any]] = [
        {"file": "filing.pdf", "size": len(pdf), "sha256": hashlib.sha256(pdf).hexdigest()},
    ]
    yield "filing.pdf", [pdf]
    taken: set[str] = set()
    for paper in papers:
        name = _free(f"documents/{paper.slot}/{paper.name}", taken)
        yield name, store.chunks_of(paper.sha256)
        listed.append({"file": name, "slot": paper.slot, "size": paper.size, "sha256": paper.sha256})
    made = {"application": number, "made_at": at.isoformat(), "stands": told.mark or "as filed", "files": listed}
    yield MANIFEST, [(json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()]


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number where the slot has the same name twice."""
    stem, dot, ending = name.rpartition(".")
    made, nth = name, 2
    while made.casefold() in taken:
        made, nth = f"{stem or name} ({nth}){dot}{ending}", nth + 1
    taken.add(made.casefold())
    return made
