"""people.parquet read again: a page of the persons of one rate, by pseudonym."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from magnolia.policy.periods import AwardYear

# What a run writes of a person: nothing that tells who it is, and no wage.
COLUMNS = (
    "person", "opeid", "program_id", "cip_code", "metric", "award_year", "place", "rule", "reason", "citation",
    "entry_date", "window_last_day", "completion_date", "exclusion", "measurement_quarter", "wages_of_this_state",
    "wages_of_other_state",
)  # fmt: skip
OF = "opeid = ? and program_id = ? and award_year = ? and metric = ?"


@dataclass(frozen=True)
class Persons:
    """A page of persons, how many there are, and how many by place and rule without the filter."""

    rows: list[dict[str, Any]]
    count: int
    by_rule: list[tuple[str, str, int]]


def is_of_a_run(file: Path) -> bool:
    """Whether it is a Parquet file with the columns of a run and no other."""
    try:
        with duckdb.connect() as engine:
            found = engine.execute("select * from read_parquet(?) limit 0", [str(file)]).description or ()
    except duckdb.Error:
        return False
    return tuple(column[0] for column in found) == COLUMNS


def persons(
    file: Path, opeid: str, program: str, year: int, metric: str, place: str, rule: str, first: int, most: int
) -> Persons:
    """Persons of one rate from the `first`, at most `most`; `place` and `rule` narrow it where they are not empty."""
    of = [opeid, program, AwardYear(year).label, metric]
    wanted, given = f"where {OF}", [str(file), *of]
    for name, value in (("place", place), ("rule", rule)):
        if value:
            wanted, given = f"{wanted} and {name} = ?", [*given, value]
    with duckdb.connect() as engine:
        count = engine.execute(f"select count(*) from read_parquet(?) {wanted}", given).fetchall()[0][0]
        page = f"select * from read_parquet(?) {wanted} order by person limit {int(most)} offset {int(first)}"
        rows = engine.execute(page, given).fetchall()
        counted = f"select place, rule, count(*) from read_parquet(?) where {OF} group by all order by all"
        by_rule = engine.execute(counted, [str(file), *of]).fetchall()
    return Persons([dict(zip(COLUMNS, row, strict=True)) for row in rows], count, by_rule)
