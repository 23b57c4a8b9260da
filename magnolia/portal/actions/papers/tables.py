"""A small CSV table as it is brought in: columns held against what is asked, each row with its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ...models import Person
from ..moves import Refused
from . import incoming
from .file_kinds import CSV

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One row; `number` counts as a spreadsheet does, the header is row 1."""

    number: int
    cells: dict[str, str]

    def read(self, column: str, reader: Callable[[str], T], form: str) -> T:
        """The cell as `reader` has it. Raises Refused naming row and column, and how it is written."""
        try:
            return reader(self.cells.get(column, ""))
        except (ValueError, ArithmeticError):
            raise Refused(f"Row {self.number}, {column}: write {form}.", "file") from None


@dataclass(frozen=True)
class Table:
    """What was read: the file's safe name, its bytes and its rows."""

    name: str
    content: bytes
    rows: list[Row]


def read(
    paper: tuple[str, bytes | incoming.Upload],
    title: str,
    asked: Collection[str],
    jurisdiction: str,
    *,
    optional: Collection[str] = (),
    by: Person,
    at: datetime,
) -> Table:
    """The rows of a CSV file. Raises Refused where it is none, lacks a column or has another."""
    file = incoming.receive(*paper, title, (CSV.ending,), jurisdiction, at, by=by)
    try:
        lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Refused("Save the file as CSV in UTF-8 and add it again.", "file") from None
    head = [cell.strip() for cell in lines[0]] if lines else []
    lacking = [name for name in asked if name not in head]
    beside = [name for name in head if name not in {*asked, *optional}]
    if lacking:
        raise Refused(f"The file lacks these columns: {', '.join(lacking)}.", "file")
    if beside or len(set(head)) < len(head):
        named = ", ".join(f"“{name}”" for name in beside) or "one of them twice"
        raise Refused(f"Leave these columns out, they are not asked for: {named}.", "file")
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise Refused(f"Row {number} has {len(cells)} cells and the header {len(head)}.", "file")
        rows.append(Row(number, dict(zip(head, (cell.strip() for cell in cells), strict=True))))
    if not rows:
        raise Refused("The file has no rows.", "file")
    return Table(file.name, file.content, rows)
