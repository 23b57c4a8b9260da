"""Wage records at the door: from files or from a store, tested, and only what can matter for a rate is kept.

Of a hundred million records some hundred thousand are of a person and a quarter that is measured. They are found in the
one pass that tests all of them; how they are added up and what follows from it is for the numbered steps to say.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb

from magnolia.policy.outcome_records import Records
from magnolia.policy.periods import Quarter

from .checks import Checks
from .keys import Mask
from .sources import FIRST_ROW, Given, Opener, Source, quoted
from .store import Store
from .taking import Input, Taken, Taker, reading

ROLE = "wages"
KEPT = "w.person, r.quarter, r.wages, r.source"


class Wages:
    """Takes the wage records of one call into one connection, beside what the intake has made there."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, by: Records, taken: Taken, own_state: str) -> None:
        self.connection, self.by, self.taken, self.own_state = connection, by, taken, own_state
        self.taker = Taker(connection, by, taken, ROLE)
        self.opener = opened(connection, by)

    def from_files(self, paths: Sequence[str], mask: Mask) -> None:
        """Make `wages` from the rows without a fault that are `wanted`. Raises WrongCall for a file as a whole."""

        def values(checks: Checks) -> dict[str, str]:
            return {"masked": mask.sql(checks.cells["ssn"].value), **amounts(checks, self.own_state)}

        parts, parquet = [], []
        for place, path in enumerate(map(Path, paths)):
            if path.suffix.lower() == ".parquet":
                parquet.append(path)
                continue
            self.taker.as_table(self.opener, Given.at(path), f"wages_{place}", self._checks, values)
            parts.append(
                f"select {KEPT} from wages_{place} as r join wanted as w using (masked, quarter) where faults = 0"
            )
        for place, group in enumerate(self._alike(parquet)):
            self._scan(group, f"scanned_{place}", values)
            parts.append(f"select person, quarter, wages, source from scanned_{place} where faults = 0")
        self.connection.execute(f"create temp view wages as {' union all '.join(parts)}")

    def from_store(self, store: Store) -> None:
        """Make `wages` from the quarters of a store that are `wanted`, and note what its loads had rejected."""
        found = self.connection.execute("select distinct quarter from wanted order by 1").fetchall()
        quarters = [name for name in (str(Quarter(quarter)) for (quarter,) in found) if name in store.quarters]
        self.taken.rejected += store.rejected(quarters)
        files = [store.sums(quarter) for quarter in quarters]
        for quarter, file in zip(quarters, files, strict=True):
            held = store.quarters[quarter]
            self.taken.inputs.append(Input(ROLE, f"{file.parent.name}/{file.name}", held.sha256, held.rows))
        rows = _reading(files) if files else "(select 0 as high, 0 as low, 0 as quarter, 0.0 as wages, '' as source)"
        with reading(store.place):
            self.connection.execute(
                f"create temp table wages as select {KEPT} from {rows} as r join wanted as w using (high, low, quarter)"
            )

    def _alike(self, paths: Sequence[Path]) -> list[list[Source]]:
        """Parquet files whose columns are alike, opened; a file that is given twice counts twice."""
        groups: dict[tuple[object, ...], list[Source]] = {}
        for place, path in enumerate(paths):
            with reading(path):
                source = self.opener.open(Given.at(path))
            again = path in paths[:place] and place
            groups.setdefault((*source.columns.items(), again), []).append(source)
        return list(groups.values())

    def _scan(self, group: Sequence[Source], table: str, values: Callable[[Checks], Mapping[str, str]]) -> None:
        """One pass over files that are alike: what is wanted, and what has a fault."""
        checks = self._checks(group[0])
        columns = ", ".join(f"{sql} as {name}" for name, sql in values(checks).items())
        rows = (
            f"(select filename, file_row_number + {FIRST_ROW} as row_number, {checks.mask()} as faults, {columns} "
            f"from {_reading([source.path for source in group])})"
        )
        with reading(group[0].path):
            self.connection.execute(
                f"create temp table {table} as select r.filename, r.row_number, r.faults, {KEPT} from {rows} as r "
                "left join wanted as w using (masked, quarter) where r.faults <> 0 or w.person is not null"
            )
            for source in group:
                count = f"select count(*) from {_reading([source.path])}"
                given = Input(ROLE, source.name, source.sha256, self.connection.execute(count).fetchall()[0][0])
                self.taken.inputs.append(given)
                self.taker.note(given, source, checks, f"(from {table} where filename = {quoted(str(source.path))})")

    def _checks(self, source: Source) -> Checks:
        return wage_checks(self.by, source)


def opened(connection: duckdb.DuckDBPyConnection, by: Records) -> Opener:
    return Opener(connection, by.wages, "Wages")


def wage_checks(by: Records, source: Source) -> Checks:
    return Checks(by.wages, source, by, None)


def amounts(checks: Checks, own_state: str) -> dict[str, str]:
    """SQL of what a row says was paid, when and by whose records."""
    cells, source = checks.cells, checks.cells["source"]
    return {
        "quarter": f"cast({cells['year'].value} * 4 + {cells['quarter'].value} as integer)",
        "wages": cells["wages"].value,
        "source": f"case when {source.blank} then '{own_state}' else {source.value} end",
    }


def _reading(files: Sequence[Path]) -> str:
    """SQL of the rows of Parquet files that are alike, with the number of each row in its file, from 0."""
    names = ", ".join(quoted(glob.escape(str(file))) for file in files)
    return (
        f"read_parquet([{names}], binary_as_string = true, file_row_number = true, filename = true, "
        "hive_partitioning = false)"
    )
