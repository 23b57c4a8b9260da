"""One file of records at a time: opened, tested rule by rule, its faulty rows named. Shared by people and wages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from magnolia.calling import WrongCall
from magnolia.policy.outcome_records import Records
from magnolia.tables import Unreadable

from .checks import Checks
from .people_checks import Warned
from .sources import FIRST_ROW, Given, Opener, Source

REJECTED = ("file", "row", "column", "code", "message")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A fault of a row; `column` is empty for the row as a whole. No message repeats a cell but the student_id.

    `says` is the message without it.
    """

    file: str
    row: int
    column: str
    code: str
    message: str
    says: str = ""
    student_id: str = ""

    def shown(self) -> dict[str, Any]:
        """What a file of faults has of it."""
        return {name: getattr(self, name) for name in REJECTED}


@dataclass
class Input:
    """A file of a call: what it is, its hash, its rows and how many of them were rejected."""

    role: str
    name: str
    sha256: str
    rows: int = 0
    rejected: int = 0


@dataclass
class Taken:
    """What came in: the files, every fault, warnings by code, and who has several dates of birth."""

    inputs: list[Input] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    warnings: dict[str, Warned] = field(default_factory=dict)
    conflicts: list[dict[str, Any]] = field(default_factory=list)

    def rows(self, role: str) -> int:
        return sum(each.rows for each in self.inputs if each.role == role)

    @property
    def rejected_rows(self) -> int:
        """How many rows have a fault, each once however many it has."""
        return len({(each.file, each.row) for each in self.rejected})

    @property
    def complete(self) -> bool:
        return not self.rejected


@contextmanager
def reading(path: Path | Given) -> Iterator[None]:
    """Whatever cannot be read is a wrong call, said in one line without a cell of the file."""
    try:
        yield
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {path}") from None
    except Unreadable as fault:
        raise WrongCall(f"{path} cannot be read: {fault}") from None
    except (duckdb.OutOfMemoryException, MemoryError):
        raise WrongCall(
            f"{path} does not fit into the memory; raise --memory-limit or free space on the disk"
        ) from None
    except duckdb.Error:  # its words could repeat a cell
        raise WrongCall(f"{path} cannot be read: it is damaged, or not what its name says") from None


def number_of(source: Source) -> str:
    """SQL of a row's number in a table that was made from a source."""
    return "row_number" if source.by_number else f"rowid + {FIRST_ROW}"


class Taker:
    """Takes files of one role, `participants` or `wages`, as tables or views of one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, by: Records, taken: Taken, role: str) -> None:
        self.connection, self.by, self.taken, self.role = connection, by, taken, role

    def as_table(
        self,
        opener: Opener,
        given: Given,
        table: str,
        checked: Callable[[Source], Checks],
        values: Callable[[Checks], Mapping[str, str]],
    ) -> Source:
        """A file as a table with `faults` and the given values; every faulty row is noted."""
        with reading(given):
            source = opener.open(given)
            checks = checked(source)
            held = values(checks)
            rows = self._quickly(source, table, checks, held)
            if rows is None:
                source = opener.slowly(given, source.bytes)
                checks = checked(source)
                held = values(checks)
                rows = self._load(source, table, checks, held)
            file = Input(self.role, source.name, source.sha256, rows + len(source.rows_of_other_length))
            self.taken.inputs.append(file)
            self.note(file, source, checks, table, "student_id" if "student_id" in held else "null")
        return source

    def _quickly(self, source: Source, table: str, checks: Checks, values: Mapping[str, str]) -> int | None:
        """The number of rows; None for text that DuckDB does not read as one row a line."""
        try:
            rows = self._load(source, table, checks, values)
        except duckdb.InvalidInputException:
            if source.by_number:
                raise
            return None
        if not source.has_a_row_for_each_line(rows):
            self.connection.execute(f"drop table {table}")
            return None
        return rows

    def _load(self, source: Source, table: str, checks: Checks, values: Mapping[str, str]) -> int:
        selected = {"faults": checks.mask(), **values}
        if source.by_number:
            selected["row_number"] = "row_number"
        columns = ", ".join(f"{sql} as {name}" for name, sql in selected.items())
        query = f"select {columns} from {source.table}"
        if source.parts is None:
            self.connection.execute(f"create table {table} as {query}")
        else:
            nothing = [""] * (len(source.columns) + 1)
            self.connection.execute(f"create table {table} as {query} limit 0", nothing)
            for part in source.parts:
                self.connection.execute(f"insert into {table} {query}", part)
        return int(self.connection.execute(f"select count(*) from {table}").fetchall()[0][0])

    def note(self, given: Input, source: Source, checks: Checks, table: str, student: str = "null") -> None:
        """Add every faulty row of a table to what came in."""
        says = self.by.words["fault"]
        found = [
            Rejected(given.name, row, "", "cells", says["cells"], says["cells"]) for row in source.rows_of_other_length
        ]
        query = (
            f"select {number_of(source)} as number, faults, {student} from {table} where faults <> 0 order by number"
        )
        rows = self.connection.execute(query).fetchall()
        for row, mask, student_id in rows:
            for check in checks.found(mask):
                message = check.message
                if student_id:
                    message = says["of_student"].format(message=message, student_id=student_id)
                found.append(
                    Rejected(given.name, row, check.column, check.code, message, check.message, student_id or "")
                )
        given.rejected = len(rows) + len(source.rows_of_other_length)
        self.taken.rejected += sorted(found, key=lambda each: each.row)
