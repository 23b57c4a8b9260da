"""The sums of a quarter in a store: who is in the file is found, to the last digit, and nobody else."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import numpy as np
import pytest

from magnolia.outcomes.sought import each_once
from magnolia.outcomes.sums import Amounts, find, write_sums
from magnolia.tables import Unreadable

LAST = 2**64 - 1
ROWS = [  # the two halves of a pseudonym, the source, what was paid
    (0, 0, "MS", "1.10"), (5, 1, "MS", "0.01"), (5, 2, "MS", "0.02"), (5, 2, "TN", "0.03"), (5, 2, "TN", "0.04"),
    (5, 2, "AL", "-0.05"), (5, 3, "MS", "0.06"), (7, LAST, "TN", "7.00"), (LAST, LAST, "MS", "9999999999999999.99"),
]  # fmt: skip


def written(file, rows, kind="decimal(20, 2)"):
    with duckdb.connect() as engine:
        engine.execute(f"create table records (high ubigint, low ubigint, source varchar, wages {kind})")
        engine.executemany("insert into records values (?, ?, ?, ?)", rows)
        return write_sums(engine, "records", file)


def sums(file, amounts, *persons):
    high, low = (np.array(half, np.uint64) for half in zip(*persons, strict=True))
    found = find(file, amounts, high, low)
    texts = [Decimal(str(amount)) if isinstance(amount, str) else Decimal(int(amount)).scaleb(-amounts.scale)
             for amount in found.amount]  # fmt: skip
    return sorted(
        (persons[place], amounts.sources[source], amount)
        for place, source, amount in zip(found.place, found.source, texts, strict=True)
    )


@pytest.fixture
def file(tmp_path):
    return tmp_path / "sums.bin"


def test_a_person_has_one_sum_for_each_source(file):
    amounts = written(file, ROWS)
    assert amounts == Amounts(False, 8, 2, ["AL", "MS", "TN"])
    assert sums(file, amounts, (5, 2)) == [
        ((5, 2), "AL", Decimal("-0.05")), ((5, 2), "MS", Decimal("0.02")), ((5, 2), "TN", Decimal("0.07")),
    ]  # fmt: skip


def test_the_first_and_the_last_are_found_and_whoever_is_not_there_is_not(file):
    amounts = written(file, ROWS)
    there = [((0, 0), "MS", Decimal("1.10")), ((LAST, LAST), "MS", Decimal("9999999999999999.99"))]
    assert sums(file, amounts, (LAST, LAST), (6, 1), (0, 1), (0, 0), (7, 0)) == there
    assert sums(file, amounts, (LAST, 0), (5, 0), (5, 4), (1, 1)) == []


def test_persons_whose_first_half_is_the_same_are_told_apart_by_the_second(file):
    amounts = written(file, ROWS)
    assert [person for person, *_ in sums(file, amounts, (5, 3), (5, 1))] == [(5, 1), (5, 3)]


def test_nobody_is_sought(file):
    amounts = written(file, ROWS)
    nobody = np.empty(0, np.uint64)
    assert find(file, amounts, nobody, nobody).place.size == 0


@pytest.mark.parametrize(
    "persons", [[(7, 1), (5, 2), (7, 1), (5, 2), (5, 2)], [(5, 2), (5, 3), (5, 2), (5, 1), (5, 3), (7, 0)], [(1, 1)]]
)
def test_who_is_sought_more_than_once_is_found_once(persons):
    high, low = (np.array(half, np.uint64) for half in zip(*persons, strict=True))
    once = each_once(high, low)
    assert sorted(persons[place] for place in once) == sorted(set(persons))
    assert list(high[once]) == sorted(high[once])
    assert each_once(high[:0], low[:0]).size == 0


@pytest.mark.parametrize(
    ("most", "long"), [("999999999999.999999", 0), ("1000000000000.000000", 1), ("-1000000000000.000000", 1)]
)
def test_sums_of_up_to_eighteen_digits_have_sixty_four_bits_and_longer_ones_twice_as_many(file, most, long):
    amounts = written(file, [(1, 1, "MS", most), (2, 2, "MS", "-0.000001")], "decimal(38, 6)")
    assert (amounts.long, file.stat().st_size) == (bool(long), (26 + 8 * long) * 2)
    assert sums(file, amounts, (1, 1), (2, 2)) == [
        ((1, 1), "MS", Decimal(most)), ((2, 2), "MS", Decimal("-0.000001")),
    ]  # fmt: skip


@pytest.mark.parametrize("most", ["9" * 38, "-" + "9" * 38, "-18446744073709551616", "18446744073709551615", "0"])
def test_the_longest_decimal_is_kept_to_the_last_digit(file, most):
    amounts = written(file, [(1, 1, "MS", most)], "decimal(38, 0)")
    assert sums(file, amounts, (1, 1)) == [((1, 1), "MS", Decimal(most))]


def test_a_source_may_hold_a_quotation_mark(file):
    amounts = written(file, [(1, 1, "M'S", "1")])
    assert sums(file, amounts, (1, 1)) == [((1, 1), "M'S", Decimal(1))]


@pytest.mark.parametrize("length", [0, 8, -1, -8, -26])
def test_a_file_of_another_length_is_told_from_one_without_the_person(file, length):
    amounts = written(file, ROWS)
    whole = file.read_bytes()
    for damaged in (whole[:length], whole + b"\0" * 26):
        file.write_bytes(damaged)
        with pytest.raises(Unreadable, match="damaged"):
            sums(file, amounts, (1, 1))


def test_a_source_that_is_not_in_the_list_is_damage(file):
    amounts = written(file, ROWS)
    with pytest.raises(Unreadable, match="damaged"):
        sums(file, Amounts(False, 8, 2, amounts.sources[:2]), (5, 2))
