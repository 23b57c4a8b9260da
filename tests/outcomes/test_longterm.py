"""What completers earn in a year some years later: four quarters in a row, or nothing."""

from __future__ import annotations

import csv

import pytest

from .engines import ENGINES
from .records import Outcomes, completed, enrolled, paid, run

YEAR = [("2030", "1"), ("2030", "2"), ("2030", "3"), ("2030", "4")]


def year_of(ssn, *amounts, quarters=YEAR):
    return [
        paid(ssn=ssn, year=year, quarter=quarter, wages=amount)
        for (year, quarter), amount in zip(quarters, amounts, strict=True)
        if amount
    ]


@pytest.fixture
def made(tmp_path):
    return Outcomes(tmp_path, as_of="2031-06-30", through="2030Q4")


def rows(made):
    with (made.out / "longterm.csv").open(encoding="utf-8", newline="") as file:
        return {(row["program_id"], row["award_year"]): row for row in csv.DictReader(file)}


def counts(row):
    return [row[name] for name in ("persons", "not_yet", "incomplete", "with_earnings", "median_earnings")]


@pytest.mark.row("LTE-01", "SCHED-03")
@pytest.mark.parametrize("engine", ENGINES)
def test_four_quarters_from_three_years_after_completion_are_added_up_and_three_give_none(made, engine):
    ssns = [f"10101000{n}" for n in range(4)]
    made.write(
        [completed("2026-11-20", ssn=ssn) for ssn in ssns],
        [
            *year_of(ssns[0], "8000", "8200", "7900", "8100"),
            *year_of(ssns[1], "8000", "8200", "", "8100"),
            *year_of(ssns[2], "8000", "8200", "7900.25", "8100"),
            paid(ssn=ssns[2], year="2030", quarter="4", wages="-0.03", source="TN"),
            paid(ssn=ssns[2], year="2029", quarter="4", wages="99999"),
            paid(ssn=ssns[2], year="2031", quarter="1", wages="99999"),
        ],
    )
    assert made.compute("--engine", engine, task="longterm") == 0
    (row,) = rows(made).values()
    assert counts(row) == ["4", "0", "2", "2", "32200.11"]
    made.through = "2030Q3"
    assert made.compute("--engine", engine, task="longterm") == 0
    assert counts(*rows(made).values()) == ["4", "4", "0", "0", ""]
    assert made.manifest["command"] == "outcomes longterm"
    assert {each["key"] for each in made.manifest["parameters"]} >= {"monitoring.years_after", "monitoring.quarters"}


@pytest.mark.parametrize(
    ("on", "first"), [("2027-01-01", ("2030", "1")), ("2027-01-02", ("2030", "2")), ("2026-12-31", ("2030", "1"))]
)
def test_a_year_begins_with_the_first_quarter_that_begins_then_or_later(made, on, first):
    at = YEAR.index(first)
    quarters = [*YEAR, ("2031", "1")][at : at + 4]
    made.through = "2031Q1"
    made.write([completed(on)], year_of("219-09-9999", "1", "2", "3", "4", quarters=quarters))
    assert made.compute(task="longterm") == 0
    assert counts(*rows(made).values()) == ["1", "0", "0", "1", "10.00"]


def test_the_middle_of_an_odd_number_is_one_person_and_who_did_not_complete_or_is_excluded_is_not_there(made):
    people = [completed("2026-11-20", ssn=f"10101000{n}") for n in range(3)]
    out = [
        completed("2026-11-20", ssn="101010007", exclusion="death", exclusion_date="2027-01-01"),
        completed("2026-11-20", ssn="101010008", credential_attained="N"),
        enrolled(ssn="101010009"),
    ]
    wages = [pay for n in range(3) for pay in year_of(f"10101000{n}", "1", "1", "1", str(10**n))]
    made.write([*people, *out], [*wages, *year_of("101010007", "1", "1", "1", "1")])
    assert made.compute(task="longterm") == 0
    assert counts(*rows(made).values()) == ["3", "0", "0", "3", "13.00"]


def test_a_store_gives_the_same_bytes_and_another_state_its_own_years(made):
    made.write([completed("2026-11-20")], year_of("219-09-9999", "1", "2", "3", "4"))
    assert made.compute(task="longterm") == 0
    first = (made.out / "longterm.csv").read_bytes()
    store = str(made.folder / "store")
    assert run("ingest", "--wages", str(made.wages), "--store", store, "--key-file", str(made.key)) == 0
    assert made.compute(task="longterm", wages=[store]) == 0
    assert (made.out / "longterm.csv").read_bytes() == first
    made.through = "2032Q4"
    made.as_of = "2033-06-30"
    assert made.compute("--jurisdiction", "xx", task="longterm") == 0
    assert counts(*rows(made).values()) == ["1", "0", "1", "0", ""]


def test_who_completes_two_programs_in_one_quarter_has_the_wages_of_a_store_once_in_each(made):
    others = [completed("2026-12-20", program_id=program) for program in ("PIPE", "ROOF")]
    made.write([completed("2026-11-20"), *others], year_of("219-09-9999", "8000", "8200", "7900", "8100"))
    store = str(made.folder / "store")
    assert run("ingest", "--wages", str(made.wages), "--store", store, "--key-file", str(made.key)) == 0
    for wages in (made.wages, store):
        assert made.compute(task="longterm", wages=[wages]) == 0
        found = rows(made)
        assert {program for program, _ in found} == {"WELD", "PIPE", "ROOF"}
        assert {row["median_earnings"] for row in found.values()} == {"32200.00"}


def test_rows_that_are_wrong_are_listed_and_leave_the_run_incomplete(made):
    made.write([completed("2026-11-20"), completed(opeid="x")], [])
    assert made.compute(task="longterm") == 1
    assert made.rejected == [(3, "opeid", "form")]
    assert made.manifest["complete"] is False
