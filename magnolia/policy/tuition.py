"""What a program costs on a day and in an award year: dated prices in, the price that counts out.

Pure. Source: 34 CFR 690.95; readings, "Tuition": dated rows of tuition and required fees, of which the highest in force
during the award year is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .periods import AwardYear


@dataclass(frozen=True)
class Price:
    """Tuition and required fees from a day on, until the next price begins; `id` tells where it is kept."""

    from_day: date
    tuition: Decimal
    fees: Decimal
    id: str = ""

    @property
    def total(self) -> Decimal:
        return self.tuition + self.fees


def in_order(prices: Iterable[Price]) -> list[Price]:
    """One price a day, by its day; of two for the same day the one given later replaces the earlier."""
    return [price for _, price in sorted({each.from_day: each for each in prices}.items())]


def on(prices: Iterable[Price], day: date) -> Price | None:
    """The price in force on a day, None before the first."""
    begun = [each for each in in_order(prices) if each.from_day <= day]
    return begun[-1] if begun else None


def of_year(prices: Iterable[Price], year: AwardYear) -> list[Price]:
    """Every price in force on some day of an award year, in their order."""
    ranked = in_order(prices)
    opening = on(ranked, year.first_day)
    later = [each for each in ranked if year.first_day < each.from_day <= year.last_day]
    return [opening, *later] if opening else later


def compared(prices: Iterable[Price], year: AwardYear) -> Price | None:
    """The price an award year is compared with: the highest in force during it, of equal ones the first."""
    return max(of_year(prices, year), key=lambda each: each.total, default=None)
