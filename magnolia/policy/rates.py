"""Rates against a standard, in whole numbers: nothing is divided and nothing rounded.

Source: 34 CFR 690.94; readings, "Rounding". The median divides by two where it must: State policy, section 11.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

DAYS_A_WEEK = 7


def reaches(count: int, of: int, percent: Decimal | int) -> bool | None:
    """Whether `count` of `of` people reach a standard in percent; None where there is nobody to count."""
    return None if of <= 0 else 100 * count >= percent * of


def needed(of: int, percent: Decimal) -> Decimal:
    """The smallest number of people out of `of` that reaches the standard."""
    return (percent * of / 100).to_integral_value(ROUND_CEILING)


class NoRate(ValueError):
    """Why there is no rate: `nobody`, `impossible` or `no_time`, a key of [rate] in yearly.toml."""


@dataclass(frozen=True)
class Rate:
    """A count of people against a standard in percent; `left_out` are permitted exclusions, `refused` the others."""

    count: int
    of: int
    percent: Decimal
    left_out: int = 0
    refused: tuple[tuple[str, int], ...] = ()

    @property
    def met(self) -> bool:
        return bool(reaches(self.count, self.of, self.percent))

    @property
    def needed(self) -> Decimal:
        return needed(self.of, self.percent)


def rate(
    count: int,
    participants: int,
    percent: Decimal,
    exclusions: Iterable[tuple[str, int]] = (),
    permitted: Container[str] = (),
) -> Rate:
    """Those who count, of all participants without permitted exclusions; who is excluded otherwise stays in.

    Raises NoRate where nobody is left or more count than there are.
    """
    given = tuple(exclusions)
    refused = tuple((reason, persons) for reason, persons in given if reason not in permitted)
    left_out = sum(persons for reason, persons in given if reason in permitted)
    of = participants - left_out
    if of == 0 and count == 0:
        raise NoRate("nobody")
    if not 0 <= count <= of:
        raise NoRate("impossible")
    return Rate(count, of, percent, left_out, refused)


MET, NOT_MET, PENDING, NOT_COMPUTABLE = "met", "not_met", "pending", "not_computable"
MILLIONTHS = 10**6


def standing(numerator: int, pending: int, denominator: int, percent: Decimal | int) -> str:
    """The result of a rate while `pending` people may still count: what nobody can change any more, or `pending`."""
    lowest = reaches(numerator, denominator, percent)
    if lowest is None:
        return NOT_COMPUTABLE
    if lowest:
        return MET
    return PENDING if reaches(numerator + pending, denominator, percent) else NOT_MET


def six_decimals(count: int, of: int) -> str:
    """`count` / `of`, both 0 or more, with six decimals, half up; empty where there is nobody to count."""
    if of <= 0:
        return ""
    whole, part = divmod((2 * count * MILLIONTHS + of) // (2 * of), MILLIONTHS)
    return f"{whole}.{part:06d}"


def last_day_in_time(entry: date, weeks: Decimal | None, percent: Decimal | int) -> date:
    """The last day on which a completion counts, for a normal time in weeks; raises NoRate without one.

    The window is whole days: 9 weeks at 150 percent are 94 days after the entry.
    """
    if weeks is None or weeks <= 0:
        raise NoRate("no_time")
    return entry + timedelta(days=int(weeks * DAYS_A_WEEK * percent / 100))


def placement_rule(award_year: int, first_occupational: int, waived: bool) -> str:
    """Which placement counts for an award year: `ordinary`, `occupational`, or `waived` back to the ordinary one."""
    if award_year < first_occupational:
        return "ordinary"
    return "waived" if waived else "occupational"


def median(values: Iterable[Decimal | int]) -> Decimal | None:
    """The middle of a set, exact; with an even count the mean of the two middle values; None where there is none.

    The earnings test never uses it: that one takes the Secretary's published amount.
    """
    ranked = sorted(Decimal(value) for value in values)
    if not ranked:
        return None
    middle, odd = divmod(len(ranked), 2)
    return ranked[middle] if odd else (ranked[middle - 1] + ranked[middle]) / 2
