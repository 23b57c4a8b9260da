"""What is reported of an approved program each award year: which reports, by when, a list's faults, a rate in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy.layers import jurisdictions
from magnolia.policy.periods import AwardYear
from magnolia.policy.yearly import (
    DUE,
    FILED,
    OVERDUE,
    RETURNED,
    WAIVED,
    Checked,
    Duty,
    Fault,
    check,
    due,
    duties,
    rows_of,
    told,
    words,
)

MS = words("ms")
MATTERS = MS["matter"]
YEAR = AwardYear(2027)
SEVENTY = Decimal(70)


def open_on(on: date, reports: dict[tuple[int, str], str] | None = None, waived: tuple = ()) -> list[Duty]:
    """Duties of a program approved in 2026-2027, with three months for each report."""
    return duties(MATTERS, 2026, on, lambda year: 3, reports or {}, waived)


def test_reports_are_due_the_months_of_the_law_after_the_award_year_has_ended():
    assert due(YEAR, 3) == date(2028, 10, 1)
    assert due(YEAR, 0) == date(2028, 7, 1)


def test_the_first_reports_are_those_of_the_year_after_the_approval_and_are_listed_from_the_start():
    for on in (date(2026, 9, 1), date(2027, 6, 30), date(2027, 7, 1), date(2028, 6, 30)):
        found = open_on(on)
        assert [(each.year, each.matter) for each in found] == [(YEAR, matter) for matter in MATTERS], on
        assert {each.due for each in found} == {date(2028, 10, 1)}
    later = open_on(date(2028, 7, 1))
    assert [each.year.start for each in later] == [2027] * len(MATTERS) + [2028] * len(MATTERS)


def test_a_report_is_outstanding_to_its_last_day_and_past_its_day_from_the_next():
    assert {each.status for each in open_on(date(2028, 10, 1)) if each.year == YEAR} == {DUE}
    assert {each.status for each in open_on(date(2028, 10, 2)) if each.year == YEAR} == {OVERDUE}


def test_a_report_stands_as_it_was_left_and_a_waiver_lifts_its_measure_of_its_year_unless_it_is_filed():
    on = date(2028, 10, 2)
    reports = {(2027, "completion"): FILED, (2027, "price"): RETURNED, (2027, "placement"): RETURNED}
    waived = ((2027, "completion"), (2027, "placement"), (2028, "placement"))
    found = {(each.year.start, each.matter): each.status for each in open_on(on, reports, waived)}
    assert [found[2027, matter] for matter in MATTERS] == [OVERDUE, RETURNED, FILED, WAIVED]
    assert [found[2028, matter] for matter in MATTERS] == [DUE, DUE, DUE, WAIVED]
    assert all("measure" not in MATTERS[matter] for matter in ("completers", "price"))


def test_what_is_filed_or_waived_is_done_and_the_rest_is_open():
    day = date(2028, 10, 1)
    opened = {status: Duty(YEAR, "price", status, day).open for status in MS["status"]}
    assert opened == {FILED: False, WAIVED: False, RETURNED: True, DUE: True, OVERDUE: True}


@pytest.mark.parametrize("state", jurisdictions())
def test_every_state_of_a_report_and_every_source_has_its_words(state):
    found = words(state)
    assert found["status"].keys() == {FILED, RETURNED, WAIVED, DUE, OVERDUE}
    assert not [each["cite"] for each in found["matter"].values() if "{" in each["cite"]]


# ------------------------------------------------------------------ the list of completers

NAMES = ("key", "name")
NO_OUTCOME = (
    "neither the credential nor a rule that allows another completion outcome is given, so the person is no completer."
)
HEAD = "credential_attained,key,name,completion_date,exclusion\n"


def faults(rows: str, head: str = HEAD) -> list[str]:
    return [str(fault) for fault in check(head + rows, YEAR, NAMES, MS).faults]


def test_a_completion_lies_in_the_award_year_on_its_first_and_last_day_and_not_a_day_beside():
    outside = "Row 2: the completion date is outside the award year 2027-2028."
    for day, wrong in (("2027-06-30", [outside]), ("2027-07-01", []), ("2028-06-30", []), ("2028-07-01", [outside])):
        assert faults(f"Y,1,Ada Fictive,{day},\n") == wrong, day


def test_each_row_is_told_all_that_is_wrong_with_it_and_none_of_its_values():
    assert faults("Y,1,,2027-10-01,\n, , ,,\nY,,Bo Fictive,10/01/2027,moved\nN,3,Cy Fictive,,death\n") == [
        "Row 2: an identifier is missing, so no record can be matched.",
        "Row 4: an identifier is missing, so no record can be matched.",
        "Row 4: the completion date is not a date written YYYY-MM-DD.",
        "Row 4: the exclusion is none of the permitted grounds.",
        "Row 5: the completion date is missing, so no measurement quarter can be given.",
        f"Row 5: {NO_OUTCOME}",
    ]


def test_rows_are_counted_and_a_list_without_the_columns_has_none():
    sound = "Y,1,Ada Fictive,2027-10-01,\n\nY,2,Bo Fictive,2027-10-01,death\n"
    assert check(HEAD + sound, YEAR, NAMES, MS) == Checked(2, ())
    assert check("\ufeff" + HEAD.replace(",", " , ") + sound, YEAR, NAMES, MS).rows == 2
    assert check("key,completion_date\n1,2027-10-01\n", YEAR, NAMES, MS) == Checked(0, ())
    assert check("key,name\n1,Ada Fictive\n", YEAR, NAMES, MS) == Checked(0, ())
    assert check("", YEAR, NAMES, MS) == check(HEAD, YEAR, NAMES, MS) == Checked(0, ())
    assert check(
        "key,name,completion_date,credential_attained\n1,Ada Fictive,2027-10-01,Y\n", YEAR, NAMES, MS
    ) == Checked(1, ())
    assert str(Fault(7, "no day")) == "Row 7: no day."


def test_a_row_that_ends_early_lacks_what_stands_in_its_missing_cells():
    assert faults("Y,1,Ada Fictive\nY,2,Bo Fictive,2027-10-01\nY,3\n") == [
        "Row 2: the completion date is missing, so no measurement quarter can be given.",
        "Row 4: an identifier is missing, so no record can be matched.",
        "Row 4: the completion date is missing, so no measurement quarter can be given.",
    ]


@pytest.mark.row("DEF-07")
@pytest.mark.parametrize(
    ("cells", "completer"),
    [("Y,", True), ("Y,34 CFR 690.94 (practice)", True), ("N,34 CFR 690.94 (practice)", True),
     ("N,", False), (",", False), ("y,", False), (", ", False)],
)  # fmt: skip
def test_a_completer_has_the_credential_or_the_rule_that_allows_another_outcome(cells, completer):
    head = "key,name,completion_date,credential_attained,completion_rule\n"
    assert faults(f"1,Ada Fictive,2027-10-01,{cells}\n", head) == ([] if completer else [f"Row 2: {NO_OUTCOME}"])
    no_date = "Row 2: the completion date is missing, so no measurement quarter can be given."
    assert faults(f"1,Ada Fictive,,{cells}\n", head)[0] == no_date


def test_cells_are_read_without_spaces_around_them():
    assert list(rows_of("a , b\n 1 , 2 \n,\n3,4\n", ("a", "b"))) == [
        (2, {"a": "1", "b": "2"}),
        (4, {"a": "3", "b": "4"}),
    ]


# ------------------------------------------------------------------ a rate in words


@pytest.mark.parametrize(
    ("count", "of", "exclusions", "sentence"),
    [
        (14, 20, [], "14 of 20: 70 percent, here 14, is needed. Met."),
        (13, 20, [], "13 of 20: 70 percent, here 14, is needed. Not met."),
        (14, 21, [("death", 1)], "14 of 20: 70 percent, here 14, is needed. Met."),
        (
            14, 21, [("moved away", 1)],
            "“moved away” is no permitted ground of exclusion, so 1 stay in the count. "
            "14 of 21: 70 percent, here 15, is needed. Not met.",
        ),
        (
            14, 20, [("", 2)],
            "An exclusion without a reason is refused, so 2 stay in the count. "
            "14 of 20: 70 percent, here 14, is needed. Met.",
        ),
    ],
)  # fmt: skip
def test_a_rate_is_told_with_its_counts_and_what_was_refused_comes_first(count, of, exclusions, sentence):
    found, said = told(MS, count, of, SEVENTY, exclusions)
    assert said == sentence
    assert found is not None
    assert (found.count, found.met) == (count, sentence.endswith(" Met."))


@pytest.mark.parametrize(
    ("count", "of", "sentence"),
    [(0, 0, "No rate: there is nobody in the cohort."), (21, 20, "No rate: 21 of 20 cannot be right.")],
)
def test_where_there_is_no_rate_the_reason_is_told(count, of, sentence):
    assert told(MS, count, of, SEVENTY) == (None, sentence)
