"""A request for a further document: who asks, what it says, the place it opens, its clock, and its end."""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from magnolia.policy.registers import review as registers
from magnolia.portal.actions.applying.slots import checklist
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import ask
from magnolia.portal.actions.telling.remind import remind
from magnolia.portal.models import Application, Deadline, InformationRequest, Notice
from magnolia.portal.models.application import NO_DATE

from .bring import bring, it_is, name_designee, on, page, send, words
from .filling import pdf
from .test_review import AT, find

PLAN: dict[str, Any] = {"wanted": "Lab safety plan", "asker": "agency", "due": date(2026, 10, 5)}


@pytest.fixture
def case(ms, settings):
    application = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on(AT))
    return application


@pytest.mark.row("SUB-15", "INFO-10")
def test_a_document_asked_for_is_one_more_place_and_the_reply_fills_it(ms, case, enter):
    assert str(checklist(case)) == "15 of 15"
    asked = {"do": "ask"} | PLAN | {"due": "2026-10-05"}
    assert send(enter(ms.intake), page("requests", case), case, **asked).status_code == 302
    row = case.requests.get()
    told = Notice.objects.filter(event__thing_id=row.pk).values_list("person__email", flat=True)
    assert {ms.preparer.email, ms.official.email} <= set(told)
    assert str(checklist(case)) == "15 of 16"
    preparer = enter(ms.preparer)
    shown = words(preparer.get(page("case", case)))
    assert "Checklist: 15 of 16." in shown
    assert "Lab safety plan" in shown
    assert "Request for documents: 1 waiting for you" in words(preparer.get(reverse("work")))
    upload = {"do": f"answer {row.place}", "file": SimpleUploadedFile("plan.pdf", pdf("Plan"))}
    assert send(preparer, page("requests", case), row, **upload).status_code == 302
    assert str(checklist(case)) == "16 of 16"
    assert "Request for documents" not in words(preparer.get(reverse("work")))
    assert "Request for documents: 1 waiting for you" in words(enter(ms.reviewer).get(reverse("work")))
    history = words(enter(ms.reviewer).get(page("requests", case)))
    for part in (
        registers("ms").askers["agency"].title,
        "Due Monday, October 5, 2026",
        "plan.pdf",
        "Further documents asked for",
        "Reply to a request",
    ):
        assert part in history
    assert "August 24, 2026" in history
    paper = case.documents.get(slot=row.slot)
    find(ms, case, "other", evidence=[paper], evidence_note="")
    record = words(enter(ms.auditor).get(page("record", case)))
    assert "Lab safety plan: plan.pdf" in record


@pytest.mark.row("INFO-10", "SUB-15")
@pytest.mark.parametrize(
    ("change", "field"), [({"wanted": " "}, "wanted"), ({"asker": ""}, "asker"), ({"due": None}, "due")]
)
def test_a_request_that_does_not_say_what_or_who_or_when_is_refused(ms, case, change, field):
    with pytest.raises(Refused) as refused:
        ask.ask(case, **PLAN | change, by=ms.reviewer, at=on(AT))
    assert refused.value.field == field
    assert not InformationRequest.objects.exists()


@pytest.mark.row("INFO-10", "SUB-15")
def test_each_of_those_the_policy_names_can_be_named_as_asking(ms, case):
    for asker in registers("ms").askers:
        ask.ask(case, **PLAN | {"asker": asker}, by=ms.director, at=on(AT))
    assert set(case.requests.values_list("asker", flat=True)) == {
        "agency", "governor", "designee", "board", "secretary_of_education", "secretary_of_labor",
    }  # fmt: skip


@pytest.mark.row("INFO-10")
def test_governor_designee_and_agency_ask_and_nobody_else_does(ms, case):
    name_designee(ms, on("2026-08-20"))
    asking = (ms.governor, ms.designee, ms.reviewer, ms.intake, ms.director)
    for person in asking:
        ask.ask(case, **PLAN, by=person, at=on(AT))
    for person in (ms.secretary, ms.auditor, ms.official, ms.committee):
        with pytest.raises(Refused, match="You have no authority"):
            ask.ask(case, **PLAN, by=person, at=on(AT))
    assert case.requests.count() == len(asking)


def test_while_the_case_is_in_review_the_institution_fills_the_place_asked_for_and_no_other(ms, case, enter):
    ask.ask(case, **PLAN, by=ms.reviewer, at=on(AT))
    row = case.requests.get()
    other = enter(ms.people["other_preparer"])
    assert other.get(page("requests", case)).status_code == 404
    upload = {"slot": "outline", "file": SimpleUploadedFile("plan.pdf", pdf("Plan"))}
    send(enter(ms.preparer), page("document_upload", case), case, **upload)
    assert not case.documents.filter(name="plan.pdf").exists()
    broken = {"do": "answer 1", "file": SimpleUploadedFile("plan.pdf", b"no pdf")}
    answer = send(enter(ms.preparer), page("requests", case), row, **broken)
    assert answer.status_code == 422
    assert "“plan.pdf” is not" in words(answer)
    with pytest.raises(Refused, match="no authority"):
        ask.answer(row, "plan.pdf", pdf("Plan"), by=ms.reviewer, at=on(AT))


def test_a_request_is_overdue_the_day_after_its_day_and_ends_in_the_hands_of_the_state(ms, case, enter, settings):
    ask.ask(case, **PLAN, by=ms.reviewer, at=on(AT))
    row = case.requests.get()
    assert not ask.overdue(row, date(2026, 10, 5))
    assert ask.overdue(row, date(2026, 10, 6))
    it_is(settings, on("2026-10-06"))
    for name in ("case", "review", "requests"):
        assert "Overdue" in words(enter(ms.reviewer).get(page(name, case)))
    ask.answer(row, "plan.pdf", pdf("Plan"), by=ms.preparer, at=on("2026-10-06"))
    reviewer, url = enter(ms.reviewer), page("requests", case)
    assert send(reviewer, url, row, do="ask_again 1").status_code == 422
    assert send(reviewer, url, row, do="ask_again 1", **{"ask_again-reason": "Page 2 is empty."}).status_code == 302
    assert row.state == "asked"
    ask.answer(row, "whole.pdf", pdf("Whole"), by=ms.preparer, at=on("2026-10-07"))
    assert send(reviewer, url, row, do="close 1").status_code == 302
    assert row.state == "closed"


def test_a_request_runs_a_clock_that_the_queue_and_the_reminders_follow_until_the_reply(ms, case, enter, settings):
    ask.ask(case, **PLAN, by=ms.reviewer, at=on(AT))
    row = case.requests.get()
    case.refresh_from_db()
    assert (case.due_by, case.clock) == (row.due, "document_request") == (date(2026, 10, 5), "document_request")
    assert [event.move for event in remind("ms", at=on("2026-10-04"))] == ["remind"]
    assert set(Notice.objects.filter(event__move="remind").values_list("person", flat=True)) == {
        ms.preparer.pk, ms.official.pk,
    }  # fmt: skip
    it_is(settings, on("2026-10-06"))
    assert case.number in words(enter(ms.reviewer).get(reverse("queue"), {"overdue": "yes"}))
    assert [event.move for event in remind("ms", at=on("2026-10-06"))] == ["run_out"]
    assert remind("ms", at=on("2026-10-07")) == []
    assert Notice.objects.filter(event__move="run_out", person=ms.reviewer).count() == 1
    ask.answer(row, "plan.pdf", pdf("Plan"), by=ms.preparer, at=on("2026-10-07"))
    assert json.loads(row.case.events.get(move="answer").text.text)["late"] == ["document_request"]
    case.refresh_from_db()
    assert case.clock == "timeline"
    ask.ask_again(row, reason="Page 2 is empty.", by=ms.reviewer, at=on("2026-10-08"))
    case.refresh_from_db()
    assert case.due_by == row.due == ask.proposed_due("ms", date(2026, 10, 8))


def test_requests_from_before_they_had_a_clock_get_one_when_the_database_is_brought_up_to_date(ms, case):
    ask.ask(case, **PLAN, by=ms.reviewer, at=on(AT))
    columns = ("thing_id", "due", "count", "notice_on", "opened_by", "clock")
    before = list(Deadline.objects.values_list(*columns))
    Deadline.objects.filter(clock="document_request").delete()
    Application.objects.filter(pk=case.pk).update(due_by=NO_DATE, clock="")
    later = import_module("magnolia.portal.migrations.0010_requests_have_clocks")
    for _ in range(2):
        later.start_clocks(apps, None)
        later.place(apps, None)
    assert list(Deadline.objects.values_list(*columns)) == before
    case.refresh_from_db()
    assert (case.due_by, case.clock) == (PLAN["due"], "document_request")


def test_a_case_at_its_end_stops_the_clocks_of_its_requests(ms, case):
    ask.ask(case, **PLAN, by=ms.reviewer, at=on(AT))
    case.refresh_from_db()
    act(case, "withdraw", by=ms.official, at=on(AT), said={"reason": "Not this year."})
    assert not Deadline.objects.filter(case=case.case, closed_by=None).exists()
    assert remind("ms", at=on("2026-10-06")) == []


def test_the_number_of_queries_of_requests_does_not_grow(ms, case, enter):
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            ask.ask(case, **PLAN, by=ms.reviewer, at=on(AT) + timedelta(minutes=rows))
        client = enter(ms.reviewer)
        with CaptureQueriesContext(connection) as seen:
            client.get(page("requests", case))
        counts.append(len(seen))
    assert case.requests.count() == 3
    assert counts[0] == counts[1]
