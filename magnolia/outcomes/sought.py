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
from .sums import DIGITS, Amounts, Numbers, Places, find
from .taking import reading


@dataclass(frozen=True)
class Rows:
    """Columns that DuckDB reads from memory, of one quarter; `scale` is that of the amounts."""

    scale: int
    columns: dict[str, NDArray[Any]]

    @property
    def is_long(self) -> bool:
        """Whether amounts are text, because they have more digits than a whole number."""
        return self.columns["amount"].dtype == object


def each_once(high: Numbers, low: Numbers) -> Places:
    """Where each pseudonym stands for the first time, in the order of the first half."""
    order = np.argsort(high)
    same = high[order[1:]] == high[order[:-1]]
    if (same & (low[order[1:]] != low[order[:-1]])).any():  # the halves of two persons agree
        order = np.lexsort((low, high))
        same = high[order[1:]] == high[order[:-1]]
    first = np.ones(order.size, bool)
    first[1:] = ~(same & (low[order[1:]] == low[order[:-1]]))
    once: Places = order[first]
    return once


class Sought:
    """Persons by quarter, of `sought` (intake.py)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.held = connection.execute("select person, quarter, high, low from sought").fetchnumpy()
        quarters = self.held["quarter"]
        order = np.argsort(quarters.astype(np.uint16), kind="stable")
        ends = np.flatnonzero(np.diff(quarters[order])) + 1
        parts = [rows for rows in np.split(order, ends) if rows.size]
        self.quarters = {str(Quarter(int(quarters[rows[0]]))): rows for rows in parts}

    def find(self, files: Mapping[str, tuple[Path, Amounts]]) -> None:
        """Make `wages` from the files of these quarters, as many at a time as there are threads. Raises WrongCall."""
        names = sorted({source for _, amounts in files.values() for source in amounts.sources})
        place = {name: number for number, name in enumerate(names)}

        def found(quarter: str) -> Rows:
            (file, amounts), rows = files[quarter], self.quarters[quarter]
            high, low = self.held["high"][rows], self.held["low"][rows]
            once = each_once(high, low)
            with reading(file):
                sums = find(file, amounts, high[once], low[once])
            rows = rows[once[sums.place]]
            return Rows(amounts.scale, {
                "person": self.held["person"][rows],
                "quarter": self.held["quarter"][rows],
                "amount": sums.amount,
                "source": np.array([place[name] for name in amounts.sources], np.int64)[sums.source],
            })  # fmt: skip

        with ThreadPoolExecutor(threads(self.connection)) as pool:
            self._insert(list(pool.map(found, files)), names)

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
