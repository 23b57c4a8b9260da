"""The certification in words: intent, agreements, lists, gates, the eighteen elements, the papers that may go along.

Read from model/package.toml with the State's package.toml over it.
Source: State policy 7.9 (matters), 7.9.1 (package), 7.9.2 (letter); 34 CFR 690.93.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .layers import LawError, fill_all, overlay, read, state_layer
from .registers import review
from .typed import from_block


@dataclass(frozen=True)
class Agreement:
    """A standing agreement that is part of every package; `{days}` in it is filled with the number of the law."""

    id: str
    title: str
    says: str
    cite: str


@dataclass(frozen=True)
class TermList:
    """A list that the certification answers, with entries or with "none"."""

    id: str
    title: str
    help: str


@dataclass(frozen=True)
class Gate:
    """Something between the case and the signature: a need of the move, and the page that settles it."""

    id: str
    title: str
    met: str
    page: str


@dataclass(frozen=True)
class Element:
    """One of the elements of the package. `none` is said where it does not apply; without it, it always applies."""

    id: str
    number: int
    title: str
    cite: str
    missing: str = ""
    none: str = ""


@dataclass(frozen=True)
class Exhibit:
    """A kind of papers that may be attached: by place for documents, and by source of the record."""

    id: str
    title: str
    slots: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Everything the certification of one State says, by id and in order."""

    intent: str
    statement: Mapping[str, str]
    cost_and_wage: Mapping[str, str]
    agreements: Mapping[str, Agreement]
    lists: Mapping[str, TermList]
    gates: Mapping[str, Gate]
    elements: Mapping[str, Element]
    exhibits: Mapping[str, Exhibit]


@cache
def package(jurisdiction: str) -> Words:
    """The words of a State; raises LawError where an exhibit names what cannot be attached."""
    layer = state_layer(jurisdiction)
    blocks = fill_all(overlay(read("model", "package"), read(layer, "package")), read(layer, "profile"))
    found = Words(
        intent=blocks["intent"]["says"],
        statement=blocks["statement"],
        cost_and_wage=blocks["cost_and_wage"],
        agreements=_rows(Agreement, "agreement", blocks),
        lists=_rows(TermList, "list", blocks),
        gates=_rows(Gate, "gate", blocks),
        elements={
            name: from_block(Element, f"element.{name}", block, id=name, number=number)
            for number, (name, block) in enumerate(blocks["element"].items(), start=1)
        },
        exhibits=_rows(Exhibit, "exhibit", blocks),
    )
    for element in found.elements.values():
        if bool(element.missing) == bool(element.none):
            raise LawError(f"package.toml: element.{element.id} says either what is missing or why it does not apply.")
    slots = review(jurisdiction).slots
    for exhibit in found.exhibits.values():
        for slot in exhibit.slots:
            refuse_student_level(exhibit.id, slot, slots)
    return found


def refuse_student_level(exhibit: str, slot: str, slots: Mapping[str, Any]) -> None:
    """Records of single students never leave with a package (policy 7.9.1; 20 U.S.C. 1232g)."""
    if slot not in slots:
        raise LawError(f"package.toml: exhibit.{exhibit} names the slot {slot!r}, which does not exist.")
    if slots[slot].student_level:
        raise LawError(f"package.toml: exhibit.{exhibit} names {slot!r}, which may hold records of single students.")


def _rows(row: type[Any], group: str, blocks: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_block(row, f"{group}.{name}", block, id=name) for name, block in blocks[group].items()}
