"""Bars drawn on the server as SVG: where each begins and ends, so that a template only writes it down.

They work without scripts, in print and for screen readers, which get the table beside them instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, ROW, BAR = 640, 30, 20  # of the drawing: units of its view box
NAMES, FIGURES = 200, 110  # room for words at both sides
LONGEST = 26  # characters of a name that fit beside its bar


@dataclass(frozen=True)
class Bar:
    """One bar with its name and its figure in words; `low` where it does not reach the line."""

    name: str
    words: str
    x: int
    width: int
    y: int
    middle: int
    end: int
    low: bool


@dataclass(frozen=True)
class Drawing:
    """A drawing of bars from a zero line, and a line to measure them by where there is one."""

    bars: list[Bar]
    height: int
    zero: int
    mark: int | None
    width: int = WIDTH
    names: int = NAMES - 10
    bar: int = BAR


def bars(rows: Sequence[tuple[str, Decimal | int | None, str]], mark: Decimal | None = None) -> Drawing | None:
    """Bars of (name, value, value in words), unknown ones left out; None where nothing can be drawn."""
    known = [(name, Decimal(value), words) for name, value, words in rows if value is not None]
    if not known:
        return None
    values = [value for _, value, _ in known] + ([mark] if mark is not None else [])
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    room, span = WIDTH - NAMES - FIGURES, (high - low) or Decimal(1)

    def place(value: Decimal) -> int:
        return NAMES + int((value - low) / span * room)

    zero = place(Decimal(0))
    made = []
    for at, (name, value, words) in enumerate(known):
        x, y = min(zero, place(value)), at * ROW
        width = max(abs(place(value) - zero), 1)
        short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        below = mark is not None and value < mark
        made.append(Bar(short, words, x, width, y + (ROW - BAR) // 2, y + ROW // 2 + 5, x + width + 8, below))
    return Drawing(made, len(made) * ROW + 8, zero, place(mark) if mark is not None else None)
