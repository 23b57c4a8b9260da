"""Which counts others may see: none that stands for too few persons, and none from which such a one can be found.

A cell is hidden whole (numerator, denominator and rate) where either side of it, met or not met, has fewer persons than
the least, which is also so where everybody or nobody met the measure. Then it is looked at as a reader would who adds
and subtracts over all totals: as long as the numbers of a hidden cell could not differ by at least the least and still
fit all that is shown, another cell of its totals is hidden too. A reader must not be told for which of the reasons.

The least is the parameter `publication.smallest_cell`. Decision 0040 and docs/outcomes.md say what it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, inf, lcm

Key = Hashable
Vector = dict[Key, int]
SMALL, ALL_OR_NONE, COMPLEMENT, TOGETHER = "small", "all_or_none", "complement", "together"
TIGHTEST, WIDEST = 2, 8  # cells that stop a way, and ways that may lead around each: more are not tried


@dataclass(frozen=True)
class Cell:
    """One published count: of `denominator` persons `numerator` met the measure."""

    key: Key
    numerator: int
    denominator: int

    @property
    def sides(self) -> tuple[int, int]:
        return self.numerator, self.denominator - self.numerator

    @property
    def size(self) -> int:
        return min(self.sides)


@dataclass(frozen=True)
class Total:
    """A published cell, `whole`, whose counts are the sums of other cells."""

    whole: Key
    parts: tuple[Key, ...]


def suppress(
    cells: Iterable[Cell],
    least: int,
    totals: Sequence[Total] = (),
    together: Sequence[Collection[Key]] = (),
    known: Collection[Key] = (),
    untold: Collection[Key] = (),
) -> dict[Key, str | None]:
    """For each cell None where it is shown, else why it is hidden: small, all_or_none, complement or together.

    `totals` are all sums that a reader can make: a program over the years, an institution, a field of study, the State,
    in each year and over all of them. `together` are cells that are hidden as soon as one of them is, such as the
    measures of one cohort. `known` were published before and cannot be hidden any more; `untold` are of earlier tables,
    whose totals are known, and stay hidden. Raises ValueError for a total that is not the sum of its parts.
    """
    by = {each.key: each for each in cells}
    _add_up(by, totals)
    why: dict[Key, str | None] = {
        key: None if key in known else _alone(cell, least) or (COMPLEMENT if key in untold else None)
        for key, cell in by.items()
    }
    of = _totals_of(totals)
    while True:
        _hide_together(why, together)
        found = _unprotected(by, why, totals, least)
        more = {each for key in found if (each := _another(key, by, why, of, known)) is not None}
        if not more:
            return why
        for key in more:
            why[key] = COMPLEMENT


def _alone(cell: Cell, least: int) -> str | None:
    """Why a cell is hidden whatever else there is."""
    if cell.denominator >= least and cell.size <= 0:
        return ALL_OR_NONE
    return SMALL if cell.size < max(least, 1) else None


def _add_up(by: Mapping[Key, Cell], totals: Iterable[Total]) -> None:
    for total in totals:
        for side in range(2):
            if by[total.whole].sides[side] != sum(by[part].sides[side] for part in total.parts):
                raise ValueError(f"{total.whole!r} is not the sum of its parts")


def _totals_of(totals: Iterable[Total]) -> dict[Key, list[Total]]:
    found: dict[Key, list[Total]] = {}
    for total in totals:
        for key in (total.whole, *total.parts):
            found.setdefault(key, []).append(total)
    return found


def _hide_together(why: dict[Key, str | None], together: Sequence[Collection[Key]]) -> None:
    changed = True
    while changed:
        changed = False
        for group in together:
            if any(why.get(key) for key in group):
                for key in group:
                    if key in why and why[key] is None:
                        why[key], changed = TOGETHER, True


def _another(
    key: Key,
    by: Mapping[Key, Cell],
    why: Mapping[Key, str | None],
    of: Mapping[Key, list[Total]],
    known: Collection[Key],
) -> Key | None:
    """The shown cell with the fewest persons in a total that hides this one alone, else in the nearest that has one.

    None where everything around is hidden: then no number is left to find anything out from.
    """

    def least(keys: Iterable[Key]) -> Key | None:
        shown = [each for each in keys if why[each] is None and each not in known]
        return min(shown, key=lambda each: (by[each].denominator, repr(each)), default=None)

    alone = {each for total in of.get(key, ()) if _hides_one(total, why) for each in (total.whole, *total.parts)}
    if (found := least(alone)) is not None:
        return found
    seen, now = {key}, {key}
    while now:
        near = {each for one in now for total in of.get(one, ()) for each in (total.whole, *total.parts)}
        if (found := least(near)) is not None:
            return found
        now = near - seen
        seen |= near
    return None


def _hides_one(total: Total, why: Mapping[Key, str | None]) -> bool:
    return sum(why[each] is not None for each in (total.whole, *total.parts)) == 1


def _unprotected(
    by: Mapping[Key, Cell], why: Mapping[Key, str | None], totals: Iterable[Total], least: int
) -> list[Key]:
    """Hidden cells whose numbers a reader could find out, or narrow down below the least."""
    rows = []
    for total in totals:
        row = {each: Fraction(1) for each in total.parts if why[each]}
        if why[total.whole]:
            row[total.whole] = Fraction(-1)
        if row:
            rows.append(row)
    ways = _ways(rows, lambda key: (by[key].size, repr(key)))
    reach = _Reach(by, least)
    for way in ways:
        reach.along(way)
    hidden = sorted({key for row in rows for key in row}, key=repr)
    if any(not reach.protected(key) for key in hidden):
        for way in _mixed(ways, by, reach):
            reach.along(way)
    return [key for key in hidden if not reach.protected(key)]


class _Reach:
    """How far down and up the two sides of each cell can go while everything shown stays and nothing is below 0."""

    def __init__(self, by: Mapping[Key, Cell], least: int) -> None:
        self.by, self.least = by, least
        self.far: dict[tuple[Key, int], tuple[float, float]] = {}

    def along(self, way: Vector) -> None:
        """Take in that cells can change together by a way, a whole number of times."""
        for side in range(2):
            back = _times(way, self.by, side, 1)
            on = _times(way, self.by, side, -1)
            for key, change in way.items():
                down, up = (change * back, change * on) if change > 0 else (-change * on, -change * back)
                had = self.far.get((key, side), (0, 0))
                self.far[key, side] = max(had[0], down), max(had[1], up)

    def protected(self, key: Key) -> bool:
        return all(sum(self.far.get((key, side), (0, 0))) >= self.least for side in range(2))


def _times(way: Vector, by: Mapping[Key, Cell], side: int, sign: int) -> float:
    """How often a way can be gone until a cell, one whose change has this sign, would be below 0."""
    return min((by[key].sides[side] // abs(change) for key, change in way.items() if change * sign > 0), default=inf)


def _mixed(ways: Sequence[Vector], by: Mapping[Key, Cell], reach: _Reach) -> Iterator[Vector]:
    """Two ways at a time, such that the cell that stops one of them soonest does not change, for cells still open."""
    through: dict[Key, list[Vector]] = {}
    for way in sorted(ways, key=lambda way: -max(by[key].size for key in way)):
        for key in way:
            through.setdefault(key, []).append(way)
    for way in ways:
        if any(not reach.protected(key) for key in way):
            for tight in sorted(way, key=lambda key: by[key].size)[:TIGHTEST]:
                for other in through[tight][:WIDEST]:
                    if other is not way:
                        yield from _cancelled(way, other, tight)


def _cancelled(way: Vector, other: Vector, key: Key) -> Iterator[Vector]:
    mixed = {each: way.get(each, 0) * other[key] - other.get(each, 0) * way[key] for each in {**way, **other}}
    mixed = {each: change for each, change in mixed.items() if change}
    if mixed:
        divisor = gcd(*mixed.values())
        yield {each: change // divisor for each, change in mixed.items()}


def _ways(rows: Iterable[dict[Key, Fraction]], size: Callable[[Key], tuple[int, str]]) -> list[Vector]:
    """Ways in which hidden cells can change together while everything shown stays: a basis of them, in whole numbers.

    The smallest cells are solved for, so that each way changes one large cell and the small ones that follow from it.
    """
    solved: dict[Key, dict[Key, Fraction]] = {}
    names = {key for row in rows for key in row}
    for row in rows:
        left = dict(row)
        for key in [each for each in row if each in solved]:
            _add(left, solved[key], -left[key])
        if not left:
            continue
        pivot = min(left, key=size)
        scale = left[pivot]
        left = {key: value / scale for key, value in left.items()}
        for other in solved.values():
            if pivot in other:
                _add(other, left, -other[pivot])
        solved[pivot] = left
    ways: dict[Key, dict[Key, Fraction]] = {key: {key: Fraction(1)} for key in names if key not in solved}
    for pivot, row in solved.items():
        for key, value in row.items():
            if key != pivot:
                ways[key][pivot] = -value
    return [_whole(way) for way in ways.values()]


def _add(row: dict[Key, Fraction], other: Mapping[Key, Fraction], times: Fraction) -> None:
    for key, value in other.items():
        if total := row.get(key, Fraction(0)) + times * value:
            row[key] = total
        else:
            row.pop(key, None)


def _whole(way: Mapping[Key, Fraction]) -> Vector:
    scale = lcm(*(value.denominator for value in way.values()))
    return {key: int(value * scale) for key, value in way.items()}
