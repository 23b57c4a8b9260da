"""Small cells: nobody finds out a hidden number by adding and subtracting what is shown."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magnolia.outcomes.small_cells import Cell, Total, suppress
from magnolia.policy.parameters import load_parameters

MOST = Fraction(10**6)  # persons that a reader thinks possible


def hidden(cells, least=10, totals=(), together=()):
    return {key: why for key, why in suppress(cells, least, totals, together).items() if why}


@pytest.mark.parametrize(
    ("numerator", "denominator", "why"),
    [
        (10, 20, None), (9, 20, "small"), (10, 19, "small"), (11, 20, "small"), (5, 9, "small"), (0, 0, "small"),
        (0, 9, "small"), (0, 10, "all_or_none"), (40, 40, "all_or_none"), (30, 40, None), (31, 40, "small"),
    ],
)  # fmt: skip
def test_a_rate_is_hidden_where_either_side_of_it_has_fewer_persons_than_the_least(numerator, denominator, why):
    assert suppress([Cell("A", numerator, denominator)], 10) == {"A": why}


def test_the_least_is_a_number_of_the_state_with_its_day():
    leasts = [load_parameters(state)["publication.smallest_cell"].values[0] for state in ("ms", "xx")]
    assert leasts[0].value != leasts[1].value
    assert all(each.cite for each in leasts)
    shown = [suppress([Cell("A", 12, 30)], each.whole)["A"] is None for each in leasts]
    assert shown == [True, False]


def test_one_small_program_takes_the_next_smallest_with_it_or_the_institutions_total_would_tell_it():
    cells = [Cell("A", 3, 8), Cell("B", 30, 60), Cell("C", 40, 90), Cell("all", 73, 158)]
    assert hidden(cells, totals=[Total("all", ("A", "B", "C"))]) == {"A": "small", "B": "complement"}
    assert hidden(cells[:3]) == {"A": "small"}


def test_two_small_programs_whose_sum_is_small_need_a_third():
    cells = [Cell("A", 2, 4), Cell("B", 1, 3), Cell("C", 40, 90), Cell("D", 50, 95), Cell("all", 93, 192)]
    assert hidden(cells, totals=[Total("all", ("A", "B", "C", "D"))]) == {"A": "small", "B": "small", "C": "complement"}


def test_a_total_over_years_and_one_over_programs_are_held_against_each_other():
    year, sizes = ("26", "27"), {"A": (3, 50), "B": (60, 70)}
    cells = [Cell((p, y), n // 2, n) for p, ns in sizes.items() for y, n in zip(year, ns, strict=True)]
    cells += [Cell((p, "all"), sum(n // 2 for n in ns), sum(ns)) for p, ns in sizes.items()]
    cells += [Cell(("all", y), sum(ns[at] // 2 for ns in sizes.values()), sum(ns[at] for ns in sizes.values()))
              for at, y in enumerate(year)]  # fmt: skip
    totals = [Total((p, "all"), tuple((p, y) for y in year)) for p in sizes]
    totals += [Total(("all", y), tuple((p, y) for p in sizes)) for y in year]
    assert set(hidden(cells, totals=totals)) == {(p, y) for p in sizes for y in year}


def test_what_belongs_together_is_hidden_together():
    cells = [Cell(("A", "completion"), 3, 8), Cell(("A", "placement"), 30, 60), Cell(("B", "placement"), 30, 60)]
    group = [(("A", "completion"), ("A", "placement"))]
    assert hidden(cells, together=group) == {("A", "completion"): "small", ("A", "placement"): "together"}


def test_a_total_that_is_no_sum_is_refused():
    with pytest.raises(ValueError, match="sum"):
        suppress([Cell("A", 1, 2), Cell("all", 1, 3)], 10, [Total("all", ("A",))])


def solved(rows, rest, size):
    """The one solution of square equations; None where there is none or many."""
    lines = [[*row, value] for row, value in zip(rows, rest, strict=True)]
    for at in range(size):
        found = next((line for line in range(at, size) if lines[line][at]), None)
        if found is None:
            return None
        lines[at], lines[found] = lines[found], lines[at]
        lines[at] = [value / lines[at][at] for value in lines[at]]
        for line in range(size):
            if line != at and lines[line][at]:
                lines[line] = [a - lines[line][at] * b for a, b in zip(lines[line], lines[at], strict=True)]
    return [line[-1] for line in lines]


def independent(rows):
    """Equations of which none follows from the others."""
    kept: list[Any] = []
    made: list[Any] = []
    for row in rows:
        left = list(row)
        for base in made:
            lead = next(at for at, value in enumerate(base) if value)
            left = [a - left[lead] / base[lead] * b for a, b in zip(left, base, strict=True)]
        if any(left[:-1]):
            made.append(left)
            kept.append(row)
    return kept


def bounds(names, equations):
    """The least and most that each number can be, from every corner of what is possible: no number is below 0."""
    rows = independent([*equations, [Fraction(1)] * len(names) + [Fraction(1), MOST]])
    lows, highs = dict.fromkeys(names, MOST), dict.fromkeys(names, Fraction(-1))
    for basis in combinations(range(len(names) + 1), len(rows)):
        corner = solved([[row[at] for at in basis] for row in rows], [row[-1] for row in rows], len(rows))
        if corner is None or min(corner) < 0:
            continue
        values = dict(zip(basis, corner, strict=True))
        for at, name in enumerate(names):
            lows[name] = min(lows[name], values.get(at, Fraction(0)))
            highs[name] = max(highs[name], values.get(at, Fraction(0)))
    return {name: (lows[name], highs[name]) for name in names}


def attack(cells, totals, fates, side):
    """What a reader of everything shown finds out about one side of what is hidden."""
    by = {each.key: each for each in cells}
    names = sorted((key for key, why in fates.items() if why), key=repr)
    equations = []
    for total in totals:
        signs = {total.whole: -1, **dict.fromkeys(total.parts, 1)}
        known = sum(sign * by[key].sides[side] for key, sign in signs.items() if not fates[key])
        row = [Fraction(signs.get(name, 0)) for name in names]
        if any(row):
            equations.append([*row, Fraction(0), Fraction(-known)])
    return bounds(names, equations)


SIDE = st.one_of(st.integers(0, 6), st.integers(0, 40))


@st.composite
def tables(draw):
    """Programs by years with all totals of both; sides small and large."""
    programs, years = draw(st.sampled_from([(2, 2), (3, 1), (4, 1)]))
    met: dict[Any, Any] = {(p, y): (draw(SIDE), draw(SIDE)) for p in range(programs) for y in range(years)}
    totals = [Total(("all", y), tuple((p, y) for p in range(programs))) for y in range(years)]
    if years > 1:
        totals += [Total((p, "all"), tuple((p, y) for y in range(years))) for p in range(programs)]
        totals.append(Total(("all", "all"), tuple(("all", y) for y in range(years))))
    for total in totals:
        met[total.whole] = tuple(sum(met[part][side] for part in total.parts) for side in range(2))
    cells = [Cell(key, yes, yes + no) for key, (yes, no) in met.items()]
    return cells, totals, draw(st.integers(1, 12))


@settings(max_examples=30, deadline=None)
@given(tables())
def test_a_reader_who_solves_all_equations_finds_no_hidden_number_and_narrows_none_below_the_least(table):
    cells, totals, least = table
    fates = suppress(cells, least, totals)
    for side in range(2):
        for key, (low, high) in attack(cells, totals, fates, side).items():
            assert high - low >= least, (key, low, high)
    for cell in cells:
        assert fates[cell.key] or min(cell.sides) >= least


def test_the_attack_finds_what_is_hidden_badly():
    cells = [Cell("A", 3, 8), Cell("B", 30, 60), Cell("all", 33, 68)]
    fates = {"A": "small", "B": None, "all": None}
    assert attack(cells, [Total("all", ("A", "B"))], fates, 0) == {"A": (3, 3)}


def test_a_state_of_many_programs_is_done_in_seconds_and_most_of_it_is_shown():
    sizes = {(i, p, y): 20 + (i * 7 + p * 13 + y * 29) % 160 for i in range(25) for p in range(12) for y in range(4)}
    cells = [Cell(key, size * 3 // 4, size) for key, size in sizes.items()]
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for i, p, y in sizes:
        for whole in ((i, "all", y), ("cip", p % 9, y)):
            groups.setdefault(whole, []).append((i, p, y))
    for y in range(4):
        groups["state", "all", y] = [(i, "all", y) for i in range(25)]
    made = {each.key: each for each in cells}
    for whole, parts in groups.items():
        made[whole] = Cell(
            whole, sum(made[each].numerator for each in parts), sum(made[each].denominator for each in parts)
        )
    totals = [Total(whole, tuple(parts)) for whole, parts in groups.items()]
    fates = suppress(list(made.values()), 10, totals)
    small = [key for key, why in fates.items() if why in ("small", "all_or_none")]
    assert small
    assert len([why for why in fates.values() if why]) < 2.5 * len(small)
