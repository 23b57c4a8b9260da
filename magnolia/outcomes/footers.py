"""What the statistics of Parquet files say of all their rows, so that a hundred million rows need not be asked.

Asked in plain comparisons, which DuckDB answers from the statistics where a file has them and from the rows where it
has none: the answer holds either way.
"""

from __future__ import annotations

import glob
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from .checks import Checks
from .engine import side_by_side
from .sources import Source, quoted

YEAR, QUARTER = "year", "quarter"
QUARTERS = 1, 4


@dataclass(frozen=True)
class Known:
    """How many rows a file has, which of its columns are sound (Checks), and its first and last quarter.

    Where its years and quarters are not sound it may have any. `rows_together` are those of its largest row group;
    `whole` says that each of our columns has as many values as its row group has rows.
    """

    rows: int
    rows_together: int
    whole: bool
    sound: Collection[str]
    quarters: tuple[int, int] | None


def what_is_known(connection: duckdb.DuckDBPyConnection, alike: Sequence[Source], checks: Checks) -> list[Known]:
    """The same of each file; their columns are alike, and `checks` those of any of them."""
    files = [source.path for source in alike]
    doubtful: dict[str, set[str]] = {
        name: {file for (file,) in connection.execute(
            f"select distinct filename from {read_rows(files)} where {doubt}"
        ).fetchall()}
        for name, doubt in checks.doubts().items()
    }  # fmt: skip
    sound = {file: {name for name, found in doubtful.items() if str(file) not in found} for file in files}
    answers = side_by_side(connection, [partial(_asked, _extent(file, checks, sound[file])) for file in files])
    return [_known(*answer, sound=sound[file]) for file, answer in zip(files, answers, strict=True)]


def _asked(statement: str, own: duckdb.DuckDBPyConnection) -> tuple[Any, ...]:
    return tuple(own.execute(statement).fetchall()[0])


def _extent(file: Path, checks: Checks, sound: Collection[str]) -> str:
    """SQL of what `_known` takes; years and quarters where they are sound, the first and the last of each."""
    asked = ""
    if {YEAR, QUARTER} <= set(sound):
        asked = "".join(f", min({checks.cells[name].text}), max({checks.cells[name].text})" for name in (YEAR, QUARTER))
    ours = ", ".join(map(quoted, checks.given))
    groups = (
        "select max(row_group_num_rows), coalesce(bool_and(num_values = row_group_num_rows), false) "
        f"from parquet_metadata({quoted(glob.escape(str(file)))}) where path_in_schema in ({ours})"
    )
    return f"select * from (select count(*){asked} from {read_rows([file])}) cross join ({groups})"


def _known(rows: int, *found: int, sound: Collection[str]) -> Known:
    *ends, together, whole = found
    known = Known(rows, together or 0, bool(whole), sound, None)
    if not rows or not ends:
        return known
    first, last, lowest, highest = map(int, ends)
    if first < last:  # the lowest quarter may be one of a later year
        lowest, highest = QUARTERS
    return replace(known, quarters=(first * 4 + lowest, last * 4 + highest))


def read_rows(files: Sequence[Path]) -> str:
    """SQL of the rows of Parquet files that are alike, with the number of each row in its file, from 0."""
    names = ", ".join(quoted(glob.escape(str(file))) for file in files)
    return (
        f"read_parquet([{names}], binary_as_string = true, file_row_number = true, filename = true, "
        "hive_partitioning = false)"
    )
