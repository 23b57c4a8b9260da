"""Rates against a standard, in whole numbers: nothing is divided and nothing rounded.

Source: 34 CFR 690.94; readings, "Rounding".
"""

from __future__ import annotations

from decimal import Decimal


def reaches(count: int, of: int, percent: Decimal | int) -> bool | None:
    """Whether `count` of `of` people reach a standard in percent; None where there is nobody to count."""
    return None if of <= 0 else 100 * count >= percent * of
