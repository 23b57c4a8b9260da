"""A file of students for the checker: what is read of it, what is refused of it whole, and what each row is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.layers import LawError, fill_all, read
from magnolia.policy.periods import AwardYear
from magnolia.policy.student_file import Checked, check
from magnolia.policy.student_rows import Unread, header, pell_alone, period_fault, refuse_person, student
from magnolia.policy.students import Column, Student, build, register

WORDS = register("ms")


def checked(text: str, most: int = WORDS.most_rows) -> Checked:
    return check(text.encode(), replace(WORDS, most_rows=most))


def test_each_row_is_told_its_answers_by_its_number_in_the_file_and_blank_rows_are_left_out():
    found = checked("key,bachelors,remarks\nA1,yes,x\n , ,\n\nA2,no,\n")
    assert [(each.row, each.key, each.bachelors) for each, _ in found.told] == [(2, "A1", True), (5, "A2", False)]
    tones = [{said.criterion: said.tone for said in answers}["bachelors"] for _, answers in found.told]
    assert tones == ["information", "clear"]
    assert (found.faults, found.unread) == ([], [3])


def test_a_mark_of_the_byte_order_is_no_part_of_the_first_column():
    assert check("key\nA1\n".encode("utf-8-sig"), WORDS).told[0][0].key == "A1"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty (0 bytes)."),
        ("key\nZoë1\n".encode("latin-1"), "The file is not plain text in UTF-8."),
        (b"key\nA1\0\n", "The file is not plain text in UTF-8."),
        (b"key\n", "and nothing below it."),
        (b"key\n\n ,\n", "and nothing below it."),
        (b"\n", "names none of the columns"),
        (b'key\n"A1\n', "cannot be read as CSV"),
        (b"key,ssn\nA1,1\n", "Column 2 is named like"),
        (b"key\nA1\n123-45-6789\n", "Row 3: the key looks like a Social Security number."),
        (b"key,bachelors\n\n123-45-6789\n", "Row 3: the key looks like a Social Security number."),
        (b"key\nA1\nJane Sample\n", "Row 3: a key has no spaces, at least one digit, and at most 30 characters"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_or_that_names_a_person_is_refused_in_one_sentence(content, told):
    with pytest.raises(Unread) as fault:
        check(content, WORDS)
    assert told in str(fault.value)


def test_as_many_rows_as_the_law_holds_are_read_and_one_more_is_not():
    assert len(checked("key\nA1\n\nA2\n", most=2).told) == 2
    with pytest.raises(Unread, match=r"^The file has more than 2 rows\. Check it in parts\.$"):
        checked("key\nA1\nA2\nA3\n", most=2)


def test_a_row_that_cannot_be_read_is_named_and_the_others_are_still_told():
    found = checked("key,bachelors\nA1,maybe\nA2\nA3,yes,no\nA4,yes\n")
    assert found.faults == [
        (2, "says something under bachelors that is neither yes nor no."),
        (3, "does not have as many cells as the first row."),
        (4, "does not have as many cells as the first row."),
    ]
    assert [each.key for each, _ in found.told] == ["A4"]
    assert checked("key,bachelors\nA1,maybe\n").told == []


def one_program(text: str) -> list[list[str]]:
    return [[each.message for each in said if each.criterion == "one_program"] for _, said in checked(text).told]


def test_rows_with_one_key_are_one_student_and_rows_without_a_key_are_strangers():
    rows = "key,program,pell_from,pell_to\n{0},A,2026-09-01,2026-12-15\n{1},B,2026-12-15,2027-05-01\n"
    first, second = one_program(rows.format("K1", "K1"))
    assert "3" in first[0]
    assert "2" in second[0]
    apart = one_program(rows.format("K1", "K2"))
    assert apart == one_program(rows.format("", ""))
    assert apart != [first, second]


# ------------------------------------------------------------------ one row


def read_row(**cells: str) -> Student:
    found = student(2, cells, WORDS)
    assert isinstance(found, Student), found
    return found


def test_every_kind_of_cell_is_read_as_what_it_is():
    found = read_row(
        key=" A1 ", program="Welding   I", aid="pell; Direct Loan;", bachelors="No", graduate_program="Accepted",
        award_year="2026-27", cost_of_attendance="10000.5", private_aid="0", pell_from="2026-09-01",
        pell_to="2026-12-15", counted_hours="300.5", remarks="nothing",
    )  # fmt: skip
    assert found == Student(
        row=2, key="A1", program="Welding I", aid=("pell", "direct_loan"), bachelors=False,
        graduate_program="accepted", award_year=AwardYear(2026), cost_of_attendance=Decimal("10000.5"),
        private_aid=Decimal(0), pell_from=date(2026, 9, 1), pell_to=date(2026, 12, 15),
        counted_hours=Decimal("300.5"),
    )  # fmt: skip
    assert read_row(bachelors="") == Student(row=2)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"aid": "gift card"}, "names a fund under aid that is not one of: pell, seog, work_study, direct_loan"),
        ({"aid": "pell; gift card"}, "names a fund under aid that is not one of: pell"),
        ({"aid": ";"}, "names a fund under aid"),
        ({"graduate_program": "begun"}, "under graduate_program that is not one of: none, applied, accepted,"),
        ({"award_year": "2026"}, "under award_year that is no award year such as 2026-2027."),
        ({"private_aid": "1,000"}, "under private_aid that is no amount such as 10000.00."),
        ({"private_aid": "1" * 10}, "under private_aid that is no amount"),
        ({"cost_of_attendance": "0.00"}, "under cost_of_attendance that is no amount above zero"),
        ({"counted_hours": "123456"}, "under counted_hours that is no number such as 300 or 9.5."),
        ({"pell_from": "01.09.2026"}, "under pell_from that is no day such as 2026-09-01."),
        ({"pell_from": "2026-09-01"}, "has one day of a period and not the other under pell_from and pell_to."),
        (
            {"other_pell_from": "2026-09-02", "other_pell_to": "2026-09-01"},
            "has a last day before its first under other_pell_from and other_pell_to.",
        ),
    ],
)
def test_a_cell_that_is_no_such_value_is_told_by_its_column(cells, told):
    found = student(2, cells, WORDS)
    assert isinstance(found, str)
    assert told in found


def test_figures_are_taken_up_to_their_most_digits():
    assert read_row(private_aid="9" * 9 + ".99").private_aid == Decimal("999999999.99")
    assert read_row(counted_hours="99999.99").counted_hours == Decimal("99999.99")
    assert read_row(cost_of_attendance="0.01").cost_of_attendance == Decimal("0.01")


def test_a_period_has_both_days_or_neither_and_may_be_one_day():
    day, later = date(2026, 9, 1), date(2026, 9, 2)
    assert period_fault(None, None) == period_fault(day, day) == period_fault(day, later) == ""
    assert period_fault(later, day) == "period"
    assert period_fault(day, None) == period_fault(None, day) == "half"


def test_columns_are_known_however_their_name_is_written_and_others_are_left_unread():
    assert header([" Key ", "Award Year", "notes", "COST_OF_ATTENDANCE"], WORDS) == [
        "key", "award_year", "", "cost_of_attendance",
    ]  # fmt: skip
    with pytest.raises(Unread, match=r"^A column stands in the file twice: aid, key\. Keep one of them\.$"):
        header(["key", "Aid", "aid", "Key", "notes", "notes"], WORDS)
    with pytest.raises(Unread, match=r"^The first row names none of the columns below\.$"):
        header([], WORDS)


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("Name", "a name"), ("SURNAME", "a name"), ("middle initial", "a name"), ("taxpayerId", "a Social Security"),
        ("TIN", "a Social Security"), ("MySSNumber", "a Social Security"), ("birthdate", "a date of birth"),
        ("mobile", "an address of a person"), ("Street 2", "an address of a person"),
        ("college name", ""), ("course_first", ""), ("school", ""), ("lasting", ""), ("remarks", ""),
    ],
)  # fmt: skip
def test_a_column_that_would_tell_who_somebody_is_is_refused_and_the_name_of_a_program_is_not(cell, what):
    if not what:
        assert header(["key", cell], WORDS) == ["key", ""]
        return
    with pytest.raises(Unread) as fault:
        header([cell, "key"], WORDS)
    assert str(fault.value).startswith(f"Column 1 is named like {what}")


def test_without_a_key_a_row_is_nobody_and_spaces_around_a_key_hide_no_number():
    refuse_person(2, {}, WORDS)
    for key in (" 123-45-6789 ", "123456789"):
        with pytest.raises(Unread, match="^Row 2: the key looks like a Social Security number"):
            refuse_person(2, {"key": key}, WORDS)


def test_on_the_page_pell_is_the_one_aid_to_choose():
    assert pell_alone(WORDS) == [("pell", "Federal Pell Grant")]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ({"kind": "smell"}, "a choice has values, and the kind is one of"),
        ({"kind": "choice"}, "a choice has values"),
        ({"kind": "text", "values": {"a": "A"}}, "a choice has values"),
    ],
)
def test_the_checker_refuses_a_column_of_no_kind_and_a_choice_without_values(column: dict[str, Any], told: str):
    blocks = fill_all(read("federal", "students"), read("states/ms", "profile"))
    columns = {**blocks["column"], "odd": {"label": "Odd", **column}}
    with pytest.raises(LawError, match=f"^students.toml, column.odd: {told}"):
        build({**blocks, "column": columns})
    sound = {**blocks["column"], "odd": {"label": "Odd", "kind": "choice", "values": {"a": "A"}}}
    assert build({**blocks, "column": sound}).columns["odd"] == Column("odd", "Odd", "choice", values={"a": "A"})
