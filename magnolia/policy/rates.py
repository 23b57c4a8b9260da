"""Rates against a standard, in whole numbers: nothing is divided and nothing rounded.

Source: 34 CFR 690.94; readings, "Rounding".
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal


def reaches(count: int, of: int, percent: Decimal | int) -> bool | None:
    """Whether `count` of `of` people reach a standard in percent; None where there is nobody to count."""
    return None if of <= 0 else 100 * count >= percent * of


def needed(of: int, percent: Decimal) -> Decimal:
    """The smallest number of people out of `of` that reaches the standard."""
    return (percent * of / 100).to_integral_value(ROUND_CEILING)
