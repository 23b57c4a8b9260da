"""The wage files of one load, taken into one connection: tested, and each quarter's rows by pseudonym.

A hundred million records are of little more than a million persons. Each of them gets the pseudonym once: until then,
and in every table, a person is a mask of this load, with the number hidden under it (keys.Mask).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from magnolia.policy.outcome_records import Records

from .checks import Checks
from .engine import put_together
from .keys import Key, Mask, digits, halves
from .sources import Given, Source
from .taking import Input, Taken, Taker, reading
from .wages import ROLE, amounts, opened, wage_checks

MORE = ("employer_id", "naics", "soc")
PARTS = ("masked", "hidden", *MORE, "quarter", "wages", "source")


@dataclass(frozen=True)
class Held:
    """The rows of one file as SQL; `only` is its quarter where it has no other and no faulty row."""

    rows: str
    only: int | None


class Loading:
    """Takes the files, then gives one quarter at a time as the table `records`."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, by: Records, taken: Taken, own_state: str, key: Key
    ) -> None:
        self.connection, self.by, self.taken, self.own_state, self.key = connection, by, taken, own_state, key
        self.taker, self.opener = Taker(connection, by, taken, ROLE), opened(connection, by)
        self.mask = Mask()
        self.held: dict[int, list[Held]] = {}
        connection.execute("create temp table persons (masked ubigint, high ubigint, low ubigint)")

    def files(self, paths: Sequence[str]) -> list[int]:
        """Test every file and note its faults; the quarters that they hold. Raises WrongCall for a file as a whole."""
        for place, given in enumerate(map(Given.at, paths)):
            table = f"wages_{place}"
            with reading(given):
                if given.ending == ".parquet":
                    self._view(given, table)
                else:
                    self.taker.as_table(self.opener, given, table, self._checks, self._values)
                found = self.connection.execute(f"select distinct quarter from {table} where faults = 0").fetchall()
            whole = len(found) == 1 and not self.taken.inputs[-1].rejected
            for (quarter,) in found:
                self.held.setdefault(quarter, []).append(Held(table, quarter if whole else None))
        return sorted(self.held)

    def quarter(self, quarter: int) -> None:
        """Make `records`: every row of a quarter without a fault, in place of the one before."""
        parts = [
            f"select {', '.join(PARTS)} from {each.rows}"
            + ("" if each.only == quarter else f" where faults = 0 and quarter = {quarter}")
            for each in self.held[quarter]
        ]
        rows = put_together(self.connection, parts, "wages")
        number = digits(self.mask.shown("masked", "hidden"))
        self.connection.execute(
            "insert into persons select masked, "
            + ", ".join(halves("person").values())
            + f" from (select masked, {self.key.sql(number)} as person from (select distinct masked, hidden "
            f"from ({rows}) as r anti join persons using (masked)))"
        )
        self.connection.execute(
            "create or replace temp table records as select p.high, p.low, "
            + ", ".join(f"r.{name}" for name in ("employer_id", "wages", "naics", "soc", "source"))
            + f" from ({rows}) as r join persons as p using (masked)"
        )

    def _values(self, checks: Checks) -> dict[str, str]:
        more = {name: checks.cells[name] for name in MORE}
        number = checks.cells["ssn"].value
        masked = self.mask.sql(number)
        return {
            "masked": masked,
            "hidden": self.mask.hidden(number, masked),
            **amounts(checks, self.own_state),
            **{name: f"case when not {each.blank} then {each.value} end" for name, each in more.items()},
        }

    def _checks(self, source: Source) -> Checks:
        return wage_checks(self.by, source)

    def _view(self, given: Given, table: str) -> None:
        """A Parquet file that is not copied: it is tested where it is, and read again when it is written."""
        source = self.opener.open(given)
        checks = self._checks(source)
        columns = ", ".join(f"{sql} as {name}" for name, sql in self._values(checks).items())
        selected = f"select row_number, {checks.mask()} as faults, {columns} from {source.table}"
        self.connection.execute(f"create temp view {table} as {selected}")
        rows = self.connection.execute(f"select count(*) from {source.table}").fetchall()[0][0]
        held = Input(ROLE, source.name, source.sha256, rows)
        self.taken.inputs.append(held)
        self.taker.note(held, source, checks, table)
