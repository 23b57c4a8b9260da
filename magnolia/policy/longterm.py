"""Earnings years after completion: when they can be looked at, and what a year of them is.

Pure. For evaluation, planning and improvement only: nothing here passes, fails or ends anything. Source: State policy
8.7.2, 8.9.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .layers import fill_all, overlay, read, state_layer
from .parameters import Parameter
from .periods import MONTHS_A_YEAR, Quarter, months_after


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The sentences of longterm.toml, with the State's names."""
    layer = state_layer(jurisdiction)
    filled: dict[str, Any] = fill_all(
        overlay(read("model", "longterm"), read(layer, "longterm")), read(layer, "profile")
    )
    return filled


def no_ground(jurisdiction: str, ground: str) -> str:
    """Why long-term earnings, named as the ground of a loss or an end, are none; empty for any other ground."""
    said = words(jurisdiction)
    return str(said["refused"]["ground"]) if ground in said["named"]["grounds"] else ""


@dataclass(frozen=True)
class Law:
    """How many years after completion, and how many quarters in a row make earnings of a year."""

    years: int
    quarters: int

    @classmethod
    def on(cls, parameters: Mapping[str, Parameter], day: date) -> Law:
        years, quarters = (parameters[f"monitoring.{name}"].on(day) for name in ("years_after", "quarters"))
        return cls(years.whole, quarters.whole)


def starts(completed: date, law: Law) -> date:
    """The first day of the first long-term period of a completion."""
    return months_after(completed, law.years * MONTHS_A_YEAR)


def first_quarter(completed: date, law: Law) -> Quarter:
    """The first quarter that begins on that day or later: only whole quarters are summed."""
    day = starts(completed, law)
    quarter = Quarter.of(day)
    return quarter if quarter.first_day == day else quarter.later(1)


def quarters(completed: date, law: Law) -> tuple[Quarter, ...]:
    """The quarters in a row whose wages make the earnings of the year."""
    first = first_quarter(completed, law)
    return tuple(first.later(step) for step in range(law.quarters))


def annualised(wages: Mapping[Quarter, Decimal], first: Quarter, law: Law) -> Decimal | None:
    """The sum of the quarters in a row from `first`; None (incomplete) where one has no wages. Never scaled up."""
    found = [wages.get(first.later(step)) for step in range(law.quarters)]
    earned = [each for each in found if each is not None]
    return sum(earned, Decimal(0)) if len(earned) == law.quarters else None


def ready(completed: date, through: Quarter | None, law: Law) -> bool:
    """Whether the records at hand reach the last quarter of the year."""
    return through is not None and quarters(completed, law)[-1] <= through
