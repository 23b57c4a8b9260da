"""The institution's own file of participants back as a workbook, with what is wrong marked in it.

A cell with a fault is coloured and has a comment, a last column has all sentences of the row, and a second sheet says
how often each fault is there. A sentence repeats no cell; the file itself is theirs and is given back as it was read.
"""

from __future__ import annotations

import csv
import glob
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

import duckdb

from magnolia.policy.outcome_records import Records, common

from .book import FAULTY, HEAD, LIST, PLAIN, Book, Cell
from .rows import as_text, sheet_rows
from .sources import FIRST_ROW, Given, identifier, quoted
from .taking import reading

MOST_COMMENTS = 10_000  # a workbook with many more opens slowly; colour and column are there for every fault
WIDEST, NARROWEST, SENTENCES = 40, 12, 80  # characters
AT_ONCE = 5_000
Row = tuple[int, list[str]]  # the number that a spreadsheet shows, and the cells


class Fault(Protocol):
    """A fault as the engine names it: the row, its column (empty for the row as a whole), a code and a sentence."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...


def mark(
    source_file: str | Path | Given,
    faults: Iterable[Fault],
    out: str | Path | BinaryIO,
    by: Records | None = None,
) -> None:
    """Write the workbook: to a path, whole or not at all, or into a file that is open, which may be in memory.

    `faults` are those of this file alone; `by` the records of a State, where they differ from those common to all.
    Raises WrongCall where the file cannot be read, and OSError.
    """
    given = source_file if isinstance(source_file, Given) else Given.at(source_file)
    by = by or common()
    of_row: dict[int, list[Fault]] = {}
    for fault in faults:
        of_row.setdefault(fault.row, []).append(fault)
    if not isinstance(out, (str, Path)):
        _write(given, of_row, out, by)
        return
    place = Path(out)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".magnolia-", dir=place.parent) as folder:
        made = Path(folder) / "marked.xlsx"
        with made.open("wb") as file:
            _write(given, of_row, file, by)
        os.replace(made, place)


def _write(given: Given, of_row: Mapping[int, list[Fault]], out: BinaryIO, by: Records) -> None:
    says = by.words["marked"]
    with reading(given):
        rows = _without(says["column"], _rows(given, by))
        _, header = next(rows)
        comments: dict[tuple[int, int], str] = {}
        widths = [min(WIDEST, max(NARROWEST, len(name) + 2)) for name in header]
        with Book(out) as book:
            marked = _marked(header, rows, of_row, says["column"], comments)
            book.sheet(says["sheet"], marked, comments, [*widths, SENTENCES])
            book.sheet(says["summary"], _summary(of_row, says), {}, [WIDEST, WIDEST, SENTENCES, NARROWEST])


def _marked(
    header: Sequence[str],
    rows: Iterable[Row],
    of_row: Mapping[int, list[Fault]],
    last: str,
    comments: dict[tuple[int, int], str],
) -> Iterator[tuple[int, list[Cell]]]:
    """The rows with their colours and sentences; `comments` is filled meanwhile."""
    places = {name: at for at, name in reversed(list(enumerate(header)))}
    yield 0, [*((name, HEAD) for name in header), (last, HEAD)]
    for number, cells in rows:
        faults = of_row.get(number, ())
        cells = cells[: len(header)] + [""] * (len(header) - len(cells))
        faulty: dict[int, list[str]] = {}
        for fault in faults:
            if fault.column in places:
                faulty.setdefault(places[fault.column], []).append(_plain(fault))
        for at, sentences in faulty.items():
            if len(comments) < MOST_COMMENTS:
                comments[number - 1, at] = "\n".join(sentences)
        whole = any(not fault.column for fault in faults)
        styled = [(text, FAULTY if whole or at in faulty else PLAIN) for at, text in enumerate(cells)]
        told = "; ".join(f"{fault.column}: {_plain(fault)}" if fault.column else _plain(fault) for fault in faults)
        yield number - 1, [*styled, (told, FAULTY if told else PLAIN)]


def _summary(of_row: Mapping[int, list[Fault]], says: Mapping[str, str]) -> Iterator[tuple[int, list[Cell]]]:
    found = Counter((each.column, each.code, _plain(each)) for faults in of_row.values() for each in faults)
    heads = ("of_column", "of_code", "of_message", "of_rows")
    yield 0, [(says[head], HEAD) for head in heads]
    number = 0
    for number, ((column, code, message), rows) in enumerate(sorted(found.items()), start=1):
        yield number, [(column or says["row"], LIST), (code, LIST), (message, LIST), (str(rows), LIST)]
    yield number + 1, [(says["faulty_rows"], HEAD), ("", HEAD), ("", HEAD), (str(len(of_row)), HEAD)]


def _plain(fault: Fault) -> str:
    """Its sentence without the student_id, which stands in the row."""
    return getattr(fault, "says", "") or fault.message


def _rows(given: Given, by: Records) -> Iterator[Row]:
    """The header and every row of a file as text."""
    readers = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
    return readers[given.ending](given, {column.id: column.kind for column in by.participants})


def _without(column: str, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows without the sentences that an earlier marking added."""
    number, header = next(rows)
    kept = [at for at, name in enumerate(header) if name != column]
    yield number, [header[at] for at in kept]
    for number, cells in rows:
        yield number, [cells[at] for at in kept if at < len(cells)]


def _csv(given: Given, _: Mapping[str, str]) -> Iterator[Row]:
    with given.path.open(encoding="utf-8-sig", newline="") as file:
        for number, cells in enumerate(csv.reader(file), start=1):
            if number == 1:
                yield number, [cell.strip() for cell in cells]
            elif any(cells):
                yield number, cells


def _xlsx(given: Given, kinds: Mapping[str, str]) -> Iterator[Row]:
    rows = sheet_rows(given.path, "Participants", set(kinds))
    header = [str(cell).strip() for cell in rows[0]]
    yield 1, header
    for number, row in enumerate(rows[1:], start=FIRST_ROW):
        if any(cell not in ("", None) for cell in row):
            yield number, [as_text(kinds.get(name, "text"), cell) for name, cell in zip(header, row, strict=False)]


def _parquet(given: Given, _: Mapping[str, str]) -> Iterator[Row]:
    with duckdb.connect(config={"temp_directory": ""}) as engine:
        table = f"read_parquet({quoted(glob.escape(str(given.path)))}, binary_as_string = true)"
        names = [str(name) for name, *_ in engine.execute(f"describe select * from {table}").fetchall()]
        yield 1, names
        cells = ", ".join(f"coalesce(cast({identifier(name)} as varchar), '')" for name in names)
        found, number = engine.execute(f"select {cells} from {table}"), 1
        while some := found.fetchmany(AT_ONCE):
            for row in some:
                number += 1
                yield number, list(row)
