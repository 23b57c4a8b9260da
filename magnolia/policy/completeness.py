"""The register of the completeness check: what a person confirms, and facts that are said in more than one place.

Read from model/completeness.toml with the State's completeness.toml over it. Source: State policy 7.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .form import COMPUTED, form
from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .registers import review
from .typed import from_block

KINDS = ("number", "money", "text")
ROWS = ("all", "current")
WAYS = ("answer", "sum", "table", "paper")


@dataclass(frozen=True)
class Part:
    """One place of a confirmation that has several: the answers and documents that belong to it."""

    id: str
    title: str
    answers: tuple[str, ...]
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Confirmation:
    """One thing a person confirms; with parts, each of them is confirmed on its own."""

    id: str
    number: int
    title: str
    cite: str
    found_by: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Source:
    """One place where a fact is said; see the head of model/completeness.toml."""

    source: str
    answer: str = ""
    sum: tuple[str, ...] = ()
    table: str = ""
    column: str = ""
    rows: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Fact:
    """A fact that more than one place says."""

    id: str
    label: str
    kind: str
    place: str
    needed: str
    stated: tuple[Source, ...]
    unit: str = ""

    @property
    def papers(self) -> tuple[Source, ...]:
        """The papers that a person reads for this fact."""
        return tuple(source for source in self.stated if source.paper)


@dataclass(frozen=True)
class Checklist:
    """The whole register of one jurisdiction, by id and in order."""

    confirmations: Mapping[str, Confirmation]
    facts: Mapping[str, Fact]
    actions: Mapping[str, str]
    words: Mapping[str, str]
    items: Mapping[str, str] = field(default_factory=dict)  # key of each answer, and its title

    def says(self, word: str, **filled: object) -> str:
        """A sentence of the check with its {names} filled in."""
        return self.words[word].format(**filled)


@cache
def checklist(jurisdiction: str) -> Checklist:
    """The register of a jurisdiction; raises LawError naming the block and what it lacks or wrongly names."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "completeness"), read(layer, "completeness"))
    made = build(fill_all(blocks, read(layer, "profile")))
    asked_of, slots = form(jurisdiction), review(jurisdiction).slots
    asked = {*asked_of.questions, *asked_of.tables, *COMPUTED}
    for part in (part for confirmation in made.confirmations.values() for part in confirmation.parts):
        _known(f"part {part.id}", part.answers, asked)
        _known(f"part {part.id}", part.slots, slots)
    for fact in made.facts.values():
        place, _, name = fact.place.partition(".")
        _known(f"fact.{fact.id}: `place`", [name], slots if place == "slot" else asked)
        for source in fact.stated:
            _known(f"fact.{fact.id}", [source.answer, source.table, *source.sum], asked)
            _known(f"fact.{fact.id}", [source.paper], slots)
    return made


def _known(where: str, named: Iterable[str], known: Iterable[str]) -> None:
    for name in named:
        if name and name not in known:
            raise LawError(f"completeness.toml, {where} names {name!r}, which does not exist.")


def build(blocks: Block) -> Checklist:
    """The register from laid blocks."""
    confirmations = {name: _confirmation(name, block) for name, block in blocks["confirmation"].items()}
    if [c.number for c in confirmations.values()] != list(range(1, len(confirmations) + 1)):
        raise LawError("completeness.toml: the confirmations are not numbered one after the other.")
    items: dict[str, str] = {}
    for each in confirmations.values():
        if each.parts:
            items |= {f"{each.id}.{part.id}": f"{each.title}: {part.title}" for part in each.parts}
        else:
            items[each.id] = each.title
    facts = {name: _fact(name, block) for name, block in blocks["fact"].items()}
    return Checklist(confirmations, facts, blocks["action"], blocks["words"], items)


def _confirmation(name: str, block: Mapping[str, Any]) -> Confirmation:
    place = f"confirmation.{name}"
    rest = {key: value for key, value in block.items() if key != "part"}
    parts = tuple(
        from_block(Part, f"{place}.part.{key}", inner, id=key) for key, inner in block.get("part", {}).items()
    )
    made = from_block(Confirmation, place, rest, id=name, parts=parts)
    if bool(parts) == bool(made.found_by):
        raise LawError(f"{place} has either parts or `found_by`.")
    return made


def _fact(name: str, block: Mapping[str, Any]) -> Fact:
    place = f"fact.{name}"
    rest = {key: value for key, value in block.items() if key not in ("stated", "unit")}
    stated = tuple(from_block(Source, f"{place}.stated", inner) for inner in block["stated"])
    made = from_block(Fact, place, rest, id=name, stated=stated, unit=block.get("unit", ""))
    if made.kind not in KINDS:
        raise LawError(f"{place}: there is no kind {made.kind!r}.")
    if len(stated) < len(WAYS[:2]):
        raise LawError(f"{place} is said in one place only.")
    for source in stated:
        if sum(bool(getattr(source, way)) for way in WAYS) != 1 or bool(source.table) != (source.rows in ROWS):
            raise LawError(f"{place}: “{source.source}” must name one place where the fact is said.")
    return made
