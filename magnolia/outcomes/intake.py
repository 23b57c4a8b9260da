"""Records at the door: read, tested, and the person replaced by a number of this run and a keyed pseudonym.

Afterwards the connection has `participants` and `wages` as the steps read them, and `keys` (person, pseudonym). Neither
a Social Security number nor a name is in any table, so that what memory cannot hold tells none: while a run compares
them they are masked (keys.Mask), and of a name only the mask is kept.
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
from .keys import Key, Mask, halves
from .people_checks import conflicts, warnings
from .sources import Opener, Source, quoted
from .store import Store
from .taking import Input, Taken, Taker, number_of, reading

HELD = (
    "date_of_birth", "opeid", "program_id", "cip_code", "entry_date", "enrollment_status", "completion_date",
    "credential_attained", "normal_time_weeks", "exclusion", "student_id", "pell_from", "pell_to",
)  # fmt: skip
COUNTED = (
    "opeid", "program_id", "cip_code", "entry_date", "enrollment_status", "completion_date", "credential_attained",
    "normal_time_weeks", "exclusion",
)  # fmt: skip
NAMES = ("first_name", "last_name")
MADE = ("masked", "high", "low", "name", "never_issued")  # what is held of a person beside these


class Intake:
    """Takes the files of one call into one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, by: Records, as_of: date | None, own_state: str) -> None:
        self.connection, self.by, self.as_of, self.own_state = connection, by, as_of, own_state
        self.taken, self.mask = Taken(), Mask()

    def participants(self, paths: Sequence[str], key: Key) -> None:
        """Make `participant_rows` from the rows without a fault, and note warnings and conflicts. Raises WrongCall."""
        taker = Taker(self.connection, self.by, self.taken, "participants")
        opener = Opener(self.connection, self.by.participants, "Participants")
        parts = []
        for place, path in enumerate(paths):
            table = f"participants_{place}"
            source = taker.as_table(opener, Path(path), table, self._of_people, lambda of: self._held(of, key))
            number = number_of(source)
            columns = ", ".join((*HELD, *MADE))
            parts.append(f"select {place} as file, {number} as row_number, {columns} from {table} where faults = 0")
        self.connection.execute(f"create temp view participant_rows as {' union all '.join(parts)}")
        self.taken.warnings = warnings(self.connection)
        self.taken.conflicts = conflicts(self.connection, [each.name for each in self.taken.inputs])

    def _of_people(self, source: Source) -> Checks:
        return Checks(self.by.participants, source, self.by, self.as_of)

    def _held(self, checks: Checks, key: Key) -> dict[str, str]:
        """What is kept of a row: no number and no name."""
        values = {name: checks.cells[name].value for name in HELD}
        blank, ssn = checks.cells["exclusion"].blank, checks.cells["ssn"]
        names = " || ' ' || ".join(f"coalesce(lower(trim({checks.cells[name].text})), '')" for name in NAMES)
        return {
            **values,
            "exclusion": f"case when not {blank} then {values['exclusion']} end",
            "masked": self.mask.sql(ssn.value),
            **halves(key.sql(f"lpad(cast({ssn.value} as varchar), 9, '0')")),
            "name": self.mask.sql(f"hash({names})"),
            "never_issued": " or ".join(
                f"lpad(cast({ssn.value} as varchar), 9, '0') like '{pattern}'" for pattern in self.by.never_issued
            ),
        }

    def persons(self) -> None:
        """Make `keys`, one row for each person, and `participants` from the rows that came in."""
        self.connection.execute(
            "create temp table keys as select masked, high, low, cast(row_number() over () as integer) as person "
            "from (select distinct masked, high, low from participant_rows)"
        )
        columns = ", ".join(f"p.{name}" for name in COUNTED)
        self.connection.execute(
            f"create temp view participants as select k.person, {columns}, p.file, p.row_number "
            "from participant_rows as p join keys as k using (masked)"
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
            f"from ({rows}) as w join keys as k using (masked)"
        )

    def wage_files_whole(self, paths: Sequence[str], key: Key) -> dict[int, str]:
        """SQL of each quarter's rows without a fault, with every column and the pseudonym. Raises WrongCall."""
        parts = self._wage_parts(paths, lambda checks: self._whole_wage_values(checks, key))
        held: dict[int, list[str]] = {}
        for part in parts:
            for (quarter,) in self.connection.execute(f"select distinct quarter from ({part}) order by 1").fetchall():
                held.setdefault(quarter, []).append(f"select * from ({part}) where quarter = {quarter}")
        return {quarter: " union all by name ".join(rows) for quarter, rows in sorted(held.items())}

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
        return {"masked": self.mask.sql(checks.cells["ssn"].value), **self._amounts(checks)}

    def _whole_wage_values(self, checks: Checks, key: Key) -> dict[str, str]:
        more = {name: checks.cells[name] for name in ("employer_id", "naics", "soc")}
        return {
            "person": key.sql(f"lpad(cast({checks.cells['ssn'].value} as varchar), 9, '0')"),
            **self._amounts(checks),
            **{name: f"case when not {each.blank} then {each.value} end" for name, each in more.items()},
        }

    def _amounts(self, checks: Checks) -> dict[str, str]:
        cells, source = checks.cells, checks.cells["source"]
        return {
            "quarter": f"{cells['year'].value} * 4 + {cells['quarter'].value}",
            "wages": cells["wages"].value,
            "source": f"case when {source.blank} then '{self.own_state}' else {source.value} end",
        }
