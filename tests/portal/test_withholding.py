"""Which figures of a table stay untold: an attacker who solves every sum finds no small group, now or later."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from magnolia.portal.actions.publishing.withholding import PROTECTING, SMALL, Cell, Sum, withheld

LEAST = 10


def solved(hidden, sums):
    """Every hidden cell that follows from the sums alone: those whose unit vector the sums span."""
    order = sorted(hidden)
    rows = [[Fraction(key in cells) for key in order] for cells in sums]

    def rank(matrix):
        matrix, found = [row[:] for row in matrix], 0
        for column in range(len(order)):
            pivot = next((row for row in matrix[found:] if row[column]), None)
            if pivot is None:
                continue
            place = matrix.index(pivot, found)
            matrix[found], matrix[place] = matrix[place], matrix[found]
            for below in range(found + 1, len(matrix)):
                share = matrix[below][column] / matrix[found][column]
                matrix[below] = [a - share * b for a, b in zip(matrix[below], matrix[found], strict=True)]
            found += 1
        return found

    whole = rank(rows)
    return {key for key in order if rank([*rows, [Fraction(each == key) for each in order]]) == whole}


counts = some.integers(0, 40).flatmap(lambda of: some.tuples(some.just(of), some.integers(0, of)))
editions = some.lists(some.dictionaries(some.integers(0, 5), counts, min_size=1, max_size=5), min_size=1, max_size=3)


@given(editions)
@settings(max_examples=300, deadline=None)
def test_over_any_three_editions_no_withheld_figure_follows_from_what_is_told(tables):
    known: dict[int, Cell] = {}
    ever: dict[int, Cell] = {}
    told: set[int] = set()
    sums: list[set[int]] = []
    for table in tables:
        for key, (of, part) in table.items():
            ever.setdefault(key, Cell(of, part))
        inside = known.keys() | table.keys()  # what was published stays in later editions
        known |= {key: ever[key] for key in inside}
        cells = {key: Cell(ever[key].of, ever[key].part, key in told) for key in inside}
        hidden, total = withheld(cells, LEAST, [Sum(frozenset(each)) for each in sums])
        assert not hidden.keys() & told
        told |= inside - hidden.keys()
        if total:
            sums.append(set(inside))
        small = {key for key in ever if key not in told}
        assert not solved(small, [each & small for each in sums])


@pytest.mark.parametrize(
    ("cells", "hidden", "total"),
    [
        ({"a": Cell(45, 30), "b": Cell(40, 20)}, {}, True),
        ({"a": Cell(45, 30), "b": Cell(6, 4)}, {"b": SMALL, "a": PROTECTING}, True),
        ({"b": Cell(6, 4)}, {"b": SMALL}, False),
        # Two small ones that are small together: the total less the rest would be that small group.
        ({"a": Cell(45, 30), "b": Cell(3, 2), "c": Cell(4, 3)}, {"b": SMALL, "c": SMALL, "a": PROTECTING}, True),
        # What was told before cannot be hidden any more, so the total is.
        ({"a": Cell(45, 30, told=True), "b": Cell(6, 4)}, {"b": SMALL}, False),
    ],
)
def test_a_lone_small_group_takes_a_second_one_with_it_or_the_total(cells, hidden, total):
    assert withheld(cells, LEAST) == (hidden, total)
