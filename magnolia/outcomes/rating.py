"""Rates from counts: here they are divided, and held against the standard of their metric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any

from magnolia.policy.periods import AwardYear
from magnolia.policy.rates import six_decimals, standing

from .pipeline import COUNTS

RATES = (
    "opeid", "program_id", "cip_code", "award_year", "metric", "cohort", "excluded", "denominator", "numerator",
    "pending", "rate", "low", "high", "result",
)  # fmt: skip
METRIC = COUNTS.index("metric")
Rate = tuple[str, ...]


def rated(counts: Iterable[tuple[Any, ...]], standards: Mapping[str, Decimal]) -> list[Rate]:
    """The rows of rates.csv, with the columns RATES, from rows with the columns COUNTS; `standards` by metric."""
    known: dict[tuple[Any, ...], Rate] = {}  # many small cohorts have the same counts
    found = []
    for row in counts:
        counted = row[METRIC:]
        said = known.get(counted)
        if said is None:
            said = known[counted] = _said(counted, standards)
        opeid, program, cip, year = row[:METRIC]
        found.append((opeid, program, cip, _label(year), *said))
    return found


def _said(counted: tuple[Any, ...], standards: Mapping[str, Decimal]) -> Rate:
    """What counts say, from `metric` to `result`."""
    metric, cohort, excluded, numerator, pending = counted
    denominator = cohort - excluded
    rate, high = six_decimals(numerator, denominator), six_decimals(numerator + pending, denominator)
    counts = map(str, (cohort, excluded, denominator, numerator, pending))
    return metric, *counts, rate, rate, high, standing(numerator, pending, denominator, standards[metric])


def by_result(rates: Iterable[Rate]) -> dict[str, dict[str, int]]:
    """How many rates have each result, by metric."""
    found: dict[str, dict[str, int]] = {}
    for (metric, result), rows in sorted(Counter(map(itemgetter(RATES.index("metric"), -1), rates)).items()):
        found.setdefault(metric, {})[result] = rows
    return found


@cache
def _label(start: int) -> str:
    return AwardYear(start).label
