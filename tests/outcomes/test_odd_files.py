"""Files of records that nobody expects: footers that lie, numbers with a sign, names that are ours."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from .records import WAGES, Outcomes, as_parquet, completed, paid


def uleb(number):
    """A number as Parquet's footer writes it, zigzag and seven bits a byte."""
    number, written = number * 2, b""
    while number > 127:
        written, number = written + bytes([number & 127 | 128]), number >> 7
    return written + bytes([number])


def test_a_footer_that_promises_more_values_than_there_are_is_one_line(tmp_path):
    made = Outcomes(tmp_path)
    rows = [paid(ssn=f"{219_000_000 + number}") for number in range(351)]
    made.write([completed("2026-10-05")], rows)
    file = as_parquet(tmp_path / "wages.parquet", rows, WAGES)
    data = file.read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    body, footer, broken = data[: -8 - length], data[-8 - length : -8], 0
    said = uleb(351)
    places = [at for at in range(len(footer)) if footer.startswith(said, at)]
    assert len(places) > len(WAGES)
    for at in places:
        changed = footer[:at] + uleb(1 << 48) + footer[at + len(said) :]
        file.write_bytes(body + changed + len(changed).to_bytes(4, "little") + b"PAR1")
        # In a process of its own: a library that asks for too much memory would end this one.
        ended = subprocess.run(
            [
                sys.executable, "-m", "magnolia", "outcomes", "compute", "--participants", made.participants,
                "--wages", file, "--as-of", made.as_of, "--wages-through", made.through, "--out", made.out,
                "--key-file", made.key,
            ],
            capture_output=True, text=True,
        )  # fmt: skip
        assert ended.returncode in (0, 2), (at, ended)
        assert len(ended.stderr.splitlines()) == (1 if ended.returncode else 0)
        broken += ended.returncode == 2
    assert broken


@pytest.mark.parametrize("number", ["-21909999", "-1234567"])
@pytest.mark.parametrize("kind", ["csv", "varchar", "bigint", "decimal(10, 0)"])
def test_a_number_with_a_sign_is_a_fault_of_its_row_and_of_nothing_else(tmp_path, number, kind):
    made = Outcomes(tmp_path)
    made.write([completed("2026-10-05")], [paid(), paid(ssn=number)])
    file = made.wages
    if kind != "csv":
        file = tmp_path / "typed.parquet"
        with duckdb.connect() as engine:
            engine.execute(
                f"copy (select * replace (cast(replace(ssn, '219-09-9999', '219099999') as {kind}) as ssn) "
                f"from read_csv('{made.wages}', all_varchar = true)) to '{file}' (format parquet)"
            )
    assert made.compute(wages=[file]) == 1
    assert made.rejected == [(3, "ssn", "form")]
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"


@pytest.mark.parametrize("number", ["-21909999", "+21909999"])
def test_a_signed_number_of_a_participant_is_a_fault_of_that_row(tmp_path, number):
    made = Outcomes(tmp_path)
    made.write([completed("2026-10-05"), completed("2026-10-05", ssn=number)], [paid(), paid(ssn=number)])
    assert made.compute() == 1
    assert made.rejected == [(3, "ssn", "form")] * 2


def test_columns_that_are_none_of_ours_change_nothing_and_folders_are_no_columns(tmp_path):
    made = Outcomes(tmp_path)
    made.write([completed("2026-10-05")], [paid()])
    folder = tmp_path / "year=2020" / "quarter=3"
    folder.mkdir(parents=True)
    with duckdb.connect() as engine:
        for file in (made.participants, made.wages):
            engine.execute(
                f"copy (select *, 7 as row_number, 'x' as faults from read_csv('{file}', all_varchar = true)) "
                f"to '{folder}/{file.stem}.parquet' (format parquet)"
            )
    assert made.compute(participants=[folder / "participants.parquet"], wages=[folder / "wages.parquet"]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"


def test_a_column_whose_name_is_needed_is_named(tmp_path, capsys):
    made = Outcomes(tmp_path)
    made.write([completed("2026-10-05")], [paid()])
    file = tmp_path / "wages.parquet"
    with duckdb.connect() as engine:
        engine.execute(
            f"copy (select *, 'y' as Filename from read_csv('{made.wages}', all_varchar = true)) to '{file}' "
            "(format parquet)"
        )
    assert made.compute(wages=[file]) == 2
    assert "its column Filename has a name that is needed here" in capsys.readouterr().err
