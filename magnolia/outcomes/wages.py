"""Wage records at the door: from files or from a store, tested, and only what can matter for a rate is kept.

Of a hundred million records some hundred thousand are of a person and a quarter that is measured. They are found in the
one pass that tests all of them; how they are added up and what follows from it is for the numbered steps to say.

Of a Parquet file each row is glanced at: does it have nine digits, and may they be of somebody who is wanted? What is
not surely the one, or may be the other, is looked at closely: some rows in a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import MappingProxyType

import duckdb

from magnolia.policy.outcome_records import Records
from magnolia.policy.periods import Quarter

from .cells import number_at_a_glance, surely_a_number
from .checks import Checks
from .engine import side_by_side
from .footers import Known, read_rows, what_is_known
from .keys import Mask, Sieve, halves
from .sources import FIRST_ROW, Bytes, Given, Opener, Source
from .store import Store
from .taking import Input, Taken, Taker, reading

ROLE = "wages"
KEPT = "w.person, r.quarter, r.wages, r.source"
NUMBER = "number_of_the_person"
EVER = 0, 1 << 16  # quarters, as Quarter.index


class Wages:
    """Takes the wage records of one call into one connection, beside what the intake has made there."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        by: Records,
        taken: Taken,
        own_state: str,
        begun: Mapping[Path, Future[Bytes]] = MappingProxyType({}),
    ) -> None:
        self.connection, self.by, self.taken, self.own_state = connection, by, taken, own_state
        self.taker = Taker(connection, by, taken, ROLE)
        self.opener = opened(connection, by, begun)
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
            self._scan(parquet, values, mask)
            parts.append("select person, quarter, wages, source from scanned where faults = 0")
        self.connection.execute(f"create temp view wages as {' union all '.join(parts)}")

    def hash_files(self) -> None:
        """Note the SHA-256 of every file that came in, once all that is counted from it is there. Raises WrongCall."""
        for given, source in self.unhashed:
            with reading(source.path):
                given.sha256 = source.sha256

    def from_store(self, store: Store) -> None:
        """Make `wages` from the quarters of a store that are `wanted`, and note what its loads had rejected."""
        found = self.connection.execute("select distinct quarter from wanted order by 1").fetchall()
        quarters = [name for name in (str(Quarter(quarter)) for (quarter,) in found) if name in store.quarters]
        self.taken.rejected += store.rejected(quarters)
        files = [store.sums(quarter) for quarter in quarters]
        for quarter, file in zip(quarters, files, strict=True):
            held = store.quarters[quarter]
            self.taken.inputs.append(Input(ROLE, f"{file.parent.name}/{file.name}", held.sha256, held.rows))
        numbers = ", ".join(f"{sql} as {name}" for name, sql in halves("pseudonym").items())
        self.connection.execute(
            f"create table sought as select person, quarter, {numbers} "
            "from wanted join pseudonyms using (person) order by quarter"
        )
        # Of the quarters' decimals the widest: nothing is rounded on its way in.
        kinds = " union all ".join(f"select wages from {read_rows([file])}" for file in files) or "select 0.0 as wages"
        self.connection.execute(
            f"create table wages as select 0 as person, 0 as quarter, wages, '' as source from ({kinds}) limit 0"
        )
        # Held against one number of a pseudonym, DuckDB takes few rows from the file; the other is compared in those.
        side_by_side(self.connection, [
            (reading(file),
             f"insert into wages select {KEPT} from {read_rows([file])} as r "
             f"join (from sought where quarter = {Quarter.parse(quarter).index}) as w "
             "on r.high = w.high and xor(r.low, w.low) = 0")
            for quarter, file in zip(quarters, files, strict=True)
        ])  # fmt: skip

    def _alike(self, paths: Sequence[Path]) -> list[list[Source]]:
        """Parquet files, opened, together where their columns are alike."""
        groups: dict[tuple[object, ...], list[Source]] = {}
        for path in paths:
            with reading(path):
                source = self.opener.open(Given.at(path))
            groups.setdefault(tuple(source.columns.items()), []).append(source)
        return list(groups.values())

    def _scan(self, paths: Sequence[Path], values: Callable[[Checks], Mapping[str, str]], mask: Mask) -> None:
        """One pass over Parquet files, into `scanned`: what is wanted, and what has a fault."""
        sieve = Sieve()
        # Apart from the persons: beside a person a place would tell much of the number.
        self.connection.execute(
            f"create table places as select distinct quarter, {sieve.sql(mask.shown('k.masked', 'hidden'), 'quarter')} "
            "as sieve from wanted join keys as k using (person) order by quarter"
        )
        found: list[tuple[Source, Known]] = []
        kinds: list[int] = []  # the first of each kind of file
        for alike in self._alike(paths):
            kinds.append(len(found))
            with reading(alike[0].path):
                found += zip(alike, what_is_known(self.connection, alike, self._checks(alike[0])), strict=True)
        parts = [self._part(place, source, known, values, sieve) for place, (source, known) in enumerate(found)]
        with reading(found[0][0].path):  # of their decimals the widest: nothing is rounded on its way in
            several = " union all ".join(parts[place] for place in kinds)
            self.connection.execute(f"create table scanned as from ({several}) limit 0")
        # A file is too little for several threads to share it well: its last rows keep one of them.
        side_by_side(self.connection, [
            (reading(source.path), f"insert into scanned {part}")
            for (source, _), part in zip(found, parts, strict=True)
        ])  # fmt: skip
        for place, (source, known) in enumerate(found):
            given = Input(ROLE, source.name, "", known.rows)
            self.taken.inputs.append(given)
            self.unhashed.append((given, source))
            self.taker.note(given, source, self._checks(source), f"(from scanned where file = {place})")

    def _part(
        self, place: int, source: Source, known: Known, values: Callable[[Checks], Mapping[str, str]], sieve: Sieve
    ) -> str:
        """SQL of what one file adds."""
        checks = wage_checks(self.by, source, known.sound)
        columns = {"faults": checks.mask(), **values(checks)}
        first, last = known.quarters or EVER
        if first == last:
            columns["quarter"] = f"cast({first} as integer)"
        held = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
        return (
            f"select {place} as file, r.row_number, r.faults, {KEPT} from (select file_row_number + {FIRST_ROW} as "
            f"row_number, {held} from {self._glanced_at(source, checks, sieve, first, last)}) as r left join "
            f"(from wanted where quarter between {first} and {last}) as w using (masked, quarter) "
            "where r.faults <> 0 or w.person is not null"
        )

    def _glanced_at(self, source: Source, checks: Checks, sieve: Sieve, first: int, last: int) -> str:
        """SQL of the rows of a file that have to be looked at closely, with all their columns.

        Its quarters are from `first` to `last`.
        """
        ssn = (checks.cells["ssn"], *source.columns["ssn"])
        sure = f"{surely_a_number(*ssn, NUMBER)} and {checks.mask(without='ssn')} = 0"
        quarter = str(first) if first == last else amounts(checks, self.own_state)["quarter"]
        place = f"case when sure then {sieve.sql(NUMBER, quarter)} else {Sieve.OTHERS} end as sieve"
        cells = ", ".join(["file_row_number", *(sql for sql, _ in source.columns.values())])
        # Step by step, each in a projection of its own: DuckDB works out each of them once, and for all rows at a time.
        return (
            f"(select * from (select *, {place} from (select *, {sure} as sure "
            f"from (select {cells}, {number_at_a_glance(*ssn)} as {NUMBER} from {read_rows([source.path])}))) "
            f"join (select distinct sieve from places where quarter between {first} and {last} "
            f"union all select {Sieve.OTHERS}) using (sieve))"
        )

    def _checks(self, source: Source) -> Checks:
        return wage_checks(self.by, source)


def opened(
    connection: duckdb.DuckDBPyConnection, by: Records, begun: Mapping[Path, Future[Bytes]] = MappingProxyType({})
) -> Opener:
    return Opener(connection, by.wages, "Wages", begun)


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
