"""Which programs fit the time frame, and how a row of a file is read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from magnolia.policy.layers import jurisdictions
from magnolia.policy.potential import Frame, clean, entry, outside, plain, register

FRAME = Frame(*map(Decimal, ("150", "600", "8", "15")))


@pytest.mark.parametrize(
    ("hours", "weeks", "says"),
    [
        ("149", "10", "the list starts at 150"),
        ("149.99", "10", "the list starts at 150"),
        ("150", "10", ""),
        ("599", "10", ""),
        ("599.99", "10", ""),
        ("600", "10", "the list ends below 600"),
        ("300", "7.9", "the list starts at 8"),
        ("300", "8", ""),
        ("300", "14.9", ""),
        ("300", "14.99", ""),
        ("300", "15", "the list ends below 15"),
    ],
)
def test_a_program_fits_from_the_lowest_number_up_to_but_not_including_the_limit(hours, weeks, says):
    found = outside(FRAME, Decimal(hours), Decimal(weeks), register("ms"))
    assert bool(found) == bool(says)
    assert says in found


@pytest.mark.parametrize("state", jurisdictions())
def test_every_sentence_of_the_list_is_filled_and_none_says_approved_without_not(state):
    words = register(state)
    assert "not approved" in words.says["standing"]
    assert "Not yet approved" in words.says["row"]
    assert "{agency}" not in " ".join(words.says.values())
    assert words.says["frame"].format(**FRAME.words()).startswith("From 150 ")


def test_a_number_is_written_in_plain_figures_and_nothing_else_is_taken_for_one():
    cells = {"institution": "A", "program": "B", "weeks": "10", "clock_hours": "300"}
    words = register("ms")
    read = entry(2, cells, words)
    assert not isinstance(read, str)
    assert (read.clock_hours, read.weeks) == (Decimal(300), Decimal(10))
    for odd in ("3e2", "NaN", "Infinity", "-300", "+300", "300.005", "1,200", "300 hours", "٣٠٠", "0x12C", "½"):
        assert "no number" in str(entry(2, cells | {"clock_hours": odd}, words)), odd
    assert "no year" in str(entry(2, cells | {"year_of_source": "26"}, words))
    assert "not one of: credit, noncredit" in str(entry(2, cells | {"credit_status": "both"}, words))


def test_figures_are_said_without_zeros_at_their_end_and_texts_without_what_cannot_be_seen():
    assert [plain(Decimal(each)) for each in ("9.50", "600", "600.00", "0.10")] == ["9.5", "600", "600", "0.1"]
    assert clean(" a\u202e\u200b  b\tc\x07\n") == "a b c"
