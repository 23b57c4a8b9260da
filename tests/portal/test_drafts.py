"""A draft and its people: what is missing at once, who is on it, what colleagues say, the last check, files."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.db import models
from django.test import Client
from django.urls import reverse

from magnolia.portal import clock
from magnolia.portal.actions.applying import apply, drafts
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.papers import documents
from magnolia.portal.actions.papers.store import name_of
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import AtWork, DraftComment, Event, Notice, Reading

from .bring import another, body
from .filling import address, fill_details, hidden, new_application, pdf, text


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, at):
    return bring(ms, "draft", at - timedelta(days=1), LINEWORKER)


@pytest.mark.row("INFO-01")
def test_everything_that_is_missing_in_every_part_is_listed_at_once_with_the_way_to_it(client, ms):
    application = new_application(client, ms)
    fill_details(client, application, hours="", wage_source="")
    answer = client.get(address("draft_missing", application))
    shown, html = text(answer), answer.content.decode()
    for words in ("Number of hours", "Source of the wage", "Program outline", "Signature of the certifying official"):
        assert words in shown
    assert f'href="{address("part_group", application, "program")}#id_hours"' in html
    assert f'href="{address("part_attachments", application)}#slot-cost"' in html
    count = re.search(r"What is missing (\d+) things in", shown)
    assert count
    assert f"What is missing: {count[1]}" in text(client.get(address("part_attachments", application)))


def test_nothing_is_missing_in_a_signed_filing(client, ms, at):
    way = walk(ms, "attestation", at - timedelta(days=1), LINEWORKER)
    way.sign()
    assert "Nothing. All three parts are complete." in text(client.get(address("draft_missing", way.application)))


def test_who_else_is_on_the_draft_is_shown_and_written_at_most_once_a_minute(ms, draft, client, enter, at):
    enter(ms.official).get(address("part_attachments", draft))
    assert f"Also on this draft now: {ms.official.name} (Attachments)" in text(client.get(address("case", draft)))
    row = AtWork.objects.get(person=ms.official)
    drafts.here(draft, ms.official, "Attachments", row.at + timedelta(seconds=59))
    assert AtWork.objects.get(pk=row.pk).at == row.at
    drafts.here(draft, ms.official, "Attachments", row.at + timedelta(seconds=60))
    assert AtWork.objects.get(pk=row.pk).at == row.at + timedelta(seconds=60)
    assert drafts.others(draft, ms.preparer, row.at + timedelta(seconds=239))
    assert not drafts.others(draft, ms.preparer, row.at + timedelta(seconds=240))


def test_whoever_leaves_a_page_open_or_types_in_it_is_still_there_after_a_while(ms, draft, client, enter):
    official, page = enter(ms.official), address("part_group", draft, "applicant")
    official.get(page)
    version, looks = draft.version, Reading.objects.count()

    def later(minutes: int) -> None:
        AtWork.objects.update(at=models.F("at") - timedelta(minutes=minutes))

    later(4)
    assert not drafts.others(draft, ms.preparer, clock.now())
    seen = official.post(address("draft_here", draft)).json()["parts"]["others"]
    assert Reading.objects.count() == looks
    assert not seen
    assert f"Also on this draft now: {ms.official.name} (Who applies)" in text(client.get(address("case", draft)))
    assert ms.preparer.name in official.post(address("draft_here", draft)).json()["parts"]["others"]
    later(4)
    typed = hidden(official, page) | {"applicant_title": "Provost"}
    later(4)
    told = official.post(page, typed, headers={"X-Autosave": "yes"}).json()["parts"]
    assert told["others"] == ""
    assert [row.person for row in drafts.others(draft, ms.preparer, clock.now())] == [ms.official]
    draft.refresh_from_db()
    assert draft.version == version + 1
    stranger = enter(ms.other_preparer)
    assert stranger.post(address("draft_here", draft)).status_code == 404


def test_who_changed_which_page_last_is_said(ms, draft, client, at):
    apply.save_details(draft, {"wage_source": "Another survey"}, by=ms.official, at=at)
    shown = text(client.get(address("draft_missing", draft)))
    assert f"Last changed by {ms.official.name}, " in shown


def test_colleagues_comment_settle_and_take_pages_on_and_the_state_never_sees_it(ms, draft, client, enter, at):
    page, to = address("draft_missing", draft), address("draft_together", draft)
    canary = "CANARY: ask the dean about the fees"
    version = draft.version
    assert client.post(to, {"do": "comment", "group": "cost", "text": canary}).status_code == 302
    assert client.post(to, {"do": "assign", "group": "cost", "person": str(ms.official.pk)}).status_code == 302
    shown = text(enter(ms.official).get(page))
    assert canary in shown
    assert ms.official.name in shown
    draft.refresh_from_db()
    assert draft.version == version
    row = DraftComment.objects.get()
    enter(ms.official).post(to, {"do": "settle", "group": "cost", "comment": str(row.pk)})
    row.refresh_from_db()
    assert row.settled_at is not None
    refused = client.post(to, {"do": "comment", "group": "cost", "text": " "})
    assert refused.status_code == 422
    stranger = {"do": "assign", "group": "cost", "person": str(ms.other_preparer.pk)}
    assert "Choose a colleague" in text(client.post(to, stranger))
    with pytest.raises(Refused, match="Only colleagues of the institution"):
        drafts.comment(draft, "cost", "Hello", by=ms.other_preparer, at=at)
    sent = walk(ms, "submitted", at - timedelta(days=3), LINEWORKER).application
    drafts.comment(sent, "cost", canary, by=ms.preparer, at=at)
    state = enter(ms.intake)
    for name in ("case", "case_print", "completeness"):
        assert "CANARY" not in state.get(address(name, sent)).content.decode()
    assert "CANARY" not in pdf_words(state.get(address("case_pdf", sent)).content)
    assert state.get(address("draft_missing", sent)).status_code == 403
    assert not Event.objects.filter(text__text__contains="CANARY").exists()


def test_a_comment_stands_on_its_page_with_the_way_to_its_question_and_tells_the_colleagues_it_concerns(
    ms, draft, client, enter, at
):
    to, cost = address("draft_together", draft), address("part_group", draft, "cost")
    said = {"do": "comment", "group": "cost", "question": "tuition", "text": "CANARY: the fee of 2026?", "back": "page"}
    answer = client.post(to, said)
    assert answer["Location"] == f"{cost}#comments"
    for who in (client, enter(ms.official)):
        html = who.get(cost).content.decode()
        assert "CANARY: the fee of 2026?" in html
        assert f'About <a href="{cost}#id_tuition">' in html
        assert "1 open comment" in html
    assert "CANARY" not in enter(ms.official).get(address("part_group", draft, "credit")).content.decode()
    first = Notice.objects.get()
    assert first.person == ms.official
    mail = posting.mail(first)
    assert not re.search(rf"CANARY|{ms.preparer.name}|{ms.official.name}", f"{mail.subject} {mail.body}")
    opened = enter(ms.official).get(reverse("notice", args=[first.pk])).content.decode()
    assert "A colleague commented on a page of the draft" in opened
    assert f'href="{cost}#comments"' in opened
    assert "CANARY" not in opened
    wrong = client.post(to, said | {"question": "hours"})
    assert "no such question on this page" in text(wrong)
    assert DraftComment.objects.count() == 1
    draft.refresh_from_db()
    assert not Event.objects.filter(thing_id=draft.pk, move="comment").exists()


def test_whoever_is_given_a_page_is_told_once_and_then_of_each_comment_on_it(ms, draft, at):
    drafts.assign(draft, "cost", ms.official, by=ms.preparer, at=at)
    drafts.assign(draft, "cost", ms.official, by=ms.preparer, at=at)
    assert [notice.person for notice in Notice.objects.filter(event__move="give")] == [ms.official]
    drafts.assign(draft, "credit", ms.preparer, by=ms.preparer, at=at)
    assert Notice.objects.count() == 1
    third = another(ms, "preparer", at, "college")
    drafts.comment(draft, "cost", "Which fee?", by=ms.preparer, at=at)
    assert [notice.person for notice in Notice.objects.filter(event__move="comment")] == [ms.official]
    drafts.comment(draft, "program", "Which hours?", by=ms.preparer, at=at)
    told = Notice.objects.filter(event__move="comment").order_by("-pk").values_list("person", flat=True)
    assert sorted(told) == sorted([ms.official.pk, ms.official.pk, third.pk])


def test_the_official_sees_the_whole_filing_with_what_changed_since_last_time_and_sends_it_back(ms, at, enter):
    way = walk(ms, "attestation", at - timedelta(days=2), LINEWORKER)
    application, official = way.application, enter(ms.official)
    page = address("draft_check", application)
    assert "never signed or sent before" in text(official.get(page))
    act(application, "send_back", by=ms.official, at=way.later(), said={"remark": "The title is wrong."})
    for title in ("Dean", "Provost"):
        apply.save_details(application, {"applicant_title": title, "wage_source": "X"}, by=ms.preparer, at=way.later())
    apply.save_details(application, {"wage_source": LINEWORKER["wage_source"]}, by=ms.preparer, at=way.later())
    act(application, "request_attestation", by=ms.preparer, at=way.later())
    shown = text(official.get(page))
    assert f"Before: {ms.official.title}" in shown
    assert "Now: Provost" in shown
    assert "Now: Dean" not in shown
    assert shown.count("Before:") == 1
    assert f"Certifying official: {ms.official.name}" in shown
    assert "Accept the declarations and sign" in shown
    assert "Send back with a remark" in shown
    for words in ("Personal Details", "Checklist: 14 of 15", "Declarations", "outline.pdf"):
        assert words in shown


def pdf_words(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content)) as file:
        return str(file.docinfo.get("/Title")) + "".join(str(page.Contents.read_bytes()) for page in file.pages)


def test_the_filing_comes_as_accessible_pdf_marked_as_draft_until_it_is_sent(ms, draft, client, at, enter):
    draft.facts.summary = "Emoji 🙂 and 漢 and “quotes” #not(code)"
    draft.facts.save()
    answer = client.get(address("case_pdf", draft))
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{draft.number}-draft.pdf"' in answer["Content-Disposition"]
    with pikepdf.open(io.BytesIO(answer.content)) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en-US"
        with file.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
    sent = walk(ms, "submitted", at - timedelta(days=3), LINEWORKER).application
    assert f"{sent.number}-filing.pdf" in enter(ms.intake).get(address("case_pdf", sent))["Content-Disposition"]
    assert Reading.objects.filter(person=ms.preparer, case=draft.case, what="filing as PDF").exists()


def unpacked(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(body(answer)))


def test_the_package_holds_every_original_with_its_hash_and_says_that_it_is_a_draft(ms, draft, client, at):
    documents.store(draft, "employers", "letter.pdf", pdf("Second letter"), by=ms.preparer, at=at)
    archive = unpacked(client.get(address("case_package", draft)))
    told = json.loads(archive.read("manifest.json"))
    assert told["stands"] == "Draft. Not sent to the State."
    assert {row["file"] for row in told["files"]} | {"manifest.json"} == set(archive.namelist())
    for row in told["files"]:
        content = archive.read(row["file"])
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (row["sha256"], row["size"])
    assert {"documents/employers/letter.pdf", "documents/data/data.csv", "filing.pdf"} <= set(archive.namelist())
    assert Reading.objects.filter(person=ms.preparer, case=draft.case, what="filing with documents").exists()


def test_a_package_with_a_lost_document_is_not_handed_out(ms, draft, client):
    row = draft.documents.get(slot="cost")
    default_storage.delete(name_of(row.sha256))
    answer = client.get(address("case_package", draft), follow=True)
    assert "could not be packed" in text(answer)


def test_the_state_gets_the_package_of_what_was_sent_and_another_college_none(ms, enter, at):
    way = walk(ms, "correction", at - timedelta(days=9), LINEWORKER)
    documents.store(way.application, "outline", "late.pdf", pdf("late"), by=ms.preparer, at=way.later())
    names = unpacked(enter(ms.intake).get(address("case_package", way.application))).namelist()
    assert "documents/outline/outline.pdf" in names
    assert not [name for name in names if "late.pdf" in name]
    assert enter(ms.other_preparer).get(address("case_package", way.application)).status_code == 404


def test_what_is_missing_asks_no_more_for_more_comments(ms, draft, client, at, django_assert_max_num_queries):
    page = address("draft_missing", draft)
    drafts.comment(draft, "cost", "One", by=ms.preparer, at=at)
    client.get(page)
    with django_assert_max_num_queries(200) as few:
        client.get(page)
    for n in range(3):
        drafts.comment(draft, "cost", f"More {n}", by=ms.preparer, at=at)
    with django_assert_max_num_queries(len(few)):
        client.get(page)
