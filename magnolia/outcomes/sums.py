"""The sums of one quarter in a store: what each person was paid by whose records, found without reading all of them.

A file in the order of the pseudonym, in two parts. First 32 bits of every pseudonym, the lowest byte first, in which a
person is found by halving; then a record for each, with the rest of the pseudonym, the amount and the place of the
source in a list (RECORD). The file is mapped into memory, and of it only that is read which is looked at: what belongs
to one person stands together.
"""

from __future__ import annotations

import mmap
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from magnolia.tables import Unreadable

from .sources import quoted

FIRST, FIRST_BITS = np.dtype("<u4"), 32  # what is halved: the highest bits of the pseudonym
RECORD = np.dtype([("low", "<u8"), ("amount", "<i8"), ("rest_of_high", "<u4"), ("source", "<u2")])
LONG_RECORD = np.dtype([*RECORD.descr, ("above", "<i8")])  # with what is above the 64 bits of a longer amount
DIGITS = 18  # of an amount without its point that 64 bits hold, and a decimal that DuckDB has in as many
BITS = 64
Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Amounts:
    """What is known of a file: how many sums it has, of 10 ** -`scale` dollars, `long` ones or not, and its sources."""

    long: bool
    count: int
    scale: int
    sources: list[str]

    @property
    def record(self) -> np.dtype[Any]:
        return LONG_RECORD if self.long else RECORD


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
    amounts = Amounts(is_long, int(count), int(scale), sources)
    high = _column(connection, "high", "ubigint")
    made = np.empty(count, amounts.record)
    made["low"] = _column(connection, "low", "ubigint")
    made["rest_of_high"] = high & (1 << FIRST_BITS) - 1
    made["source"] = _column(connection, places, "usmallint")
    if is_long:
        made["amount"], made["above"] = _long(connection)
    else:
        made["amount"] = _column(connection, f"wages * {10**scale}", "bigint")
    with file.open("wb") as out:
        out.write((high >> FIRST_BITS).astype(FIRST).data)
        out.write(made.data)
    return amounts


def _column(connection: duckdb.DuckDBPyConnection, sql: str, kind: str) -> NDArray[Any]:
    return connection.execute(f"select cast({sql} as {kind}) as number from sums").fetchnumpy()["number"]


def _long(connection: duckdb.DuckDBPyConnection) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two parts of long amounts: their lower 64 bits, and those above."""
    texts = connection.execute("select cast(wages as varchar) from sums").fetchall()
    amounts = [int(text.replace(".", "")) for (text,) in texts]
    lower, above = (
        np.array([amount >> shift & (1 << BITS) - 1 for amount in amounts], np.uint64).view(np.int64)
        for shift in (0, BITS)
    )
    return lower, above


def find(file: Path, amounts: Amounts, high: Numbers, low: Numbers) -> Found:
    """The sums of persons by the halves of their pseudonyms, each once. Raises OSError and Unreadable.

    They may be in any order; in that of the first half they are found faster.
    """
    firsts, records = _mapped(file, amounts)
    first, rest = (high >> FIRST_BITS).astype(FIRST), high.astype(FIRST)
    place = np.arange(high.size)
    at = np.searchsorted(firsts, first)
    found: list[tuple[Places, NDArray[Any]]] = [(place[:0], records[:0])]
    while place.size:  # somebody has a record for each source
        here = np.flatnonzero(at < firsts.size)
        here = here[firsts[at[here]] == first[place[here]]]
        place, at = place[here], at[here]
        looked_at = records.take(at)  # several times as fast as by an index, and so is the next
        own = np.flatnonzero((looked_at["rest_of_high"] == rest[place]) & (looked_at["low"] == low[place]))
        found.append((place[own], looked_at.take(own)))
        at = at + 1
    place, own_records = map(np.concatenate, zip(*found, strict=True))
    source = own_records["source"]
    if source.size and source.max() >= len(amounts.sources):
        raise Unreadable("it is damaged: a source has no name")
    return Found(place, source, _amounts(own_records, amounts))


def _mapped(file: Path, amounts: Amounts) -> tuple[NDArray[np.uint32], NDArray[Any]]:
    """Both parts of a file that is as long as it was written."""
    record, count = amounts.record, amounts.count
    if count < 1 or file.stat().st_size != (FIRST.itemsize + record.itemsize) * count:
        raise Unreadable("it is damaged, or no file of sums")
    with file.open("rb") as opened:
        held = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    with suppress(AttributeError, OSError):  # large pages are read and found faster; not every system has them
        held.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(held, FIRST, count), np.frombuffer(held, record, count, FIRST.itemsize * count)


def _amounts(records: NDArray[Any], amounts: Amounts) -> NDArray[Any]:
    """Amounts as whole numbers, or as text where they are long."""
    if not amounts.long:
        return records["amount"]
    lower, upper = records["amount"].view(np.uint64).tolist(), records["above"].tolist()
    whole = (above * (1 << BITS) + below for below, above in zip(lower, upper, strict=True))
    parts = (("-" if number < 0 else "", *divmod(abs(number), 10**amounts.scale)) for number in whole)
    return np.array([f"{sign}{dollars}.{rest:0{amounts.scale}d}" for sign, dollars, rest in parts], object)
