"""What a mapping makes of the cells of an export, and which mapping is refused."""

from __future__ import annotations

from typing import Any

import pytest

from magnolia.policy.labor_rows import Fault
from magnolia.policy.labor_sources import Joined, Source, lists_of_texts, plain, preview, source
from magnolia.policy.layers import LawError
from tests.policy.labor_exports import HEADER, HOURS, JOBS, KNOWN, METHOD, ONE, SUPPLY, UNKNOWN, jobs, shown, supply

# ---------------------------------------------------------------- cells of an export


def cell(text: str, column: str = "Openings", by: Source = JOBS) -> str:
    """What one cell of the first row becomes."""
    row = list(ONE)
    row[HEADER.index(column)] = text
    faults: list[Fault] = []
    made = preview(jobs(row, by=by), KNOWN, METHOD.words["fault"], HOURS, faults)
    name = next(name for name, header in by.columns.items() if header == column)
    return shown(made)[0][name]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("1,300", "1300"), ("1,300,000.50", "1300000.50"), ("$ 12", "12"), ("-$12.5", "-12.5"), ("-3", "-3"),
        (" 7 ", "7"), ("1300", "1300"), ("13,00", "13,00"), ("1,3000", "1,3000"), ("1300.", "1300."), ("7%", "7%"),
        (".5", ".5"), ("N/A", ""), (" n/a ", ""), ("-", ""), ("na", "na"), ("$$1", "$$1"), ("- 5", "-5"),
    ],
)  # fmt: skip
def test_a_figure_loses_its_signs_of_money_and_thousands_and_what_is_not_understood_stays(text, becomes):
    assert cell(text) == becomes


def test_words_stay_as_they_are_and_signs_of_the_unknown_are_empty_in_every_column():
    assert cell(" 1,300 ", "Description") == "1,300"
    assert cell("N/A", "Description") == ""


@pytest.mark.parametrize(
    ("text", "becomes"), [("43,160", "20.75"), ("43,159.99", "20.74"), ("0", "0.00"), ("lots", "lots"),
                          ("-2080", "-1.00"), ("#", "115.00")]
)  # fmt: skip
def test_a_yearly_wage_is_one_of_an_hour_rounded_down_to_the_cent(text, becomes):
    by = Source("Jobs", JOBS.columns, at_least={"#": "239,200"}, wage_per="year")
    assert cell(text, "Wage", by) == becomes
    assert cell("4,160", "Openings", by) == "4160"


def test_a_sign_that_stands_for_at_least_a_figure_does_so_in_wages_alone():
    by = Source("Jobs", JOBS.columns, at_least={"#": "115"}, wage_per="hour")
    assert cell("#", "Wage", by) == "115"
    assert cell("#", "Openings", by) == "#"


def test_a_cell_means_what_the_mapping_says_in_its_column_alone():
    by = Source(
        "Jobs", JOBS.columns, unknown=("Low",), wage_per="hour", meanings={"typical_education": {"Low": "none"}}
    )
    assert cell(" Low ", "Level", by) == "none"
    assert cell("Low", "Description", by) == ""


def test_one_export_alone_shows_what_it_gives_with_its_faults():
    faults: list[Fault] = []
    made = preview(
        supply(["E1", "47-2111", "1,300"], ["E2", "51-4121", "x"]), KNOWN, METHOD.words["fault"], HOURS, faults
    )
    assert made == Joined(
        ("ecosystem", "soc_code", "annual_supply"),
        [("E1", "47-2111", "1300"), ("E2", "51-4121", "x")],
        [("awards.csv", "Completions", 2)],
        [],
    )
    assert faults == [
        Fault("awards.csv", 3, "awards", "not_number", "“x” is not a number such as 120 or 12.5"),
    ]  # fmt: skip


def test_a_row_of_one_export_alone_that_is_too_short_is_told():
    faults: list[Fault] = []
    made = preview(supply(["E1"], ["E2", "51-4121", "7"]), KNOWN, METHOD.words["fault"], HOURS, faults)
    assert made.rows == [("E2", "51-4121", "7")]
    assert faults == [Fault("awards.csv", 2, "", "cells", "the row has 1 cells and the header has 3")]


# ---------------------------------------------------------------- mappings


def mapping(**but: Any) -> dict[str, Any]:
    return {"name": "Jobs", "columns": {"soc_code": "SOC"}, **but}


def test_a_mapping_names_its_columns_and_the_signs_of_the_unknown_are_the_usual_ones_unless_it_says_so():
    assert source(mapping(), KNOWN) == Source("Jobs", {"soc_code": "SOC"}, unknown=UNKNOWN)
    assert source(mapping(unknown=["x"]), KNOWN).unknown == ("x",)
    whole = mapping(
        columns={"soc_code": "SOC", "median_hourly_wage": "Wage"}, wage_per="year", fixed={"ecosystem": "E1"},
        absent={"annual_supply": "0"}, only={"kind": ["a"]}, at_least={"#": "1"}, meanings={"title": {"a": "b"}},
    )  # fmt: skip
    made = source(whole, KNOWN)
    assert (made.wage_per, made.fixed, made.absent, made.only) == (
        "year", {"ecosystem": "E1"}, {"annual_supply": "0"}, {"kind": ["a"]},
    )  # fmt: skip
    assert (made.gives_key, made.gives) == ({"ecosystem", "soc_code"}, {"median_hourly_wage", "annual_supply"})
    assert (JOBS.gives_key, SUPPLY.gives) == ({"ecosystem", "soc_code"}, {"annual_supply"})


PER = "mapping: `wage_per` is hour or year, where a wage is taken: a wage is never converted on a guess."
CELLS = "mapping: `only` gives a list of cells for each column."
WAGE = {"median_hourly_wage": "Wage"}


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"columns": {"jobs": "Jobs"}}, "mapping: jobs is no column of labor market data."),
        ({"fixed": {"jobs": "1"}}, "mapping: jobs is no column of labor market data."),
        ({"absent": {"jobs": "1"}}, "mapping: jobs is no column of labor market data."),
        ({"meanings": {"jobs": {"a": "b"}}}, "mapping: jobs is no column of labor market data."),
        ({"columns": WAGE}, PER), ({"wage_per": "hour"}, PER), ({"columns": WAGE, "wage_per": "week"}, PER),
        ({"only": {"kind": "a"}}, CELLS), ({"only": {"kind": {"a": "b"}}}, CELLS), ({"only": {"kind": [1]}}, CELLS),
        ({"meanings": {"title": "a"}}, CELLS), ({"meanings": {"title": {"a": 1}}}, CELLS),
        ({"name": ""}, "mapping: `name` is empty."), ({"colour": "red"}, "mapping: nothing reads `colour`."),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_refused_by_its_place(but, says):
    with pytest.raises(LawError) as fault:
        source(mapping(**but), KNOWN)
    assert str(fault.value) == says
    with pytest.raises(LawError) as fault:
        source(mapping(**but), KNOWN, "jobs.toml")
    assert str(fault.value) == says.replace("mapping", "jobs.toml", 1)


def test_a_wage_of_an_hour_or_a_year_is_taken():
    for per in ("hour", "year"):
        assert source(mapping(columns=WAGE, wage_per=per), KNOWN).wage_per == per


@pytest.mark.parametrize(
    ("given", "fits"),
    [([["a"], {"a": "b"}], True), ([], True), ([[]], True), (["a"], False), ([[1]], False), ([{"a": 1}], False),
     ([["a"], 7], False)],
)  # fmt: skip
def test_lists_and_tables_of_texts_are_told_from_others(given, fits):
    assert lists_of_texts(given) is fits


def test_an_export_with_the_files_own_columns_needs_no_mapping_and_its_wages_are_of_an_hour():
    made = plain([" soc_code ", "median_hourly_wage", "other", ""], KNOWN, "wages.csv")
    columns = {"soc_code": "soc_code", "median_hourly_wage": "median_hourly_wage"}
    assert made == Source("wages.csv", columns, unknown=UNKNOWN, wage_per="hour")
    assert plain(["soc_code"], KNOWN, "x").wage_per == ""
