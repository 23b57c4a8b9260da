"""What a Parquet file's statistics answer is not asked row by row: no fault is missed and nobody is paid otherwise."""

from __future__ import annotations

import duckdb
import pytest

from .records import Outcomes, completed

TYPED = "ssn varchar, employer_id varchar, year smallint, quarter tinyint, wages decimal(12, 2)"
GOOD = ("219099999", "E1", 2027, 2, "8123.45")
OF_OTHERS = [("101010000", "E1", 2027, 2, "5.00"), ("101010001", "E1", 2027, 2, "5.00")]
BROKEN = [
    ("1234567890", "E1", 2027, 2, "1.00", "ssn"),
    ("12345678", "E1", 2027, 2, "1.00", "ssn"),
    ("1.23456e8", "E1", 2027, 2, "1.00", "ssn"),
    ("+23456789", "E1", 2027, 2, "1.00", "ssn"),
    (None, "E1", 2027, 2, "1.00", "ssn"),
    ("219099999", "", 2027, 2, "1.00", "employer_id"),
    ("219099999", "  ", 2027, 2, "1.00", "employer_id"),
    ("219099999", None, 2027, 2, "1.00", "employer_id"),
    ("219099999", "E1", 999, 2, "1.00", "year"),
    ("219099999", "E1", None, 2, "1.00", "year"),
    ("219099999", "E1", 2027, 5, "1.00", "quarter"),
    ("219099999", "E1", 2027, 0, "1.00", "quarter"),
    ("219099999", "E1", 2027, 2, None, "wages"),
]


@pytest.fixture
def made(tmp_path):
    made = Outcomes(tmp_path)
    made.write([completed("2026-10-05")], [])
    return made


def typed(made, name, rows):
    """A Parquet file whose columns have types, as a State's system writes them."""
    file = made.folder / f"{name}.parquet"
    with duckdb.connect() as engine:
        engine.execute(f"create table rows ({TYPED})")
        if rows:
            engine.executemany("insert into rows values (?, ?, ?, ?, ?)", rows)
        engine.execute(f"copy rows to '{file}' (format parquet)")
    return file


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: f"{row[-1]} {row}")
def test_a_fault_in_a_file_of_one_quarter_is_named_and_the_file_beside_it_still_pays(made, row):
    broken, good = typed(made, "broken", [*OF_OTHERS, row[:-1]]), typed(made, "good", [GOOD])
    assert made.compute(wages=[good, broken]) == 1
    assert [(place, column) for place, column, _ in made.rejected] == [(4, row[-1])]
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"
    assert made.compute(wages=[broken]) == 1
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "0"


@pytest.mark.parametrize("more", [(), [("101010000", "E1", 2026, 4, "5.00")]], ids=["one quarter", "two quarters"])
@pytest.mark.parametrize(("quarter", "counted"), [(1, "0"), (2, "1"), (3, "0")])
def test_wages_of_the_measured_quarter_count_however_many_quarters_a_file_holds(made, more, quarter, counted):
    file = typed(made, "wages", [*OF_OTHERS, *more, (*GOOD[:3], quarter, GOOD[4])])
    assert made.compute(wages=[file]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == counted


@pytest.mark.parametrize("number", ["219-09-9999", "219099999"])
def test_a_number_is_found_with_its_hyphens_and_without(made, number):
    assert made.compute(wages=[typed(made, "wages", [(number, *GOOD[1:])])]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"


@pytest.mark.parametrize("number", ["001010001", "001-01-0001"])
def test_a_number_that_begins_with_zero_is_found_too(made, number):
    made.write([completed("2026-10-05", ssn="001-01-0001")], [])
    assert made.compute(wages=[typed(made, "wages", [(number, *GOOD[1:])])]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"


def test_a_file_given_twice_counts_twice_and_one_without_rows_counts_nothing(made):
    minus = typed(made, "minus", [(*GOOD[:4], "-5.00")])
    plus = typed(made, "plus", [(*GOOD[:4], "4.00")])
    empty = typed(made, "empty", [])
    assert made.compute(wages=[minus, plus, empty]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "0"
    assert made.compute(wages=[minus, plus, empty, plus]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"
    assert [each["rows"] for each in made.manifest["inputs"] if each["role"] == "wages"] == [1, 1, 0, 1]
