"""Labor market data cell by cell: what each kind may hold, and every fault of a file with its row and its column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.labor_rows import Column, Fault, Labor, Lifted, Reader, columns
from magnolia.policy.layers import LawError
from magnolia.policy.occupations import method

METHOD = method("ms")
SAYS = METHOD.words["fault"]
COLUMNS = columns(
    "sample",
    {
        "soc_code": {"kind": "soc", "means": "Occupation"},
        "note": {"kind": "text", "means": "Note", "longest": 5},
        "openings": {"kind": "number", "means": "Openings a year"},
        "jobs": {"kind": "whole", "means": "Jobs"},
        "wage": {"kind": "decimal", "means": "Wage", "empty": True},
        "level": {"kind": "choice", "means": "Level", "choices": ["low", "high"]},
        "dated": {"kind": "day", "means": "Day"},
    },
)
GOOD = {"soc_code": "47-2111", "note": "five.", "openings": "12.5", "jobs": "12", "wage": "-20.75", "level": "low",
        "dated": "2026-01-31"}  # fmt: skip
VALUES = {"soc_code": "47-2111", "note": "five.", "openings": Decimal("12.5"), "jobs": 12, "wage": Decimal("-20.75"),
          "level": "low", "dated": date(2026, 1, 31)}  # fmt: skip


def rows(*cells: dict[str, str], header: tuple[str, ...] = tuple(GOOD)) -> list[tuple[int, list[str]]]:
    return [(1, list(header)), *((number, list(each.values())) for number, each in enumerate(cells, start=2))]


def read(*cells: dict[str, str], known: Any = None) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The values of the rows without a fault, and every fault."""
    faults: list[Fault] = []
    reader = Reader("labor.csv", COLUMNS, SAYS, faults, known)
    return [values for _, _, values in reader.occupations(rows(*cells))], faults


def wrong(column: str, text: str, known: Any = None) -> tuple[str, str]:
    """Code and sentence of the one fault of a row with this cell."""
    values, (fault,) = read({**GOOD, column: text}, known=known)
    assert values == []
    assert (fault.file, fault.row, fault.column) == ("labor.csv", 2, column)
    return fault.code, fault.message


# ---------------------------------------------------------------- cells


def test_each_kind_of_cell_is_read_as_what_it_is():
    assert read(GOOD) == ([VALUES], [])


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("openings", "0", Decimal(0)), ("openings", "007.50", Decimal("7.50")), ("jobs", "0", 0), ("jobs", "007", 7),
        ("wage", "0", Decimal(0)), ("wage", "", None), ("wage", "  ", None), ("level", "high", "high"),
        ("dated", "2028-02-29", date(2028, 2, 29)), ("note", "é", "é"), ("jobs", "9" * 4000, int("9" * 4000)),
    ],
)  # fmt: skip
def test_a_cell_may_hold(column, text, value):
    assert read({**GOOD, column: text}) == ([{**VALUES, column: value}], [])


@pytest.mark.parametrize(
    ("column", "text", "code", "says"),
    [
        ("soc_code", "472111", "not_soc", "“472111” is not a SOC code written NN-NNNN, for example 47-2111"),
        ("soc_code", "47-21111", "not_soc", "“47-21111” is not a SOC code written NN-NNNN, for example 47-2111"),
        ("soc_code", "٤7-2111", "not_soc", "“٤7-2111” is not a SOC code written NN-NNNN, for example 47-2111"),
        ("note", "sixsix", "too_long", "“sixsix” has more than 5 characters"),
        ("openings", "-1", "negative", "“-1” is below 0"),
        ("openings", "-0", "negative", "“-0” is below 0"),
        ("openings", "1,000", "not_number", "“1,000” is not a number such as 120 or 12.5"),
        ("openings", "1.", "not_number", "“1.” is not a number such as 120 or 12.5"),
        ("openings", "1E5", "not_number", "“1E5” is not a number such as 120 or 12.5"),
        ("openings", " 1", "not_number", "“ 1” is not a number such as 120 or 12.5"),
        ("jobs", "1.0", "not_whole", "“1.0” is not a whole number such as 12"),
        ("jobs", "-1", "negative", "“-1” is below 0"),
        (
            "wage",
            "$20",
            "not_decimal",
            "“$20” is not an amount such as 20.75; leave the cell empty where it is unknown",
        ),
        ("level", "middle", "not_choice", "“middle” is not one of: low, high"),
        ("level", "Low", "not_choice", "“Low” is not one of: low, high"),
        ("dated", "2027-02-29", "not_day", "“2027-02-29” is not a day written YYYY-MM-DD, such as 2026-01-31"),
        ("dated", "20260131", "not_day", "“20260131” is not a day written YYYY-MM-DD, such as 2026-01-31"),
        ("dated", "2026-W05-6", "not_day", "“2026-W05-6” is not a day written YYYY-MM-DD, such as 2026-01-31"),
        ("jobs", "", "empty", "unknown: the cell is empty, and no row can be judged without it (Jobs)"),
        ("note", " ", "empty", "unknown: the cell is empty, and no row can be judged without it (Note)"),
    ],
)
def test_a_cell_may_not_hold(column, text, code, says):
    assert wrong(column, text) == (code, says)


def test_a_whole_number_of_more_digits_than_can_be_read_is_refused_and_a_long_cell_is_repeated_in_part():
    assert wrong("jobs", "9" * 4001) == ("not_whole", f"“{'9' * 60}…” is not a whole number such as 12")
    assert wrong("level", "m" * 60) == ("not_choice", f"“{'m' * 60}” is not one of: low, high")
    assert wrong("level", "m" * 61) == ("not_choice", f"“{'m' * 60}…” is not one of: low, high")


def test_an_occupation_that_is_not_among_those_known_is_named_and_a_wrong_form_is_the_fault_first():
    known = {"soc_code": {"51-4121"}}
    says = "“47-2111” is not a detailed occupation of the SOC list that is loaded here"
    assert wrong("soc_code", "47-2111", known) == ("unknown_soc_code", says)
    assert wrong("soc_code", "472111", known)[0] == "not_soc"
    assert read({**GOOD, "soc_code": "51-4121"}, known=known)[1] == []


def test_every_fault_of_a_row_is_told_and_the_other_rows_are_read():
    other = {**GOOD, "soc_code": "51-4121"}
    values, faults = read({**GOOD, "jobs": "", "level": "x"}, other)
    assert [each["soc_code"] for each in values] == ["51-4121"]
    assert [(each.row, each.column, each.code) for each in faults] == [(2, "jobs", "empty"), (2, "level", "not_choice")]


@pytest.mark.parametrize(
    ("kind", "value"), [("number", None), ("whole", None), ("decimal", None), ("day", None), ("text", ""), ("soc", "")]
)
def test_a_figure_or_a_day_that_may_be_unknown_is_none_and_a_text_is_empty(kind, value):
    wanted = columns("t", {"soc_code": {"kind": "soc", "means": "Occupation"},
                           "other": {"kind": kind, "means": "Other", "empty": True}})  # fmt: skip
    faults: list[Fault] = []
    lines = [(1, ["soc_code", "other"]), (2, ["47-2111", ""])]
    ((_, cells, values),) = Reader("f", wanted, SAYS, faults).occupations(lines)
    assert (values["other"], cells, faults) == (value, {"soc_code": "47-2111", "other": ""}, [])


# ---------------------------------------------------------------- rows


def test_a_second_row_of_an_occupation_is_a_fault_that_names_the_first():
    values, faults = read(GOOD, {**GOOD, "soc_code": "51-4121"}, {**GOOD, "note": "again"})
    assert [each["soc_code"] for each in values] == ["47-2111", "51-4121"]
    assert faults == [
        Fault("labor.csv", 4, "soc_code", "second_row", "a second row for 47-2111; the first is row 2"),
    ]  # fmt: skip
    # A row with a fault of its own is the first one too; one without a code is nobody's.
    _, faults = read({**GOOD, "jobs": ""}, GOOD)
    assert [(each.row, each.code) for each in faults] == [(2, "empty"), (3, "second_row")]
    _, faults = read({**GOOD, "soc_code": ""}, {**GOOD, "soc_code": ""})
    assert [each.code for each in faults] == ["empty", "empty"]


def given(*lines: list[str], header: list[str] | None = None, wanted: Any = COLUMNS) -> tuple[int, list[Fault]]:
    """How many rows are read of these lines as they stand, and the faults."""
    faults: list[Fault] = []
    numbered = [
        (1, list(GOOD) if header is None else header),
        *((number, line) for number, line in enumerate(lines, start=2)),
    ]
    return len(list(Reader("f", wanted, SAYS, faults).occupations(numbered))), faults


def test_blank_rows_are_passed_over_and_cells_beyond_the_header_are_told():
    whole = list(GOOD.values())
    assert given([], ["", ""], whole) == (1, [])
    assert given([*whole, ""]) == (1, [])
    assert given([*whole, "", "x"]) == (0, [Fault("f", 2, "", "cells", "the row has 9 cells and the header has 7")])
    assert given(whole[:6]) == (0, [Fault("f", 2, "", "cells", "the row has 6 cells and the header has 7")])
    # A row of another length hides none after it.
    assert given(whole[:6], whole)[0] == 1


def test_the_header_names_each_column_once_and_may_name_others():
    whole = list(GOOD.values())
    header = [f" {name} " for name in GOOD]
    assert given(whole, header=[*header, "", " "]) == (1, [])
    assert given([*whole, "more"], header=[*GOOD, "other"]) == (1, [])
    twice = [*GOOD, "jobs"]
    says = "the column is there more than once"
    assert given([*whole, "3"], header=twice)[1][0] == Fault("f", 1, "jobs", "repeated_column", says)
    _, faults = given(whole[:6], header=list(GOOD)[:6])
    assert faults == [Fault("f", 1, "dated", "missing_column", "the column is missing; the header is row 1")]
    assert given(header=[])[1][0] == Fault(
        "f", 1, "soc_code", "missing_column", "the column is missing; the header is row 1"
    )
    faults = []
    assert list(Reader("f", COLUMNS, SAYS, faults).occupations([])) == []
    assert {each.code for each in faults} == {"missing_column"}


def test_an_optional_column_may_be_missing_and_not_be_there_twice():
    wanted = columns("t", {"soc_code": {"kind": "soc", "means": "Occupation"},
                           "jobs": {"kind": "whole", "means": "Jobs", "optional": True}})  # fmt: skip
    assert given(["47-2111"], header=["soc_code"], wanted=wanted) == (1, [])
    _, faults = given(["47-2111", "1", "2"], header=["soc_code", "jobs", "jobs"], wanted=wanted)
    assert [(each.column, each.code) for each in faults] == [("jobs", "repeated_column")]


# ---------------------------------------------------------------- labor market data and exceptions


LABOR = {
    "ecosystem": "Ecosystem 1", "soc_code": "47-2111", "title": "Electricians", "sector": "Construction",
    "annual_openings": "3000", "annual_supply": "1000.5", "job_openings": "40", "median_hourly_wage": "29.260",
    "typical_education": "apprenticeship", "category": "",
}  # fmt: skip


def labor(*cells: dict[str, str]) -> tuple[list[Labor], list[Fault]]:
    faults: list[Fault] = []
    return Reader("labor.csv", METHOD.labor, SAYS, faults).labor(rows(*cells, header=tuple(LABOR))), faults


def test_a_row_is_one_occupation_in_one_ecosystem_and_keeps_its_wage_as_it_was_given():
    found, faults = labor(LABOR)
    assert faults == []
    assert found == [
        Labor("Ecosystem 1", "47-2111", "Electricians", "Construction", Decimal(3000), Decimal("1000.5"), 40,
              Decimal("29.26"), "29.260", "apprenticeship", "")
    ]  # fmt: skip
    unknown = labor({**LABOR, "median_hourly_wage": ""})[0][0]
    assert (unknown.median_hourly_wage, unknown.wage_given) == (None, "")


def test_the_same_occupation_stands_once_in_each_ecosystem():
    found, faults = labor(LABOR, {**LABOR, "ecosystem": "Ecosystem 2"}, {**LABOR, "title": "Wiremen"})
    assert [each.ecosystem for each in found] == ["Ecosystem 1", "Ecosystem 2"]
    assert [(each.row, each.column, each.message) for each in faults] == [
        (4, "soc_code", "a second row for 47-2111 in Ecosystem 1; the first is row 2")
    ]
    _, faults = labor({**LABOR, "ecosystem": ""}, {**LABOR, "ecosystem": ""})
    assert [each.code for each in faults] == ["empty", "empty"]
    found, faults = labor({**LABOR, "soc_code": ""}, {**LABOR, "soc_code": ""}, LABOR)
    assert ([each.code for each in faults], len(found)) == (["empty", "empty"], 1)


def test_an_exception_names_one_occupation_and_its_reason():
    faults: list[Fault] = []
    reader = Reader("exceptions.csv", METHOD.exceptions, SAYS, faults)
    header = tuple(METHOD.exceptions)
    good, bad = {"soc_code": "47-2111", "reason": "Board"}, {"soc_code": "47", "reason": "Board"}
    lines = rows(*({name: each[name] for name in header} for each in (good, bad)), header=header)
    assert reader.exceptions(lines) == [Lifted("47-2111", "Board")]
    assert [(each.row, each.code) for each in faults] == [(3, "not_soc")]


# ---------------------------------------------------------------- the columns themselves


def test_a_column_is_described_by_its_kind_and_what_it_means_and_all_else_has_a_default():
    assert columns("t", {"a": {"kind": "text", "means": "A"}}) == {"a": Column("a", "text", "A")}
    plain = Column("a", "text", "A")
    assert (plain.empty, plain.choices, plain.optional, plain.longest) == (False, (), False, 0)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({"kind": "colour", "means": "A"}, "t.a: the kind is one of text, soc, number, whole, decimal, choice, day;"
         " a choice has `choices`."),
        ({"kind": "choice", "means": "A"}, "t.a: the kind is one of text, soc, number, whole, decimal, choice, day;"
         " a choice has `choices`."),
        ({"kind": "text", "means": "A", "choices": ["a"]}, "t.a: the kind is one of text, soc, number, whole, decimal,"
         " choice, day; a choice has `choices`."),
        ({"kind": "text"}, "t.a has no `means`."),
        ({"kind": "text", "means": "A", "colour": "red"}, "t.a: nothing reads `colour`."),
    ],
)  # fmt: skip
def test_a_column_that_does_not_fit_is_a_fault_of_the_law(block, says):
    with pytest.raises(LawError) as fault:
        columns("t", {"a": block})
    assert str(fault.value) == says
