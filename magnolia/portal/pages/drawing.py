"""Bars drawn on the server as SVG: where each begins and ends, so that a template only writes it down.

They work without scripts, in print and for screen readers, which get the table beside them instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

LONGEST = 40  # characters of a name that fit beside its bar


@dataclass(frozen=True)
class Layout:
    """Where words and bars stand, in units of a view box `width` wide; a row is `row` high, its bar `bar` at `top`.

    `left` and `right` is room for words at both sides; with none at the left the name stands above its bar.
    """

    name: str
    width: int
    left: int
    right: int
    row: int
    bar: int
    top: int


WIDE = Layout("wide", width=740, left=300, right=110, row=30, bar=20, top=5)
NARROW = Layout("narrow", width=320, left=0, right=90, row=48, bar=18, top=24)


@dataclass(frozen=True)
class Bar:
    """One bar with its name and its figure in words; `low` where it does not reach the line."""

    name: str
    named: int  # from the top
    words: str
    x: int
    width: int
    y: int
    middle: int
    end: int
    low: bool


@dataclass(frozen=True)
class Drawing:
    """A drawing of bars from a zero line, and a line to measure them by where there is one.

    `also` is the same for a narrow screen, where the words would be too small to read.
    """

    layout: Layout
    bars: list[Bar]
    height: int
    zero: int
    mark: int | None
    also: Drawing | None = None

    @property
    def both(self) -> list[Drawing]:
        """For a wide screen and for a narrow one."""
        return [self, self.also] if self.also else [self]


def bars(rows: Sequence[tuple[str, Decimal | int | None, str]], mark: Decimal | None = None) -> Drawing | None:
    """Bars of (name, value, value in words), unknown ones left out; None where nothing can be drawn."""
    known = [(name, Decimal(value), words) for name, value, words in rows if value is not None]
    if not known:
        return None
    return replace(_drawn(known, mark, WIDE), also=_drawn(known, mark, NARROW))


def _drawn(known: Sequence[tuple[str, Decimal, str]], mark: Decimal | None, by: Layout) -> Drawing:
    values = [value for _, value, _ in known] + ([mark] if mark is not None else [])
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    room, span = by.width - by.left - by.right, (high - low) or Decimal(1)

    def place(value: Decimal) -> int:
        return by.left + int((value - low) / span * room)

    zero = place(Decimal(0))
    made = []
    for at, (name, value, words) in enumerate(known):
        x, y = min(zero, place(value)), at * by.row + by.top
        width, middle = max(abs(place(value) - zero), 1), y + by.bar // 2 + 5
        short = name if not by.left or len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        below = mark is not None and value < mark
        made.append(Bar(short, middle if by.left else y - 7, words, x, width, y, middle, x + width + 8, below))
    return Drawing(by, made, len(made) * by.row + 8, zero, place(mark) if mark is not None else None)
