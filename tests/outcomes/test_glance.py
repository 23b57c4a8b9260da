"""Of each wage record in a Parquet file hardly more is asked than a glance: nobody is missed, and no fault."""

from __future__ import annotations

import random

import duckdb
import pytest

from magnolia.outcomes.cells import cell, number_at_a_glance, surely_a_number
from magnolia.outcomes.keys import Sieve

from .records import WAGES, Outcomes, as_csv, as_parquet, completed, paid, run

LIKE_NUMBERS = (
    "123456789", "999999999", "100000001", "012345678", "123456700", "1.23456e8", "1234567e2", "12345.6e4", "1e8",
    "1234567.8", "+12345678", "-12345678", " 12345678", "12345678 ", "0x5F5E101", "0b1010101", "1_2345678", "12345678e",
    "infinity1", "nan", "1234567890", "123456789.0", "123456789 ", "12345678\u0669", "\u0661\u0662\u0663", "",
)  # fmt: skip
PAYS = ("-5", "0", "900")
OF_NUMBERS = "0123456789eE+-._ xXbBaAfFnN"


def sure(engine, texts):
    """The texts of which a glance says that they are a number, with that number."""
    own = cell("ssn", "ssn", "VARCHAR")
    engine.execute("create or replace table rows as select unnest(?::varchar[]) as ssn", [texts])
    query = f"select ssn, n from (select ssn, {number_at_a_glance(own, 'ssn', 'VARCHAR')} as n from rows) where "
    return engine.execute(query + surely_a_number(own, "ssn", "VARCHAR", "n")).fetchall()


def test_what_passes_at_a_glance_is_nine_digits_and_its_number_is_the_one_they_say():
    drawn = random.Random(20260701)
    texts = [*LIKE_NUMBERS, *("".join(drawn.choices(OF_NUMBERS, k=9)) for _ in range(200_000))]
    texts += ["".join(drawn.choices("0123456789eE.", weights=[9] * 10 + [3, 1, 3], k=9)) for _ in range(200_000)]
    with duckdb.connect() as engine:
        found = sure(engine, texts)
    assert [(text, number) for text, number in found if not (text.isascii() and text.isdigit())] == []
    assert all(len(text) == 9 and int(text) == number for text, number in found)
    assert {"123456789", "999999999", "100000001"} <= {text for text, _ in found}
    digits = [text for text in texts if len(text) == 9 and text.isascii() and text.isdigit()]
    assert len(found) > 0.8 * len(digits) > 100


@pytest.mark.parametrize("quarter", [4000, 8109, 39_999])
def test_the_place_of_every_number_of_every_year_lies_below_that_of_rows_that_are_looked_at(quarter):
    with duckdb.connect() as engine:
        for number in (0, 1, 100_000_000, 999_999_999):
            (place,) = engine.execute(f"select {Sieve().sql(str(number), str(quarter))}").fetchall()[0]
            assert 0 <= place < Sieve.OTHERS


def people_and_wages():
    """Two hundred completers and the wages of two thousand persons in four quarters, as they come."""
    drawn = random.Random(7)
    numbers = [f"{number:09d}" for number in drawn.sample(range(1_000_000, 899_999_999), 2000)]
    numbers[:3] = ["101010100", "001020304", "219099900"]  # looked at closely: two zeros at the end, a zero in front
    people = [completed(f"2026-{9 + place % 4:02d}-15", ssn=number) for place, number in enumerate(numbers[:200])]
    wages = [
        paid(ssn=number, year=str(2026 + (quarter > 3)), quarter=str(quarter % 4 + 1), wages=drawn.choice(PAYS))
        for quarter in (2, 3, 4, 5, 6) for number in numbers if drawn.random() < 0.6
    ]  # fmt: skip
    return people, wages


def test_the_same_wages_count_from_csv_from_one_parquet_file_and_from_one_for_each_quarter(tmp_path):
    made = Outcomes(tmp_path)
    people, wages = people_and_wages()
    made.write(people, wages)
    assert made.compute() == 0
    names = ("rates.csv", "people.parquet")
    first = [(made.out / name).read_bytes() for name in names]
    assert 20 < int(made.rates["WELD", "2026-27", "placement"]["numerator"]) < 180
    by_quarter: dict[str, list[dict[str, str]]] = {}
    for row in wages:
        by_quarter.setdefault(row["year"] + row["quarter"], []).append(row)
    apart = [as_parquet(tmp_path / f"{name}.parquet", rows, WAGES) for name, rows in by_quarter.items()]
    together = as_parquet(tmp_path / "together.parquet", wages, WAGES)
    with duckdb.connect() as engine:
        typed = tmp_path / "typed.parquet"
        (tmp_path / "typed.csv").write_text(as_csv(wages, WAGES))
        engine.execute(
            f"copy (select * replace (cast(year as smallint) as year, cast(quarter as tinyint) as quarter, "
            f"cast(wages as decimal(12, 2)) as wages) from read_csv('{tmp_path}/typed.csv', all_varchar = true)) "
            f"to '{typed}' (format parquet)"
        )
    for files in (apart, [together], [typed], [*apart[:2], tmp_path / "rest.csv"]):
        if files[-1].name == "rest.csv":
            files[-1].write_text(as_csv([row for rows in list(by_quarter.values())[2:] for row in rows], WAGES))
        assert made.compute(wages=files) == 0
        assert [(made.out / name).read_bytes() for name in names] == first


@pytest.mark.parametrize(
    ("column", "type_", "value", "broken"),
    [
        ("date_of_birth", "date", "0044-03-15 (BC)", True),
        ("date_of_birth", "date", "0001-01-01", False),
        ("published_tuition", "decimal(12, 2)", "-0.01", True),
        ("published_tuition", "decimal(12, 2)", "0.00", False),
        ("required_fees", "decimal(18, 8)", "1.00000001", True),
        ("required_fees", "decimal(18, 6)", "1.000001", False),
        ("required_fees", "decimal(19, 6)", "1000000000000", True),
        ("required_fees", "decimal(19, 6)", "999999999999.999999", False),
    ],
)
def test_a_typed_column_of_a_parquet_file_has_the_limits_of_the_same_value_as_text(
    tmp_path, column, type_, value, broken
):
    made = Outcomes(tmp_path)
    made.write([completed("2026-10-05")], [])
    file = tmp_path / "typed.parquet"
    with duckdb.connect() as engine:
        engine.execute(
            f"copy (select * replace (cast('{value}' as {type_}) as {column}) "
            f"from read_csv('{made.participants}', all_varchar = true)) to '{file}' (format parquet)"
        )
    assert made.compute(participants=[file]) == int(broken)
    assert made.rejected == ([(2, column, "form")] if broken else [])


@pytest.mark.parametrize("first", ["decimal(12, 2)", "double", "varchar"])
def test_a_part_of_a_cent_counts_whatever_decimals_the_files_beside_it_have(tmp_path, first):
    made = Outcomes(tmp_path)
    made.write([completed("2026-10-05")], [])
    files = []
    for name, type_, row in (
        ("first", first, paid(ssn="101010000", quarter="1", wages="5.00")),
        ("second", first, paid(ssn="101010000", wages="5.00")),
        ("third", "decimal(18, 8)", paid(wages="0.00000001")),
    ):
        text, file = tmp_path / f"{name}.csv", tmp_path / f"{name}.parquet"
        text.write_text(as_csv([row], WAGES))
        with duckdb.connect() as engine:
            engine.execute(
                f"copy (select * replace (cast(wages as {type_}) as wages) "
                f"from read_csv('{text}', all_varchar = true)) to '{file}' (format parquet)"
            )
        files.append(file)
    for wages in (files, files[::-1]):
        assert made.compute(wages=wages) == 0
        assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"
    store = tmp_path / "store"
    assert run("ingest", "--wages", *map(str, files), "--store", str(store), "--key-file", str(made.key)) == 0
    assert made.compute(wages=[store]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"
