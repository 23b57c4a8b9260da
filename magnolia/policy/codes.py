"""How CIP and SOC codes are compared: as far as a number of their digits (34 CFR 690.97 names four of CIP)."""

from __future__ import annotations

from collections.abc import Iterable


def leading(code: str, digits: int) -> str:
    """A code as far as its first digits: 48.05 of 48.0508 at four; one with fewer digits as it is written."""
    places = [place for place, char in enumerate(code) if char.isdigit()]
    return code[: places[digits - 1] + 1] if len(places) > digits else code


def same_field(one: str, other: str, digits: int) -> bool:
    """Whether two CIP codes agree as far as `digits`; a missing code agrees with none."""
    return bool(one and other) and leading(one, digits) == leading(other, digits)


def shared_occupation(some: Iterable[str], others: Iterable[str], digits: int) -> bool:
    """Whether two lists of SOC codes have one in common as far as `digits`."""
    return not {leading(code, digits) for code in some}.isdisjoint(leading(code, digits) for code in others)
