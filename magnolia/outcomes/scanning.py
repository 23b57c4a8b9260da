"""One pass over Parquet files of wage records: what is wanted of them, and what has a fault.

Each row gets a glance (glance.py), and what that does not pass a close look with every rule: some rows in a thousand.
Rows of many files are looked at together, because DuckDB takes longer to plan the look than to take it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import polars as pl

from .checks import Checks
from .engine import put_together, side_by_side
from .footers import Known, read_rows, what_is_known
from .glance import NUMBER, ROW, Glance, NoGlance
from .sources import FIRST_ROW, Given, Opener, Source
from .taking import reading
from .wages import KEPT

GLANCED = "glanced"
HELD = 1 << 19  # rows that wait to be looked at
FILE, OF_FILE = "place_of_the_file", "quarter_of_the_file"
NO_FAULT = "cast(0 as bigint)"  # of which none is possible (Checks.mask)


@dataclass(frozen=True)
class Rows:
    """Rows that DuckDB reads from memory, by the protocol that Arrow has for it."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return self.frame.__arrow_c_stream__(requested_schema)


class Part:
    """One file of a pass."""

    def __init__(self, place: int, source: Source, known: Known, checks: Checks, values: Mapping[str, str]) -> None:
        self.place, self.source, self.known = place, source, known
        first, last = known.quarters or (None, None)
        self.quarter = first if first == last else None
        held = {"faults": checks.mask(), **values}
        needed = checks.asked() | {NUMBER, "wages", "source"}
        if self.quarter is None:
            needed |= {"year", "quarter"}
        else:
            held["quarter"] = OF_FILE
        self.columns = [name for name in source.columns if name in needed]
        self.others = checks.mask(without=NUMBER)  # the faults that no glance sees
        self.held = ", ".join(f"{sql} as {name}" for name, sql in held.items())

    def look(self, rows: str) -> str:
        """SQL of what is wanted of rows, and of those with a fault."""
        return (
            f"select r.file, r.row_number, r.faults, {KEPT} from (select {FILE} as file, {ROW} + {FIRST_ROW} as "
            f"row_number, {self.held} from {rows}) as r left join wanted as w using (masked, quarter) "
            "where r.faults <> 0 or w.person is not null"
        )

    @property
    def all(self) -> str:
        """SQL of the rows of the file."""
        own = [
            f"{self.place} as {FILE}",
            f"cast({'null' if self.quarter is None else self.quarter} as int) as {OF_FILE}",
        ]
        cells = (sql for sql, _ in self.source.columns.values())
        return f"(select {', '.join((*own, ROW, *cells))} from {read_rows([self.source.path])})"

    def glanced(self, glance: Glance) -> pl.DataFrame:
        """The rows that a glance does not pass. Raises NoGlance."""
        own = pl.lit(self.place, pl.Int32).alias(FILE), pl.lit(self.quarter, pl.Int32).alias(OF_FILE)
        return glance.rows(self.source, self.known, self.columns).with_columns(*own)


class Waiting:
    """Rows that were glanced at, with the SQL that looks at them closely; together where both that and types agree."""

    def __init__(self) -> None:
        self.lock, self.rows = Lock(), 0
        self.frames: dict[tuple[str, str], list[pl.DataFrame]] = {}

    def add(self, sql: str, frame: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
        """Everything that waited, once it is time to look at it."""
        with self.lock:
            self.frames.setdefault((sql, str(frame.schema)), []).append(frame)
            self.rows += frame.height
            return self._all() if self.rows >= HELD else []

    def rest(self) -> list[tuple[str, pl.DataFrame]]:
        with self.lock:
            return self._all()

    def _all(self) -> list[tuple[str, pl.DataFrame]]:
        found, self.frames, self.rows = self.frames, {}, 0
        return [(sql, pl.concat(frames)) for (sql, _), frames in found.items()]


class Scanning:
    """Makes `scanned` in one connection, with the columns file, row_number, faults and those of `wages`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        checks: Callable[..., Checks],
        values: Callable[[Checks], Mapping[str, str]],
        glance: Glance,
    ) -> None:
        """`checks` are those of a file, by what is sound in it; `values` SQL of masked, quarter, wages and source."""
        self.connection, self.checks, self.values, self.glance = connection, checks, values, glance
        self.waiting = Waiting()

    def files(self, opener: Opener, paths: Sequence[Path]) -> list[tuple[Source, int]]:
        """Each file, whose place is `file`, with its number of rows. Raises WrongCall for a file as a whole."""
        parts: list[Part] = []
        kinds: list[Part] = []  # the first of each kind of file
        for alike in _alike(opener, paths):
            with reading(alike[0].path):
                known = what_is_known(self.connection, alike, self.checks(alike[0]))
            made = [self._part(len(parts) + place, *each) for place, each in enumerate(zip(alike, known, strict=True))]
            kinds.append(made[0])
            parts += made
        with reading(parts[0].source.path):
            several = put_together(self.connection, [part.look(part.all) for part in kinds], "wages")
            self.connection.execute(f"create table scanned as from ({several}) limit 0")
            # A file is too little for several threads to share it well: its last rows keep one of them.
            with quiet():
                side_by_side(self.connection, [partial(self._scan, part) for part in parts])
            self._look(self.connection, self.waiting.rest())
        return [(part.source, part.known.rows) for part in parts]

    def _part(self, place: int, source: Source, known: Known) -> Part:
        checks = self.checks(source, known.sound)
        return Part(place, source, known, checks, self.values(checks))

    def _scan(self, part: Part, own: duckdb.DuckDBPyConnection) -> None:
        with reading(part.source.path):
            try:
                glanced = part.glanced(self.glance)
            except NoGlance:
                own.execute(f"insert into scanned {part.look(part.all)}")
                return
            some = "" if part.others == NO_FAULT else f" where {part.others} "
            if some:
                own.execute(f"insert into scanned {part.look(f'(from {part.all}{some}<> 0)')}")
                some += "= 0"
            self._look(own, self.waiting.add(part.look(f"(from {GLANCED}{some})"), glanced))

    def _look(self, own: duckdb.DuckDBPyConnection, waiting: Sequence[tuple[str, pl.DataFrame]]) -> None:
        for sql, frame in waiting:
            own.register(GLANCED, Rows(frame))
            own.execute(f"insert into scanned {sql}")
            own.unregister(GLANCED)


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing on standard error meanwhile: Polars writes there where a damaged file stops it, whoever catches that.

    DuckDB then says of the same file what is wrong with it.
    """
    if sys.stderr is None:  # closed by the caller: its number may be that of another file
        yield
        return
    sys.stderr.flush()
    own, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(own, 2)
        os.close(own)
        os.close(nothing)


def _alike(opener: Opener, paths: Sequence[Path]) -> list[list[Source]]:
    """Parquet files, opened, together where their columns are alike."""
    groups: dict[tuple[object, ...], list[Source]] = {}
    for path in paths:
        with reading(path):
            source = opener.open(Given.at(path))
        groups.setdefault(tuple(source.columns.items()), []).append(source)
    return list(groups.values())
