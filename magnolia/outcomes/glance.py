"""A glance at each row of a Parquet file of wage records: which of them have to be looked at closely.

Those that may be of somebody who is wanted, and those whose number is not surely one. Polars reads them, because it
decodes such a column and casts it in the time that DuckDB takes for the cast alone. Nothing is decided here: what comes
out goes through every rule, and where a glance is not possible all rows do.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from .cells import DIGITS
from .footers import Known
from .keys import Mask
from .sources import Source

ROW = "file_row_number"  # from 0, as DuckDB calls it
NUMBER = "ssn"
MOST = 1 << 20  # rows of a file that are held until they are looked at
TOGETHER = 1 << 22  # rows of a row group: Polars holds whole ones in memory
BITS = 16  # of a quarter, counted as Quarter.index
TYPES: dict[type[pl.DataType], str] = {
    pl.String: "VARCHAR", pl.Int8: "TINYINT", pl.Int16: "SMALLINT", pl.Int32: "INTEGER", pl.Int64: "BIGINT",
    pl.UInt8: "UTINYINT", pl.UInt16: "USMALLINT", pl.UInt32: "UINTEGER", pl.UInt64: "UBIGINT", pl.Float64: "DOUBLE",
}  # fmt: skip


class NoGlance(Exception):
    """Of this file every row has to be looked at closely."""


class Glance:
    """Knows who is wanted in which quarter: numbers as they are, in memory alone, for one pass over wage records."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, mask: Mask) -> None:
        """From `wanted` (intake.py)."""
        shown = mask.shown("masked", "hidden")
        self.wanted = pl.DataFrame(
            connection.sql(f"select quarter, cast({shown} as bigint) as number from wanted")
        )
        self.by_quarter = {
            quarter: frame["number"] for (quarter,), frame in self.wanted.partition_by("quarter", as_dict=True).items()
        }

    def rows(self, source: Source, known: Known, columns: Sequence[str]) -> pl.DataFrame:
        """Rows of a file with `file_row_number` and some columns of it. Raises NoGlance.

        Left out is none that has a fault in its number, and none of somebody in a quarter in which they are wanted.
        """
        if known.rows_together > TOGETHER or not known.whole:  # Polars would make room for as many values as are said
            raise NoGlance
        try:
            scanned = pl.scan_parquet(source.path, row_index_name=ROW, glob=False, hive_partitioning=False)
            if not _is_read_alike(source, columns, scanned.collect_schema()):
                raise NoGlance
            number = pl.col(NUMBER).cast(pl.UInt32, strict=False).cast(pl.Int64)
            # Polars works out the number anew wherever it stands, and that is what takes the time: it stands once.
            passed = _looks_like_one(source) & self._of_nobody_wanted(number, known)
            close = scanned.filter(passed.fill_null(False).not_()).select(ROW, *columns)
            found = close.head(MOST + 1).collect(engine="streaming")
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
            raise NoGlance from None  # DuckDB reads it, or says what is wrong with it
        if found.height > MOST:
            raise NoGlance
        return found

    def _of_nobody_wanted(self, number: pl.Expr, known: Known) -> pl.Expr:
        """Whether nobody of this number is wanted in the quarter of the row; null or false where it is no number."""
        first, last = known.quarters or (None, None)
        if first is not None and first == last:
            held = self.by_quarter.get(first)
            return number.is_not_null() if held is None else number.is_in(held.implode()).not_()
        year, quarter = (pl.col(name).cast(pl.Int64, strict=False) for name in ("year", "quarter"))
        wanted = self.wanted
        if first is not None:
            wanted = wanted.filter(pl.col("quarter").is_between(first, last))
        both = wanted.select(pl.col("number") * (1 << BITS) + pl.col("quarter")).to_series()
        return (number * (1 << BITS) + year * 4 + quarter).is_in(both.implode()).not_()


def _looks_like_one(source: Source) -> pl.Expr:
    """Whether a cell that reads as a whole number has nine digits, and no sign that a cast takes for a part of it."""
    column = pl.col(NUMBER)
    if source.columns[NUMBER][1] == "VARCHAR":
        return (column.str.len_bytes() == DIGITS[NUMBER]) & (column >= "0")
    return column.is_between(0, 10 ** DIGITS[NUMBER] - 1)


def _is_read_alike(source: Source, columns: Sequence[str], schema: pl.Schema) -> bool:
    """Whether columns are of the same types for both, and the number is text or whole."""
    for name in columns:
        kind = schema.get(name)
        if (
            kind is None
            or _type(kind) != source.columns[name][1]
            or (name == NUMBER and not (kind == pl.String or kind.is_integer()))
        ):
            return False
    return True


def _type(kind: pl.DataType) -> str:
    """DuckDB's type for one of Polars; empty where there is none that is surely the same."""
    if isinstance(kind, pl.Decimal):
        return f"DECIMAL({kind.precision},{kind.scale})"
    return TYPES.get(type(kind), "")
