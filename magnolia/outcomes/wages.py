"""Wage records at the door: from files or from a store, tested, and only what can matter for a rate is kept.

Of a hundred million records some hundred thousand are of a person and a quarter that is measured. They are found in the
one pass that tests all of them; how they are added up and what follows from it is for the numbered steps to say.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from magnolia.policy.outcome_records import Records

from .checks import Checks
from .engine import put_together
from .keys import Mask
from .sought import Sought
from .sources import Given, Hashes, Opener, Source
from .store import Store
from .taking import Input, Taken, Taker, reading

ROLE = "wages"
KEPT = "w.person, r.quarter, r.wages, r.source"


class Wages:
    """Takes the wage records of one call into one connection, beside what the intake has made there."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        by: Records,
        taken: Taken,
        own_state: str,
        hashes: Hashes | None = None,
    ) -> None:
        self.connection, self.by, self.taken, self.own_state = connection, by, taken, own_state
        self.taker = Taker(connection, by, taken, ROLE)
        self.hashes = hashes
        self.opener = opened(connection, by, hashes)
        self.unhashed: list[tuple[Input, Source]] = []

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
            from .glance import Glance  # Polars takes a tenth of a second to load
            from .scanning import Scanning

            scanning = Scanning(self.connection, self._checks, values, Glance(self.connection, mask))
            found = scanning.files(self.opener, parquet)
            for place, (source, rows) in enumerate(found):
                given = Input(ROLE, source.name, "", rows)
                self.taken.inputs.append(given)
                self.unhashed.append((given, source))
                self.taker.note(given, source, self._checks(source), f"(from scanned where file = {place})")
            parts.append("select person, quarter, wages, source from scanned where faults = 0")
        self.connection.execute(f"create view wages as {put_together(self.connection, parts, 'wages')}")

    def begin_hashing(self) -> None:
        """Let the files be gone through from here on, beside what else is done."""
        if self.hashes:
            self.hashes.begin()

    def hash_files(self) -> None:
        """Note the SHA-256 of every file that came in, once all that is counted from it is there. Raises WrongCall."""
        self.begin_hashing()
        for given, source in self.unhashed:
            with reading(source.path):
                given.sha256 = source.sha256

    def from_store(self, store: Store) -> None:
        """Make `wages` from the quarters of a store that are `sought`, and note what its loads had rejected."""
        sought = Sought(self.connection)
        quarters = [quarter for quarter in sought.quarters if quarter in store.quarters]
        self.taken.rejected += store.rejected(quarters)
        for quarter in quarters:
            file, held = store.sums(quarter), store.quarters[quarter]
            self.taken.inputs.append(Input(ROLE, f"{file.parent.name}/{file.name}", held.sha256, held.rows))
        sought.find({quarter: (store.sums(quarter), store.quarters[quarter].sums) for quarter in quarters})

    def _checks(self, source: Source, sound: Collection[str] = ()) -> Checks:
        return wage_checks(self.by, source, sound)


def opened(connection: duckdb.DuckDBPyConnection, by: Records, hashes: Hashes | None = None) -> Opener:
    return Opener(connection, by.wages, "Wages", hashes)


def wage_checks(by: Records, source: Source, sound: Collection[str] = ()) -> Checks:
    return Checks(by.wages, source, by, None, sound)


def amounts(checks: Checks, own_state: str) -> dict[str, str]:
    """SQL of what a row says was paid, when and by whose records."""
    cells, source = checks.cells, checks.cells["source"]
    return {
        "quarter": f"cast({cells['year'].value} * 4 + {cells['quarter'].value} as integer)",
        "wages": cells["wages"].value,
        "source": f"case when {source.blank} then '{own_state}' else {source.value} end",
    }
