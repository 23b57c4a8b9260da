"""Which figures of a table stay untold, so that nobody finds one small group by any sum, now or from earlier editions.

Pure: the cells of one measure and award year, hidden by `outcomes.small_cells`. Source: State policy 8.2, 8.4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from magnolia.outcomes import small_cells
from magnolia.outcomes.small_cells import Total, suppress

SMALL, PROTECTING = "small", "protecting"
NOW = "now"  # the total over the table that is made
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


def withheld(
    cells: Mapping[Key, Cell], least: int, earlier: Iterable[Sum] = (), past: Mapping[Key, Cell] | None = None
) -> tuple[dict[Key, str], bool]:
    """Which cells are not told and why, and whether the total over all of them may be told.

    `earlier` are totals that were told, `past` the cells of earlier tables. What was told before
    cannot be untold and counts as known. What the earlier totals need is hidden first, then what the new one needs.
    """
    if not cells:
        return {}, False
    everybody = {**(past or {}), **cells}
    told = {key for key, cell in everybody.items() if cell.told}
    known = {("earlier", nth): each for nth, each in enumerate(dict.fromkeys(earlier))}
    made = [small_cells.Cell(key, cell.part, cell.of) for key, cell in everybody.items()]
    sums = {key: Total(key, tuple(sorted(each.cells, key=repr))) for key, each in known.items()}
    wholes = [_whole(total, everybody) for total in sums.values()]
    fixed, gone = told | known.keys(), everybody.keys() - cells.keys() - told
    first = suppress([*made, *wholes], least, list(sums.values()), known=fixed, untold=gone)
    stays = gone | {key for key, why in first.items() if why and key in cells}
    now = Total(NOW, tuple(sorted(cells, key=repr)))
    why = suppress(
        [*made, *wholes, _whole(now, everybody)], least, [*sums.values(), now], known=fixed, untold=stays
    )  # fmt: skip
    return {key: _reason(why[key]) for key in cells if why[key]}, why[NOW] is None


def _whole(total: Total, cells: Mapping[Key, Cell]) -> small_cells.Cell:
    parts = [cells[key] for key in total.parts]
    return small_cells.Cell(total.whole, sum(cell.part for cell in parts), sum(cell.of for cell in parts))


def _reason(why: str | None) -> str:
    return SMALL if why in (small_cells.SMALL, small_cells.ALL_OR_NONE) else PROTECTING
