"""Rates against a standard, in whole numbers: nothing is divided and nothing rounded.

Source: 34 CFR 690.94; readings, "Rounding". The median divides by two where it must: State policy, section 11.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal


def reaches(count: int, of: int, percent: Decimal | int) -> bool | None:
    """Whether `count` of `of` people reach a standard in percent; None where there is nobody to count."""
    return None if of <= 0 else 100 * count >= percent * of


def needed(of: int, percent: Decimal) -> Decimal:
    """The smallest number of people out of `of` that reaches the standard."""
    return (percent * of / 100).to_integral_value(ROUND_CEILING)


def median(values: Iterable[Decimal | int]) -> Decimal | None:
    """The middle of a set, exact; with an even count the mean of the two middle values; None where there is none.

    The earnings test never uses it: that one takes the Secretary's published amount.
    """
    ranked = sorted(Decimal(value) for value in values)
    if not ranked:
        return None
    middle, odd = divmod(len(ranked), 2)
    return ranked[middle] if odd else (ranked[middle - 1] + ranked[middle]) / 2
