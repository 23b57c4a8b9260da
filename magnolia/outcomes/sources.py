"""Files of records as tables of DuckDB: `.csv`, `.xlsx` and `.parquet`, with the row numbers that a spreadsheet shows.

A clean CSV file is read by DuckDB. One with blank lines, line breaks inside cells or rows of another length is read by
Python, row by row, which is slower and exact. No message repeats a cell.
"""

from __future__ import annotations

import glob
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import duckdb

from magnolia.policy.outcome_records import ALWAYS, RecordColumn
from magnolia.tables import Unreadable

from .rows import BETWEEN, as_text, csv_rows, header_of, sheet_rows

BLOCK = 1 << 20
AT_ONCE = 20_000  # rows that Python hands over together
FIRST_ROW = 2  # the header is row 1
OUR_NAMES = ("file_row_number", "filename")  # columns that DuckDB adds to those of a Parquet file
BEHIND = 10  # the priority of a thread that nobody waits for yet, as `nice` counts


@dataclass(frozen=True)
class Given:
    """A file of a call: where it is, what it is called, and the ending that says what it is.

    One that is in memory alone has a path such as `/proc/self/fd/7`, which tells neither of the two.
    """

    path: Path
    name: str
    ending: str

    @classmethod
    def at(cls, path: str | Path) -> Given:
        return cls(Path(path), Path(path).name, Path(path).suffix.lower())

    def __str__(self) -> str:
        """How a message names it."""
        return self.name if self.path.name != self.name else str(self.path)


@dataclass
class Bytes:
    """What one pass over a file's bytes tells."""

    sha256: str
    lines: int
    plain: bool  # no blank line, and lines that end as lines do


@dataclass(frozen=True)
class Source:
    """A file that was opened: `table` is SQL that gives its rows in order, `columns` SQL and type by our name.

    `by_number` says that the table has its own column `row_number`; else a row's number follows from its place, as long
    as the text is `plain` and the table has one row for each of the file's lines below the header: else it must be
    opened `slowly`. What the file's bytes tell is awaited where it is asked for.
    `rows_of_other_length` are their numbers: such a row is a fault as a whole and not in the table. Where there are
    `parts` the table is a query that is run once with each of them, so that no text of a cell is kept anywhere.
    """

    given: Given
    bytes: Future[Bytes]
    table: str
    columns: Mapping[str, tuple[str, str]]
    by_number: bool = False
    rows_of_other_length: Sequence[int] = field(default=())
    parts: Iterator[list[str]] | None = None

    @property
    def path(self) -> Path:
        return self.given.path

    @property
    def name(self) -> str:
        return self.given.name

    @property
    def sha256(self) -> str:
        return self.bytes.result().sha256

    def has_a_row_for_each_line(self, rows: int) -> bool:
        """Whether rows can be numbered by their place."""
        known = self.bytes.result()
        return self.by_number or (known.plain and rows == known.lines - 1)


def read_bytes(path: Path, lines: bool) -> Bytes:
    """Hash a file and, for text, count its lines. Raises OSError."""
    made, newlines, returns, pairs, blank, last = hashlib.sha256(), 0, 0, 0, False, b"\n"
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            made.update(block)
            if lines:
                joined = last + block
                newlines += block.count(b"\n")
                returns += block.count(b"\r")
                pairs += joined.count(b"\r\n")
                blank = blank or b"\n\n" in joined or b"\n\r" in joined
                last = block[-1:]
    return Bytes(made.hexdigest(), newlines + (last != b"\n"), not blank and returns == pairs)


class Hashes:
    """What the bytes of Parquet files tell, for an Opener; they are gone through from `begin` on, when others rest."""

    def __init__(self, pool: ThreadPoolExecutor, paths: Iterable[Path], begun: Event) -> None:
        self.begun = begun
        self.of = {path: pool.submit(read_bytes, path, False) for path in paths if path.suffix.lower() == ".parquet"}

    def begin(self) -> None:
        self.begun.set()


@contextmanager
def hashing(paths: Iterable[Path]) -> Iterator[Hashes]:
    """Hashes in threads of their own, in time that nothing else takes."""
    begun = Event()

    def step_back() -> None:
        begun.wait()
        with suppress(OSError, AttributeError):  # not every system has a priority for a thread
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND)

    with ThreadPoolExecutor(os.cpu_count(), initializer=step_back) as pool:
        try:
            yield Hashes(pool, paths, begun)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            begun.set()


class Opener:
    """Opens files of one kind of records in one connection; `sheet` is what such a sheet of a workbook is called.

    `hashes` has the files whose bytes are gone through elsewhere.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        wanted: Iterable[RecordColumn],
        sheet: str,
        hashes: Hashes | None = None,
    ) -> None:
        self.connection, self.sheet, self.hashed = connection, sheet, hashes.of if hashes else {}
        self.wanted = {column.id: column for column in wanted}
        self.beside = ThreadPoolExecutor(1)
        self.others: list[str] = []  # columns of the last file that are none of ours

    def open(self, given: Given) -> Source:
        """Raises OSError, and Unreadable with a sentence without the file's name."""
        path, ending = given.path, given.ending
        readers = {".csv": self._csv, ".xlsx": self._xlsx, ".parquet": self._parquet}
        if ending not in readers:
            raise Unreadable(f"a table is a file whose name ends in {', '.join(readers)}")
        if not path.is_file():
            path.open("rb").close()  # says what is wrong with it
            raise Unreadable("it is no plain file")
        known = self.hashed.get(path) or self.beside.submit(read_bytes, path, ending == ".csv")
        if not path.stat().st_size:
            raise Unreadable("it is empty")
        try:
            return readers[ending](given, known)
        except duckdb.Error:  # its words could repeat a cell
            raise Unreadable(f"it is damaged, or no {ending} file") from None

    def _parquet(self, given: Given, known: Future[Bytes]) -> Source:
        reading = (
            f"read_parquet({quoted(glob.escape(str(given.path)))}, binary_as_string = true, hive_partitioning = false"
        )
        found = self.connection.execute(f"describe select * from {reading})").fetchall()
        columns = {str(name): (identifier(name), str(type_)) for name, type_, *_ in found}
        if taken := [name for name in columns if name.lower() in OUR_NAMES]:
            raise Unreadable(f"its column {taken[0]} has a name that is needed here; leave it out or call it otherwise")
        self._complete(columns)
        ours = self._known(columns)
        cells = ", ".join(sql for sql, _ in ours.values())
        numbered = (
            f"(select {cells}, file_row_number + {FIRST_ROW} as row_number from {reading}, file_row_number = true))"
        )
        return Source(given, known, numbered, ours, by_number=True)

    def _csv(self, given: Given, known: Future[Bytes]) -> Source:
        header, one_line = header_of(given.path)
        columns = self._places(header)
        names = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header)))
        reading = (
            f"read_csv({quoted(glob.escape(str(given.path)))}, auto_detect = false, header = false, skip = 1, "
            f"delim = ',', quote = '\"', escape = '\"', strict_mode = true, columns = {{{names}}})"
        )
        if one_line and header and all(header):
            return Source(given, known, reading, columns)
        return self.slowly(given, known)

    def slowly(self, given: Given, known: Future[Bytes]) -> Source:
        """A CSV file read by Python: every row has its number, and blank ones are passed over."""
        header, _ = header_of(given.path)
        places = self._places(header)
        other: list[int] = []
        rows = csv_rows(given.path, header, [int(name[1:]) for name, _ in places.values()], other)
        columns = {name: (f"c{place}", "VARCHAR") for place, name in enumerate(places)}
        return Source(given, known, _in_turn(len(places)), columns, True, other, _parts(rows))

    def _xlsx(self, given: Given, known: Future[Bytes]) -> Source:
        rows = sheet_rows(given.path, self.sheet, set(self.wanted))
        header = [str(cell).strip() for cell in rows[0]]
        places = self._places(header)
        kinds = [(int(place[1:]), self.wanted[name].kind) for name, (place, _) in places.items()]
        texts = (
            (number, [as_text(kind, row[place]) for place, kind in kinds])
            for number, row in enumerate(rows[1:], start=FIRST_ROW)
            if any(cell not in ("", None) for cell in row)
        )
        columns = {name: (f"c{place}", "VARCHAR") for place, name in enumerate(places)}
        return Source(given, known, _in_turn(len(places)), columns, True, parts=_parts(texts))

    def _places(self, header: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Our columns in a header, each as `cN`."""
        for name in self.wanted:
            if header.count(name) > 1:
                raise Unreadable(f"the column {name} is there more than once")
        columns = {name: (f"c{place}", "VARCHAR") for place, name in enumerate(header)}
        self._complete(columns)
        return self._known(columns)

    def _complete(self, columns: Mapping[str, object]) -> None:
        if missing := [each.id for each in self.wanted.values() if each.needed == ALWAYS and each.id not in columns]:
            raise Unreadable(f"these columns are missing: {', '.join(missing)}; the header is row 1")

    def _known(self, columns: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
        self.others = [name for name in columns if name and name not in self.wanted]
        return {name: columns[name] for name in self.wanted if name in columns}


def quoted(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A column's name as SQL."""
    return '"' + str(name).replace('"', '""') + '"'


def _in_turn(width: int) -> str:
    """SQL of the rows that are handed over as one text a column: `row_number` and `c0`, `c1`, ..."""
    split = [f"unnest(string_split(${place}, '{BETWEEN}'))" for place in range(1, width + 2)]
    cells = "".join(f", {sql} as c{place}" for place, sql in enumerate(split[1:]))
    return f"(select cast({split[0]} as bigint) as row_number{cells})"


def _parts(rows: Iterable[tuple[int, list[str]]]) -> Iterator[list[str]]:
    """Some rows at a time, as one text a column."""
    some: list[tuple[int, list[str]]] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield _joined(some)
            some = []
    if some:
        yield _joined(some)


def _joined(some: list[tuple[int, list[str]]]) -> list[str]:
    numbers = BETWEEN.join(str(number) for number, _ in some)
    return [numbers, *(BETWEEN.join(column) for column in zip(*(row for _, row in some), strict=True))]
