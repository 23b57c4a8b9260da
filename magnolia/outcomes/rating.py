"""Rates from counts: here they are divided, and held against the standard of their metric."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from magnolia.policy.periods import AwardYear
from magnolia.policy.rates import six_decimals, standing
from magnolia.writing import csv_cell

from .pipeline import COUNTS

COLUMNS = (
    "opeid", "program_id", "cip_code", "award_year", "metric", "cohort", "excluded", "denominator", "numerator",
    "pending", "rate", "low", "high", "result",
)  # fmt: skip
METRIC = COUNTS.index("metric")


@dataclass
class Said:
    """What the same counts say of every rate that has them: its cells from `metric` on, and how many rates they are."""

    metric: str
    result: str
    cells: str
    rates: int = 0


@dataclass(frozen=True)
class Rates:
    """The text of rates.csv, how many rows it has, and how many of them have each result, by metric."""

    text: str
    rows: int
    by_result: dict[str, dict[str, int]]


def rated(counts: Iterable[tuple[Any, ...]], standards: Mapping[str, Decimal]) -> Rates:
    """The rates of rows with the columns COUNTS, in their order; `standards` by metric."""
    known: dict[tuple[Any, ...], Said] = {}  # many small cohorts have the same counts
    label, cell = cache(_label), cache(csv_cell)
    lines = [",".join(COLUMNS)]
    for row in counts:
        counted = row[METRIC:]
        said = known.get(counted)
        if said is None:
            said = known[counted] = _said(counted, standards)
        said.rates += 1
        opeid, program, cip, year = row[:METRIC]
        lines.append(f"{cell(opeid)},{cell(program)},{cell(cip)},{label(year)},{said.cells}")
    found: dict[str, dict[str, int]] = {}
    for said in sorted(known.values(), key=lambda each: (each.metric, each.result)):
        of_metric = found.setdefault(said.metric, {})
        of_metric[said.result] = of_metric.get(said.result, 0) + said.rates
    return Rates("\n".join(lines) + "\n", len(lines) - 1, found)


def _said(counted: tuple[Any, ...], standards: Mapping[str, Decimal]) -> Said:
    metric, cohort, excluded, numerator, pending = counted
    denominator = cohort - excluded
    rate, high = six_decimals(numerator, denominator), six_decimals(numerator + pending, denominator)
    result = standing(numerator, pending, denominator, standards[metric])
    counts = map(str, (cohort, excluded, denominator, numerator, pending))
    return Said(metric, result, ",".join((metric, *counts, rate, rate, high, result)))


def _label(start: int) -> str:
    return AwardYear(start).label
