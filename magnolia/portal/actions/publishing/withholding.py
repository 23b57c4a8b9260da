"""Which figures of a table stay untold, so that nobody finds one small group by any sum, now or from earlier editions.

Pure arithmetic over cells and sums. A cell is a group of persons, a part of it (those who meet the measure) and the
rest; a sum is a total over known cells. Source: State policy 8.2; decisions, "Small-cohort reasons".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

SMALL, PROTECTING = "small", "protecting"
Key = Any  # what a cell is known by


@dataclass(frozen=True)
class Cell:
    """A group and the part of it that meets the measure; `told`: its figures were published before and are known."""

    of: int
    part: int
    told: bool = False


@dataclass(frozen=True)
class Sum:
    """A total over these cells; both its figures are told."""

    cells: frozenset[Key]


def is_small(cell: Cell, least: int) -> bool:
    """Whether the group, its part or its rest is fewer than `least`: none and all give people away too."""
    return min(cell.of, cell.part, cell.of - cell.part) < least


def withheld(
    cells: Mapping[Key, Cell], least: int, earlier: Iterable[Sum] = (), past: Mapping[Key, Cell] | None = None
) -> tuple[dict[Key, str], bool]:
    """Which cells are not told and why, and whether the total over all of them may be told.

    `earlier` are totals that were told, `past` cells of earlier tables that nobody was ever told. A small cell that was
    told before cannot be untold and counts as known. Where the hidden ones could be worked out, others that nobody
    knows yet are hidden with them, those of fewest persons first, or the total is not told.
    """
    untold = dict(past or {})
    small = {key: SMALL for key, cell in cells.items() if is_small(cell, least) and not cell.told}
    spare = sorted((cell.of, str(key), key) for key, cell in cells.items() if key not in small and not cell.told)
    known, whole = set(earlier), Sum(frozenset(cells))
    everybody = untold | dict(cells)
    for more, total in [(0, True), (1, True), (0, False), (1, False), (2, False), (len(spare), False)]:
        hidden = small | {key: PROTECTING for _, _, key in spare[:more]}
        sums = known | {whole} if total else known
        if safe({*hidden, *untold} - (cells.keys() - hidden.keys()), everybody, sums, least):
            return hidden, total
    return small | {key: PROTECTING for _, _, key in spare}, False


def safe(hidden: Collection[Key], cells: Mapping[Key, Cell], sums: Iterable[Sum], least: int) -> bool:
    """Whether no hidden cell, and no small group of them, follows from the sums and everything that is told."""
    order = sorted(hidden, key=str)
    rows = [[Fraction(key in each.cells) for key in order] for each in sums]
    return not any(_gives_away([(key, share) for key, share in zip(order, row, strict=True) if share], cells, least)
                   for row in _reduced(rows))  # fmt: skip


def _gives_away(row: list[tuple[Key, Fraction]], cells: Mapping[Key, Cell], least: int) -> bool:
    """Whether a sum that anybody can work out is of one cell, or of several that are a small group together."""
    if len(row) == 1:
        return True
    inside = [cells[key] for key, _ in row]
    together = {share for _, share in row} == {Fraction(1)}
    return together and any(sum(map(figure, inside)) < least for figure in (_of, _part, _rest))


def _of(cell: Cell) -> int:
    return cell.of


def _part(cell: Cell) -> int:
    return cell.part


def _rest(cell: Cell) -> int:
    return cell.of - cell.part


def _reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """The rows in reduced echelon form, without empty ones: a row with one entry is a cell anybody can work out."""
    made: list[list[Fraction]] = []
    left = [row for row in rows if any(row)]
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [entry / pivot[column] for entry in pivot]
        made = [_less(row, pivot, column) for row in made] + [pivot]
        left = [row for row in (_less(row, pivot, column) for row in left) if any(row)]
    return made


def _less(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    return [entry - row[column] * other for entry, other in zip(row, pivot, strict=True)]
