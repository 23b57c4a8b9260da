"""Who is sought in a store, and in which quarters: their sums become the table `wages`, as wage files give it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from magnolia.policy.periods import Quarter

from .engine import WIDEST, threads
from .sources import quoted
from .sums import DIGITS, Amounts, Numbers, find
from .taking import reading


@dataclass(frozen=True)
class Persons:
    """Those who are sought in one quarter, an element each."""

    quarter: Quarter
    person: NDArray[np.int64]
    high: Numbers
    low: Numbers


@dataclass(frozen=True)
class Rows:
    """Columns that DuckDB reads from memory, of one quarter; `scale` is that of the amounts."""

    scale: int
    columns: dict[str, NDArray[Any]]

    @property
    def is_long(self) -> bool:
        """Whether amounts are text, because they have more digits than a whole number."""
        return self.columns["amount"].dtype == object


class Sought:
    """Persons by quarter, of `wanted` with their `pseudonyms` (intake.py)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        held = connection.execute(
            "select person, quarter, high, low from wanted join pseudonyms using (person)"
        ).fetchnumpy()
        order = np.argsort(held["quarter"].astype(np.uint16), kind="stable")
        ends = np.flatnonzero(np.diff(held["quarter"][order])) + 1
        self.quarters: dict[str, Persons] = {}
        for rows in np.split(order, ends):
            if rows.size:
                quarter = Quarter(int(held["quarter"][rows[0]]))
                persons = Persons(quarter, held["person"][rows], held["high"][rows], held["low"][rows])
                self.quarters[str(quarter)] = persons

    def find(self, files: Mapping[str, tuple[Path, Amounts]]) -> None:
        """Make `wages` from the files of these quarters, as many at a time as there are threads. Raises WrongCall."""
        names = sorted({source for _, amounts in files.values() for source in amounts.sources})
        place = {name: number for number, name in enumerate(names)}

        def rows(quarter: str) -> Rows:
            (file, amounts), own = files[quarter], self.quarters[quarter]
            with reading(file):
                found = find(file, amounts, own.high, own.low)
            return Rows(amounts.scale, {
                "person": own.person[found.place],
                "quarter": np.full(found.place.size, own.quarter.index, np.int32),
                "amount": found.amount,
                "source": np.array([place[name] for name in amounts.sources], np.int64)[found.source],
            })  # fmt: skip

        with ThreadPoolExecutor(threads(self.connection)) as pool:
            self._insert(list(pool.map(rows, files)), names)

    def _insert(self, found: list[Rows], names: list[str]) -> None:
        """Make `wages`; nothing is rounded on its way in."""
        scales = sorted({rows.scale for rows in found}) or [0]
        digits = WIDEST if any(rows.is_long for rows in found) else DIGITS + scales[-1] - scales[0]
        kind = f"decimal({digits}, {scales[-1]})"
        self.connection.execute(f"create table wages (person bigint, quarter integer, wages {kind}, source varchar)")
        listed = ", ".join(map(quoted, names))
        for is_long, scale in sorted({(rows.is_long, rows.scale) for rows in found}):
            parts = [rows.columns for rows in found if (rows.is_long, rows.scale) == (is_long, scale)]
            columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
            unit = f" * cast('{Decimal(1).scaleb(-scale):f}' as decimal({scale}, {scale}))" if scale else ""
            amount = "amount" if is_long else f"cast(amount as decimal({DIGITS}, 0)){unit}"
            self.connection.register("found", columns)
            self.connection.execute(
                f"insert into wages select person, quarter, cast({amount} as {kind}), list_value({listed})[source + 1] "
                "from found"
            )
            self.connection.unregister("found")
