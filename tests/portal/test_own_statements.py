"""What an institution says of each student itself, beside what its records give (policy 8.6, 8.7)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_q.models import OrmQ
from python_calamine import CalamineWorkbook

from magnolia.portal.actions.custody import checking, comparing, stating, vault
from magnolia.portal.actions.telling import posting
from magnolia.portal.models import DataSubmission, OutcomeResult, OwnStatement, SignedText
from tests.outcomes.records import Outcomes, paid

from .bring import body, bring, it_is, on, page, send, words
from .handed_in import brought, loaded, sha256
from .handing_records import SEEDED, agreed, as_csv, hand_in, latest, person, withdrawn
from .sheets import workbook

HEADER = "student_id,completed_in_time,measured_quarter"
# Thirteen weeks from August 2, 2027 leave 136 days: the last day is December 16.
LAST, TOO_LATE = "2027-12-16", "2027-12-17"


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    agreed(ms)
    return case


@pytest.fixture
def records(ms, certified, enter):
    """Records handed in and checked without a fault."""

    def made(*people: dict[str, str], year: int = 2027, **more: Any) -> DataSubmission:
        answer = hand_in(enter(ms.preparer), certified, as_csv(*people), enrolled=len(people), year=year, **more)
        assert answer.status_code == 302, words(answer)
        row = latest(certified, year)
        assert checking.check(str(row.pk)) == "checked", list(row.faults.values_list("row", "message"))
        row.refresh_from_db()
        return row

    return made


def stated(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows, "")).encode()


def state(client: Any, row: DataSubmission, content: bytes, name: str = "statement.csv", **more: Any) -> Any:
    """Send the form with a statement."""
    given = {"do": "state_own", "file": SimpleUploadedFile(name, content)} | more
    return send(client, reverse("records_statement", args=[row.pk]), row, **given)


def compared(row: DataSubmission) -> OwnStatement:
    found = row.statements.latest("number")
    comparing.compare_rows(str(found.pk))
    found.refresh_from_db()
    return found


def shown(client: Any, row: DataSubmission) -> str:
    return words(client.get(reverse("records_version", args=[row.pk])))


@pytest.mark.row("RATE-COMP-11")
def test_a_difference_of_one_student_stands_between_both_totals_and_is_named_by_the_student_id(
    ms, certified, records, enter
):
    people = [person(n) for n in range(1, 4)] + [person(4, completion_date=LAST), person(5, completion_date=TOO_LATE)]
    row = records(*people, withdrawn(6))
    lines = [f"S-{n:03d},Y,2028Q2" for n in range(1, 6)] + ["S-006,N,"]
    assert "None was handed in" in shown(enter(ms.preparer), row)
    assert state(enter(ms.preparer), row, stated(*lines)).status_code == 302
    assert "It is held against the records now" in shown(enter(ms.preparer), row)
    found = compared(row)
    assert [(each.student_id, each.code) for each in found.differences.all()] == [("S-005", "in_time_n")]
    for who in (ms.preparer, ms.official, ms.reviewer, ms.director, ms.steward):
        said = shown(enter(who), row)
        assert "Entered in 2027-2028: In time 5 4 Differs" in said
        assert "Entered in 2027-2028: Not in time 1 2 Differs" in said
        assert "Finished in 2027-2028, measured quarter: 2028Q2 5 5 Agrees" in said
        assert "1 difference to look at" in said
        assert "S-005 6 of the statement, 6 of the records In time Not in time" in said
        assert "the last day was December 16, 2027" in said
    # The statement put right agrees on everybody.
    lines[4] = "S-005,N,2028Q2"
    assert state(enter(ms.preparer), row, stated(*lines)).status_code == 302
    assert compared(row).differences_found == 0
    assert "Statement and records agree on every student" in shown(enter(ms.reviewer), row)
    assert row.statements.count() == 2  # the first is kept


@pytest.mark.row("RATE-JOB-09")
def test_the_fourth_quarter_of_2026_stated_for_an_exit_in_august_is_flagged_with_the_first_of_2027(
    ms, certified, records, enter
):
    left = {"entry_date": "2026-07-06", "completion_date": "2026-08-15"}
    row = records(person(1, **left), person(2, **left), year=2026)
    assert state(enter(ms.preparer), row, stated("S-001,Y,2026Q4", "S-002,Y,2027Q1")).status_code == 302
    found = compared(row)
    assert [(each.student_id, each.stated, each.found) for each in found.differences.all()] == [
        ("S-001", "2026Q4", "2027Q1")
    ]
    said = shown(enter(ms.reviewer), row)
    assert "S-001 2 of the statement, 2 of the records 2026Q4 2027Q1" in said
    assert "Exit on August 15, 2026: the measured quarter is 2027Q1." in said
    assert "Finished in 2026-2027, measured quarter: 2026Q4 1 0 Differs" in said
    assert "Finished in 2026-2027, measured quarter: 2027Q1 1 2 Differs" in said
    # No quarter at all is a difference as well.
    assert state(enter(ms.preparer), row, stated("S-001,Y,", "S-002,Y,2027Q1")).status_code == 302
    assert [(each.stated, each.found) for each in compared(row).differences.all()] == [("", "2027Q1")]


def test_students_whom_only_one_side_has_are_named_and_a_name_in_place_of_a_key_is_not_repeated(ms, records, enter):
    row = records(person(1), person(2), person(3, student_id=SEEDED), person(4), person(5, student_id="S-004"))
    lines = ("S-001,Y,2028Q2", "S-099,Y,2028Q2", "Zoë O’Fictive-Quillfeather,Y,2028Q2", "S-004,Y,2028Q2")
    assert state(enter(ms.preparer), row, stated(*lines)).status_code == 302
    found = compared(row)
    assert [(each.code, each.row, each.record_row, each.student_id) for each in found.differences.all()] == [
        ("not_in_records", 3, None, "S-099"),
        ("not_in_records", 4, None, ""),
        ("key_shared", 5, 5, "S-004"),
        ("not_stated", None, 3, "S-002"),
        ("no_key", None, 4, ""),
    ]
    for who in (ms.preparer, ms.reviewer):
        said = shown(enter(who), row)
        assert "Quillfeather" not in said
        assert SEEDED not in said
        assert "No student in the records has this key" in said
        assert "Several students in the records have this key" in said


def test_an_open_window_an_exclusion_and_a_missing_credential_leave_cells_empty(
    ms, settings, certified, records, enter
):
    it_is(settings, on("2027-12-01"))
    away = {"exclusion": "death", "exclusion_date": "2027-10-01", "exclusion_evidence": "File 3"}
    still = {"enrollment_status": "enrolled", "completion_date": "", "credential_attained": ""}
    row = records(
        person(1, **still), person(2, **still), withdrawn(3, **away), person(4, credential_attained="N"), withdrawn(5)
    )
    lines = ("S-001,,", "S-002,N,", "S-003,N,2028Q2", "S-004,Y,2028Q2", "S-005,N,")
    assert state(enter(ms.preparer), row, stated(*lines)).status_code == 302
    assert [(each.student_id, each.code) for each in compared(row).differences.all()] == [
        ("S-002", "in_time_open"),
        ("S-003", "in_time_left_out"),
        ("S-003", "quarter_none"),
        ("S-004", "in_time_open"),  # the credential can still come in time
        ("S-004", "quarter_none"),
    ]
    assert "can still finish in time, until December 16, 2027" in shown(enter(ms.preparer), row)
    # On the last day the window is open, on the next it is closed.
    for day, code in ((LAST, ["in_time_open", "in_time_open"]), (TOO_LATE, ["in_time_n"])):
        it_is(settings, on(day))
        assert state(enter(ms.preparer), row, stated("S-001,,", "S-002,N,", *lines[2:])).status_code == 302
        mine = compared(row).differences.filter(student_id__in=["S-001", "S-002"])
        assert [each.code for each in mine if each.student_id == "S-001"] == ([] if day == LAST else code)
        assert [each.code for each in mine if each.student_id == "S-002"] == (code[:1] if day == LAST else [])


def test_two_enrolments_of_one_person_are_one_and_naming_both_keys_is_a_difference(ms, certified, enter):
    left = withdrawn(1, entry_date="2027-08-02")
    again = person(1, student_id="S-900", entry_date="2027-11-01", completion_date="2027-12-20")
    assert hand_in(enter(ms.preparer), certified, as_csv(left, again, person(2)), enrolled=2).status_code == 302
    row = latest(certified)
    assert checking.check(str(row.pk)) == "checked"
    row.refresh_from_db()
    # The window runs from the first entry, so December 20 is late, and either key may stand for the person.
    for key in ("S-001", "S-900"):
        assert state(enter(ms.preparer), row, stated(f"{key},N,2028Q2", "S-002,Y,2028Q2")).status_code == 302
        assert compared(row).differences_found == 0, key
    lines = ("S-001,N,2028Q2", "S-900,Y,2028Q2", "S-002,Y,2028Q2")
    assert state(enter(ms.preparer), row, stated(*lines)).status_code == 302
    assert [(each.student_id, each.code) for each in compared(row).differences.all()] == [
        ("S-900", "same_person"),
        ("S-900", "in_time_n"),
    ]


def test_every_fault_of_a_statement_is_said_by_row_and_nothing_of_it_is_kept(ms, certified, records, enter):
    row, client = records(person(1), person(2)), enter(ms.preparer)
    vaulted = set(Path(django_settings.VAULT_FOLDER).iterdir())
    content = stated(
        "S-001,Y,2028Q2", "900-45-3127,Y,2028Q2", "S-001,N,", ",Y,", "S-002,yes,2028Q5", "S-003,Y,Q2 2028",
        "9.00453E+08,Y,", "S-004,Y,2028Q2,Zoë",
    )  # fmt: skip
    answer = state(client, row, content)
    said = words(answer)
    assert answer.status_code == 422
    for place, column, says in (
        (3, "student_id", "This looks like a Social Security number"),
        (4, "student_id", "The same student stands in row 2 already"),
        (5, "student_id", "The row names no student"),
        (6, "completed_in_time", "Write Y or N"),
        (6, "measured_quarter", "Write year and quarter such as 2027Q1"),
        (7, "measured_quarter", "Write year and quarter such as 2027Q1"),
        (8, "student_id", "Excel wrote this number in short form"),
        (9, "–", "more in it than the columns asked for"),
    ):
        assert f"{place} – {column} Fault {says}" in said or f"{place} – {column} Fault The row has {says}" in said, (
            place
        )
    for value in ("3127", "Zoë", "yes", "2028Q5"):
        assert value not in said
    for content, name, says in (
        (b"", "statement.csv", "The column is missing"),
        (f"{HEADER}\n".encode(), "statement.csv", "no row of students"),
        (f"{HEADER},ssn\nS-001,Y,,{SEEDED}\n".encode(), "statement.csv", "has the column “ssn”"),
        (f"{HEADER},student_id\nS-001,Y,,S-001\n".encode(), "statement.csv", "stands twice"),
        (f"{HEADER},{SEEDED}\nS-001,Y,,\n".encode(), "statement.csv", "has the column in place 4"),
        (b"student_id\nS-001\n", "statement.csv", "completed_in_time"),
        (b"\xff\xfe,\n", "statement.csv", "cannot be read"),
        (b"PK nonsense", "statement.xlsx", "damaged, or not what its name says"),
        (b"x", "statement.parquet", "ends in .csv or .xlsx"),
    ):
        answer = state(client, row, content, name)
        assert answer.status_code == 422, name
        assert says in words(answer), (content, words(answer))
        assert SEEDED not in words(answer)
    assert not OwnStatement.objects.exists()
    assert set(Path(django_settings.VAULT_FOLDER).iterdir()) == vaulted


def test_a_workbook_serves_as_well_and_its_template_has_the_three_columns(ms, records, enter):
    row, client = records(person(1)), enter(ms.preparer)
    given = body(client.get(reverse("records_statement_template")))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(given)).get_sheet_by_index(0).to_python()
    assert sheet == [HEADER.split(",")]
    content = workbook([HEADER.split(","), ["S-001", "N", "2028Q2"]])
    assert state(client, row, content, "statement.xlsx").status_code == 302
    assert [each.code for each in compared(row).differences.all()] == ["in_time_y"]


def test_the_official_signs_with_differences_shown_and_the_signature_names_the_statement(ms, records, enter):
    row, official = records(person(1), person(2)), enter(ms.official)
    url = reverse("records_sign", args=[row.pk])
    assert state(official, row, stated("S-001,N,2028Q2", "S-002,Y,2028Q2")).status_code == 302
    assert "is still being held against the records" in words(official.get(url))
    found = compared(row)
    said = words(official.get(url))
    assert "Entered in 2027-2028: In time 1 2 Differs" in said
    assert "1 difference of statement 1 . You can sign with them" in said
    assert send(official, url, row, name=ms.official.name).status_code == 302
    row.refresh_from_db()
    assert row.state == "signed"
    text = SignedText.objects.get(pk=row.signed_id).text
    assert found.sha256 in text
    assert '"differences":1' in text.replace(" ", "")


def test_only_the_institution_itself_hands_in_and_nothing_beside_records_that_were_sent_back(
    ms, certified, records, enter
):
    row = records(person(1))
    for who in (ms.reviewer, ms.other_preparer, ms.steward):
        answer = state(enter(who), row, stated("S-001,Y,2028Q2"))
        assert answer.status_code in (403, 404)
    hand_in(enter(ms.preparer), certified, as_csv(person(1, ssn="1")), enrolled=1)
    bad = latest(certified)
    assert checking.check(str(bad.pk)) == "refused"
    answer = state(enter(ms.preparer), bad, stated("S-001,Y,2028Q2"))
    assert answer.status_code == 422
    assert not OwnStatement.objects.exists()
    assert "No statement is taken for this version" in words(
        enter(ms.preparer).get(reverse("records_statement", args=[bad.pk]))
    )


def test_the_statement_lies_encrypted_comes_once_for_two_clicks_and_is_destroyed_with_the_records(
    ms, certified, records, enter
):
    row, client = records(person(1)), enter(ms.preparer)
    for _ in range(2):
        assert state(client, row, stated("S-001,Y,2028Q2"), key="one-form", seen="").status_code == 302
    found = row.statements.get()
    assert b"S-001" not in vault.place_of(found.pk).read_bytes()
    comparing.compare_rows(str(found.pk))
    comparing.compare_rows(str(found.pk))  # a second worker finds it done
    assert row.case.events.filter(move="compare_own").count() == 1
    hand_in(client, certified, as_csv(person(1), person(2)), enrolled=2)  # the older version is no longer needed
    steward, url = enter(ms.steward), reverse("custody_purge", args=[row.pk])
    assert send(steward, url, row, do="purge", **{"purge-reason": "Replaced"}).status_code == 302
    assert not vault.holds(found.pk)
    assert row.destroyed.absent
    assert "None. Statement and records agree" in shown(client, row)


def test_a_statement_that_waits_is_looked_at_again_and_one_that_is_lost_says_so(ms, records, enter):
    row = records(person(1))
    assert state(enter(ms.preparer), row, stated("S-001,Y,2028Q2")).status_code == 302
    OrmQ.objects.all().delete()  # the worker was killed with its task
    posting.sweep()
    found = row.statements.get()
    assert (stating.COMPARE, str(found.pk)) in {(each.task["func"], *each.task["args"]) for each in OrmQ.objects.all()}
    vault.destroy(found.pk)
    assert "cannot be read" in compared(row).problem
    assert "was not held against the records" in shown(enter(ms.preparer), row)


def test_totals_stand_side_by_side_where_a_reviewer_looks_at_the_rate(ms, certified, records, enter, tmp_path):
    at = on("2028-08-10")
    people = [*(person(n) for n in range(1, 4)), person(4, completion_date=TOO_LATE), withdrawn(5)]
    row = records(*people)
    lines = [f"S-{n:03d},Y,2028Q2" for n in range(1, 4)] + ["S-004,Y,2028Q2", "S-005,N,"]
    assert state(enter(ms.preparer), row, stated(*lines)).status_code == 302
    compared(row)
    send(enter(ms.official), reverse("records_sign", args=[row.pk]), row, name=ms.official.name)
    made = Outcomes(tmp_path, as_of="2028-08-05", through="2028Q2")
    made.write([], [paid(ssn=each["ssn"], year="2028", quarter="2") for each in people[:3]])
    made.participants.write_bytes(as_csv(*people))
    assert made.compute() == 0
    loaded(ms, sha256(made.wages), at, "2028Q2")
    brought(ms, made, at)
    rates = {each.metric: each for each in OutcomeResult.objects.filter(submission=row)}
    # The records were counted anew to what the run of the command counts.
    again = {(each.metric, each.what): each.found for each in row.statements.get().totals.all()}
    assert again[("completion", "Y")] == rates["completion"].numerator == 3
    assert again[("completion", "Y")] + again[("completion", "N")] == rates["completion"].denominator == 5
    assert again[("placement", "2028Q2")] == rates["placement"].denominator == 4
    said = words(enter(ms.director).get(reverse("outcome_result", args=[rates["completion"].pk])))
    assert "Entered in 2027-2028: In time 4 3 Differs" in said
    assert "1 difference, student by student" in said
    assert "measured quarter" not in said
    said = words(enter(ms.reviewer).get(page("outcomes", certified)))
    assert "Entered in 2027-2028: In time 4 3 Differs" in said
    assert "Finished in 2027-2028, measured quarter: 2028Q2 4 4 Agrees" in said
