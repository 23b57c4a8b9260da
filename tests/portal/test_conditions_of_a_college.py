"""A conditional result: the college sees what is asked, sends papers for it, and changes nothing else."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.policy.letters import say_day
from magnolia.portal.actions import deadlines
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.papers import documents
from magnolia.portal.demo.programs import outline_pdf
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Notice

from .bring import page, send, words


@pytest.fixture
def conditional(ms, at):
    return bring(ms, "conditional", at - timedelta(days=20))


def test_the_college_reads_its_conditions_and_where_to_send_papers(ms, conditional, enter):
    shown = enter(ms.preparer).get(reverse("conditions", args=[conditional.pk])).content.decode()
    assert "Send the signed articulation agreement." in shown
    assert "Send the document" in shown
    assert reverse("part_attachments", args=[conditional.pk]) in shown
    assert "Close this condition" not in shown


def test_a_paper_for_a_condition_reaches_the_agency_and_is_told(ms, conditional, enter, at):
    documents.store(conditional, "credit", "agreement.pdf", outline_pdf(), by=ms.preparer, at=at)
    shown = enter(ms.intake).get(reverse("conditions", args=[conditional.pk])).content.decode()
    assert "agreement.pdf" in shown
    assert Notice.objects.filter(person=ms.intake, event__move="supply").count() == 1


def test_nothing_else_of_the_filing_can_be_changed_while_it_is_conditional(ms, conditional, at):
    with pytest.raises(Refused, match="possible only at the stage"):
        apply.save_details(conditional, {"hours": 400}, by=ms.preparer, at=at)


def condition(conditional, due="2026-08-20"):
    """The case's condition with a day of its own."""
    row = conditional.conditions.filter(blocking=True).first()
    if row.deadline is None:
        row.due = date.fromisoformat(due)
        row.deadline = deadlines.open_on(conditional, "condition", conditional.case.events.last(), row.due)
        row.save()
    return row


def test_a_paper_answers_the_condition_it_names_and_the_state_closes_it_with_that_paper(ms, conditional, enter):
    row, url = condition(conditional), page("conditions", conditional)
    paper = {"do": f"supply {row.pk}", f"supply-{row.pk}-file": SimpleUploadedFile("agreement.pdf", outline_pdf())}
    assert send(enter(ms.preparer), url, conditional, **paper).status_code == 302
    sent = conditional.documents.get(name="agreement.pdf")
    assert sent.slot == row.slot
    intake = enter(ms.intake)
    assert "agreement.pdf" in words(intake.get(url))
    other = conditional.documents.exclude(pk=sent.pk).first()
    close = {"do": f"close_condition {row.pk}", f"{row.pk}-note": "Signed by both."}
    assert send(intake, url, conditional, **close, **{f"{row.pk}-proof": str(other.pk)}).status_code == 422
    assert send(intake, url, conditional, **close, **{f"{row.pk}-proof": str(sent.pk)}).status_code == 302
    row.refresh_from_db()
    assert (row.closed_with, row.closing_note) == (sent, "Signed by both.")
    assert sent.sha256 in words(intake.get(page("record", conditional)))
    late = {"do": f"supply {row.pk}", f"supply-{row.pk}-file": SimpleUploadedFile("more.pdf", outline_pdf())}
    assert send(enter(ms.preparer), url, conditional, **late).status_code == 422


def test_the_day_of_a_condition_moves_later_with_a_reason_and_a_letter_that_can_be_read_first(ms, conditional, enter):
    row, url, director = condition(conditional), page("conditions", conditional), enter(ms.director)
    before, name = row.due, f"extend_condition-{row.pk}"
    later = before + timedelta(days=14)
    given = {f"{name}-to": later.isoformat(), f"{name}-reason": "The partner college is closed."}
    looked = send(director, url, conditional, preview=f"extend_condition {row.pk}", **given)
    assert "The partner college is closed." in words(looked)
    assert not conditional.letters.filter(kind="more_time").exists()
    do = {"do": f"extend_condition {row.pk}"}
    assert send(director, url, conditional, **do, **given | {f"{name}-to": before.isoformat()}).status_code == 422
    assert send(director, url, conditional, **do, **given | {f"{name}-reason": ""}).status_code == 422
    assert send(director, url, conditional, **do, **given).status_code == 302
    row.refresh_from_db()
    assert row.due == row.deadline.due == later
    letter = conditional.letters.get(kind="more_time")
    assert all(say_day(day) in letter.text for day in (before, later))
    assert row.text in json.loads(letter.text)["parts"][0]["blocks"][0]["text"]
    assert Notice.objects.filter(letter=letter, person=ms.official).exists()
    assert conditional.due_by == later
