"""A file of potentially eligible programs: read on trial, shown, and loaded whole when a person keeps it.

The trial writes down the file and nothing of its rows. Loading reads the same bytes again on that day, in one
transaction: all rows that fit, or nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from magnolia.policy.potential import Entry, Register, clean, entry, header_faults, outside, register

from ... import clock
from ...models import Event, Person, PotentialProgram, ProgramFile
from ..moves import Refused, Said, act, start
from ..papers import incoming, store
from ..papers.file_kinds import CSV
from ..papers.incoming import BadDocument
from . import potential

ACCEPTS = ("csv", "xlsx")
TITLE = "Potentially eligible programs"
EXAMPLE = {
    "institution": "Example College", "program": "Example program", "credit_status": "noncredit", "weeks": "10",
    "clock_hours": "300", "student_cost_usd": "1250.00", "year_of_source": "2026", "source": "https://example.test/",
}  # fmt: skip
Cells = list[str]


@dataclass
class Trial:
    """What a file would do on a day: its rows that are new, change an entry or change nothing, and those left off."""

    new: list[Entry] = field(default_factory=list)
    changed: list[tuple[Entry, PotentialProgram]] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    left_off: list[tuple[int, str]] = field(default_factory=list)  # number of the row, and why
    unread: list[int] = field(default_factory=list)  # numbers of columns that have no meaning here

    @property
    def kept(self) -> list[Entry]:
        """Rows that would be on the list, in the order of the file."""
        return sorted([*self.new, *(row for row, _ in self.changed), *self.unchanged], key=lambda each: each.row)


def template(jurisdiction: str) -> list[list[str]]:
    """The columns of the file, and one row as an example."""
    columns = list(register(jurisdiction).columns)
    return [columns, [EXAMPLE.get(name, "") for name in columns]]


def try_out(
    jurisdiction: str,
    name: str,
    content: bytes | incoming.Upload | BinaryIO,
    *,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> ProgramFile:
    """Take a file and read it on trial. Raises BadDocument with one sentence for a file that cannot be read."""
    file = incoming.receive(name, content, TITLE, ACCEPTS, jurisdiction, at, by=by)
    _lines(file.name, file.kind.media_type, file.content, register(jurisdiction))
    kept = ProgramFile(jurisdiction=jurisdiction, added_by=by, added_at=at, **file.keep())
    event = start(kept, "try", by=by, at=at, jurisdiction=jurisdiction, key=key, said={"sha256": kept.sha256})
    return ProgramFile.objects.get(pk=event.thing_id)


def trial(file: ProgramFile, on: date) -> Trial:
    """What the file would do on a day. Raises Refused while the file may not be opened."""
    words = register(file.jurisdiction)
    try:
        content = store.bytes_of(file.sha256)
    except store.Held as problem:
        raise Refused(str(problem)) from None
    lines = _lines(file.name, file.media_type, content, words)
    found, within = Trial(unread=lines.unread), potential.frame(file.jurisdiction, on)
    institutions = potential.by_name(file.jurisdiction)
    seen: dict[str, int] = {}
    there = {row.key: row for row in potential.standing(file.jurisdiction)}
    for number, cells in lines.rows:
        read = entry(number, cells, words) if cells is not None else words.left_off["cells"]
        if not isinstance(read, str):
            read = outside(within, read.clock_hours, read.weeks, words) or read
        if isinstance(read, str):
            found.left_off.append((number, read))
            continue
        values = potential.values_of(read, institutions)
        key = potential.key_of(values["institution_name"], read.program)
        if key in seen:
            found.left_off.append((number, words.left_off["twice"].format(row=seen[key])))
            continue
        seen[key] = number
        if key not in there:
            found.new.append(read)
        elif there[key].state == "listed" and potential.same(there[key], values):
            found.unchanged.append(read)
        else:
            found.changed.append((read, there[key]))
    return found


def load(file: ProgramFile, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """Put the file's rows on the list: all that fit on this day, each with its own event, or nothing."""

    def write(thing: Any) -> Said:
        found = trial(thing, clock.local_date(thing.jurisdiction, at))
        institutions = potential.by_name(thing.jurisdiction)
        for row in found.new:
            made = PotentialProgram(jurisdiction=thing.jurisdiction)
            potential.fill(made, potential.values_of(row, institutions))
            start(made, "add", by=by, at=at, jurisdiction=thing.jurisdiction, said={"file": str(thing.pk)})
        for row, there in found.changed:
            _change(there, potential.values_of(row, institutions), str(thing.pk), by, at)
        return {"new": len(found.new), "changed": len(found.changed), "left_off": [n for n, _ in found.left_off]}

    return act(file, "load", by=by, at=at, seen=seen, key=key, write=write)


def _change(there: PotentialProgram, values: dict[str, Any], file: str, by: Person, at: datetime) -> None:
    """Give an entry what its row says; one that was only proposed goes on the list with it."""

    def write(thing: Any) -> Said:
        return {"changed": potential.fill(thing, values), "file": file, "program": thing.name}

    act(there, "change" if there.state == "listed" else "accept", by=by, at=at, write=write)


@dataclass
class Lines:
    """The rows of a file by the names of their columns, None for one with another number of cells than the first."""

    rows: list[tuple[int, dict[str, str] | None]]
    unread: list[int]


def _lines(name: str, media_type: str, content: bytes, words: Register) -> Lines:
    """Rows with their numbers as a spreadsheet shows them. Raises BadDocument where there is nothing to read."""
    read = _csv if media_type == CSV.media_type else _workbook
    rows = read(name, content, words)
    _, first = next(rows, (1, []))
    header = [clean(cell).lower() for cell in first]
    if fault := header_faults(name, header, words):
        raise BadDocument(fault)
    made: list[tuple[int, dict[str, str] | None]] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(made) == words.most_rows:
            raise BadDocument(words.file["too_many"].format(name=name, most=words.most_rows))
        made.append((number, dict(zip(header, cells, strict=True)) if len(cells) == len(header) else None))
    if not made:
        raise BadDocument(words.file["no_rows"].format(name=name))
    unread = [place for place, cell in enumerate(header, start=1) if cell not in words.columns]
    return Lines(made, unread)


def _csv(name: str, content: bytes, words: Register) -> Iterator[tuple[int, Cells]]:
    """Rows of a CSV file; a number is that of the row, however many lines its cells take."""
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error:
        raise BadDocument(words.file["not_csv"].format(name=name)) from None


def _workbook(name: str, content: bytes, words: Register) -> Iterator[tuple[int, Cells]]:
    """Rows of a workbook's first sheet; every row is as long as the sheet is wide."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        rows: Sequence[Sequence[Any]] = sheet.to_python(skip_empty_area=False, nrows=words.most_rows + 100)
    except (CalamineError, IndexError):
        raise BadDocument(words.file["no_sheet"].format(name=name)) from None
    for number, row in enumerate(rows, start=1):
        yield number, [_cell(value) for value in row]


def _cell(value: Any) -> str:
    """A cell as its spreadsheet shows it: 300.0 is 300."""
    if isinstance(value, float) and not isinstance(value, bool):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return "" if value is None else str(value)
