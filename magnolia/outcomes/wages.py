"""Wage records at the door: from files or from a store, tested, and only what can matter for a rate is kept.

Of a hundred million records some hundred thousand are of a person and a quarter that is measured. They are found in the
one pass that tests all of them; how they are added up and what follows from it is for the numbered steps to say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import duckdb

from magnolia.policy.outcome_records import Records
from magnolia.policy.periods import Quarter

from .checks import Checks
from .footers import Known, read_rows, what_is_known
from .keys import Mask
from .sources import FIRST_ROW, Given, Opener, Source
from .store import Store
from .taking import Input, Taken, Taker, reading

ROLE = "wages"
KEPT = "w.person, r.quarter, r.wages, r.source"
NUMBER = "number_of_the_person"
NOTHING = "select 0 as person, 0 as quarter, 0.0 as wages, '' as source limit 0"


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
        if parquet:
            self._scan(parquet, values)
            parts.append("select person, quarter, wages, source from scanned where faults = 0")
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
        # Held against one number of a pseudonym, DuckDB takes few rows from the file; the other is compared in those.
        parts = [
            f"select {KEPT} from {read_rows([file])} as r "
            f"join (select person, high, low from wanted where quarter = {Quarter.parse(quarter).index}) as w "
            "on r.high = w.high and xor(r.low, w.low) = 0"
            for quarter, file in zip(quarters, files, strict=True)
        ]
        with reading(store.place):
            self.connection.execute(f"create temp table wages as {' union all '.join(parts or [NOTHING])}")

    def _alike(self, paths: Sequence[Path]) -> list[list[Source]]:
        """Parquet files, opened, together where their columns are alike."""
        groups: dict[tuple[object, ...], list[Source]] = {}
        for path in paths:
            with reading(path):
                source = self.opener.open(Given.at(path))
            groups.setdefault(tuple(source.columns.items()), []).append(source)
        return list(groups.values())

    def _scan(self, paths: Sequence[Path], values: Callable[[Checks], Mapping[str, str]]) -> None:
        """One pass over Parquet files, into `scanned`: what is wanted, and what has a fault."""
        found: list[tuple[Source, Known]] = []
        for alike in self._alike(paths):
            with reading(alike[0].path):
                found += zip(alike, what_is_known(self.connection, alike, self._checks(alike[0])), strict=True)
        parts = [self._part(place, source, known, values) for place, (source, known) in enumerate(found)]
        with reading(found[0][0].path):
            self.connection.execute(f"create temp table scanned as {' union all '.join(parts)}")
        for place, (source, known) in enumerate(found):
            given = Input(ROLE, source.name, source.sha256, known.rows)
            self.taken.inputs.append(given)
            self.taker.note(given, source, self._checks(source), f"(from scanned where file = {place})")

    def _part(self, place: int, source: Source, known: Known, values: Callable[[Checks], Mapping[str, str]]) -> str:
        """SQL of what one file adds. A file of one quarter is held against those alone who are wanted in it.

        The number is worked out once, for the test and for the mask.
        """
        checks = wage_checks(self.by, source, known.sound, {"ssn": NUMBER})
        columns = {"faults": checks.mask(), **values(checks)}
        wanted, alike = "wanted", "masked, quarter"
        if known.quarter is not None:
            columns["quarter"] = f"cast({known.quarter} as integer)"
            wanted, alike = f"(select person, masked from wanted where quarter = {known.quarter})", "masked"
        held = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
        cells = ", ".join(["file_row_number", *(sql for sql, _ in source.columns.values())])
        number = self._checks(source).cells["ssn"].value
        return (
            f"select {place} as file, r.row_number, r.faults, {KEPT} from (select file_row_number + {FIRST_ROW} as "
            f"row_number, {held} from (select {cells}, {number} as {NUMBER} from {read_rows([source.path])})) as r "
            f"left join {wanted} as w using ({alike}) where r.faults <> 0 or w.person is not null"
        )

    def _checks(self, source: Source) -> Checks:
        return wage_checks(self.by, source)


def opened(connection: duckdb.DuckDBPyConnection, by: Records) -> Opener:
    return Opener(connection, by.wages, "Wages")


def wage_checks(
    by: Records, source: Source, sound: Collection[str] = (), worked_out: Mapping[str, str] = MappingProxyType({})
) -> Checks:
    return Checks(by.wages, source, by, None, sound, worked_out)


def amounts(checks: Checks, own_state: str) -> dict[str, str]:
    """SQL of what a row says was paid, when and by whose records."""
    cells, source = checks.cells, checks.cells["source"]
    return {
        "quarter": f"cast({cells['year'].value} * 4 + {cells['quarter'].value} as integer)",
        "wages": cells["wages"].value,
        "source": f"case when {source.blank} then '{own_state}' else {source.value} end",
    }
