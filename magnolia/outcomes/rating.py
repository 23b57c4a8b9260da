"""Rates from counts: here they are divided, and held against the standard of their metric."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import duckdb

from magnolia.policy.periods import AwardYear
from magnolia.policy.rates import six_decimals, standing
from magnolia.writing import csv_cell

from .engine import side_by_side, threads
from .pipeline import COUNTS, ORDER

COLUMNS = (
    "opeid", "program_id", "cip_code", "award_year", "metric", "cohort", "excluded", "denominator", "numerator",
    "pending", "rate", "low", "high", "result",
)  # fmt: skip
COUNTED = COUNTS[COUNTS.index("metric") :]
# A hundred thousand rates have few different counts: these are divided once, and DuckDB puts the text together.
TEXT = f"""
select array_to_string(list(line order by place), chr(10)) || chr(10)
from (
    select concat_ws(',', p.cell, f.cell, y.cell, n.cell) as line, c.rowid as place
    from (select *, rowid from counted where rowid between {{first}} and {{last}}) as c
    join cells_of_program as p using (program)
    join cells_of_field as f using (field)
    join cells_of_award_year as y using (award_year)
    join cells_of_numbers as n using ({", ".join(COUNTED)})
)
"""


@dataclass(frozen=True)
class Rates:
    """The text of rates.csv, how many rows it has, and how many of them have each result, by metric."""

    text: str
    rows: int
    by_result: dict[str, dict[str, int]]


def rated(connection: duckdb.DuckDBPyConnection, counts: str, standards: Mapping[str, Decimal]) -> Rates:
    """The rates of `counts`, SQL of rows with the columns COUNTS; `standards` by metric.

    Beside it are `programs` and `offerings`. What is done beside other work here is less than DuckDB would share out.
    """
    counted = f"create table counted as select {', '.join(COUNTS)} from {counts} order by {', '.join(ORDER)}"
    work: list[Callable[[duckdb.DuckDBPyConnection], Any]] = [
        partial(_make_cells, counts, standards),
        lambda own: own.execute(counted),
    ]
    by_result, _ = side_by_side(connection, work)
    rows = connection.execute("select count(*) from counted").fetchall()[0][0]
    share = rows // threads(connection) + 1
    texts = [partial(_text, first, first + share - 1) for first in range(0, rows, share)]
    return Rates("".join([",".join(COLUMNS), "\n", *side_by_side(connection, texts)]), rows, by_result)


def _text(first: int, last: int, own: duckdb.DuckDBPyConnection) -> str:
    """The lines of some rates, by their places."""
    return str(own.execute(TEXT.format(first=first, last=last)).fetchall()[0][0])


def _make_cells(
    counts: str, standards: Mapping[str, Decimal], own: duckdb.DuckDBPyConnection
) -> dict[str, dict[str, int]]:
    """Make the tables of what is written for programs, fields, years and counts; how many rates have each result."""
    programs = own.execute("select program, opeid, program_id from programs").fetchall()
    _cells(own, "program", [(number, ",".join(map(csv_cell, name))) for number, *name in programs])
    fields = own.execute("select distinct field, cip_code from offerings").fetchall()
    _cells(own, "field", [(number, csv_cell(code)) for number, code in fields])
    years = own.execute(f"select distinct award_year from {counts}").fetchall()
    _cells(own, "award_year", [(start, AwardYear(start).label) for (start,) in years])
    different = f"select {', '.join(COUNTED)}, count(*) from {counts} group by all order by all"
    found: dict[str, dict[str, int]] = {}
    numbers = []
    for *counted, rates in own.execute(different).fetchall():
        result, cells = _said(counted, standards)
        of_metric = found.setdefault(counted[0], {})
        of_metric[result] = of_metric.get(result, 0) + rates
        numbers.append((*counted, cells))
    _cells(own, "numbers", numbers, COUNTED)
    return {metric: dict(sorted(results.items())) for metric, results in found.items()}


def _cells(
    connection: duckdb.DuckDBPyConnection, of: str, rows: Sequence[tuple[Any, ...]], columns: Sequence[str] = ()
) -> None:
    """A table of what is written for some values, by the column `of` or several: each row's last is the text."""
    names = (*(columns or [of]), "cell")
    given = ", ".join(f"unnest(${place}) as {name}" for place, name in enumerate(names, start=1))
    lists = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in names]
    connection.execute(f"create table cells_of_{of} as select {given}", lists)


def _said(counted: Sequence[Any], standards: Mapping[str, Decimal]) -> tuple[str, str]:
    """The result of counts, and their cells from `metric` on."""
    metric, cohort, excluded, numerator, pending = counted
    denominator = cohort - excluded
    rate, high = six_decimals(numerator, denominator), six_decimals(numerator + pending, denominator)
    result = standing(numerator, pending, denominator, standards[metric])
    counts = map(str, (cohort, excluded, denominator, numerator, pending))
    return result, ",".join((metric, *counts, rate, rate, high, result))
