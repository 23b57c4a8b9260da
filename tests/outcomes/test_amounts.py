"""Amounts of wage files and of a store: added up to the last digit, whatever decimals the files have."""

from __future__ import annotations

import pytest

from .records import WAGES, Outcomes, as_csv, as_parquet, completed, paid
from .test_store import ingest


@pytest.fixture
def made(tmp_path):
    return Outcomes(tmp_path)


def test_amounts_without_cents_take_none_from_others_however_many_digits_they_may_have(made):
    made.write([completed("2026-10-05", ssn="101010001", program_id="A"),
                completed("2027-01-05", ssn="101010002", program_id="B")], [])  # fmt: skip
    whole, cents = made.folder / "whole.parquet", made.folder / "cents.csv"
    as_parquet(whole, [paid(ssn="101010001", wages="5000")], WAGES, wages="decimal(38, 0)")
    cents.write_text(as_csv([paid(ssn="101010002", quarter="3", wages="0.40")], WAGES))
    as_parquet(made.folder / "cents.parquet", [paid(ssn="101010002", quarter="3", wages="0.40")], WAGES,
               wages="decimal(9, 2)")  # fmt: skip
    as_parquet(made.folder / "same.parquet", [paid(ssn="101010001", quarter="3", wages="1")], WAGES,
               wages="decimal(38, 0)")  # fmt: skip
    for others in ([cents], [made.folder / "cents.parquet"], [made.folder / "same.parquet", cents]):
        assert ingest(made, whole, *others) == 0
        for wages in ([whole, *others], [made.folder / "store"]):
            assert made.compute(wages=wages) == 0
            found = [made.rates[program, "2026-27", "placement"]["numerator"] for program in "AB"]
            assert found == ["1", "1"], (others, wages)


def test_quarters_whose_amounts_have_other_decimals_are_counted_together_to_the_last_one(made):
    made.write(
        [
            completed("2026-10-05", ssn=ssn, program_id=program)
            for ssn, program in (("101010001", "A"), ("101010002", "B"))
        ]
        + [completed("2027-01-05", ssn="101010003", program_id="C")],
        [],
    )
    loads = {
        "q2.parquet": ("decimal(9, 2)", [paid(ssn="101010001", wages="0.01"), paid(ssn="101010002", wages="-0.01")]),
        "q3.parquet": ("decimal(18, 6)", [paid(ssn="101010003", quarter="3", wages="0.000001")]),
    }
    for name, (kind, rows) in loads.items():
        as_parquet(made.folder / name, rows, WAGES, wages=kind)
        assert ingest(made, made.folder / name) == 0
    assert made.compute(wages=[made.folder / "store"]) == 0
    found = {program: made.rates[program, "2026-27", "placement"]["numerator"] for program in "ABC"}
    assert found == {"A": "1", "B": "0", "C": "1"}


@pytest.mark.parametrize(("last", "counted"), [("-999999999999.999998", "1"), ("-999999999999.999999", "0")])
def test_sums_of_more_than_eighteen_digits_are_kept_to_the_last_one(made, last, counted):
    most = "999999999999.999999"
    rows = [paid(wages=most), paid(wages=most), paid(wages=f"-{most}", source="TN"), paid(wages=last, source="TN")]
    made.write([completed("2026-10-05")], rows)
    assert ingest(made) == 0
    for wages in (made.wages, made.folder / "store"):
        assert made.compute(wages=[wages]) == 0
        assert made.rates["WELD", "2026-27", "placement"]["numerator"] == counted


def test_amounts_of_who_has_no_credential_matter_in_no_sum_however_long_they_are(made):
    made.write([completed("2027-02-01", ssn="101010001", credential_attained="N"),
                completed("2027-02-01", ssn="101010002")], [])  # fmt: skip
    file = made.folder / "w.parquet"
    long = [paid(ssn="101010001", quarter="3", wages="9" * 32)] * 2
    as_parquet(file, [*long, paid(ssn="101010002", quarter="3", wages="5")], WAGES, wages="decimal(38, 6)")
    assert made.compute(wages=[file]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"
