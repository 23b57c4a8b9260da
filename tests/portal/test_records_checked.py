"""What the check of participant records finds, row by row, as an institution's file shows it (policy 8.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from magnolia.policy.data_template import template
from magnolia.portal.actions.custody import checking, handing, looking, vault
from magnolia.portal.models import DataSubmission, SubmissionProgress

from .bring import body, bring, it_is, on, page, words
from .handing_records import agreed, as_csv, hand_in, latest, person, withdrawn


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    agreed(ms)
    return case


@pytest.fixture
def look(ms, certified, enter):
    """Hand rows in and check them: the submission, its errors and its warnings as (row, column, code)."""
    client = enter(ms.preparer)

    def found(*rows: dict[str, str], enrolled: int | None = None, **more: Any) -> Any:
        content = as_csv(*rows, more=more.pop("more", ()))
        assert hand_in(client, certified, content, enrolled=enrolled or len(rows), **more).status_code == 302
        row = latest(certified)
        checking.check(str(row.pk))
        row.refresh_from_db()
        faults = row.faults.exclude(code="ssn_never_issued")
        told = {
            level: [(f.row, f.column, f.code) for f in faults.filter(level=level)] for level in ("error", "warning")
        }
        return row, told["error"], told["warning"]

    return found


def said(row: DataSubmission, code: str) -> str:
    return row.faults.filter(code=code)[0].message


@pytest.mark.row("DATA-06")
def test_an_enrollment_list_of_25_with_22_records_shows_3_missing_and_is_not_accepted(look):
    people = [person(n, pell_recipient="N" if n % 2 else "Y") for n in range(1, 26)]
    row, errors, _ = look(*people[:22], enrolled=25)
    assert row.state == "refused"
    assert errors == [(0, "", "persons_missing")]
    assert "has 25 persons and the file has 22. Missing: 3." in said(row, "persons_missing")
    row, errors, _ = look(*people, enrolled=25)
    assert (row.state, row.participants, errors) == ("checked", 25, [])  # who had no Pell is there and counted
    row, errors, _ = look(*people, enrolled=24)
    assert (row.state, errors) == ("refused", [(0, "", "persons_too_many")])


@pytest.mark.row("DATA-07")
def test_a_number_of_eight_digits_and_a_birth_after_the_entry_reject_the_row_and_keep_the_file_from_being_signed(
    ms, look, enter
):
    row, errors, _ = look(
        person(1, ssn=""),
        person(2, ssn="90045310"),
        person(3, date_of_birth="2029-01-01"),
        person(4, date_of_birth="2027-08-03"),
        person(5, date_of_birth="2027-08-02"),
        person(6, ssn="666-45-0000"),
    )
    assert errors == [
        (2, "ssn", "required"),
        (3, "ssn", "form"),
        (4, "date_of_birth", "after_as_of"),
        (5, "date_of_birth", "born_after"),
    ]
    assert (row.state, row.rejected) == ("refused", 4)
    assert row.faults.filter(code="ssn_never_issued", row=7, level="warning").exists()  # and the row counts
    assert "Go on to sign" not in words(enter(ms.official).get(reverse("records_version", args=[row.pk])))
    sent = enter(ms.official).post(reverse("records_sign", args=[row.pk]), {"name": ms.official.name})
    assert sent.status_code == 422
    row.refresh_from_db()
    assert row.state == "refused"


@pytest.mark.row("DATA-08")
def test_a_program_key_or_cip_code_other_than_the_approved_one_is_refused_naming_both(look):
    row, errors, _ = look(person(1, program_id="WELD-9"), person(2, cip_code="46.0302"), person(3, opeid="00990200"))
    assert errors == [
        (2, "program_id", "other_program"),
        (3, "cip_code", "other_cip"),
        (4, "opeid", "other_institution"),
    ]
    assert "“WELD-9” is not" in said(row, "other_program")
    assert "which is LINE-1" in said(row, "other_program")
    assert "is “46.0302”, and the approved program has 46.0303" in said(row, "other_cip")
    # A cell that could be a person's number is not repeated.
    row, _, _ = look(person(1, program_id="900-45-3127"))
    assert "3127" not in said(row, "other_program")


@pytest.mark.row("DATA-08")
def test_completed_without_a_day_fails_and_a_credential_of_who_is_still_enrolled_is_questioned(look):
    row, errors, warnings = look(
        person(1),
        person(2, completion_date=""),
        person(3, completion_date="2027-08-01"),
        person(4, enrollment_status="enrolled", completion_date=""),
    )
    assert errors == [(3, "completion_date", "required"), (4, "completion_date", "before_entry")]
    assert warnings == [(5, "credential_attained", "attained_early")]
    assert row.rejected == 2


@pytest.mark.row("DATA-09")
def test_the_total_is_the_sum_to_the_cent_and_fees_that_are_absent_are_not_zero(look):
    assert look(person(1, total_cost="3250.00"))[0].state == "checked"
    row, errors, _ = look(
        person(1, total_cost="3250.01"),
        person(2, required_fees="", total_cost="2900.00"),
        person(3, total_cost="3,250"),
    )
    assert (2, "total_cost", "other_total") in errors
    assert (3, "required_fees", "required") in errors


@pytest.mark.row("DATA-10")
def test_a_withdrawal_needs_its_last_day_of_attendance_not_before_the_entry(look):
    row, errors, _ = look(withdrawn(1))
    assert (row.state, errors) == ("checked", [])
    row, errors, _ = look(
        withdrawn(1, last_date_of_attendance=""),
        withdrawn(2, last_date_of_attendance="2027-08-01"),
        withdrawn(3, withdrawal_basis=""),
    )
    assert errors == [
        (2, "last_date_of_attendance", "required"),
        (3, "last_date_of_attendance", "before_entry"),
        (4, "withdrawal_basis", "required"),
    ]


@pytest.mark.row("RATE-COMP-06")
def test_a_normal_time_of_12_weeks_does_not_fit_a_program_approved_with_13(look):
    row, errors, _ = look(
        person(1, normal_time_weeks="12"), person(2, normal_time_weeks="13.0"), person(3, normal_time_weeks="0"),
        person(4, normal_time_weeks=""),
    )  # fmt: skip
    assert (2, "normal_time_weeks", "other_time") in errors
    assert not [each for each in errors if each[0] == 3]
    assert {each[0] for each in errors} == {2, 4, 5}
    assert "does not fit the approved program" in said(row, "other_time")


@pytest.mark.row("DATA-13")
def test_a_file_with_a_column_for_grades_is_refused_by_that_columns_name_and_every_column_has_its_purpose(
    ms, certified, look, enter
):
    row, errors, _ = look(person(1, GPA="3.1"), more=("GPA",))
    assert row.state == "refused"
    assert errors == [(0, "", "column_not_asked")]
    assert "“GPA”" in said(row, "column_not_asked")
    assert row.rows == 0
    dictionary = words(enter(ms.preparer).get(page("records_hand_in", certified, "2027")))
    assert "Matches the person with wage records." in dictionary
    lines = body(enter(ms.preparer).get("/in/ms/data-template/field-dictionary.csv")).decode().splitlines()
    place = lines[0].split(",").index("Purpose")
    assert lines[1].split(",")[place]
    assert all(field.purpose for field in template("ms").fields)


@pytest.mark.row("DATA-14")
def test_the_day_of_exit_is_the_completion_or_the_last_attendance_and_another_day_needs_its_rule(ms, look, enter):
    first = person(1, completion_date="2027-11-20", last_date_of_attendance="2027-11-18")
    second = withdrawn(2, last_date_of_attendance="2027-10-02", withdrawal_date="2027-10-09")
    more = ("other_exit_date", "exit_citation")
    row, errors, _ = look(first, second, withdrawn(3, other_exit_date="2027-10-05"), more=more)
    assert errors == [(4, "exit_citation", "exit_uncited")]
    third = withdrawn(3, other_exit_date="2027-10-05", exit_citation="34 CFR 668.22(c)")
    row, errors, _ = look(first, second, third, more=more)
    assert (row.state, errors) == ("checked", [])
    shown = words(enter(ms.preparer).get(reverse("records_proof", args=[row.pk])))
    assert "S-001 November 20, 2027 Day of completion" in shown
    assert "S-002 October 2, 2027 Last day of attendance" in shown
    assert "S-003 October 5, 2027 Another day that federal rules recognize" in shown


def test_what_a_spreadsheet_spoils_is_said_and_a_formula_is_refused(look):
    row, errors, _ = look(
        person(1, ssn="9.00453E+08"),
        person(2, student_id="=1+1"),
        person(3, opeid="990100"),
        person(4, entry_date="46601"),
    )
    assert (2, "ssn", "scientific") in errors
    assert (3, "student_id", "formula") in errors
    assert (4, "opeid", "form") in errors
    assert (5, "entry_date", "form") in errors


def test_a_file_without_a_header_or_rows_or_of_another_kind_is_sent_back_in_a_sentence(ms, certified, enter, look):
    client = enter(ms.preparer)
    for content, name, says in (
        (b"900-45-3127,Ada,Fictive\n", "records.csv", "these columns are missing"),
        (b"", "records.csv", "it is empty"),
        (as_csv(), "records.csv", "no row of records"),
        (b"\xff\xfe,\n", "records.csv", "not UTF-8"),
        (b"PK nonsense", "records.xlsx", "damaged"),
        (b"nonsense", "records.parquet", "not what its name says"),
        (as_csv(person(1), more=("template_version_7",)), "records.csv", "version 7"),
    ):
        assert hand_in(client, certified, content, enrolled=1, name=name).status_code == 302
        row = latest(certified)
        checking.check(str(row.pk))
        row.refresh_from_db()
        assert row.state == "refused", name
        messages = " ".join(row.faults.values_list("message", flat=True))
        assert says in messages, messages
        assert "3127" not in messages
        assert "Ada" not in messages
    answer = hand_in(client, certified, b"x", enrolled=1, name="records.txt")
    assert answer.status_code == 422
    assert "ends in .csv, .xlsx, .parquet" in words(answer)


def test_who_waits_sees_the_step_and_how_many_rows_are_read(ms, certified, enter):
    client = enter(ms.preparer)
    assert hand_in(client, certified, as_csv(person(1), person(2), person(3)), enrolled=3).status_code == 302
    row = latest(certified)
    url = reverse("records_version", args=[row.pk])
    assert "It waits for its turn" in words(client.get(url))
    steps: list[tuple[str, int | None]] = []
    asked = handing.asked(certified, row.award_year, date(2028, 8, 10), program_id="LINE-1", enrolled=3)
    with vault.opened(vault.place_of(row.pk)) as memory:
        looking.look(memory, row.name, asked, step=lambda word, read: steps.append((word, read)))
    assert steps == [("rows", None), ("rows", 3), ("register", 3), ("compared", 3)]
    # A worker that was stopped in the middle of a large file leaves this.
    SubmissionProgress.objects.create(submission=row, step="register", rows=412_000, begun_at=row.received_at,
                                      at=row.received_at)  # fmt: skip
    shown = words(client.get(url))
    assert "Holding the rows against the approved program, 412,000 rows read." in shown
    checking.check(str(row.pk))
    assert SubmissionProgress.objects.get(submission=row).rows == 3
