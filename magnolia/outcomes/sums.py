"""The sums of one quarter in a store: what each person was paid by whose records, found without reading all of them.

One file with a column for each person and source and these rows, the lowest byte of a number first: the two halves of
the pseudonym and the amount in 64 bits each, a second row of amounts where they are longer (what is above their 64
bits), and the place of the source in a list in 16 bits. Columns stand in the order of the pseudonym, so that somebody
is found by halving. The file is mapped into memory, and of it only that is read which is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import numpy as np
from numpy.typing import NDArray

from magnolia.tables import Unreadable

from .keys import HALVES
from .sources import quoted

NUMBER, AMOUNT, SOURCE = np.dtype("<u8"), np.dtype("<i8"), np.dtype("<u2")
ROWS, ROWS_OF_LONG = 3, 4  # of 64 bits
DIGITS = 18  # of an amount without its point that one row holds, and a decimal that DuckDB has in 64 bits
BITS = 64
Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Amounts:
    """What is known of a file: its `rows` of 64 bits, its columns, amounts of 10 ** -`scale` dollars, its sources."""

    rows: int
    count: int
    scale: int
    sources: list[str]


@dataclass(frozen=True)
class Found:
    """Sums of persons, one element each: the person's `place` among those who were sought, source, amount.

    Amounts are whole numbers, or text where they are long.
    """

    place: Places
    source: NDArray[np.uint16]
    amount: NDArray[Any]


def write_sums(connection: duckdb.DuckDBPyConnection, records: str, file: Path) -> Amounts:
    """Write the sums of the table `records` (high, low, source, wages as a decimal). Raises OSError."""
    connection.execute(
        f"create or replace temp table sums as select high, low, source, sum(wages) as wages from {records} "
        "group by high, low, source order by high, low, source"
    )
    count, scale, most = connection.execute(
        "select count(*), any_value(cast(regexp_extract(typeof(wages), ',([0-9]+)[)]', 1) as integer)), "
        "max(abs(wages)) from sums"
    ).fetchall()[0]
    sources = [source for (source,) in connection.execute("select distinct source from sums order by 1").fetchall()]
    places = f"list_position(list_value({', '.join(map(quoted, sources))}), source) - 1"
    is_long = scale > DIGITS or most * 10**scale >= 10**DIGITS
    with file.open("wb") as out:
        for half in HALVES:
            _write(out, _column(connection, half, "ubigint"))
        for row in _long(connection) if is_long else [_column(connection, f"wages * {10**scale}", "bigint")]:
            _write(out, row)
        _write(out, _column(connection, places, "usmallint"))
    return Amounts(ROWS_OF_LONG if is_long else ROWS, int(count), int(scale), sources)


def _column(connection: duckdb.DuckDBPyConnection, sql: str, kind: str) -> NDArray[Any]:
    return connection.execute(f"select cast({sql} as {kind}) as number from sums").fetchnumpy()["number"]


def _write(out: BinaryIO, row: NDArray[Any]) -> None:
    out.write(np.ascontiguousarray(row, row.dtype.newbyteorder("<")).data)


def _long(connection: duckdb.DuckDBPyConnection) -> Iterator[Numbers]:
    """The two rows of long amounts: their lower 64 bits, and those above."""
    texts = connection.execute("select cast(wages as varchar) from sums").fetchall()
    amounts = [int(text.replace(".", "")) for (text,) in texts]
    for shift in (0, BITS):
        yield np.array([amount >> shift & (1 << BITS) - 1 for amount in amounts], NUMBER)


def find(file: Path, amounts: Amounts, high: Numbers, low: Numbers) -> Found:
    """The sums of persons by the halves of their pseudonyms, each once. Raises OSError and Unreadable.

    They may be in any order; in that of the first half they are found faster.
    """
    (highs, lows, *numbers), sources = _mapped(file, amounts)
    place = np.arange(high.size)
    at = np.searchsorted(highs, high)
    found: list[tuple[Places, Places]] = [(place[:0], at[:0])]
    while place.size:  # somebody has a column for each source
        here = np.flatnonzero(at < highs.size)
        here = here[highs[at[here]] == high[place[here]]]
        place, at = place[here], at[here]
        own = lows[at] == low[place]
        found.append((place[own], at[own]))
        at = at + 1
    place, at = map(np.concatenate, zip(*found, strict=True))
    source = np.asarray(sources[at])
    if source.size and source.max() >= len(amounts.sources):
        raise Unreadable("it is damaged: a source has no name")
    return Found(place, source, _amounts([np.asarray(row[at]) for row in numbers], amounts.scale))


def _mapped(file: Path, amounts: Amounts) -> tuple[Numbers, NDArray[np.uint16]]:
    """The rows of 64 bits of a file that is as long as it was written, and that of sources."""
    rows, count = amounts.rows, amounts.count
    numbers = NUMBER.itemsize * rows * count
    if rows not in (ROWS, ROWS_OF_LONG) or count < 1 or file.stat().st_size != numbers + SOURCE.itemsize * count:
        raise Unreadable("it is damaged, or no file of sums")
    return np.memmap(file, NUMBER, "r", 0, (rows, count)), np.memmap(file, SOURCE, "r", numbers, (count,))


def _amounts(rows: list[Numbers], scale: int) -> NDArray[Any]:
    """Amounts from their one row or two."""
    if len(rows) == 1:
        return rows[0].view(AMOUNT)
    lower, upper = rows[0].tolist(), rows[1].view(AMOUNT).tolist()
    whole = (above * (1 << BITS) + below for below, above in zip(lower, upper, strict=True))
    parts = (("-" if number < 0 else "", *divmod(abs(number), 10**scale)) for number in whole)
    return np.array([f"{sign}{dollars}.{rest:0{scale}d}" for sign, dollars, rest in parts], object)
