"""The Board's packet as files: PDF/UA-1, and a zip with the numbered exhibits beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from magnolia.policy.letter_words import book

from ..papers import store, zipped
from ..telling.letters import TEMPLATE, compiled, everywhere_spelled_out

TEMPLATE_OF_PACKET = TEMPLATE.parent / "packet.typ"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Exhibit:
    """One paper of a program: its number in the packet, name, where it belongs, and the hash of its bytes."""

    number: str
    name: str
    says: str
    sha256: str


@dataclass(frozen=True)
class Section:
    """A heading with its answers."""

    title: str
    rows: Pairs


@dataclass(frozen=True)
class Program:
    """One program of the agenda."""

    number: str
    title: str
    under: str
    references: Pairs
    facts: tuple[Section, ...]
    findings: tuple[Section, ...]
    papers: tuple[Exhibit, ...]
    earlier: tuple[Pairs, ...]

    @property
    def exhibits(self) -> Pairs:
        """The papers as the packet lists them."""
        return tuple((f"Exhibit {p.number}", f"{p.name}\n{p.says}\nSHA-256 {p.sha256}") for p in self.papers)


@dataclass(frozen=True)
class Packet:
    """A packet in words: for one program, or for every program of a meeting."""

    jurisdiction: str
    title: str
    lead: str
    document_title: str
    references: Pairs
    asked: tuple[str, ...]
    programs: tuple[Program, ...]


def as_pdf(packet: Packet, at: datetime) -> bytes:
    """The packet as PDF/UA-1; a character without a shape is written out by its name. `at` is the file's time."""
    words = book(packet.jurisdiction)
    told = asdict(packet) | {
        "accent": words.names["accent"],
        "letterhead": [words.names["letterhead"], *words.from_lines],
        "programs": [asdict(program) | {"exhibits": program.exhibits} for program in packet.programs],
    }
    return compiled(TEMPLATE_OF_PACKET, everywhere_spelled_out(told), packet.document_title, at)


def pack(packet: Packet, to: IO[bytes], at: datetime) -> None:
    """Write a zip: the packet, every exhibit under its number, and the hash of each file.

    Raises store.Lost where a paper is missing or was altered: a packet with holes is none.
    """
    pdf = as_pdf(packet, at)
    zipped.write(to, _entries(packet, pdf), at)


def _entries(packet: Packet, pdf: bytes) -> Iterator[zipped.Entry]:
    sums = [f"{hashlib.sha256(pdf).hexdigest()}  packet.pdf"]
    yield "packet.pdf", [pdf]
    for paper in papers_of(packet):
        name = f"exhibits/{paper.number} {Path(paper.name).name}"
        yield name, store.chunks_of(paper.sha256)
        sums.append(f"{paper.sha256}  {name}")
    yield "SHA256SUMS", ["".join(f"{line}\n" for line in sums).encode()]


def papers_of(packet: Packet) -> Iterable[Exhibit]:
    """Every exhibit in its order."""
    return (paper for program in packet.programs for paper in program.papers)
