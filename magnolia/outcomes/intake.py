"""Records at the door: read, tested, and the person replaced by a number of this run and a keyed pseudonym.

Afterwards the connection has `participants` and `wages` as the steps read them, and `keys` (person, pseudonym). Social
Security numbers stay in this process's own tables and are in nothing that is written.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from magnolia.policy.outcome_law import OutcomeLaw
from magnolia.policy.outcome_records import Records
from magnolia.policy.periods import Quarter

from .checks import Checks
from .keys import Key, halves
from .people_checks import conflicts, warnings
from .sources import Opener, Source, quoted
from .store import Store
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
DIGITS = "lpad(cast(ssn as varchar), 9, '0')"


class Intake:
    """Takes the files of one call into one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, by: Records, as_of: date | None, own_state: str) -> None:
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
            parts.append(f"select {place} as file, {number} as row_number, {columns} from {table} where faults = 0")
        self.connection.execute(f"create temp view participant_rows as {' union all '.join(parts)}")
        self.taken.warnings = warnings(self.connection, self.by)
        self.taken.conflicts = conflicts(self.connection, [each.name for each in self.taken.inputs])

    def _of_people(self, source: Source) -> Checks:
        return Checks(self.by.participants, source, self.by, self.as_of)

    def persons(self, key: Key) -> None:
        """Make `keys`, one row for each person, and `participants` from the rows that came in."""
        self.connection.execute(
            f"create temp table keys as select *, {halves('pseudonym')} "
            "from (select ssn, cast(row_number() over () as integer) as person, "
            f"{key.sql(DIGITS)} as pseudonym from (select distinct ssn from participant_rows))"
        )
        columns = ", ".join(f"p.{name}" for name in COUNTED)
        self.connection.execute(
            f"create temp view participants as select k.person, {columns}, p.file, p.row_number "
            "from participant_rows as p join keys as k using (ssn)"
        )

    def write_checked(self, folder: Path) -> None:
        """`participants` and `wages` as Parquet for another engine: the person is a number of this run."""
        folder.mkdir()
        for name in ("participants", "wages"):
            self.connection.execute(f"copy {name} to {quoted(str(folder / f'{name}.parquet'))} (format parquet)")

    def wage_files(self, paths: Sequence[str]) -> None:
        """Make `wages` from the rows without a fault that belong to somebody in `keys`. Raises WrongCall."""
        rows = " union all by name ".join(self._wage_parts(paths, self._wage_values))
        self.connection.execute(
            "create temp view wages as select k.person, w.quarter, w.wages, w.source "
            f"from ({rows}) as w join keys as k using (ssn)"
        )

    def wage_files_whole(self, paths: Sequence[str], key: Key) -> dict[int, str]:
        """SQL of each quarter's rows without a fault, with every column and the pseudonym. Raises WrongCall."""
        parts = self._wage_parts(paths, self._whole_wage_values)
        self.connection.execute(
            f"create temp table persons as select ssn, {key.sql(DIGITS)} as pseudonym from "
            f"(select distinct ssn from ({' union '.join(f'select ssn from ({part})' for part in parts)}))"
        )
        held: dict[int, list[str]] = {}
        for part in parts:
            for (quarter,) in self.connection.execute(f"select distinct quarter from ({part}) order by 1").fetchall():
                held.setdefault(quarter, []).append(f"select * from ({part}) where quarter = {quarter}")
        return {
            quarter: f"select * exclude (ssn, faults) from ({' union all by name '.join(rows)}) "
            "join persons using (ssn)"
            for quarter, rows in sorted(held.items())
        }

    def wage_store(self, store: Store, law: OutcomeLaw) -> None:
        """Make `wages` from the quarters of a store that can be measured, and note what its loads had rejected."""
        found = self.connection.execute(
            "select distinct year(completion_date) * 4 + quarter(completion_date) from participant_rows "
            "where completion_date is not null"
        ).fetchall()
        measured = {str(Quarter(exit_).later(law.quarters_after_exit)) for (exit_,) in found}
        quarters = sorted(measured & store.quarters.keys())
        self.taken.rejected += store.rejected(quarters)
        parts = []
        for quarter in quarters:
            held, file = store.quarters[quarter], store.sums(quarter)
            self.taken.inputs.append(Input("wages", f"{file.parent.name}/{file.name}", held.sha256, held.rows))
            index = Quarter.parse(quarter).index
            parts.append(
                f"select high, low, cast({index} as integer) as quarter, wages, source "
                f"from read_parquet({quoted(glob.escape(str(file)))})"
            )
        nothing = "select 0 as high, 0 as low, 0 as quarter, 0.0 as wages, '' as source where false"
        self.connection.execute(
            "create temp view wages as select k.person, w.quarter, w.wages, w.source "
            f"from ({' union all '.join(parts) or nothing}) as w join keys as k using (high, low)"
        )

    def _wage_parts(self, paths: Sequence[str], values: Callable[[Checks], Mapping[str, str]]) -> list[str]:
        """SQL of the rows without a fault of each file, with the given values."""
        taker = Taker(self.connection, self.by, self.taken, "wages")
        opener = Opener(self.connection, self.by.wages, "Wages")
        parts = []
        for place, path in enumerate(paths):
            table = f"wages_{place}"
            if Path(path).suffix.lower() == ".parquet":
                self._wage_view(taker, opener, Path(path), table, values)
                names = "* exclude (row_number)"
            else:
                source = taker.as_table(opener, Path(path), table, self._of_wages, values)
                names = "* exclude (row_number)" if source.by_number else "*"
            parts.append(f"select {names} from {table} where faults = 0")
        return parts

    def _wage_view(
        self, taker: Taker, opener: Opener, path: Path, table: str, of: Callable[[Checks], Mapping[str, str]]
    ) -> None:
        """A Parquet file is not copied: it is tested where it is, and read again when it is counted."""
        with reading(path):
            source = opener.open(path)
            checks = self._of_wages(source)
            values = ", ".join(f"{sql} as {name}" for name, sql in of(checks).items())
            selected = f"select row_number, {checks.mask()} as faults, {values} from {source.table}"
            self.connection.execute(f"create temp view {table} as {selected}")
            rows = self.connection.execute(f"select count(*) from {table}").fetchall()[0][0]
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

    def _whole_wage_values(self, checks: Checks) -> dict[str, str]:
        more = {name: checks.cells[name] for name in ("employer_id", "naics", "soc")}
        return {
            **self._wage_values(checks),
            **{name: f"case when not {each.blank} then {each.value} end" for name, each in more.items()},
        }


def _held(checks: Checks) -> dict[str, str]:
    values = {name: checks.cells[name].value for name in HELD}
    names = " || ' ' || ".join(f"coalesce(lower(trim({checks.cells[name].text})), '')" for name in NAMES)
    blank = checks.cells["exclusion"].blank
    return {**values, "exclusion": f"case when not {blank} then {values['exclusion']} end", "name": f"hash({names})"}
