"""Records at the door: read, tested, and the person replaced by a number of this run and a keyed pseudonym.

Afterwards the connection has `participants` and `wages` as the steps read them, and `keys` (person, pseudonym). Social
Security numbers stay in this process's own tables and are in nothing that is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from magnolia.policy.outcome_records import Records

from .checks import Checks
from .keys import Key
from .people_checks import conflicts, never_issued, other_names, pell_overlaps
from .sources import Opener, Source
from .taking import Input, Taken, Taker, number_of, reading

HELD = (
    "ssn", "date_of_birth", "opeid", "program_id", "cip_code", "entry_date", "enrollment_status", "completion_date",
    "credential_attained", "normal_time_weeks", "exclusion", "student_id", "pell_from", "pell_to",
)  # fmt: skip
COUNTED = (
    "opeid", "program_id", "cip_code", "entry_date", "enrollment_status", "completion_date", "credential_attained",
    "normal_time_weeks", "exclusion",
)  # fmt: skip
NAMES = ("first_name", "last_name")
WAGE_VALUES = ("ssn", "wages")


class Intake:
    """Takes the files of one call into one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, by: Records, as_of: date, own_state: str) -> None:
        self.connection, self.by, self.as_of, self.own_state = connection, by, as_of, own_state
        self.taken = Taken()

    def participants(self, paths: Sequence[str]) -> None:
        """Make `participant_rows` from the rows without a fault, and note warnings and conflicts. Raises WrongCall."""
        taker = Taker(self.connection, self.by, self.taken, "participants")
        opener = Opener(self.connection, self.by.participants, "Participants")
        parts = []
        for place, path in enumerate(paths):
            table = f"participants_{place}"
            source = taker.as_table(opener, Path(path), table, self._of_people, _held)
            number = number_of(source)
            columns = ", ".join((*HELD, "name"))
            parts.append(f"select {place} as file, {number} as row_number, {columns} from {table} where faults = 0")  # noqa: S608
        self.connection.execute(f"create temp view participant_rows as {' union all '.join(parts)}")
        names = [each.name for each in self.taken.inputs]
        for code, rows in (
            ("ssn_never_issued", never_issued(self.connection, self.by)),
            ("pell_overlap", pell_overlaps(self.connection)),
            ("name_differs", other_names(self.connection)),
        ):
            if rows:
                self.taken.warnings[code] = len(rows)
        self.taken.conflicts = conflicts(self.connection, names)

    def _of_people(self, source: Source) -> Checks:
        return Checks(self.by.participants, source, self.by, self.as_of)

    def persons(self, key: Key) -> None:
        """Make `keys`, one row for each person, and `participants` from the rows that came in."""
        digits = "lpad(cast(ssn as varchar), 9, '0')"
        self.connection.execute(
            "create temp table keys as select ssn, cast(row_number() over () as integer) as person, "  # noqa: S608
            f"{key.sql(digits)} as pseudonym from (select distinct ssn from participant_rows)"
        )
        columns = ", ".join(f"p.{name}" for name in COUNTED)
        self.connection.execute(
            f"create temp view participants as select k.person, {columns}, p.file, p.row_number "  # noqa: S608
            "from participant_rows as p join keys as k using (ssn)"
        )

    def wage_files(self, paths: Sequence[str]) -> None:
        """Make `wages` from the rows without a fault that belong to somebody in `keys`. Raises WrongCall."""
        taker = Taker(self.connection, self.by, self.taken, "wages")
        opener = Opener(self.connection, self.by.wages, "Wages")
        parts = []
        for place, path in enumerate(paths):
            table = f"wages_{place}"
            if Path(path).suffix.lower() == ".parquet":
                self._wage_view(taker, opener, Path(path), table)
            else:
                taker.as_table(opener, Path(path), table, self._of_wages, self._wage_values)
            parts.append(f"select ssn, quarter, wages, source from {table} where faults = 0")  # noqa: S608
        self.connection.execute(
            "create temp view wages as select k.person, w.quarter, w.wages, w.source "  # noqa: S608
            f"from ({' union all '.join(parts)}) as w join keys as k using (ssn)"
        )

    def _wage_view(self, taker: Taker, opener: Opener, path: Path, table: str) -> None:
        """A Parquet file is not copied: it is tested where it is, and read again when it is counted."""
        with reading(path):
            source = opener.open(path)
            checks = self._of_wages(source)
            values = ", ".join(f"{sql} as {name}" for name, sql in self._wage_values(checks).items())
            self.connection.execute(
                f"create temp view {table} as select row_number, {checks.mask()} as faults, {values} from {source.table}"  # noqa: S608
            )
            rows = self.connection.execute(f"select count(*) from {table}").fetchall()[0][0]  # noqa: S608
            given = Input("wages", source.name, source.sha256, rows)
            self.taken.inputs.append(given)
            taker.note(given, source, checks, table)

    def _of_wages(self, source: Source) -> Checks:
        return Checks(self.by.wages, source, self.by, None)

    def _wage_values(self, checks: Checks) -> dict[str, str]:
        cells = checks.cells
        own, source = f"'{self.own_state}'", cells["source"]
        return {
            "ssn": cells["ssn"].value,
            "quarter": f"{cells['year'].value} * 4 + {cells['quarter'].value}",
            "wages": cells["wages"].value,
            "source": f"case when {source.blank} then {own} else {source.value} end",
        }


def _held(checks: Checks) -> dict[str, str]:
    values = {name: checks.cells[name].value for name in HELD}
    names = " || ' ' || ".join(f"coalesce(lower(trim({checks.cells[name].text})), '')" for name in NAMES)
    blank = checks.cells["exclusion"].blank
    return {**values, "exclusion": f"case when not {blank} then {values['exclusion']} end", "name": f"hash({names})"}
