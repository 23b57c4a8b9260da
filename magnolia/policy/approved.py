"""An approved program: when both approvals are in force, why one ends, and which facts may change how.

The one place that says whether a program counts as open to Pell Grants. Pure: days come in as arguments.
Source: State policy 8.3 (two approvals), 7.9.3 (filing by the institution), 7.10 (posting), 7.11 and 10 (end).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from .form import form
from .layers import LawError, fill_all, overlay, read, state_layer
from .letter_text import say_day
from .typed import from_block

APPROVAL, FEDERAL = "approval", "federal_filing"
IN_FORCE, NOT_BEGUN = "in_force", "not_begun"
NOTICE, APPLICATION = "notice", "application"


@dataclass(frozen=True)
class Side:
    """One of the two approvals: its state, the day it counts from, the day from which it no longer counts."""

    state: str
    since: date | None = None
    ends: date | None = None


@dataclass(frozen=True)
class Standing:
    """How a program stands on a day. `eligible` only while State and federal approval are both in force."""

    eligible: bool
    by_state: bool
    by_federal: bool
    label: str
    says: str
    tone: str


@dataclass(frozen=True)
class Cause:
    """Why an approval ends, by which moves, and whose action it was."""

    id: str
    label: str
    moves: tuple[str, ...]
    source: str
    cite: str
    waits: bool = False  # the program, and one like it, cannot be approved again for some years


@dataclass(frozen=True)
class SecretaryMatter:
    """Something the U.S. Secretary of Education evaluates, with the facts of the filing that bear on it."""

    id: str
    title: str
    says: str
    facts: tuple[str, ...]
    cite: str


@dataclass(frozen=True)
class Change:
    """How one fact of an approved program may change: `by` notice or new application, and why so."""

    id: str
    by: str
    why: str


@dataclass(frozen=True)
class Approved:
    """The registers of one State for what comes after the certification."""

    sides: Mapping[str, Mapping[str, list[str]]]
    wording: Mapping[str, Any]
    sources: Mapping[str, str]
    causes: Mapping[str, Cause]
    secretary: Mapping[str, SecretaryMatter]
    ways: Mapping[str, str]
    changes: Mapping[str, Change]
    before: Mapping[str, Mapping[str, str]]

    def causes_of(self, move: str) -> tuple[Cause, ...]:
        """The causes a move of an approval can be given."""
        return tuple(cause for cause in self.causes.values() if move in cause.moves)


@cache
def approved(jurisdiction: str) -> Approved:
    """The registers of a State; raises LawError naming the block that is at fault."""
    layer = state_layer(jurisdiction)
    blocks = fill_all(overlay(read("model", "approved"), read(layer, "approved")), read(layer, "profile"))
    found = Approved(
        sides=blocks["side"],
        wording=blocks["wording"],
        sources=blocks["source"],
        causes=_rows(Cause, "cause", blocks),
        secretary=_rows(SecretaryMatter, "secretary", blocks),
        ways=blocks["way"],
        changes=_rows(Change, "change", blocks),
        before=blocks["before"],
    )
    questions = form(jurisdiction).questions
    for cause in found.causes.values():
        if cause.source not in found.sources:
            raise LawError(f"approved.toml: cause.{cause.id} names the source {cause.source!r}, which does not exist.")
    for change in found.changes.values():
        if change.by not in found.ways or change.id not in questions:
            raise LawError(f"approved.toml: change.{change.id} names no question of the form, or no way to change it.")
    for matter in found.secretary.values():
        for fact in matter.facts:
            if fact not in questions:
                raise LawError(f"approved.toml: secretary.{matter.id} names {fact!r}, which the form does not ask.")
    return found


def _rows(row: type[Any], group: str, blocks: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_block(row, f"{group}.{name}", block, id=name) for name, block in blocks[group].items()}


def in_force(jurisdiction: str, kind: str, side: Side, on: date) -> bool:
    """Whether one approval counts on a day: begun, and not ended before or on it. Without its day it never counts."""
    states = approved(jurisdiction).sides[kind]
    if side.since is None or side.since > on:
        return False
    return side.state in states["in_force"] or (
        side.state in states["ended"] and side.ends is not None and on < side.ends
    )


def standing(jurisdiction: str, by_state: Side, federal: Side, on: date) -> Standing:
    """How a program stands on a day, in words: the State's approval and the Secretary's, each with its own dates.

    Every page, letter and download asks here; nothing else decides whether a program is open to Pell Grants.
    """
    words = approved(jurisdiction).wording
    state_counts = in_force(jurisdiction, APPROVAL, by_state, on)
    federal_counts = in_force(jurisdiction, FEDERAL, federal, on)
    day = None
    if not state_counts:
        ended = approved(jurisdiction).sides[APPROVAL]["ended"]
        said, day = words[by_state.state if by_state.state in ended else NOT_BEGUN], by_state.ends
    else:
        said, day = words[IN_FORCE][_federal_word(jurisdiction, federal, federal_counts)], federal.ends
    shown = say_day(day) if day else ""
    return Standing(
        eligible=state_counts and federal_counts,
        by_state=state_counts,
        by_federal=federal_counts,
        label=said["label"].replace("{day}", shown).strip(),
        says=said["says"].replace("{day}", shown),
        tone=said["tone"],
    )


def _federal_word(jurisdiction: str, federal: Side, counts: bool) -> str:
    """Which words fit the federal side: an approval without its day is still with the Secretary."""
    states = approved(jurisdiction).sides[FEDERAL]
    if counts:
        return str(states["in_force"][0])
    return "filed" if federal.state in states["in_force"] else federal.state
