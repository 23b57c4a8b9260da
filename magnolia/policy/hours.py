"""Hours with their unit: clock hours and credit hours of each kind, which are never added to each other or converted.

Source: 34 CFR 690.92; State policy, section 11 (Clock Hour).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


class UnlikeUnits(TypeError):
    """Hours of two units were added, subtracted or compared; no federal rule turns the one into the other."""


@dataclass(frozen=True)
class Hours:
    """An amount in one unit: "clock", "semester", "trimester" or "quarter"."""

    amount: Decimal
    unit: str

    def __add__(self, other: object) -> Hours:
        return Hours(self.amount + self._like(other).amount, self.unit)

    def __sub__(self, other: object) -> Hours:
        return Hours(self.amount - self._like(other).amount, self.unit)

    def __lt__(self, other: object) -> bool:
        return self.amount < self._like(other).amount

    def __le__(self, other: object) -> bool:
        return self.amount <= self._like(other).amount

    def _like(self, other: object) -> Hours:
        if not isinstance(other, Hours) or other.unit != self.unit:
            what = f"{other.unit} hours" if isinstance(other, Hours) else "a number without a unit"
            raise UnlikeUnits(f"{self.unit} hours and {what} are not the same: they are never added or converted.")
        return other
