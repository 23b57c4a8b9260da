"""An outcome rate in numbers people read: percent, distance from the standard, what its matching does to it.

Pure. A percent is shown with two decimals and never decides anything: `rates.standing` does, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .periods import AwardYear, Quarter, quarter_after_exit
from .rates import MET, NOT_COMPUTABLE, NOT_MET, last_day_in_time, needed, standing

CENT = Decimal("0.01")
AWAITING, NOT_YET, NOBODY = "awaiting", "not_yet", "nobody"


def percent(count: int, of: int) -> Decimal | None:
    """`count` of `of` in percent with two decimals, half up; None where there is nobody to count."""
    return None if of <= 0 else (Decimal(100 * count) / Decimal(of)).quantize(CENT, ROUND_HALF_UP)


def margin(numerator: int, denominator: int, standard: Decimal) -> int:
    """Persons above (below, when negative) what the standard takes."""
    return numerator - int(needed(denominator, standard))


def stands(numerator: int, pending: int, denominator: int, standard: Decimal) -> str:
    """How a rate stands, as a key of [stands]: while somebody is pending it is awaited, whatever it would be by now."""
    if pending:
        return AWAITING
    found = standing(numerator, pending, denominator, standard)
    return {MET: MET, NOT_MET: NOT_MET, NOT_COMPUTABLE: NOBODY}[found]


def without(numerator: int, denominator: int, persons: int, left_out: int = 0) -> tuple[int, int]:
    """The counts if `persons` of the numerator did not count, and `left_out` were not in the cohort."""
    return numerator - persons, denominator - left_out


@dataclass(frozen=True)
class Planned:
    """When the rates of one award year can first be worked out for a program of a normal time in weeks."""

    year: AwardYear
    window_closes: date | None  # last day on which somebody who entered on `last_entry` completes in time
    last_entry: date
    quarter: Quarter  # measured for who leaves on `last_exit`
    last_exit: date
    missing: tuple[Quarter, ...]  # measured quarters whose wages are not loaded

    @property
    def placement_from(self) -> date:
        """Not before this day, and not before the wages of the quarter are loaded."""
        return self.quarter.last_day


def plan(
    year: AwardYear,
    weeks: Decimal | None,
    window_percent: Decimal | int,
    loaded: Iterable[Quarter] = (),
    last_entry: date | None = None,
    last_exit: date | None = None,
) -> Planned:
    """The schedule of a cohort (State policy 8.9): of its last possible entry and exit where none is known."""
    entry, leaves = last_entry or year.last_day, last_exit or year.last_day
    first, last = quarter_after_exit(year.first_day), quarter_after_exit(leaves)
    held = set(loaded)
    quarters = (Quarter(index) for index in range(first.index, last.index + 1))
    closes = None if weeks is None else last_day_in_time(entry, weeks, window_percent)
    return Planned(year, closes, entry, last, leaves, tuple(each for each in quarters if each not in held))


def added(numerator: int, denominator: int, by_source: Mapping[str, int], counting: Iterable[str]) -> int:
    """The numerator with persons whom switched-on sources show as employed; never more than there are to count."""
    return min(denominator, numerator + sum(by_source.get(each, 0) for each in counting))
