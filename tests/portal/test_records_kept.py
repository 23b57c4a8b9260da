"""Custody of participant records: trial, versions, exclusions, export, destruction, proof of exit and reminders."""

from __future__ import annotations

import io
import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from magnolia.portal.actions.custody import agreements, due, vault
from magnolia.portal.models import (
    DataExclusion,
    DataSubmission,
    Destroyed,
    Event,
    InformationRequest,
    Notice,
    OutcomeResult,
    Reading,
    SubmissionFault,
)

from .bring import body, bring, it_is, on, page, send, words
from .handing_records import agreed, as_csv, checked, hand_in, person, withdrawn


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    agreed(ms)
    return case


def signed(ms: Any, case: Any, enter: Any, *people: dict[str, str]) -> DataSubmission:
    assert hand_in(enter(ms.preparer), case, as_csv(*people), enrolled=len(people)).status_code == 302
    row = checked(case)
    assert row.state == "checked", list(row.faults.values_list("message"))
    url = reverse("records_sign", args=[row.pk])
    assert send(enter(ms.official), url, row, name=ms.official.name).status_code == 302
    return row


# ---------------------------------------------------------------- exclusions


@pytest.mark.row("DATA-11")
def test_service_of_30_days_excludes_nobody_and_31_days_wait_for_a_reviewer_before_anything_is_signed(
    ms, certified, enter
):
    away = {"exclusion": "active_duty", "exclusion_date": "2027-09-01", "exclusion_evidence": "Orders 12"}
    client = enter(ms.preparer)
    hand_in(client, certified, as_csv(person(1), withdrawn(2, **away, exclusion_days="30")), enrolled=2)
    row = checked(certified)
    assert row.state == "refused"
    assert list(row.faults.filter(level="error").values_list("row", "code")) == [(3, "service_too_short")]
    hand_in(client, certified, as_csv(person(1), withdrawn(2, exclusion="moved_away")), enrolled=2)
    row = checked(certified)
    assert row.faults.filter(row=3, column="exclusion", code="form").exists()
    no_paper = {"exclusion": "death", "exclusion_date": "2029-12-31"}
    hand_in(client, certified, as_csv(withdrawn(1, **no_paper)), enrolled=1)
    assert set(checked(certified).faults.values_list("code", flat=True)) >= {"after_as_of"}
    people = [
        person(1),
        withdrawn(2, **away, exclusion_days="31"),
        withdrawn(3, exclusion="death", exclusion_date="2028-03-01"),
    ]
    hand_in(client, certified, as_csv(*people), enrolled=3)
    row = checked(certified)
    assert row.state == "checked"
    codes = set(row.faults.filter(level="warning").exclude(code="ssn_never_issued").values_list("row", "code"))
    assert codes == {(3, "exclusion_waits"), (4, "no_evidence"), (4, "after_window")}
    official, sign = enter(ms.official), reverse("records_sign", args=[row.pk])
    assert "A reviewer has not accepted every exclusion" in words(official.get(sign))
    assert send(official, sign, row, name=ms.official.name).status_code == 422
    reviewer, url = enter(ms.reviewer), page("records_exclusions", certified)
    shown = words(reviewer.get(url))
    assert "student_id S-002" in shown
    assert "Completion rate and placement rate" in shown
    served, dead = DataExclusion.objects.filter(submission=row).order_by("row")
    assert send(reviewer, url, dead, do=f"accept {dead.pk}").status_code == 422  # no evidence is named
    assert send(reviewer, url, dead, **{"do": f"decline {dead.pk}", "decline-reason": "No paper"}).status_code == 302
    assert send(reviewer, url, served, do=f"accept {served.pk}").status_code == 302
    assert send(official, sign, row, name=ms.official.name).status_code == 422
    # The file comes again without the ground that was not accepted; the other was looked at already.
    people[2] = withdrawn(3)
    hand_in(client, certified, as_csv(*people), enrolled=3)
    row = checked(certified)
    assert [each.state for each in row.exclusions.all()] == ["accepted"]
    sign = reverse("records_sign", args=[row.pk])
    assert send(official, sign, row, name=ms.official.name).status_code == 302


# ---------------------------------------------------------------- how it travels, and the log


@pytest.mark.row("DATA-12")
def test_a_file_over_plain_http_is_refused_and_the_log_has_checksum_and_rows(ms, certified, enter):
    plain = enter(ms.preparer)
    plain.defaults["REMOTE_ADDR"] = "203.0.113.7"
    answer = hand_in(plain, certified, as_csv(person(1)), enrolled=1)
    assert answer.status_code == 403
    assert "only over an encrypted connection" in words(answer)
    assert not DataSubmission.objects.exists()
    assert not list(Path(django_settings.VAULT_FOLDER).glob("*.age"))
    assert not list(Path(django_settings.VAULT_FOLDER).glob(f"*{vault.ARRIVING}"))
    plain.post = partial(plain.post, secure=True)
    assert hand_in(plain, certified, as_csv(person(1), person(2, ssn="1")), enrolled=2).status_code == 302
    row = checked(certified)
    shown = words(enter(ms.steward).get(reverse("custody_log")))
    assert f"{row.sha256} 2 1 1" in shown


def test_a_form_of_nobody_who_may_hand_in_leaves_nothing_in_the_vault(ms, certified, enter):
    for client in (Client(), enter(ms.reviewer), enter(ms.other_preparer)):
        answer = hand_in(client, certified, as_csv(person(1)), enrolled=1)
        assert answer.status_code in (302, 403, 404)
    assert not list(Path(django_settings.VAULT_FOLDER).glob("*.a*"))


# ---------------------------------------------------------------- trial, versions, workbook


def test_a_trial_finds_the_same_and_keeps_nothing(ms, certified, enter):
    answer = hand_in(enter(ms.preparer), certified, as_csv(person(1), person(2, ssn="12")), enrolled=3, do="try")
    shown = words(answer)
    assert answer.status_code == 200
    assert "Must be 9 digits" in shown
    assert "Missing: 1." in shown
    assert "Nothing of the file was kept" in shown
    assert not DataSubmission.objects.exists()
    assert not SubmissionFault.objects.exists()
    assert not list(Path(django_settings.VAULT_FOLDER).glob("*.a*"))


def test_a_later_version_shows_which_rows_differ_without_a_value_and_counts_once_it_is_signed(ms, certified, enter):
    first = signed(ms, certified, enter, person(1), person(2), person(3))
    changed = person(2, last_name="Otherfictive", completion_date="2027-11-09")
    hand_in(enter(ms.preparer), certified, as_csv(person(1), changed, person(4)), enrolled=3)
    second = checked(certified)
    first.refresh_from_db()
    assert (first.state, second.state) == ("signed", "checked")
    found = [(each.what, each.student_id, each.columns) for each in second.changes.all()]
    assert sorted(found) == [
        ("added", "S-004", ""),
        ("changed", "S-002", "last_name, completion_date"),
        ("removed", "S-003", ""),
    ]
    shown = words(enter(ms.official).get(reverse("records_version", args=[second.pk])))
    assert "3 rows. What stood in a cell is not shown." in shown
    assert "Otherfictive" not in shown
    send(enter(ms.official), reverse("records_sign", args=[second.pk]), second, name=ms.official.name)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "signed")


def test_a_second_click_hands_in_once(ms, certified, enter):
    client, content = enter(ms.preparer), as_csv(person(1))
    for _ in range(2):
        assert hand_in(client, certified, content, enrolled=1, key="twice").status_code == 302
    assert DataSubmission.objects.count() == 1
    assert vault.holds(DataSubmission.objects.get().pk)


def test_the_institutions_own_rows_come_back_with_the_faulty_cell_noted_and_to_nobody_else(ms, certified, enter):
    hand_in(enter(ms.preparer), certified, as_csv(person(1), person(2, ssn="12", program_name="=2+2")), enrolled=2)
    row = checked(certified)
    url = reverse("records_marked", args=[row.pk])
    answer = enter(ms.preparer).get(url)
    assert answer.status_code == 200
    cells = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert cells[2][:3] == ["3", "12", "Zoë"]
    assert "=2+2" in cells[2]
    assert b"comments1.xml" in answer.content
    for person_ in (ms.steward, ms.reviewer, ms.director, ms.other_official):
        assert enter(person_).get(url).status_code in (403, 404)


# ---------------------------------------------------------------- the steward


def test_only_the_steward_takes_records_out_with_a_reason_that_stays_on_record(ms, certified, enter):
    people = [person(n) for n in range(1, 4)]
    row = signed(ms, certified, enter, *people)
    url = reverse("custody_export", args=[row.pk])
    for other in (ms.official, ms.director, ms.administrator, ms.auditor, ms.governor):
        assert enter(other).get(url).status_code in (403, 404)
    steward = enter(ms.steward)
    assert send(steward, url, row, do="export", **{"export-reason": ""}).status_code == 422
    answer = send(steward, url, row, do="export", **{"export-reason": "Run of August"})
    assert body(answer) == as_csv(*people)  # accents and hyphens as they came
    event = Event.objects.get(thing_id=row.pk, move="export")
    assert (event.by, json.loads(event.text.text)["reason"]) == (ms.steward, "Run of August")
    assert Reading.objects.filter(person=ms.steward, what="records_export").count() == 1


def test_records_are_destroyed_with_proof_once_what_rests_on_them_is_published(ms, certified, enter):
    row = signed(ms, certified, enter, person(1))
    url, steward = reverse("custody_purge", args=[row.pk]), enter(ms.steward)
    assert "has not been published yet" in words(steward.get(url))
    assert send(steward, url, row, do="purge", **{"purge-reason": "Done"}).status_code == 422
    assert vault.holds(row.pk)
    hand_in(enter(ms.preparer), certified, as_csv(person(1), person(2)), enrolled=2)
    second = checked(certified)
    send(enter(ms.official), reverse("records_sign", args=[second.pk]), second, name=ms.official.name)
    assert not OutcomeResult.objects.exists()
    assert send(steward, url, row, do="purge", **{"purge-reason": "A later version counts"}).status_code == 302
    proof = Destroyed.objects.get(submission=row)
    assert (proof.sha256, proof.absent, proof.by) == (row.sha256, True, ms.steward)
    assert proof.kept_size > row.size
    assert not vault.holds(row.pk)
    assert vault.holds(second.pk)
    assert "nothing is left" in words(steward.get(url))
    assert "were destroyed" in words(steward.get(reverse("custody_export", args=[row.pk]))) or row.state != "signed"


def test_no_record_is_taken_without_an_agreement_in_force_on_its_last_day_and_the_day_after(
    ms, certified, enter, settings
):
    agreement = agreements.in_force(certified.institution_id, date(2028, 8, 10))
    assert agreement is not None
    steward = enter(ms.steward)
    url = reverse("custody_agreements")
    ended = send(steward, url, agreement, do="end", pk=str(agreement.pk), **{"end-reason": "A new one"})
    assert ended.status_code == 302
    typed = {
        "institution": ms.organisations["college"].pk, "parties": "State and college", "purpose": "Rates",
        "ferpa_basis": "34 CFR 99.35", "starts_on": "2027-07-01",
    }  # fmt: skip
    assert steward.post(url, typed | {"do": "record", "ends_on": "2027-06-30"}).status_code == 422
    assert steward.post(url, typed | {"do": "record", "ends_on": "2028-08-11"}).status_code == 302
    client = enter(ms.preparer)
    it_is(settings, on("2028-08-11", 23))
    assert hand_in(client, certified, as_csv(person(1)), enrolled=1).status_code == 302
    it_is(settings, on("2028-08-12", 1))
    answer = hand_in(client, certified, as_csv(person(1)), enrolled=1)
    assert answer.status_code == 422
    assert "No data-sharing agreement with the institution is in force today" in words(answer)
    assert DataSubmission.objects.count() == 1


# ---------------------------------------------------------------- proof of exit, reminders, yearly report


@pytest.mark.row("DATA-15")
def test_of_a_sample_of_5_each_has_a_proof_or_is_in_the_gap_list_and_asking_makes_a_task(ms, certified, enter):
    people = [person(n, exit_evidence=f"Registrar {n}" if n % 2 else "") for n in range(1, 9)]
    hand_in(enter(ms.preparer), certified, as_csv(*people), enrolled=8)
    row = checked(certified)
    assert row.exits.count() == 5
    reviewer, url = enter(ms.reviewer), reverse("records_proof", args=[row.pk])
    shown = words(reviewer.get(url))
    for each in row.exits.all():
        assert (each.evidence or f"student_id {each.student_id}: no proof is named.") in shown
    assert not InformationRequest.objects.exists()
    answer = send(reviewer, url, row, do="ask_for_proof")
    assert answer.status_code == 302, words(answer)
    request = InformationRequest.objects.get()
    assert request.state == "asked"
    assert all(each.student_id in request.detail for each in row.exits.all())
    assert "Proof of the day of exit of 5 people" in words(enter(ms.preparer).get(page("requests", certified)))
    assert "Request for documents: 1 waiting for you" in words(enter(ms.preparer).get(reverse("work")))


def test_the_institution_is_reminded_before_the_last_day_and_the_state_is_told_after_it(ms, certified, enter):
    told = Notice.objects.filter(event__move__in=("records_due", "records_overdue"))
    due.remind("ms", at=on("2028-09-25"))
    before = told.filter(event__move="records_due").count()
    assert not before  # 26-27 is overdue since 2027 and was told as that
    assert set(told.values_list("event__move", flat=True)) == {"records_overdue"}
    due.remind("ms", at=on("2028-09-26"))
    assert {n.person for n in told.filter(event__move="records_due")} == {ms.preparer, ms.official}
    count = told.count()
    due.remind("ms", at=on("2028-09-26", 12))
    assert told.count() == count
    due.remind("ms", at=on("2028-10-02"))
    latest_ = {n.person for n in told.filter(event__move="records_overdue").order_by("-pk")}
    assert ms.steward in latest_


def test_signed_records_of_a_year_stand_for_its_list_of_completers(ms, certified, enter):
    official = enter(ms.official)
    url = page("yearly_reports", certified)
    line = "2027-2028 List of completers and placement information October 1, 2028"
    assert f"{line} Outstanding" in words(official.get(url))
    signed(ms, certified, enter, person(1))
    assert f"{line} Filed" in words(official.get(url))
