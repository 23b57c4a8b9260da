"""The whole filing as files, at any stage: typeset as PDF/UA-1, and packed with its originals and their hashes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import typst
from django.core.files.storage import default_storage

from . import store
from .letters import STANDARD, CannotTypeset, fonts, spelled_out

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "letters" / "filing.typ"
CHUNK = 1 << 20
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
    try:
        pdf = typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=fonts(),
            sys_inputs={"filing": json.dumps(_spelled(asdict(told)), ensure_ascii=False)},
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as problem:
        raise CannotTypeset(f"The filing cannot be typeset: {problem}.") from None
    if not isinstance(pdf, bytes):
        raise CannotTypeset("The filing cannot be typeset: no single file came out.")
    return pdf


def _spelled(value: Any) -> Any:
    if isinstance(value, str):
        return spelled_out(value)
    if isinstance(value, dict):
        return {key: _spelled(inner) for key, inner in value.items()}
    return [_spelled(inner) for inner in value]


def pack(told: Told, papers: Iterable[Paper], to: IO[bytes], *, number: str, at: datetime) -> None:
    """Write a zip: the filing as PDF, every original under its slot, and a manifest with the SHA-256 of each.

    Documents go through a mebibyte at a time. Raises store.Lost where one is missing or was altered: a package with
    holes is none.
    """
    listed: list[dict[str, Any]] = []
    moment = at.timetuple()[:6]
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        pdf = as_pdf(told, at=at)
        packed.writestr(zipfile.ZipInfo("filing.pdf", moment), pdf)
        listed.append({"file": "filing.pdf", "size": len(pdf), "sha256": hashlib.sha256(pdf).hexdigest()})
        taken: set[str] = set()
        for paper in papers:
            name = _free(f"documents/{paper.slot}/{paper.name}", taken)
            _copy(packed, zipfile.ZipInfo(name, moment), paper)
            listed.append({"file": name, "slot": paper.slot, "size": paper.size, "sha256": paper.sha256})
        made = {"application": number, "made_at": at.isoformat(), "stands": told.mark or "as filed", "files": listed}
        text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        packed.writestr(zipfile.ZipInfo(MANIFEST, moment), text.encode())


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number where the slot has the same name twice."""
    stem, dot, ending = name.rpartition(".")
    made, nth = name, 2
    while made.casefold() in taken:
        made, nth = f"{stem or name} ({nth}){dot}{ending}", nth + 1
    taken.add(made.casefold())
    return made


def _copy(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, paper: Paper) -> None:
    seen = hashlib.sha256()
    try:
        with default_storage.open(store.name_of(paper.sha256)) as read, packed.open(entry, "w") as write:
            while chunk := read.read(CHUNK):
                seen.update(chunk)
                write.write(chunk)
    except OSError:
        raise store.Lost(f"The document store has no file {paper.sha256[:12]}….") from None
    if seen.hexdigest() != paper.sha256:
        raise store.Lost(f"The file {paper.sha256[:12]}… in the document store was altered.")
