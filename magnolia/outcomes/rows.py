"""Rows that Python reads itself: of a CSV file that DuckDB does not read as one row a line, and of a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from magnolia.sheets import too_wide
from magnolia.tables import Unreadable

from .cells import DIGITS

LONGEST_LINE = 1 << 20  # characters
MOST_CELLS = 10_000_000  # of a sheet: all of them, filled or not, are laid out in memory
BETWEEN = "\x1e"  # stands between cells that are handed over, and therefore in none


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a text; one that would not end, as in a file of zeros, is no line of CSV."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise csv.Error("a line is too long")
        yield line


def header_of(path: Path) -> tuple[list[str], bool]:
    """The names in the first row, and whether it is one line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(_lines(file), strict=True)
            names = [name.strip() for name in next(reader, [])]
            one_line = reader.line_num == 1
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8 text; save it as CSV UTF-8") from None
    except csv.Error:
        raise Unreadable("its first row is no row of CSV") from None
    while names and not names[-1]:
        names.pop()
    return names, one_line


def csv_rows(
    path: Path, header: Sequence[str], places: Sequence[int], other: list[int]
) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, cells in enumerate(csv.reader(_lines(file), strict=True), start=1):
                if number == 1 or not any(cell.strip() for cell in cells):
                    continue
                if len(cells) < len(header) or any(cells[len(header) :]):
                    other.append(number)
                else:
                    yield number, [cells[place].replace(BETWEEN, " ") for place in places]
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8 text; save it as CSV UTF-8") from None
    except csv.Error:
        raise Unreadable(f"it is no CSV after row {number}") from None


def sheet_rows(path: Path, title: str, wanted: set[str]) -> list[list[Any]]:
    """The rows of the sheet that holds the records: the only one, or the only one with a header of ours."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(path) as archive:
            if too_wide(archive, MOST_CELLS):
                raise Unreadable("its sheet is too large; send it as CSV UTF-8, or delete cells that stand far out")
        book = CalamineWorkbook.from_filelike(path.open("rb"))
        names = book.sheet_names
        if len(names) > 1:
            heads = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=1) for name in names}
            fitting = [
                name
                for name, head in heads.items()
                if head and len(wanted & {str(cell).strip() for cell in head[0]}) > 1
            ]
            named = [name for name in fitting if name.casefold() == title.casefold()]
            names = named or fitting
            if len(names) > 1:
                raise Unreadable(f"{len(names)} of its sheets hold records; leave one, or call one of them {title}")
        rows = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False) if names else []
    except (CalamineError, zipfile.BadZipFile):
        raise Unreadable("it is no Excel workbook") from None
    if not rows:
        raise Unreadable(f"it has no sheet with records; the first row of the sheet {title} is its header")
    return rows


def as_text(kind: str, value: Any) -> str:
    """A cell of a workbook as the text that a CSV file would hold; an identifier gets its zeros back."""
    if isinstance(value, str):
        return value.replace(BETWEEN, " ")
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return str(value)
    if kind == "cip":
        return f"{value:07.4f}"
    # As Excel shows it: fifteen digits, never an exponent.
    text = f"{Decimal(f'{float(value):.15g}'):f}"
    return text.zfill(DIGITS.get(kind, 0))
