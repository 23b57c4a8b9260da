"""The Data Submission Template: its tables and columns, and the version a file says it was made from (policy 7.2).

Read from model/data_template.toml with the State's data_template.toml over it. Which version is in force on a day is
the parameter documents.template_version. A file says its version in its own header: the last column is called
`template_version_N` and stays empty, so that a saved copy in any program still carries it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .typed import from_block

MARK = re.compile(r"template_version_([0-9]{1,4})")


@dataclass(frozen=True)
class Table:
    """One sheet of the template."""

    id: str
    title: str
    says: str


@dataclass(frozen=True)
class Field:
    """One column: `needed` says in words when a row needs it, `values` what alone may stand in it.

    `purpose` says why it is asked for at all. `match` says what it is for where a row is matched with wage records:
    "identifier", "exit" or nothing; `kind` how a cell of participants is written, a kind of outcomes.toml.
    """

    id: str
    column: str
    table: str
    element: str
    means: str
    purpose: str
    type: str
    needed: str
    since: int = 1
    values: tuple[str, ...] = ()
    match: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Template:
    """All of it, every version's columns."""

    elements: Mapping[str, str]
    tables: Mapping[str, Table]
    fields: tuple[Field, ...]

    def of(self, table: str, version: int) -> tuple[Field, ...]:
        """The columns of a table in a version, in order."""
        return tuple(field for field in self.fields if field.table == table and field.since <= version)

    def header(self, table: str, version: int) -> list[str]:
        """The first row of the file, the mark of its version last."""
        return [*(field.column for field in self.of(table, version)), f"template_version_{version}"]


def version_in(header: Iterable[object]) -> int | None:
    """The version a header row names, or None where it is no header of the template."""
    for cell in header:
        if found := MARK.fullmatch(str(cell or "").strip()):
            return int(found[1])
    return None


@cache
def template(jurisdiction: str) -> Template:
    """The template of a jurisdiction; raises LawError naming the block and what it lacks or wrongly names."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "data_template"), read(layer, "data_template"))
    return build(fill_all(blocks, read(layer, "profile")))


def build(blocks: Block) -> Template:
    """The template from laid blocks."""
    for name in blocks.keys() ^ {"element", "table", "field"}:
        raise LawError(f"data_template.toml: [{name}] is missing, or nothing reads it.")
    tables = {name: from_block(Table, f"table.{name}", block, id=name) for name, block in blocks["table"].items()}
    fields = tuple(from_block(Field, f"field.{name}", block, id=name) for name, block in blocks["field"].items())
    for field in fields:
        if field.table not in tables or field.element not in blocks["element"]:
            raise LawError(f"field.{field.id}: no such table or element.")
    if len({(field.table, field.column) for field in fields}) < len(fields):
        raise LawError("data_template.toml: a column stands twice in one table.")
    if unused := set(blocks["element"]) - {field.element for field in fields}:
        raise LawError(f"data_template.toml: no column belongs to the element {sorted(unused)[0]}.")
    return Template(blocks["element"], tables, fields)
