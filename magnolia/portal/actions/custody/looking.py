"""One look at a file of participant records: form, register of programs, across rows, across versions.

The same look serves a trial, which keeps nothing, and the worker. It repeats no value of a person.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import IO, Any

import duckdb

from magnolia.calling import WrongCall
from magnolia.outcomes.engine import connect
from magnolia.outcomes.intake import Intake
from magnolia.outcomes.keys import Mask
from magnolia.policy.data_template import version_in
from magnolia.policy.outcome_records import Records, records
from magnolia.policy.periods import AwardYear
from magnolia.policy.records import repeatable, words

from . import across, opening, rows
from .opening import Opened

MOST = 2_000  # faults that are listed; more are counted
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, or with the file as a whole (row 0)."""

    row: int
    student_id: str
    column: str
    code: str
    level: str
    message: str


@dataclass(frozen=True)
class Asked:
    """What a file is held against: the program as it was approved, its year, and the numbers of the law."""

    jurisdiction: str
    version: int
    on: date
    award_year: AwardYear
    opeid: str
    program_id: str
    cip_code: str
    weeks: Decimal | None
    enrolled: int | None
    shortest_service: int  # days of active service that are not enough
    window_days_a_week: Decimal
    sample: int


Step = Callable[[str, int | None], None]  # a word of [step], and the rows read once the file is open


@dataclass
class Looked:
    """What came of a look. `faults` are the first; `found` counts all, `errors` those that send it back."""

    rows: int = 0
    participants: int = 0
    rejected: int = 0
    found: int = 0
    errors: int = 0
    warned: int = 0
    faults: list[Fault] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    changes_found: int = 0
    exits: list[dict[str, Any]] = field(default_factory=list)
    exclusions: list[dict[str, Any]] = field(default_factory=list)

    def note(self, level: str, row: int, student_id: str, column: str, code: str, message: str) -> None:
        self.found += 1
        self.errors += level == ERROR
        self.warned += level == WARNING
        if len(self.faults) < MOST:
            self.faults.append(Fault(row, student_id or "", column, code, level, message))

    @property
    def clean(self) -> bool:
        return not self.errors


def of_file(asked: Asked, code: str, given: str = "", known: object = "", count: int = 0) -> Looked:
    """A look that ended before any row: the file as a whole has a fault."""
    looked, says = Looked(), words(asked.jurisdiction)["fault"]
    looked.note(ERROR, 0, "", "", code, says[code].format(given=given, known=known, count=count))
    return looked


def look(
    memory: IO[bytes],
    name: str,
    asked: Asked,
    *,
    before: tuple[IO[bytes], str] | None = None,
    step: Step = lambda _, __: None,
) -> Looked:
    """Look at a file in memory; `before` is the version it replaces, `step` is told how far it is and of how many rows.

    Never raises for what is in the file.
    """
    with ExitStack() as stack:
        opened = opening.of_memory(memory, name)
        try:
            if (refused := _header(opened, asked)) is not None:
                return refused
            return _rows(stack, opened, asked, before, step)
        except opening.Unreadable as problem:
            return of_file(asked, "unreadable", str(problem))
        except WrongCall as problem:
            return of_file(asked, "unreadable", _said(problem, opened))


def _said(problem: WrongCall, opened: Opened) -> str:
    """Why it cannot be read, without its name: the page says which file it is."""
    return str(problem).replace(f"{opened.given} cannot be read: ", "").rstrip(".")


def _header(opened: Opened, asked: Asked) -> Looked | None:
    """What the names of the columns alone keep from being read: a column that nobody asks for, another version."""
    if opened.ending not in opening.ENDINGS:
        return of_file(asked, "unreadable", f"its name ends in none of {', '.join(opening.ENDINGS)}")
    found = opening.header_of(opened)
    version = version_in(found)
    if version is not None and version != asked.version:
        return of_file(asked, "other_version", str(version), asked.version)
    known = {each.id for each in opening.columns_of(asked.jurisdiction, asked.version)}
    if not known & set(found):
        return None  # no header of ours: the reader says which columns are missing, and nothing is repeated
    looked, says = Looked(), words(asked.jurisdiction)["fault"]
    for place, each in enumerate(found, start=1):
        if each and each not in known and version_in([each]) is None:
            shown = repeatable(each)
            code = "column_not_asked" if shown.startswith("“") else "header_unclear"
            given = shown if shown.startswith("“") else str(place)
            looked.note(ERROR, 0, "", "", code, says[code].format(given=given))
    return looked if looked.found else None


def _rows(stack: ExitStack, opened: Opened, asked: Asked, before: tuple[IO[bytes], str] | None, step: Step) -> Looked:
    by, mask, looked = records(asked.jurisdiction, asked.version), Mask(), Looked()
    columns = opening.columns_of(asked.jurisdiction, asked.version)
    connection = stack.enter_context(connect(opening.MEMORY, None))
    step("rows", None)
    opening.load(connection, opened, columns, by, mask, "looked")
    step("rows", rows.number(connection))
    rejected = _form(connection, opened, by, asked, looked)
    looked.rows, looked.participants = rows.counts(connection)
    if not looked.rows and not rejected:
        return of_file(asked, "no_rows")
    step("register", looked.rows)
    rejected |= rows.check(connection, asked, looked)
    looked.rejected = len(rejected)
    rows.count_persons(asked, looked)
    step("compared", looked.rows)
    looked.exclusions = rows.exclusions(connection)
    looked.exits = across.exits(connection, asked.sample)
    if before is not None:
        opening.load(connection, opening.of_memory(*before), columns, by, mask, "earlier")
        looked.changes, looked.changes_found = across.changes(connection, [each.id for each in columns])
    looked.faults.sort(key=lambda each: (each.row, each.level))
    return looked


def _form(connection: duckdb.DuckDBPyConnection, opened: Opened, by: Records, asked: Asked, looked: Looked) -> set[int]:
    """The rules of the format, as the command has them; the rows that break one."""
    intake = Intake(connection, by, asked.on)
    intake.participants([opened.given])
    intake.look_across(None)
    taken = intake.taken
    for fault in taken.rejected:
        message = fault.says[:1].upper() + fault.says[1:] + "."
        looked.note(ERROR, fault.row, fault.student_id, fault.column, fault.code, message)
    students = rows.students(connection, {row for each in taken.warnings.values() for _, row in each.first})
    says = by.words["warning"]
    for code, warned in taken.warnings.items():
        for _, row in warned.first:
            looked.note(WARNING, row, students.get(row, ""), "", code, says[code][:1].upper() + says[code][1:] + ".")
        looked.found += warned.rows - len(warned.first)
        looked.warned += warned.rows - len(warned.first)
    differs = words(asked.jurisdiction)["warning"]["birth_differs"]
    for conflict in taken.conflicts:
        for each in conflict["rows"]:
            looked.note(WARNING, each["row"], students.get(each["row"], ""), "date_of_birth", "birth_differs", differs)
    return {each.row for each in taken.rejected}
