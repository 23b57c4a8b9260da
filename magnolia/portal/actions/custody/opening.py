"""A file of participant records opened from memory: its header, its rows as a table of DuckDB, nothing in a folder.

Names, numbers and days of birth of people are in no table: masks stand for them (outcomes.keys), good for one look.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb
from python_calamine import CalamineError, CalamineWorkbook

from magnolia.outcomes.checks import Check, Checks
from magnolia.outcomes.engine import connect
from magnolia.outcomes.intake import LIKE_A_NUMBER
from magnolia.outcomes.keys import Mask
from magnolia.outcomes.rows import as_text
from magnolia.outcomes.sources import Given, Opener, Source
from magnolia.outcomes.taking import Taken, Taker, number_of
from magnolia.policy.data_template import template
from magnolia.policy.outcome_records import OPTIONAL, RecordColumn, Records

ENDINGS = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
           ".parquet": "application/vnd.apache.parquet"}  # fmt: skip
TABLE, SHEET = "participants", "Participants"
PRIVATE = ("ssn", "first_name", "last_name", "date_of_birth")  # columns of which no value leaves the file
KEYS = ("ssn", "opeid", "program_id", "student_id")  # columns a spreadsheet takes for numbers
MEMORY = "2GB"
FORMULA = "^[=+@-]"
SHORTENED = "^[0-9]+([.][0-9]+)?[eE][+]?[0-9]+$"
LONGEST_HEADER = 256 * 1024


class Unreadable(Exception):
    """The file cannot be read as a table; `str()` says why and repeats nothing of it."""


@dataclass(frozen=True)
class Opened:
    """A file that is in memory alone, as readers take it."""

    memory: IO[bytes]
    given: Given

    @property
    def ending(self) -> str:
        return self.given.ending

    @property
    def place(self) -> str:
        return str(self.given.path)

    def workbook(self) -> CalamineWorkbook:
        self.memory.seek(0)
        return CalamineWorkbook.from_filelike(io.BytesIO(self.memory.read()))


def of_memory(memory: IO[bytes], name: str) -> Opened:
    """Bytes in memory (memfd_create(2)) under the name their file had."""
    return Opened(memory, Given(Path(f"/proc/self/fd/{memory.fileno()}"), name, Path(name).suffix.lower()))


def header_of(opened: Opened) -> list[str]:
    """The names in the first row; empty for what has none. Raises Unreadable."""
    try:
        if opened.ending == ".csv":
            opened.memory.seek(0)
            text = opened.memory.read(LONGEST_HEADER).decode("utf-8-sig")
            names: list[Any] = next(csv.reader(io.StringIO(text)), [])
        elif opened.ending == ".xlsx":
            names = next(iter(_sheet_rows(opened.workbook(), 1)), [])
        else:
            with connect(MEMORY, None) as connection:
                query = f"describe select * from read_parquet('{opened.place}')"
                names = [row[0] for row in connection.execute(query).fetchall()]
    except UnicodeDecodeError as problem:
        if problem.end >= LONGEST_HEADER - 4:  # cut inside a character
            return []
        raise Unreadable("it is not UTF-8 text; save it as CSV UTF-8") from None
    except (CalamineError, duckdb.Error, csv.Error):
        raise Unreadable("it is damaged, or not what its name says") from None
    found = [str(name or "").strip() for name in names]
    while found and not found[-1]:
        found.pop()
    return found


def _sheet_rows(book: CalamineWorkbook, most: int | None = None) -> list[list[Any]]:
    """The rows of the sheet of records: the one of that name, else the first whose header has most of the keys."""
    heads = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=1) for name in book.sheet_names}
    named = [name for name in heads if name.casefold() == SHEET.casefold()]
    fitting = [name for name, head in heads.items() if head and len({*map(str, head[0])} & {*KEYS}) > 1]
    chosen = (named or fitting or [*heads])[:1]
    return book.get_sheet_by_name(chosen[0]).to_python(skip_empty_area=False, nrows=most) if chosen else []


def cells_of(opened: Opened, wanted: Collection[int], most: int) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows with their numbers as texts; of a file with more than `most` rows only those wanted."""
    rows = list(_all_rows(opened))
    header = [str(cell or "").strip() for cell in rows[0][1]] if rows else []
    body = [(number, cells) for number, cells in rows[1:] if any(cells)]
    if len(body) > most:
        body = [(number, cells) for number, cells in body if number in wanted][:most]
    return header, body


def _all_rows(opened: Opened) -> Iterator[tuple[int, list[str]]]:
    """Every row, the header as row 1, as text. Raises Unreadable."""
    try:
        if opened.ending == ".csv":
            opened.memory.seek(0)
            lines = csv.reader(io.TextIOWrapper(io.BytesIO(opened.memory.read()), "utf-8-sig", newline=""))
            yield from enumerate(lines, start=1)
        elif opened.ending == ".xlsx":
            found = _sheet_rows(opened.workbook())
            yield from ((number, [as_text("text", cell) for cell in row]) for number, row in enumerate(found, start=1))
        else:
            with connect(MEMORY, None) as connection:
                query = f"select * from read_parquet('{opened.place}', binary_as_string = true)"
                shown = connection.execute(query)
                yield 1, [column[0] for column in shown.description or []]
                rows = shown.fetchall()
            cells = ([("" if cell is None else str(cell)) for cell in row] for row in rows)
            yield from enumerate(cells, start=2)
    except (CalamineError, duckdb.Error, csv.Error, UnicodeDecodeError):
        raise Unreadable("it is damaged, or not what its name says") from None


class _Unchecked(Checks):
    """Every column as it stands; what is wrong with a row was said by the rules of the format."""

    def _of(self, column: RecordColumn) -> list[Check]:
        return []


def columns_of(jurisdiction: str, version: int) -> list[RecordColumn]:
    """Every column of participants that the template has, also those that count nothing."""
    fields = template(jurisdiction).of(TABLE, version)
    return [RecordColumn(each.column, each.kind or "text", each.means, OPTIONAL) for each in fields]


def load(
    connection: duckdb.DuckDBPyConnection,
    opened: Opened,
    columns: Sequence[RecordColumn],
    by: Records,
    mask: Mask,
    table: str,
) -> None:
    """Make a table of the rows: `row`, `student`, `person`, each column as text, of a private one its mask.

    Beside them `formula` and `shortened`: the first column that starts like a formula, and the first identifier that a
    spreadsheet wrote in short form. Raises WrongCall.
    """
    taker = Taker(connection, by, Taken(), TABLE)
    opener = Opener(connection, columns, SHEET)

    def unchecked(source: Source) -> Checks:
        return _Unchecked(columns, source, by, None)

    source = taker.as_table(opener, opened.given, f"{table}_rows", unchecked, lambda checks: _values(checks, mask))
    number = number_of(source)
    connection.execute(f"create temp view {table} as select {number} as row, * from {table}_rows")


def _values(checks: Checks, mask: Mask) -> dict[str, str]:
    text = {name: f"trim(coalesce({cell.text}, ''))" for name, cell in checks.cells.items()}
    student = text["student_id"]
    values = {name: sql for name, sql in text.items() if name not in PRIVATE}
    values |= {name: mask.sql(f"hash({text[name]})") for name in PRIVATE}
    # No date begins with a sign, and an amount below nothing is another fault.
    words = [each.id for each in checks.columns if each.kind == "text"]
    formula = " ".join(f"when regexp_matches({text[name]}, '{FORMULA}') then '{name}'" for name in words)
    shortened = " ".join(f"when regexp_matches({text[name]}, '{SHORTENED}') then '{name}'" for name in KEYS)
    values["student_id"] = f"case when not regexp_full_match({student}, '{LIKE_A_NUMBER}') then {student} else '' end"
    return values | {
        "person": mask.sql(checks.cells["ssn"].value),
        "formula": f"case {formula} end",
        "shortened": f"case {shortened} end",
    }
