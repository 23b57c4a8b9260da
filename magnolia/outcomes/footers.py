"""What the statistics of Parquet files say of all their rows, so that a hundred million rows need not be asked.

Asked in plain comparisons, which DuckDB answers from the statistics where a file has them and from the rows where it
has none: the answer holds either way.
"""

from __future__ import annotations

import glob
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from .checks import Checks
from .sources import Source, quoted

YEAR, QUARTER = "year", "quarter"
QUARTERS = 1, 4


@dataclass(frozen=True)
class Known:
    """How many rows a file has, which of its columns are sound (Checks), and its first and last quarter.

    Where its years and quarters are not sound it may have any.
    """

    rows: int
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
    return [_known(connection, file, checks, doubtful) for file in files]


def _known(
    connection: duckdb.DuckDBPyConnection, file: Path, checks: Checks, doubtful: Mapping[str, set[str]]
) -> Known:
    sound = {name for name, files in doubtful.items() if str(file) not in files}
    asked = ""
    if {YEAR, QUARTER} <= sound:
        asked = "".join(f", min({checks.cells[name].text}), max({checks.cells[name].text})" for name in (YEAR, QUARTER))
    rows, *ends = connection.execute(f"select count(*){asked} from {read_rows([file])}").fetchall()[0]
    if not rows or not ends:
        return Known(rows, sound, None)
    first, last, lowest, highest = map(int, ends)
    if first < last:  # the lowest quarter may be one of a later year
        lowest, highest = QUARTERS
    return Known(rows, sound, (first * 4 + lowest, last * 4 + highest))


def read_rows(files: Sequence[Path]) -> str:
    """SQL of the rows of Parquet files that are alike, with the number of each row in its file, from 0."""
    names = ", ".join(quoted(glob.escape(str(file))) for file in files)
    return (
        f"read_parquet([{names}], binary_as_string = true, file_row_number = true, filename = true, "
        "hive_partitioning = false)"
    )
