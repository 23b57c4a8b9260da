"""Rows of the State's data file that no administrative record can be found for (policy 7.2 and 7.4).

Placement is computed by matching people with wage records: that takes every identifier and the day they left.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from python_calamine import CalamineError, CalamineWorkbook

from magnolia.policy.data_template import template

from ..applying import template_files
from .file_kinds import CSV, Kind

TABLE, IDENTIFIER, EXIT = "participants", "identifier", "exit"
NAMED = 10  # rows named in the sentence; more are counted
Row = Sequence[object]


def unmatched(jurisdiction: str, name: str, kind: Kind, content: bytes, on: date) -> str:
    """A sentence that names the rows which cannot be matched, by their number in the file; empty where all can be.

    No value of a row is repeated.
    """
    fields = template(jurisdiction).of(TABLE, template_files.current(jurisdiction, on))
    identifiers = [field.column for field in fields if field.match == IDENTIFIER]
    exits = [field.column for field in fields if field.match == EXIT]
    wrong = []
    for number, row in _people(kind, content, identifiers):
        lacks = [column for column in identifiers if not row.get(column)]
        if not any(row.get(column) for column in exits):
            lacks.append(" or ".join(exits))
        if lacks:
            wrong.append(f"row {number} ({', '.join(lacks)})")
    if not wrong:
        return ""
    more = f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
    named = "; ".join(wrong[:NAMED])
    return f"“{name}”: rows that cannot be matched with wage records: {len(wrong)}, for want of: {named}{more}."


def _people(kind: Kind, content: bytes, identifiers: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below a header that has the identifiers, with their numbers in the file; empty rows left out."""
    for rows in _tables(kind, content):
        head = [str(cell or "").strip() for cell in rows[0]] if rows else []
        if not set(identifiers) <= set(head):
            continue
        for number, cells in enumerate(rows[1:], start=2):
            texts = [str(cell).strip() for cell in cells]
            if any(texts):
                yield number, dict(zip(head, texts, strict=False))


def _tables(kind: Kind, content: bytes) -> Iterator[list[Row]]:
    if kind == CSV:
        yield list(csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"))))
        return
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheet_names:
            yield list(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
    except CalamineError:
        return
