"""Participant and wage records: their columns, what is a fault in them, and why a person counts as they do.

Read from model/outcomes.toml and, for participants, from the Data Submission Template (State policy 8.4 to 8.8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .data_template import template
from .layers import LawError, overlay, read, state_layer
from .typed import from_block

ALWAYS, OPTIONAL = "always", "optional"
PLACES = ("excluded", "numerator", "pending", "denominator")


@dataclass(frozen=True)
class RecordColumn:
    """A column: how its cells are written, and when a row needs it: a key of [needed], in words."""

    id: str
    kind: str
    means: str
    needed: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """When a row needs a column: another column has a value, or this value; without a column always or never."""

    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Rule:
    """Why a person is in a place of a measure."""

    id: str
    place: str
    says: str
    cite: str


@dataclass(frozen=True)
class Records:
    """All of outcomes.toml for one State; `words` are its tables of sentences."""

    participants: tuple[RecordColumn, ...]
    wages: tuple[RecordColumn, ...]
    needs: Mapping[str, Need]
    rules: Mapping[str, Rule]
    never_issued: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]

    def form(self, column: RecordColumn) -> str:
        """How a cell of a column is written, in words."""
        return self.words["kind"][column.kind].format(values=", ".join(column.values))


@cache
def records(jurisdiction: str, version: int) -> Records:
    """The records of a jurisdiction by a version of its template. Raises LawError naming what does not fit.

    Columns of the template without a `kind` are no part of them: they prove a row to the State and count nothing.
    """
    blocks = overlay(read("model", "outcomes"), read(state_layer(jurisdiction), "outcomes"))
    of_people = tuple(
        RecordColumn(each.column, each.kind, each.means, each.needed, each.values)
        for each in template(jurisdiction).of("participants", version)
        if each.kind
    )
    return build(blocks, of_people)


@cache
def common() -> Records:
    """The records as they are before any State lays its own over them, with every column that has a kind."""
    fields = read("model", "data_template")["field"].values()
    of_people = tuple(
        RecordColumn(each["column"], each["kind"], each["means"], each["needed"], tuple(each.get("values", ())))
        for each in fields
        if each["table"] == "participants" and each.get("kind")
    )
    return build(read("model", "outcomes"), of_people)


def build(blocks: Mapping[str, Any], participants: tuple[RecordColumn, ...]) -> Records:
    """The records from laid blocks and the columns of participants."""
    wages = tuple(
        from_block(RecordColumn, f"column.{name}", block, id=name) for name, block in blocks["column"].items()
    )
    needs = {name: Need(block.get("column", ""), block.get("is", "")) for name, block in blocks["needed"].items()}
    rules = {name: from_block(Rule, f"rule.{name}", block, id=name) for name, block in blocks["rule"].items()}
    for column in (*participants, *wages):
        if column.kind not in blocks["kind"] or column.needed not in needs:
            raise LawError(f"{column.id}: outcomes.toml has no such kind or no such `needed`.")
    for rule in rules.values():
        if rule.place not in PLACES:
            raise LawError(f"rule.{rule.id}: the place is one of {', '.join(PLACES)}.")
    words = {name: blocks[name] for name in ("kind", "fault", "warning", "says", "marked")}
    return Records(participants, wages, needs, rules, tuple(blocks["never_issued"]["like"]), words)
