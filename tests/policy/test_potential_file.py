"""A file of the working list: its first row, each kind of cell, and what the list's own columns may be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy import potential as potential_module
from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.potential import Entry, clean, entry, header_faults, plain, register
from tests.policy.changed_law import changed

WORDS = register("ms")
HEAD = list(WORDS.columns)
CELLS = {"institution": "Fictive College", "program": "Welding", "weeks": "10", "clock_hours": "300"}


def test_a_first_row_needs_the_needed_columns_and_none_twice():
    assert header_faults("list.csv", HEAD, WORDS) == ""
    assert header_faults("list.csv", [*CELLS, "remarks", "remarks"], WORDS) == ""
    assert header_faults("list.csv", ["program", "weeks"], WORDS) == (
        "“list.csv” lacks these columns: institution, clock_hours. "
        "Their names stand in the first row, as in the template."
    )
    assert header_faults("list.csv", [*CELLS, "weeks", "program"], WORDS) == (
        "“list.csv” has a column twice: program, weeks. Keep one of them."
    )
    assert header_faults("list.csv", [*CELLS, "notes", "notes"], WORDS).startswith("“list.csv” has a column twice")


def test_a_row_is_read_with_every_cell_as_what_it_is_and_what_is_not_said_is_empty():
    full = CELLS | {
        "unitid": "123456", "credit_status": "NonCredit", "student_cost_usd": "1200.50", "notes": " Evening\n class ",
        "year_of_source": "2025", "source": "https://example.org/list",
    }  # fmt: skip
    assert entry(7, full, WORDS) == Entry(
        7, "Fictive College", "123456", "Welding", "noncredit", Decimal(10), Decimal(300), Decimal("1200.50"),
        "Evening class", 2025, "https://example.org/list",
    )  # fmt: skip
    assert entry(2, CELLS, WORDS) == Entry(
        2, "Fictive College", "", "Welding", "", Decimal(10), Decimal(300), None, "", None, ""
    )


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"institution": " \u200b "}, "has nothing under institution."),
        ({"program": ""}, "has nothing under program."),
        ({"weeks": ""}, "has no weeks of instruction."),
        ({"clock_hours": ""}, "has no clock hours."),
        ({"unitid": "1234567"}, "has more than 6 characters under unitid."),
        ({"notes": "x" * 501}, "has more than 500 characters under notes."),
        ({"weeks": "ten"}, "says something under weeks that is no number of at most two decimals, such as 300 or 9.5."),
        ({"clock_hours": "123456"}, "says something under clock_hours that is no number"),
        ({"credit_status": "both"}, "says something under credit_status that is not one of: credit, noncredit."),
        ({"year_of_source": "1899"}, "says something under year_of_source that is no year of four digits."),
        ({"year_of_source": "2100"}, "says something under year_of_source that is no year of four digits."),
        ({"year_of_source": "20255"}, "says something under year_of_source that is no year of four digits."),
    ],
)
def test_a_row_that_cannot_be_listed_is_told_why_by_its_column(cells, told):
    found = entry(2, CELLS | cells, WORDS)
    assert isinstance(found, str)
    assert found.startswith(told)


def test_a_text_may_be_as_long_as_its_column_and_a_year_as_early_as_1900():
    found = entry(2, CELLS | {"notes": "x" * 500, "unitid": "123456", "year_of_source": "1900"}, WORDS)
    assert isinstance(found, Entry)
    assert (len(found.notes), found.unitid, found.year_of_source) == (500, "123456", 1900)
    late = entry(2, CELLS | {"year_of_source": "2099", "clock_hours": "99999.99"}, WORDS)
    assert isinstance(late, Entry)
    assert (late.year_of_source, late.clock_hours) == (2099, Decimal("99999.99"))


@pytest.mark.parametrize("state", jurisdictions())
def test_every_column_says_what_it_means_and_only_four_are_needed(state):
    columns = register(state).columns
    assert [name for name, column in columns.items() if column.needed] == [
        "institution",
        "program",
        "weeks",
        "clock_hours",
    ]
    assert all(column.means and column.id == name for name, column in columns.items())
    assert register(state).most_rows > 0


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ({"kind": "smell"}, "a text has `longest`, and the kind is one of"),
        ({"kind": "text"}, "a text has `longest`"),
        ({"kind": "number", "longest": 6}, "a text has `longest`"),
        ({"kind": "year", "colour": "red"}, "nothing reads `colour`"),
    ],
)
def test_a_column_of_no_kind_or_a_text_without_its_length_is_refused(column: dict[str, Any], told: str):
    change = {"column": {"odd": {"means": "Odd", **column}}}
    for layer in ("model", "states/ms"):
        with changed(potential_module, register, layer, "potential", change), pytest.raises(LawError) as fault:
            register("ms")
        assert "column.odd" in str(fault.value)
        assert told in str(fault.value)


def test_a_state_lays_its_own_words_over_the_list():
    with changed(potential_module, register, "states/ms", "potential", {"says": {"standing": "Not yet, {agency}"}}):
        assert register("ms").says["standing"] == "Not yet, AccelerateMS"


def test_whole_numbers_are_written_as_they_are_and_a_text_is_put_together_as_people_write_it():
    assert [plain(each) for each in (600, Decimal("1E+3"), Decimal("0.05"), Decimal("10.10"))] == [
        "600", "1000", "0.05", "10.1",
    ]  # fmt: skip
    assert clean("Cafe\u0301\u2028x\u2029y\ud800\ue000") == "Caféxy"
    assert clean("a\rb\nc\td") == "a b c d"
