"""`magnolia outcomes template`: an empty workbook for participant records, made from the columns that are read.

Identifiers are kept as text, so that no zero is lost; words are chosen from lists; every column says what it wants. The
version stands in the header of the last column, where a saved copy in any program still carries it.
"""

from __future__ import annotations

import io
import os
import tempfile
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from magnolia.calling import WrongCall, amendments, say, today
from magnolia.policy.data_template import template
from magnolia.policy.layers import LawError
from magnolia.policy.outcome_law import template_version
from magnolia.policy.outcome_records import ALWAYS, RecordColumn, Records, records

TABLE, ENDING = "participants", ".xlsx"
LAST_ROW = 100_000
AS_TEXT, AS_DATE = "@", "yyyy-mm-dd"
NUMBERS = ("weeks", "amount")
MADE = datetime(2026, 7, 1)
LONGEST_TITLE, LONGEST_HELP = 32, 255  # characters that Excel shows beside a cell


def run(out: str, jurisdiction: str) -> int:
    """Write the workbook of the version in force today. Raises WrongCall."""
    place = Path(out)
    if place.suffix.lower() != ENDING:
        raise WrongCall(f"the template is a workbook: give --out a name that ends in {ENDING}, not {place.name}")
    try:
        day = today(jurisdiction)
        content = as_workbook(jurisdiction, template_version(jurisdiction, day, amendments(jurisdiction)), day)
    except LawError as fault:
        raise WrongCall(str(fault)) from None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".magnolia-", dir=place.parent) as folder:
            made = Path(folder) / place.name
            made.write_bytes(content)
            os.replace(made, place)
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {out}") from None
    say(records(jurisdiction, 1).words["says"]["written"].format(place=out))
    return 0


def as_workbook(jurisdiction: str, version: int, on: date) -> bytes:
    """The workbook of a version: a sheet to fill in and one that explains every column."""
    by, found = records(jurisdiction, version), template(jurisdiction)
    title = found.tables[TABLE].title
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": title, "comments": f"version {version}", "created": MADE})
    bold = book.add_format({"bold": True, "num_format": AS_TEXT})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    formats = {kind: book.add_format({"num_format": kind}) for kind in (AS_TEXT, AS_DATE, "General")}
    sheet = book.add_worksheet(title)
    for place, column in enumerate(by.participants):
        sheet.set_column(place, place, max(12, len(column.id) + 2), formats[_format(column)])
        sheet.write_string(0, place, column.id, bold)
        sheet.data_validation(1, place, LAST_ROW, place, _asked(column, by))
    sheet.write_string(0, len(by.participants), found.header(TABLE, version)[-1], bold)
    sheet.freeze_panes(1, 0)
    _help(book.add_worksheet("Help"), by, found.tables[TABLE].says, version, bold, wrapped)
    book.close()
    return content.getvalue()


def _format(column: RecordColumn) -> str:
    if column.kind in NUMBERS:
        return "General"
    return AS_DATE if column.kind == "date" else AS_TEXT


def _asked(column: RecordColumn, by: Records) -> dict[str, object]:
    """What Excel shows beside a cell of the column, and the list it offers."""
    needed = f"Needed {column.needed}." if column.needed != "optional" else "May stay empty."
    asked: dict[str, object] = {
        "validate": "list" if column.values else "any",
        "input_title": column.id[:LONGEST_TITLE],
        "input_message": f"{column.means}: {by.form(column)}. {needed}"[:LONGEST_HELP],
        "ignore_blank": column.needed != ALWAYS,
    }
    if column.values:
        asked |= {
            "source": list(column.values),
            "error_title": column.id[:LONGEST_TITLE],
            "error_message": by.form(column),
        }
    return asked


def _help(
    sheet: xlsxwriter.worksheet.Worksheet,
    by: Records,
    says: str,
    version: int,
    bold: xlsxwriter.format.Format,
    wrapped: xlsxwriter.format.Format,
) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 50, wrapped)
    sheet.set_column(3, 3, 22)
    sheet.write_string(0, 0, f"Version {version}", bold)
    sheet.write_string(1, 0, says)
    for place, name in enumerate(("Column", "Meaning", "How it is written", "Needed")):
        sheet.write_string(3, place, name, bold)
    for row, column in enumerate(by.participants, start=4):
        for place, text in enumerate((column.id, column.means, by.form(column), column.needed)):
            sheet.write_string(row, place, text)
