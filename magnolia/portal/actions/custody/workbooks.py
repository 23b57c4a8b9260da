"""Workbooks of participant records: the empty one to fill in, and the institution's own rows with faulty cells marked.

Every cell is written as text, so that none is ever a formula, and in memory alone.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from magnolia.policy.data_template import Field, template
from magnolia.policy.own_statement import COLUMNS
from magnolia.policy.records import words

from ...models import DataSubmission
from . import opening, vault

AS_TEXT = "@"
LAST_ROW = 100_000
MADE = datetime(2026, 7, 1)
LONGEST_TITLE, LONGEST_HELP = 32, 255  # characters that Excel shows beside a cell
MOST_ROWS = 20_000  # of a marked workbook; of more rows only those with a fault


def _book(content: io.BytesIO) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": MADE})
    return book


def empty(jurisdiction: str, version: int) -> bytes:
    """The workbook of a version: identifiers as text, lists to choose from, a hint at each column, the version last."""
    found, content = template(jurisdiction), io.BytesIO()
    fields = found.of(opening.TABLE, version)
    book = _book(content)
    bold, text = book.add_format({"bold": True, "num_format": AS_TEXT}), book.add_format({"num_format": AS_TEXT})
    sheet = book.add_worksheet(found.tables[opening.TABLE].title)
    for place, each in enumerate(fields):
        sheet.set_column(place, place, max(12, len(each.column) + 2), text)
        sheet.write_string(0, place, each.column, bold)
        sheet.data_validation(1, place, LAST_ROW, place, _hint(each))
    sheet.write_string(0, len(fields), found.header(opening.TABLE, version)[-1], bold)
    sheet.freeze_panes(1, 0)
    guide = book.add_worksheet("Help")
    guide.set_column(0, 0, 26)
    guide.set_column(1, 3, 50)
    guide.write_string(0, 0, f"Version {version}", bold)
    for place, name in enumerate(("Column", "Meaning", "How it is written", "What it is needed for", "Needed")):
        guide.write_string(2, place, name, bold)
    for row, each in enumerate(fields, start=3):
        for place, told in enumerate((each.column, each.means, each.type, each.purpose, each.needed)):
            guide.write_string(row, place, told)
    book.close()
    return content.getvalue()


def statement(jurisdiction: str) -> bytes:
    """The workbook of an own statement: its columns as text, a hint at each."""
    content, said = io.BytesIO(), words(jurisdiction)["own_statement"]
    book = _book(content)
    bold, text = book.add_format({"bold": True, "num_format": AS_TEXT}), book.add_format({"num_format": AS_TEXT})
    sheet = book.add_worksheet("Own statement")
    for place, name in enumerate(COLUMNS):
        sheet.set_column(place, place, len(name) + 4, text)
        sheet.write_string(0, place, name, bold)
        hint = f"{said[name]['means']} {said[name]['form']}"[:LONGEST_HELP]
        sheet.data_validation(
            1, place, LAST_ROW, place, {"validate": "any", "input_title": name, "input_message": hint}
        )
    sheet.freeze_panes(1, 0)
    book.close()
    return content.getvalue()


def _hint(each: Field) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "validate": "list" if each.values else "any",
        "input_title": each.column[:LONGEST_TITLE],
        "input_message": f"{each.means}. Type: {each.type}. Needed: {each.needed}."[:LONGEST_HELP],
    }
    if each.values:
        asked |= {"source": list(each.values), "error_message": f"One of: {', '.join(each.values)}."[:LONGEST_HELP]}
    return asked


def marked(row: DataSubmission) -> bytes:
    """The rows of a version with each fault as a note at its cell. Raises Lost and Unreadable."""
    faults: dict[tuple[int, str], str] = {}
    for each in row.faults.exclude(row=0):
        place = (each.row, each.column)
        faults[place] = f"{faults[place]}\n{each.message}" if place in faults else each.message
    with vault.opened(vault.place_of(row.pk)) as memory:
        header, rows = opening.cells_of(
            opening.of_memory(memory, row.name), {number for number, _ in faults}, MOST_ROWS
        )
    return _marked(header, rows, faults)


def _marked(header: list[str], rows: list[tuple[int, list[str]]], faults: dict[tuple[int, str], str]) -> bytes:
    content = io.BytesIO()
    book = _book(content)
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": AS_TEXT})
    wrong = book.add_format({"num_format": AS_TEXT, "bg_color": "#F8DFE2", "border": 1, "border_color": "#B50909"})
    sheet = book.add_worksheet(opening.SHEET)
    names = ["Row in your file", *header]
    for place, name in enumerate(names):
        sheet.set_column(place, place, max(12, len(name) + 2))
        sheet.write_string(0, place, name, bold)
    for line, (number, cells) in enumerate(rows, start=1):
        whole = faults.get((number, ""))
        sheet.write_string(line, 0, str(number), wrong if whole else text)
        if whole:
            sheet.write_comment(line, 0, whole, {"x_scale": 2})
        for place, (name, cell) in enumerate(zip(header, cells, strict=False), start=1):
            said = faults.get((number, name))
            sheet.write_string(line, place, cell, wrong if said else text)
            if said:
                sheet.write_comment(line, place, said, {"x_scale": 2})
    sheet.freeze_panes(1, 1)
    book.close()
    return content.getvalue()
