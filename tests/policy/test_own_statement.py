"""An own statement held against records: windows, quarters, and that totals never differ without a student."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from magnolia.policy.own_statement import (
    ANSWERS,
    COLUMNS,
    Enrolment,
    Stated,
    answer,
    compare,
    read_header,
    read_rows,
    recompute,
)
from magnolia.policy.parameters import load_parameters
from magnolia.policy.periods import AwardYear, Quarter

YEAR, ON = AwardYear(2026), date(2027, 6, 30)
PERCENT = load_parameters("ms")["rates.normal_time_percent"].on(ON).whole


def row(n: int, entry: str = "2026-08-24", done: str = "", weeks: str = "10", **changed: object) -> Enrolment:
    """A person of their own, finished with the credential on a day, or still there."""
    completion = date.fromisoformat(done) if done else None
    values = {
        "row": n, "person": n, "student_id": f"S-{n}", "entry": date.fromisoformat(entry),
        "status": "completed" if done else "enrolled", "completion": completion, "attained": "Y" if done else "",
        "weeks": Decimal(weeks), "exclusion": "",
    } | changed  # fmt: skip
    return Enrolment(**values)  # type: ignore[arg-type]


def word(each: Enrolment, on: date = ON) -> str:
    return recompute([each], PERCENT, on)[0].in_time


@pytest.mark.parametrize(
    ("entry", "weeks", "last", "late"),
    [
        ("2026-08-24", "10", "2026-12-07", "2026-12-08"),
        ("2026-08-24", "8", "2026-11-16", "2026-11-17"),
        ("2027-01-11", "9", "2027-04-15", "2027-04-16"),
    ],
)
def test_the_window_is_half_as_long_again_as_the_normal_time_and_its_last_day_counts(entry, weeks, last, late):
    assert word(row(1, entry, last, weeks)) == "Y"
    assert word(row(1, entry, late, weeks)) == "N"
    still = row(1, entry, "", weeks)
    assert word(still, date.fromisoformat(last)) == "open"
    assert word(still, date.fromisoformat(late)) == "N"
    gone = row(1, entry, "", weeks, status="withdrawn")
    assert word(gone, date.fromisoformat(last)) == "N"


def test_who_never_attended_is_nobody_and_a_completion_without_the_credential_is_none():
    assert recompute([row(1, status="never_attended")], PERCENT, ON) == []
    found = recompute([row(1, done="2026-11-01", attained="N")], PERCENT, ON)[0]
    assert (found.in_time, found.quarter, found.exit_on) == ("N", None, None)
    found = recompute([row(1, done="2026-11-01", exclusion="death")], PERCENT, ON)[0]
    assert (found.in_time, found.quarter) == ("left_out", None)


def test_rows_of_one_person_are_one_with_the_first_entry_and_the_first_completion():
    rows = [
        row(3, "2026-10-01", "2027-01-05", person="a"), row(2, "2026-08-24", "", person="a", status="withdrawn"),
        row(4, "2026-11-02", "2026-12-30", person="a"),
    ]  # fmt: skip
    found = recompute(rows, PERCENT, ON)
    assert len(found) == 1
    assert (found[0].entry, found[0].exit_on, found[0].in_time) == (date(2026, 8, 24), date(2026, 12, 30), "N")
    assert found[0].quarter == Quarter.parse("2027Q2")
    assert set(found[0].keys) == {"S-2", "S-3", "S-4"}


def test_one_row_with_a_ground_leaves_the_person_out_and_one_row_still_enrolled_keeps_the_time_running():
    left = [row(2, person="a", exclusion="death"), row(3, "2026-10-01", person="a")]
    assert recompute(left, PERCENT, ON)[0].in_time == "left_out"
    still = [row(2, person="a", status="withdrawn"), row(3, "2026-10-01", person="a")]
    (found,) = recompute(still, PERCENT, date(2026, 12, 7))
    assert (found.in_time, found.closes, found.row) == ("open", date(2026, 12, 7), 2)
    assert recompute(still, PERCENT, date(2026, 12, 8))[0].in_time == "N"


@pytest.mark.parametrize(
    ("out", "quarter"),
    [("2026-06-30", "2026Q4"), ("2026-07-01", "2027Q1"), ("2026-08-15", "2027Q1"), ("2026-09-30", "2027Q1"),
     ("2026-10-01", "2027Q2")],
)  # fmt: skip
def test_the_measured_quarter_is_the_second_whole_one_after_the_exit(out, quarter):
    people = recompute([row(1, "2026-05-04", out, "14")], PERCENT, ON)
    said = [Stated(2, "S-1", "Y", Quarter.parse("2026Q4"))]
    differences = [each for each in compare(said, people, YEAR).differences if each.code == "quarter"]
    assert [(each.found, each.day) for each in differences] == (
        [] if quarter == "2026Q4" else [(quarter, date.fromisoformat(out))]
    )


def test_a_cohort_counts_who_entered_and_who_finished_in_its_award_year_alone():
    before = row(1, "2026-06-30", "2026-07-01")  # entered in the year before, finished in this one
    after = row(2, "2027-06-30", "2027-07-01")
    people = recompute([before, after], PERCENT, ON)
    said = [Stated(2, "S-1", "Y", people[0].quarter), Stated(3, "S-2", "Y", people[1].quarter)]
    compared = compare(said, people, YEAR)
    assert compared.differences == ()
    totals = {(each.metric, each.what): (each.stated, each.found) for each in compared.totals}
    assert totals[("completion", "Y")] == (1, 1)
    assert [what for metric, what in totals if metric == "placement"] == ["2027Q1"]


STUDENTS = st.lists(
    st.tuples(
        st.sampled_from(["2026-06-30", "2026-07-01", "2026-08-24", "2027-06-30"]),
        st.sampled_from(["", "2026-11-01", "2026-12-30", "2027-07-05"]),
        st.sampled_from(["", "", "death"]),
        st.sampled_from([None, *ANSWERS]),
        st.sampled_from([None, "", "2027Q1", "2027Q2"]),
    ),
    max_size=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine is shared
@given(STUDENTS)
def test_totals_never_differ_by_more_than_the_students_that_are_named(students):
    rows = [row(n, entry, done, exclusion=out) for n, (entry, done, out, _, _) in enumerate(students, start=2)]
    people = recompute(rows, PERCENT, ON)
    said = []
    for n, (found, (*_, in_time, quarter)) in enumerate(zip(people, students, strict=True), start=2):
        right = answer(found.in_time) if in_time is None else in_time
        given_quarter = found.quarter if quarter is None else Quarter.parse(quarter) if quarter else None
        said.append(Stated(n, found.keys[0], right, given_quarter))
    compared = compare(said, people, YEAR)
    named = {each.student_id for each in compared.differences}
    for total in compared.totals:
        assert abs(total.stated - total.found) <= len(named)
    if not named:
        assert all(total.stated == total.found for total in compared.totals)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine is shared
@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=6))
def test_no_file_whatever_it_holds_ends_otherwise_than_in_rows_or_reasons(rows):
    stated, wrong = read_rows(COLUMNS, list(enumerate(rows, start=2)))
    assert stated or wrong
    assert {each.row for each in stated}.isdisjoint(each.row for each in wrong)
    read_header(rows[0] if rows else [])
