"""The engines that run the numbered steps: DuckDB in this process, or Spark (spark.py). Same files, same answers.

What DuckDB writes down when memory runs short stays in the folder of the run. It is not encrypted: DuckDB 2.0 can do so
only with an extension that would have to be fetched. Therefore no table holds a number or a name (intake.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, TypeVar

import duckdb

from .cells import DECIMAL
from .sources import quoted

# A number of the law times a normal time in weeks (cells.WEEKS) has to fit into 38 digits, or it would be rounded.
WIDEST = 38  # digits of a decimal
DECIMALS, NUMBER = 4, "decimal(12, 4)"
Rows = list[tuple[Any, ...]]
T = TypeVar("T")


class Engine(Protocol):
    """What the pipeline needs of an engine; every name is a table of this run alone."""

    name: str

    def table(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """A small table from Python: at least one row, each with the same columns."""

    def step(self, name: str, sql: str, kept: bool) -> None:
        """A step by its name; `kept` where more than one other reads it."""

    def rows(self, sql: str) -> Rows:
        """The rows of a query, as Python values."""

    def hand_over(self, name: str, folder: Path) -> str:
        """SQL of the rows of a step, for DuckDB in this process; another engine writes them into `folder`."""


def connect(memory_limit: str, folder: Path | None) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory. Nothing is fetched from anywhere; what does not fit is put into `folder`, if there is one."""
    connection = duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "temp_directory": str(folder or ""),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    # A progress bar would print into --json, and the time zone of the machine is nobody's business here.
    connection.execute("set enable_progress_bar = false")
    connection.execute("set parquet_metadata_cache = true")  # columns, statistics and rows are asked for in turn
    return connection


def threads(connection: duckdb.DuckDBPyConnection) -> int:
    """How many pieces of work a connection does at a time."""
    return int(connection.execute("select current_setting('threads')").fetchall()[0][0])


def keep_only(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> None:
    """Drop all other tables and views: the memory is for what follows."""
    views = "select 'view', view_name from duckdb_views() where not internal"
    found = connection.execute(f"select 'table', table_name from duckdb_tables() union all {views}").fetchall()
    for kind, name in found:
        if name not in tables:
            connection.execute(f"drop {kind} {name}")


def side_by_side(
    connection: duckdb.DuckDBPyConnection, work: Sequence[Callable[[duckdb.DuckDBPyConnection], T]]
) -> list[T]:
    """What each piece of work returns, in their order, as many at a time as there are threads, on cursors of their own.

    They see tables of the connection, but none that is temporary. The first that fails ends it, and no other begins.
    """

    def run(piece: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        with connection.cursor() as own:
            return piece(own)

    with ThreadPoolExecutor(threads(connection)) as pool:
        begun = [pool.submit(run, piece) for piece in work]
        try:
            return [each.result() for each in begun]
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[None]:
    """Do a piece of work in a thread of its own meanwhile: at the end it is done, or raises what it raised.

    What fails beside it comes first.
    """
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(work)
        yield
        begun.result()


def put_together(connection: duckdb.DuckDBPyConnection, parts: Sequence[str], column: str) -> str:
    """SQL of the rows of several queries, whose decimals in a column go into one type without being rounded.

    Where no type has enough digits for all of them, the query fails on a number that is too long.
    """
    kinds = [
        found
        for part in parts
        for name, kind, *_ in connection.execute(f"describe {part}").fetchall()
        if name == column and (found := DECIMAL.fullmatch(str(kind)))
    ]
    digits, after_the_point = zip(*(map(int, kind.groups()) for kind in kinds), strict=True) if kinds else ((0,), (0,))
    before = max(most - after for most, after in zip(digits, after_the_point, strict=True))
    if before + max(after_the_point) > WIDEST:  # DuckDB's own type for them would lose the digits after the point
        kind = f"decimal({WIDEST}, {max(after_the_point)})"
        parts = [f"select * replace (cast({column} as {kind}) as {column}) from ({part})" for part in parts]
    return " union all ".join(parts)


def one_of(texts: Iterable[str]) -> str:
    """SQL of the type whose values are these texts, in their order; text where there is none."""
    found = sorted(set(texts))
    return f"enum({', '.join(map(quoted, found))})" if found else "varchar"


def words_of(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """The name of a new type whose values are the texts in a column, in their order; it can be made once."""
    kind = f"{column}_of_{table}"
    asked = f"select distinct {column} from {table} where {column} is not null order by all"
    connection.execute(f"create type {kind} as enum ({asked})")
    return kind


def literal(value: Any) -> str:
    """A Python value as both engines read it."""
    match value:
        case date():
            return f"cast('{value.isoformat()}' as date)"
        case Decimal():
            if value != round(value, DECIMALS):
                raise ValueError(f"{value} has more than {DECIMALS} decimals, and neither engine may round it")
            return f"cast('{value}' as {NUMBER})"
        case int():
            return f"cast({value} as int)"
    quoted = str(value).replace("'", "''")
    return f"'{quoted}'"


def as_select(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as a query that both engines read."""
    return "\nunion all\n".join(
        "select " + ", ".join(f"{literal(value)} as {name}" for name, value in row.items()) for row in rows
    )


class DuckDB:
    """Steps as views, or as tables where they are kept."""

    name = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def table(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self.connection.execute(f"create table {name} as {as_select(rows)}")

    def step(self, name: str, sql: str, kept: bool) -> None:
        self.connection.execute(f"create {'table' if kept else 'view'} {name} as {sql}")

    def rows(self, sql: str) -> Rows:
        return self.connection.execute(sql).fetchall()

    def hand_over(self, name: str, folder: Path) -> str:
        return name
