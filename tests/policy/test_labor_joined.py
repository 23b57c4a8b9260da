"""Exports of other programs joined into one file of labor market data: each cell, each fault, each row left aside."""

from __future__ import annotations

import pytest

from magnolia.policy.labor_rows import Fault
from magnolia.policy.labor_sources import Export, Joined, Source
from tests.policy.labor_exports import JOBS, METHOD, ONE, SUPPLY, TWO, UNKNOWN, faults_of, jobs, joined, shown, supply

# ---------------------------------------------------------------- joining


def test_each_cell_comes_from_the_export_that_gives_its_column():
    made, faults = joined(jobs(ONE, TWO), supply(["E2", "51-4121", "7"], ["E1", "47-2111", "300"]))
    assert faults == []
    first, second = shown(made)
    assert first == {
        "ecosystem": "E1", "soc_code": "47-2111", "title": "Electricians", "sector": "Construction",
        "annual_openings": "1300", "annual_supply": "300", "job_openings": "40", "median_hourly_wage": "25.15",
        "typical_education": "certificate", "category": "",
    }  # fmt: skip
    assert (second["annual_openings"], second["annual_supply"], second["median_hourly_wage"]) == ("30.5", "7", "")
    assert made.columns == tuple(METHOD.labor)
    assert made.read == [("jobs.csv", "Jobs by region", 2), ("awards.csv", "Completions", 2)]
    assert made.aside == []


def test_a_column_that_a_file_may_have_is_there_where_an_export_gives_it():
    name = next(name for name, column in METHOD.beside.items() if column.kind == "text")
    by = Source("Jobs", JOBS.columns, {**JOBS.fixed, name: "Fictive source"}, unknown=UNKNOWN, wage_per="hour")
    made, faults = joined(jobs(ONE, by=by), supply(["E1", "47-2111", "300"]))
    assert faults == []
    assert shown(made)[0][name] == "Fictive source"


def test_a_column_that_may_be_unknown_is_empty_where_no_export_gives_it():
    by = Source("Jobs", JOBS.columns, unknown=UNKNOWN, wage_per="hour")
    made, faults = joined(jobs(ONE, by=by), supply(["E1", "47-2111", "300"]))
    assert faults == []
    assert (shown(made)[0]["sector"], shown(made)[0]["category"]) == ("", "")


def test_an_occupation_without_a_row_has_what_the_mapping_says_that_means_or_is_a_fault():
    means = "Completers a year from education and training"
    assert faults_of(jobs(ONE, TWO), supply(["E1", "47-2111", "300"])) == [
        ("jobs.csv", 3, "annual_supply",
         f"awards.csv has no row for 51-4121 in E2, and its mapping does not say what that means ({means})")
    ]  # fmt: skip
    assert [each.code for each in joined(jobs(ONE, TWO), supply(["E1", "47-2111", "300"]))[1]] == ["no_row"]
    by = Source("Completions", SUPPLY.columns, absent={"annual_supply": "0"})
    made, faults = joined(jobs(ONE, TWO), supply(["E1", "47-2111", "300"], by=by))
    assert (faults, [row["annual_supply"] for row in shown(made)]) == ([], ["300", "0"])


def test_what_an_occupation_has_without_a_row_is_checked_by_the_row_that_needs_it():
    by = Source("Completions", SUPPLY.columns, absent={"annual_supply": "none"})
    assert faults_of(jobs(ONE, TWO), supply(["E1", "47-2111", "300"], by=by)) == [
        ("jobs.csv", 3, "annual_supply", "“none” is not a number such as 120 or 12.5")
    ]
    fixed = Source("Completions", {"ecosystem": "area", "soc_code": "soc"}, fixed={"annual_supply": "5"})
    given = supply(["E1", "47-2111"], by=fixed, header=("area", "soc"))
    assert [row["annual_supply"] for row in shown(joined(jobs(ONE, TWO), given)[0])] == ["5", "5"]


def test_rows_that_the_first_export_has_no_place_for_are_counted_and_left_aside():
    extra = [["E1", "47-2111", "300"], ["E1", "29-1141", "5"], ["E9", "47-2111", "5"]]
    made, faults = joined(jobs(ONE), supply(*extra))
    assert (made.aside, faults) == ([("awards.csv", 2)], [])
    assert made.read[1] == ("awards.csv", "Completions", 3)
    levels = Source("Levels", {"soc_code": "soc", "typical_education": "level"})
    by = Source("Jobs", {name: JOBS.columns[name] for name in JOBS.columns if name != "typical_education"},
                JOBS.fixed, unknown=UNKNOWN, wage_per="hour")  # fmt: skip
    rows = [["47-2111", "graduate"], ["29-1141", "none"]]
    beside = Export(levels, "levels.csv", list(enumerate([["soc", "level"], *rows], start=1)))
    made, faults = joined(jobs(ONE, by=by), supply(["E1", "47-2111", "3"]), beside)
    assert (made.aside, faults) == ([("levels.csv", 1)], [])
    assert shown(made)[0]["typical_education"] == "graduate"


def test_a_fault_of_a_cell_is_told_by_the_export_row_and_column_that_it_comes_from():
    bad = ["E1", "47-2111", "", "-3", "4.5", "much", "middle"]
    assert faults_of(jobs([""] * 7, bad, TWO), supply(["E2", "51-4121", "x"], ["E1", "47-2111", ""])) == [
        ("jobs.csv", 3, "Description", "unknown: the cell is empty, and no row can be judged without it"
         " (Title of the occupation)"),
        ("jobs.csv", 3, "Openings", "“-3” is below 0"),
        ("awards.csv", 3, "awards", "unknown: the cell is empty, and no row can be judged without it"
         " (Completers a year from education and training)"),
        ("jobs.csv", 3, "Postings", "“4.5” is not a whole number such as 12"),
        ("jobs.csv", 3, "Wage", "“much” is not an amount such as 20.75; leave the cell empty where it is unknown"),
        ("jobs.csv", 3, "Level", "“middle” is not one of: none, high_school, some_college, certificate,"
         " apprenticeship, associate, bachelor, graduate"),
        ("awards.csv", 2, "awards", "“x” is not a number such as 120 or 12.5"),
    ]  # fmt: skip


def test_what_a_mapping_says_of_every_row_is_checked_under_the_name_of_its_column():
    by = Source("Jobs", JOBS.columns, {**JOBS.fixed, "category": "x"}, unknown=UNKNOWN, wage_per="hour")
    assert faults_of(jobs(ONE, by=by), supply(["E1", "47-2111", "3"])) == [
        ("jobs.csv", 2, "category", "“x” is not one of: managerial, government, retail")
    ]


def test_a_yearly_wage_is_divided_where_exports_are_joined():
    by = Source("Jobs", JOBS.columns, JOBS.fixed, unknown=UNKNOWN, wage_per="year")
    row = [*ONE[:5], "$43,160", ONE[6]]
    made, faults = joined(jobs(row, by=by), supply(["E1", "47-2111", "3"]))
    assert (faults, shown(made)[0]["median_hourly_wage"]) == ([], "20.75")


# ---------------------------------------------------------------- what exports lack or say twice


def test_without_the_column_of_the_occupation_or_of_the_first_ones_area_nothing_is_joined():
    says = "its mapping does not say from which column the SOC code comes, or, of the first export, the area"
    no_code = Source("Completions", {"ecosystem": "area", "annual_supply": "awards"}, {"soc_code": "47-2111"})
    made, faults = joined(jobs(ONE), supply(["E1", "x", "1"], by=no_code))
    assert made == Joined((), [], [], [])
    assert faults == [Fault("awards.csv", 1, "", "no_key", says)]
    no_area = Source("Jobs", {"annual_openings": "Openings"})
    assert joined(jobs(ONE, by=no_area))[1] == [Fault("jobs.csv", 1, "", "no_key", says)]
    everywhere = Source("Jobs", {name: JOBS.columns[name] for name in JOBS.columns if name != "ecosystem"},
                        {**JOBS.fixed, "ecosystem": "E1"}, unknown=UNKNOWN, wage_per="hour")  # fmt: skip
    assert joined(jobs(ONE, by=everywhere), supply(["E1", "47-2111", "1"]))[1] == []


def test_a_column_that_two_exports_give_is_a_fault_and_the_first_one_counts():
    by = Source("Completions", {**SUPPLY.columns, "job_openings": "open"})
    given = supply(["E1", "47-2111", "300", "99"], by=by, header=("area", "soc", "awards", "open"))
    made, faults = joined(jobs(ONE), given)
    says = "both jobs.csv and awards.csv give job_openings; take it from one of them"
    assert faults == [Fault("awards.csv", 1, "job_openings", "twice", says)]
    assert shown(made)[0]["job_openings"] == "40"


def test_a_number_of_the_whole_state_is_no_number_of_each_area_and_a_wage_may_be():
    says = ("annual_supply is a number of people or jobs, and the export has no area: the number of the whole State"
            " would count again in each area")  # fmt: skip
    by = Source("Completions", {"soc_code": "soc", "annual_supply": "awards"})
    given = supply(["47-2111", "300"], by=by, header=("soc", "awards"))
    assert joined(jobs(ONE), given)[1] == [Fault("awards.csv", 1, "annual_supply", "by_area", says)]
    wages = Source("Wages", {"soc_code": "soc", "median_hourly_wage": "wage"}, wage_per="hour")
    by = Source("Jobs", {name: JOBS.columns[name] for name in JOBS.columns if name != "median_hourly_wage"}, JOBS.fixed)
    given = Export(wages, "wages.csv", [(1, ["soc", "wage"]), (2, ["47-2111", "30"])])
    made, faults = joined(jobs(ONE, by=by), supply(["E1", "47-2111", "300"]), given)
    assert (faults, shown(made)[0]["median_hourly_wage"]) == ([], "30")


def test_a_column_that_is_needed_and_that_no_export_gives_is_named():
    says = "no export gives annual_supply: Completers a year from education and training"
    assert joined(jobs(ONE))[1] == [Fault("jobs.csv", 1, "annual_supply", "not_mapped", says)]


@pytest.mark.parametrize(
    ("header", "column", "code", "says"),
    [
        (["area", "soc", "x"], "awards", "no_column",
         "the mapping takes annual_supply from it, and the export has no such column"),
        (["area", "soc", "awards", "awards"], "awards", "repeated_column", "the column is there more than once"),
    ],
)  # fmt: skip
def test_a_column_the_mapping_takes_is_there_once(header, column, code, says):
    cells = ["E1", "47-2111", "300", "300"][: len(header)]
    _, faults = joined(jobs(ONE), supply(cells, header=tuple(header)))
    assert faults[0] == Fault("awards.csv", 1, column, code, says)
    assert joined(jobs(ONE), supply(["E1", "47-2111", "3"], header=(" area ", "soc", " awards", "", " ")))[1] == []


def test_rows_are_as_long_as_the_header_and_blank_ones_are_passed_over():
    _, faults = joined(jobs(ONE), supply(["E1"], ["", " "], [], ["E1", "47-2111", "3", ""]))
    assert faults == [Fault("awards.csv", 2, "", "cells", "the row has 1 cells and the header has 3")]
    _, faults = joined(jobs(ONE), supply(["E1", "47-2111", "3", "x"], ["E1", "47-2111", "3"]))
    assert faults == [Fault("awards.csv", 2, "", "cells", "the row has 4 cells and the header has 3")]


def test_an_export_without_a_row_that_counts_is_told():
    _, faults = joined(jobs(ONE), supply())
    assert faults[0] == Fault("awards.csv", 1, "", "no_rows", "the export has no row that counts")
    empty = Export(SUPPLY, "awards.csv", [])
    assert [each.code for each in joined(jobs(ONE), empty)[1]][:3] == ["no_column"] * 3


def test_a_second_row_of_an_occupation_and_area_is_told_with_the_first():
    _, faults = joined(jobs(ONE), supply(["E1", "47-2111", "3"], ["E2", "47-2111", "4"], ["E1", " 47-2111", "5"]))
    assert faults == [Fault("awards.csv", 4, "soc", "second_row", "a second row for 47-2111 in E1; the first is row 2")]
    levels = Source("Levels", {"soc_code": "soc", "sector": "sector"})
    by = Source("Jobs", JOBS.columns, unknown=UNKNOWN, wage_per="hour")
    beside = Export(levels, "l.csv", [(1, ["soc", "sector"]), (2, ["47-2111", "A"]), (3, ["47-2111", "B"])])
    _, faults = joined(jobs(ONE, by=by), supply(["E1", "47-2111", "3"]), beside)
    assert faults == [Fault("l.csv", 3, "soc", "second_row", "a second row for 47-2111; the first is row 2")]


def test_only_rows_whose_cells_the_mapping_names_count():
    by = Source("Completions", SUPPLY.columns, only={"kind": ["all", "sum"], "sex": ["both"]})
    rows = [["E1", "47-2111", "1", "all", "women"], ["E1", "47-2111", "2", " sum ", "both"],
            ["E1", "47-2111", "3", "part", "both"]]  # fmt: skip
    made, faults = joined(jobs(ONE), supply(*rows, by=by, header=("area", "soc", "awards", "kind", "sex")))
    assert (faults, shown(made)[0]["annual_supply"]) == ([], "2")
    _, faults = joined(jobs(ONE), supply(["E1", "47-2111", "1"], by=by))
    says = "the mapping takes kind from it, and the export has no such column"
    assert faults[0] == Fault("awards.csv", 1, "kind", "no_column", says)
