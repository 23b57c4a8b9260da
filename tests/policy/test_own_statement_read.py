"""An institution's own statement read row by row, and every way in which it can differ from the records, exactly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from magnolia.policy.own_statement import (
    COLUMNS,
    Compared,
    Difference,
    Found,
    Stated,
    Total,
    Wrong,
    answer,
    compare,
    read_header,
    read_rows,
)
from magnolia.policy.periods import AwardYear, Quarter
from magnolia.policy.records import words

YEAR = AwardYear(2026)
SPRING = Quarter.parse("2027Q2")
CLOSES, DONE = date(2026, 12, 7), date(2026, 11, 20)


def read(*rows: list[str]) -> tuple[list[Stated], list[Wrong]]:
    return read_rows(COLUMNS, list(enumerate(rows, start=2)))


# ---------------------------------------------------------------- the file


def test_the_header_names_each_of_three_columns_once_and_no_other():
    assert COLUMNS == ("student_id", "completed_in_time", "measured_quarter")
    assert read_header(COLUMNS) == read_header([*COLUMNS, "", ""]) == []
    assert read_header([]) == [Wrong(0, name, "column_missing") for name in COLUMNS]
    assert read_header([*COLUMNS, "student_id"]) == [Wrong(0, "student_id", "column_twice")]
    assert read_header(["student_id", "measured_quarter"]) == [Wrong(0, "completed_in_time", "column_missing")]


def test_a_column_that_is_not_asked_for_is_named_or_where_its_name_may_be_personal_by_its_place():
    assert read_header([*COLUMNS, "wages"]) == [Wrong(0, "", "column_not_asked", "“wages”")]
    assert read_header(["900-00-0001", *COLUMNS]) == [Wrong(0, "", "column_not_asked", "in place 1")]
    assert read_header([*COLUMNS, "", "José"]) == [Wrong(0, "", "column_not_asked", "in place 5")]


def test_a_row_is_a_student_an_answer_and_a_quarter_and_cells_may_be_missing_at_its_end():
    stated, wrong = read([" S-1 ", " Y ", " 2027Q2 "], ["S-2", "N"], ["S-3"], ["S-4", "", "", "", " "])
    assert wrong == []
    assert stated == [
        Stated(2, "S-1", "Y", SPRING), Stated(3, "S-2", "N", None), Stated(4, "S-3", "", None),
        Stated(5, "S-4", "", None),
    ]  # fmt: skip


def test_columns_may_stand_in_any_order():
    stated, _ = read_rows(("measured_quarter", "student_id", "completed_in_time"), [(2, ["2027Q2", "S-1", "Y"])])
    assert stated == [Stated(2, "S-1", "Y", SPRING)]


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (["", "Y", ""], Wrong(2, "student_id", "key_missing")),
        ([" ", "Y", ""], Wrong(2, "student_id", "key_missing")),
        (["900-00-0001", "Y", ""], Wrong(2, "student_id", "key_like_number")),
        (["900000001", "Y", ""], Wrong(2, "student_id", "key_like_number")),
        (["9E+08", "Y", ""], Wrong(2, "student_id", "key_shortened")),
        (["S" * 61, "Y", ""], Wrong(2, "student_id", "key_too_long", "60")),
        (["S-1", "y", ""], Wrong(2, "completed_in_time", "in_time_form")),
        (["S-1", "open", ""], Wrong(2, "completed_in_time", "in_time_form")),
        (["S-1", "Y", "2027Q5"], Wrong(2, "measured_quarter", "quarter_form")),
        (["S-1", "Y", "Q2 2027"], Wrong(2, "measured_quarter", "quarter_form")),
        (["S-1", "Y", "", "x"], Wrong(2, "", "cell_beyond")),
    ],
)
def test_what_is_wrong_with_a_row_is_told_without_the_cell(cells, wrong):
    assert read(cells) == ([], [wrong])
    assert wrong.code in words("ms")["statement_fault"]


def test_every_fault_of_a_row_is_told_and_only_sound_rows_are_read():
    stated, wrong = read(["", "maybe", "soon", "x"], ["S-1", "Y", ""])
    assert [each.code for each in wrong] == ["key_missing", "in_time_form", "quarter_form", "cell_beyond"]
    assert [each.student_id for each in stated] == ["S-1"]


def test_the_longest_key_has_sixty_characters():
    assert read(["S" * 60, "", ""])[0][0].student_id == "S" * 60


def test_a_student_stands_once_and_the_second_row_names_the_first():
    stated, wrong = read(["S-1", "Y", ""], ["S-2", "", ""], ["S-1", "N", ""])
    assert [each.row for each in stated] == [2, 3]
    assert wrong == [Wrong(4, "student_id", "key_twice", "2")]
    # A row that is wrong in something else is the first one all the same.
    assert read(["S-1", "x", ""], ["S-1", "N", ""])[1][1] == Wrong(3, "student_id", "key_twice", "2")


def test_a_file_without_rows_is_told_and_one_with_wrong_rows_alone_is_not_empty():
    assert read() == ([], [Wrong(0, "", "no_rows")])
    assert [each.code for each in read(["", "", ""])[1]] == ["key_missing"]


# ---------------------------------------------------------------- against the records


def person(row: int = 12, keys: tuple[str, ...] = ("S-1",), **but: Any) -> Found:
    """Somebody who finished with the credential in time, with some of it changed."""
    whole: dict[str, Any] = {
        "row": row, "keys": keys, "entry": date(2026, 8, 24), "in_time": "Y", "closes": CLOSES, "exit_on": DONE,
        "quarter": SPRING,
    }  # fmt: skip
    return Found(**whole | but)


OPEN: dict[str, Any] = {"in_time": "open", "exit_on": None, "quarter": None}
LATE: dict[str, Any] = {"in_time": "N", "exit_on": None, "quarter": None}
LEFT_OUT: dict[str, Any] = {"in_time": "left_out", "quarter": None}


def differences(stated: list[Stated], *people: Found) -> tuple[Difference, ...]:
    found = compare(stated, people, YEAR).differences
    assert {each.code for each in found} <= set(words("ms")["difference"])
    return found


def one(in_time: str, quarter: Quarter | None = None, key: str = "S-1") -> list[Stated]:
    return [Stated(2, key, in_time, quarter)]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        (one("Y", SPRING), person()), (one("N"), person(**LATE)), (one(""), person(**OPEN)),
        (one(""), person(**LEFT_OUT)), (one("N", SPRING), person(in_time="N")),
    ],
)  # fmt: skip
def test_a_statement_that_says_what_the_records_give_differs_in_nothing(stated, found):
    assert differences(stated, found) == ()


@pytest.mark.parametrize(
    ("stated", "found", "difference"),
    [
        (one("N", SPRING), person(), Difference("in_time_y", 2, 12, "S-1", "N", "Y", CLOSES)),
        (one("", SPRING), person(), Difference("in_time_y", 2, 12, "S-1", "", "Y", CLOSES)),
        (one("Y"), person(**LATE), Difference("in_time_n", 2, 12, "S-1", "Y", "N", CLOSES)),
        (one("N"), person(**OPEN), Difference("in_time_open", 2, 12, "S-1", "N", "open", CLOSES)),
        (one("Y"), person(**LEFT_OUT), Difference("in_time_left_out", 2, 12, "S-1", "Y", "left_out", CLOSES)),
        (one("Y", SPRING.later(1)), person(), Difference("quarter", 2, 12, "S-1", "2027Q3", "2027Q2", DONE)),
        (one("Y"), person(), Difference("quarter", 2, 12, "S-1", "", "2027Q2", DONE)),
        (one("", SPRING), person(**OPEN), Difference("quarter_none", 2, 12, "S-1", "2027Q2", "", None)),
        (one("", SPRING), person(**LEFT_OUT), Difference("quarter_left_out", 2, 12, "S-1", "2027Q2", "", DONE)),
    ],
)
def test_a_difference_names_both_rows_what_is_stated_what_is_found_and_the_day_it_rests_on(stated, found, difference):
    assert differences(stated, found) == (difference,)


@pytest.mark.parametrize(
    ("key", "shown"),
    [("S-2", "S-2"), ("Dana", ""), ("Dana Sample", ""), ("José7", ""), ("7", "7"), ("A" * 41 + "7", "")],
)
def test_a_key_that_no_record_has_is_repeated_only_where_it_can_be_no_name(key, shown):
    found = differences([*one("Y", SPRING), Stated(3, key, "Y", None)], person())
    assert found == (Difference("not_in_records", 3, None, shown),)


def test_a_key_of_several_students_is_held_against_none_of_them_and_none_is_missing():
    found = differences(one("Y", SPRING, "Dana"), person(12, ("Dana",)), person(13, ("Dana", "S-9")))
    assert found == (Difference("key_shared", 2, 12, "Dana"),)


def test_a_student_under_two_keys_is_told_once_more():
    stated = [*one("Y", SPRING), Stated(3, "S-2", "Y", SPRING), Stated(4, "S-3", "Y", SPRING)]
    found = differences(stated, person(12, ("S-1", "S-2")), person(13, ("S-3",)))
    assert found == (Difference("same_person", 3, 12, "S-2"),)


def test_a_student_whom_the_statement_does_not_name_is_told_by_the_first_key_or_without_one():
    found = differences(one("Y", SPRING), person(), person(13, ("S-2", "S-3")), person(14, (), **OPEN))
    assert found == (
        Difference("not_stated", None, 13, "S-2", "", "Y", CLOSES),
        Difference("no_key", None, 14, "", "", "open", CLOSES),
    )


def test_differences_stand_by_row_of_the_statement_and_answer_comes_before_quarter():
    stated = [Stated(2, "S-2", "N", None), Stated(3, "S-1", "N", None)]
    found = differences(stated, person(12), person(13, ("S-2",)))
    assert [(each.row, each.code) for each in found] == [
        (2, "in_time_y"), (2, "quarter"), (3, "in_time_y"), (3, "quarter"),
    ]  # fmt: skip


def test_a_key_that_is_not_known_hides_no_difference_of_the_next_student():
    stated = [Stated(2, "S-9", "Y", None), Stated(3, "S-1", "N", SPRING)]
    assert [(each.row, each.code) for each in differences(stated, person())] == [
        (2, "not_in_records"),
        (3, "in_time_y"),
    ]


def totals(made: Compared) -> list[tuple[str, str, int, int]]:
    return [(each.metric, each.what, each.stated, each.found) for each in made.totals]


def test_totals_count_each_answer_of_who_entered_and_each_quarter_of_who_finished_in_the_year():
    people = [
        person(12, ("S-1",)), person(13, ("S-2",), **LATE), person(14, ("S-3",), **OPEN),
        person(15, ("S-4",), **LEFT_OUT), person(16, ("S-5",), entry=date(2026, 6, 30)),
        person(17, ("S-6",), exit_on=date(2027, 7, 1), quarter=Quarter.parse("2028Q1")),
    ]  # fmt: skip
    stated = [
        Stated(2, "S-1", "Y", SPRING), Stated(3, "S-2", "Y", SPRING.later(-1)), Stated(4, "S-3", "", None),
        Stated(5, "S-5", "Y", SPRING), Stated(6, "S-6", "N", Quarter.parse("2028Q1")), Stated(7, "S-99", "N", SPRING),
    ]  # fmt: skip
    made = compare(stated, people, YEAR)
    assert totals(made) == [
        ("completion", "Y", 2, 2), ("completion", "N", 2, 1), ("completion", "", 1, 2),
        ("placement", "2027Q1", 1, 0), ("placement", "2027Q2", 3, 2),
    ]  # fmt: skip
    assert isinstance(made.totals[0], Total)


def test_without_a_student_every_answer_has_its_total_of_nobody():
    assert compare([], [], YEAR) == Compared((), tuple(Total("completion", word, 0, 0) for word in ("Y", "N", "")))


@pytest.mark.parametrize(("word", "cell"), [("Y", "Y"), ("N", "N"), ("open", ""), ("left_out", ""), ("", "")])
def test_a_statement_says_the_same_as_the_records_by_y_n_or_an_empty_cell(word, cell):
    assert answer(word) == cell
