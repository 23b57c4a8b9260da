"""The day of exit and what it rests on, and what of a row a sentence may repeat (State policy 8.4, 8.4.1)."""

from __future__ import annotations

from datetime import date

import pytest

from magnolia.policy.records import LIKE_A_NUMBER, SHORTENED, exit_of, repeatable, words

DONE, SEEN, OTHER = date(2026, 11, 20), date(2026, 11, 18), date(2026, 12, 1)
RULE = "34 CFR 668.22(c)"


@pytest.mark.parametrize(
    ("status", "days", "citation", "day", "rests_on"),
    [
        ("completed", (DONE, SEEN, OTHER), RULE, DONE, "completion"),
        ("completed", (None, SEEN, None), "", SEEN, "attendance"),
        ("completed", (None, SEEN, OTHER), RULE, OTHER, "other"),
        ("withdrawn", (DONE, SEEN, None), "", SEEN, "attendance"),
        ("withdrawn", (None, SEEN, OTHER), RULE, OTHER, "other"),
        ("withdrawn", (None, SEEN, OTHER), "", SEEN, "attendance"),
        ("withdrawn", (None, SEEN, OTHER), "  ", SEEN, "attendance"),
        ("withdrawn", (None, SEEN, None), RULE, SEEN, "attendance"),
        ("withdrawn", (None, None, OTHER), "", None, "none"),
        ("enrolled", (None, None, None), "", None, "none"),
        ("completed", (None, None, None), RULE, None, "none"),
    ],
)
def test_a_completer_exits_on_the_day_of_completion_and_others_on_their_last_attendance(
    status, days, citation, day, rests_on
):
    completion, attendance, other = days
    assert exit_of(status, completion, attendance, other, citation) == (day, rests_on)
    assert rests_on in words("ms")["exit"]


@pytest.mark.parametrize(
    "given", ["A", "7", "WELD-01", "46.0303", "a b", "A/b_c.d-1", "A" * 40, "12345678", "900-00-000"]
)
def test_a_key_or_code_is_repeated_as_it_was_given(given):
    assert repeatable(given) == f"“{given}”"


@pytest.mark.parametrize(
    "given",
    ["", " A", "-A", "A" * 41, "A;B", "é", "A\nB", "900000001", "900-00-0001", "900 00 0001", "900.00.0001",
     "S900000001", "1900000001"],
)  # fmt: skip
def test_what_may_be_a_persons_number_or_is_no_key_is_not_repeated(given):
    assert repeatable(given) == "another one"


@pytest.mark.parametrize(
    ("given", "shortened"),
    [("9E+08", True), ("9.00E+8", True), ("1e5", True), ("9E8", True), ("9E-8", False), ("E8", False), ("9E", False),
     ("9.E8", False), ("A9E8", False), ("9E8A", False), ("900", False)],
)  # fmt: skip
def test_a_number_that_a_spreadsheet_shortened_is_known_by_its_form(given, shortened):
    assert bool(SHORTENED.fullmatch(given)) is shortened


@pytest.mark.parametrize(
    ("given", "like"),
    [("900000001", True), ("900-00-0001", True), ("900-000001", True), ("90000000", False), ("900--00-0001", False)],
)
def test_nine_digits_with_or_without_the_usual_signs_between_them_are_like_a_persons_number(given, like):
    assert bool(LIKE_A_NUMBER.fullmatch(given)) is like


def test_the_sentences_have_the_names_of_the_state():
    assert words("ms")["exit"]["none"] == "No day of exit yet"
    assert words("xx").keys() == words("ms").keys()
