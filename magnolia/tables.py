"""A table that somebody sends, as rows of texts: `.csv`, `.xlsx` or `.parquet`, read by its ending.

A cell is text as its file shows it, an unknown value the empty text; what it has to hold is for the law to say.
"""

from __future__ import annotations

import csv
import glob
import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

Row = tuple[int, list[str]]  # the number a spreadsheet shows, and the cells


class Unreadable(Exception):
    """The file is not what its name says; the sentence has no file name."""


@dataclass
class Table:
    """A file that was opened: its name without folders, the SHA-256 of its bytes, its rows with the header first."""

    name: str
    sha256: str
    rows: Iterator[Row]


def open_table(path: str) -> Table:
    """Open a table. Raises OSError and Unreadable, the latter also while rows are taken."""
    ending = Path(path).suffix.lower()
    if ending not in READERS:
        raise Unreadable(f"a table is a file whose name ends in {', '.join(READERS)}")
    content = Path(path).read_bytes()
    return Table(Path(path).name, hashlib.sha256(content).hexdigest(), READERS[ending](path, content))


def _csv(path: str, content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"it is not UTF-8 text (byte {fault.start + 1}); save it as CSV UTF-8") from None
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            yield number, cells
    except csv.Error as fault:
        raise Unreadable(f"it is no CSV after row {number}: {fault}") from None


def _xlsx(path: str, content: bytes) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError):
        raise Unreadable("it is no Excel workbook with a sheet") from None
    for number, row in enumerate(rows, start=1):
        yield number, [_text(value) for value in row]


def _parquet(path: str, content: bytes) -> Iterator[Row]:
    try:
        import duckdb
    except ImportError:
        raise Unreadable("reading .parquet takes DuckDB, which is not installed; send it as .csv or .xlsx") from None
    # Nothing is fetched and nothing but this file is read, whatever its name looks like.
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as engine:
        try:
            found = engine.execute("select * from read_parquet(?)", [glob.escape(path)])
            yield 1, [str(column[0]) for column in found.description or ()]
            number = 1
            while some := found.fetchmany(10_000):
                for row in some:
                    number += 1
                    yield number, [_text(value) for value in row]
        except duckdb.Error:
            raise Unreadable("it is no Parquet file") from None


READERS = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}


def _text(value: Any) -> str:
    """A cell as its spreadsheet shows it: 300.0 is 300; what is no number is unknown."""
    if isinstance(value, float) and not isinstance(value, bool):
        return "" if math.isnan(value) else f"{Decimal(repr(value)):f}".removesuffix(".0")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
