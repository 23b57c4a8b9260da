"""What a State publishes of its process: fourteen parts in words, and what stands in them from other tables.

Read from model/process.toml with the State's process.toml over it; names of offices filled in, references checked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from .form import Form, form
from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .parameters import load_parameters
from .periods import MONTHS_A_YEAR, months_after
from .registers import Review, review
from .typed import from_block, refuse_unfilled
from .workflow import process

Row = TypeVar("Row")
SHOWN = (
    "list", "reviews", "credential", "channels", "arrangements", "information", "timeline", "appeals", "consultation",
)  # fmt: skip
DUE, OVERDUE, LATER, NONE = "due", "overdue", "later", "none"  # how the next review stands


@dataclass(frozen=True)
class Part:
    """One headed part of the published process; see the head of model/process.toml for what each field means."""

    id: str
    letter: str
    title: str
    says: str
    cite: str
    questions: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proof:
    """One of the parts of the credential policy."""

    id: str
    title: str
    says: str


@dataclass(frozen=True)
class Arrangement:
    """A kind of arrangement on credit; `mechanisms` are the choices of the form that mean it."""

    id: str
    title: str
    mechanisms: tuple[str, ...]


@dataclass(frozen=True)
class Information:
    """Something sent so that rates, cost or wage can be checked: first for the certification, later again."""

    id: str
    letter: str
    title: str
    answers: tuple[str, ...]
    slots: tuple[str, ...]
    first: str
    later: str
    cite: str


@dataclass(frozen=True)
class AppealStep:
    """One step of an appeal, limited by a clock of the workflow or by a number of the law, or by neither."""

    id: str
    title: str
    says: str
    cite: str
    clock: str = ""
    number: str = ""


@dataclass(frozen=True)
class Named:
    """Something that an attestation names."""

    id: str
    title: str


@dataclass(frozen=True)
class FederalMatter:
    """A matter the Secretary decides: the reviewer's question it belongs to, and the State's own checks of it."""

    id: str
    title: str
    question: str
    checks: tuple[str, ...]
    cite: str


@dataclass(frozen=True)
class Published:
    """The process of one jurisdiction as it is described to the public, by id and in order."""

    parts: Mapping[str, Part]
    credential: Mapping[str, Proof]
    arrangements: Mapping[str, Arrangement]
    information: Mapping[str, Information]
    appeals: Mapping[str, AppealStep]
    attestation: Mapping[str, Named]
    federal: Mapping[str, FederalMatter]
    words: Mapping[str, str]

    @property
    def texts(self) -> dict[str, Part | Proof]:
        """Everything a State says in its own words: the parts, and those of the credential policy."""
        return {**self.parts, **{f"credential.{key}": proof for key, proof in self.credential.items()}}

    def name_of(self, text: str) -> str:
        """What a text is called when it is missing."""
        held = self.texts[text]
        return f"({held.letter}) {held.title}" if isinstance(held, Part) else f"credential policy: {held.title}"

    def matters_of(self, question: str) -> tuple[FederalMatter, ...]:
        """The federal matters that a question of the review touches."""
        return tuple(matter for matter in self.federal.values() if matter.question == question)

    def decided_federally(self, check: str) -> bool:
        """Whether a check of the State is preliminary, because the Secretary decides the matter."""
        return any(check in matter.checks for matter in self.federal.values())


@cache
def published(jurisdiction: str) -> Published:
    """The description of a jurisdiction; raises LawError naming the block and what it lacks or wrongly names."""
    layer = state_layer(jurisdiction)
    blocks = fill_all(overlay(read("model", "process"), read(layer, "process")), read(layer, "profile"))
    found = build(blocks)
    table = process(jurisdiction)
    _names(found, form(jurisdiction), review(jurisdiction))
    _known("appeal", "clock", [step.clock for step in found.appeals.values() if step.clock], table.clocks)
    numbers = [step.number for step in found.appeals.values() if step.number]
    _known("appeal", "number", numbers, load_parameters(jurisdiction))
    return found


def build(blocks: Block) -> Published:
    """The description from laid blocks; every text filled in."""

    def rows(kind: type[Row], group: str) -> dict[str, Row]:
        if not blocks.get(group):
            raise LawError(f"process.toml has no [{group}.<id>].")
        return {name: from_block(kind, f"{group}.{name}", block, id=name) for name, block in blocks[group].items()}

    parts = {key: from_block(Part, f"part.{key}", _tidy(block), id=key) for key, block in blocks["part"].items()}
    found = Published(
        parts=parts,
        credential=rows(Proof, "credential"),
        arrangements=rows(Arrangement, "arrangement"),
        information=rows(Information, "information"),
        appeals=rows(AppealStep, "appeal"),
        attestation=rows(Named, "attestation"),
        federal=rows(FederalMatter, "federal"),
        words=blocks["words"],
    )
    for place, words in [*((key, text.says) for key, text in found.texts.items()), *found.words.items()]:
        refuse_unfilled(f"process.toml, {place}", words)
    letters = [part.letter for part in parts.values()]
    if letters != sorted(set(letters)):
        raise LawError("process.toml: the parts are not lettered one after the other.")
    shown = [name for part in parts.values() for name in part.shows]
    _known("part", "list", shown, SHOWN)
    for name in SHOWN:
        if name not in shown:
            raise LawError(f"process.toml: no part shows {name!r}.")
    return found


def _tidy(block: Block) -> Block:
    return {**block, "says": str(block.get("says", "")).strip()}


def _names(found: Published, asked: Form, judged: Review) -> None:
    """Every question, answer, place for documents, check and mechanism that is named is there, and none is left out."""
    for part in found.parts.values():
        _known(f"part.{part.id}", "question", part.questions, judged.questions)
    for each in found.information.values():
        _known(f"information.{each.id}", "answer", each.answers, {**asked.questions, **asked.tables})
        _known(f"information.{each.id}", "slot", each.slots, judged.slots)
    for matter in found.federal.values():
        _known(f"federal.{matter.id}", "question", [matter.question], judged.questions)
        _known(f"federal.{matter.id}", "check", matter.checks, judged.questions[matter.question].shows)
    choices = asked.tables["credit"].questions["mechanism"].choices
    meant = [name for kind in found.arrangements.values() for name in kind.mechanisms]
    _known("arrangement", "mechanism", meant, choices)
    for name in choices:
        if meant.count(name) != 1:
            raise LawError(f"process.toml: the mechanism {name!r} of the form is not of exactly one arrangement.")


def _known(place: str, kind: str, named: Collection[str], known: Collection[str]) -> None:
    for name in named:
        if name not in known:
            raise LawError(f"process.toml, {place}: there is no {kind} {name!r}.")


def next_review(last: date | None, years: int) -> date | None:
    """The last day on which the next review is in time, after the one on `last`; None where none is on record."""
    return months_after(last, years * MONTHS_A_YEAR) if last else None


def review_stands(due: date | None, on: date) -> str:
    """How the next review stands on a day: LATER, DUE on the last day, OVERDUE after it, NONE without a due day."""
    if due is None:
        return NONE
    return LATER if on < due else DUE if on == due else OVERDUE
