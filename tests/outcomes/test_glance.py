"""Of each wage record in a Parquet file hardly more is asked than a glance: nobody is missed, and no fault."""

from __future__ import annotations

import os
import random
from collections import Counter
from concurrent.futures import Future

import duckdb
import pytest

from magnolia.outcomes import glance
from magnolia.outcomes.footers import Known
from magnolia.outcomes.glance import Glance
from magnolia.outcomes.keys import Mask
from magnolia.outcomes.scanning import quiet
from magnolia.outcomes.sources import Given, Source

from .records import WAGES, Outcomes, as_csv, as_parquet, completed, paid, run

LIKE_NUMBERS = (
    "123456789", "999999999", "100000001", "012345678", "123456700", "000000000", "1.23456e8", "1234567e2", "12345.6e4",
    "1e8", "1234567.8", "+12345678", "-12345678", " 12345678", "12345678 ", "0x5F5E101", "0b1010101", "1_2345678",
    "12345678e", "infinity1", "nan", "1234567890", "123456789.0", "123456789 ", "12345678\u0669", "\u0661\u0662\u0663",
    "",
)  # fmt: skip
PAYS = ("-5", "0", "900")
OF_NUMBERS = "0123456789eE+-._ xXbBaAfFnN"


def seen(tmp_path, texts, wanted=(), type_="varchar"):
    """The texts of a Parquet file that a glance does not pass, where these numbers are wanted in the quarter."""
    file = tmp_path / "wages.parquet"
    with duckdb.connect() as engine:
        engine.execute(
            f"copy (select unnest(?)::{type_} as ssn, 2027::smallint as year, 2::tinyint as quarter, 5.00 as wages) "
            f"to '{file}' (format parquet)", [texts]
        )  # fmt: skip
        engine.execute("create table wanted (person int, masked ubigint, hidden ubigint, quarter int)")
        mask = Mask()
        for person, number in enumerate(wanted):
            masked = mask.sql(str(number))
            hidden = mask.hidden(str(number), masked)
            engine.execute(f"insert into wanted select {person}, {masked}, {hidden}, {2027 * 4 + 2}")
        types = {"ssn": ('"ssn"', type_.upper()), "wages": ("wages", "DECIMAL(3,2)")}
        source = Source(Given.at(file), Future(), "", types)
        quarter = 2027 * 4 + 2
        known = Known(len(texts), 1, True, {"wages"}, (quarter, quarter))
        rows = Glance(engine, mask).rows(source, known, ["ssn", "wages"])
    assert rows.columns == ["file_row_number", "ssn", "wages"]
    assert [texts[place] for place in rows["file_row_number"]] == rows["ssn"].to_list()
    return rows["ssn"].to_list()


def test_what_passes_at_a_glance_is_nine_digits_and_everything_else_is_looked_at(tmp_path):
    drawn = random.Random(20260701)
    texts = [*LIKE_NUMBERS, *("".join(drawn.choices(OF_NUMBERS, k=9)) for _ in range(200_000))]
    texts += ["".join(drawn.choices("0123456789eE.", weights=[9] * 10 + [3, 1, 3], k=9)) for _ in range(200_000)]
    close = seen(tmp_path, texts)
    passed = Counter(texts) - Counter(close)
    assert {"123456789", "999999999", "012345678", "000000000"} <= passed.keys()
    assert passed.keys() == {text for text in texts if len(text) == 9 and text.isascii() and text.isdigit()}


def test_everybody_who_is_wanted_is_looked_at_whatever_their_number(tmp_path):
    numbers = [0, 1, 12_345_678, 100_000_000, 219_099_999, 999_999_999]
    texts = [f"{number + other:09d}" for number in numbers for other in (-1, 0, 1) if 0 <= number + other < 10**9]
    assert Counter(seen(tmp_path, texts, numbers)) == Counter(t for t in texts if int(t) in numbers)
    assert seen(tmp_path, [int(text) for text in texts], numbers, "integer") == [
        int(text) for text in texts if int(text) in numbers
    ]
    assert seen(tmp_path, [-5, 5, 10**9], (), "integer") == [-5, 10**9]


def people_and_wages():
    """Two hundred completers and the wages of two thousand persons in four quarters, as they come."""
    drawn = random.Random(7)
    numbers = [f"{number:09d}" for number in drawn.sample(range(1_000_000, 899_999_999), 2000)]
    numbers[:3] = ["101010100", "001020304", "219099900"]  # read as less: a zero in front
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


@pytest.mark.parametrize("type_", ["varchar", "blob", "bigint", "double", "decimal(10, 0)", "date"])
@pytest.mark.parametrize("at_most", [{}, {"MOST": 3}, {"TOGETHER": 1}])
def test_the_same_wages_count_where_no_glance_is_possible(tmp_path, monkeypatch, type_, at_most):
    for name, number in at_most.items():
        monkeypatch.setattr(glance, name, number)
    made = Outcomes(tmp_path)
    people, wages = people_and_wages()
    wages += [paid(ssn=number) for number in ("12345678", "1234567890")]
    made.write(people, wages)
    assert made.compute() == 1
    numerator, rejected = made.rates["WELD", "2026-27", "placement"]["numerator"], made.rejected
    typed = tmp_path / "typed.parquet"
    kind = "varchar" if type_ == "date" else type_
    column = f"cast(replace(ssn, '-', '') as {kind})"
    when = "cast(wages as double) as wages" if type_ == "date" else "cast(year as smallint) as year"
    with duckdb.connect() as engine:
        engine.execute(
            f"copy (select * replace ({column} as ssn, {when}) from read_csv('{made.wages}', all_varchar = true)) "
            f"to '{typed}' (format parquet)"
        )
    assert made.compute(wages=[typed]) == 1
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == numerator
    lost = {
        "bigint",
        "double",
        "decimal(10, 0)",
    }  # a number has lost its zero in front, and eight digits are well-formed
    assert made.rejected == (rejected[1:] if type_ in lost else rejected)


def test_what_a_library_writes_of_its_own_accord_is_not_shown(capfd):
    with quiet():
        os.write(2, b"thread panicked at decode")
    os.write(2, b"shown")
    assert capfd.readouterr().err == "shown"


@pytest.mark.parametrize(
    ("column", "type_", "value", "broken"),
    [
        ("date_of_birth", "date", "0044-03-15 (BC)", True),
        ("date_of_birth", "date", "0999-12-31", True),
        ("date_of_birth", "date", "1000-01-01", False),
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
