"""Files in their places: who may upload, names used twice, versions, floods, personal numbers and the data template."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from magnolia.portal import clock
from magnolia.portal.actions.applying import template_files
from magnolia.portal.actions.applying.personal import looks_like_ssn
from magnolia.portal.actions.papers import documents
from magnolia.portal.models import Document, Event, Reading

from .filling import (
    address,
    data_file,
    docx,
    hidden,
    new_application,
    pdf,
    send,
    text,
    upload,
)


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.mark.row("SUB-03")
def test_an_upload_to_another_colleges_program_is_403_and_written_down_and_without_sign_in_is_refused(
    ms, client, enter
):
    draft = new_application(client, ms)
    carried = {"slot": "outline", "seen": draft.version, "key": "k"}
    stranger, to = enter(ms.other_preparer), address("document_upload", draft)
    answer = stranger.post(to, carried | {"file": SimpleUploadedFile("outline.pdf", pdf())})
    assert answer.status_code == 403
    assert Reading.objects.filter(person=ms.other_preparer, case=draft.case, what="upload", refused=True).count() == 1
    visitor = Client().post(to, carried | {"file": SimpleUploadedFile("outline.pdf", pdf())})
    assert visitor.status_code == 302
    assert "/account/login/" in visitor["Location"]
    assert not draft.documents.exists()
    content = pdf()
    upload(client, draft, "outline", "outline.pdf", content)
    shown = text(client.get(address("part_attachments", draft)))
    row = draft.documents.get()
    shown = shown.replace("\xa0", " ").replace("&nbsp;", " ")
    for words in ("Dana Sample", "August 3, 2026", hashlib.sha256(content).hexdigest(), f"{len(content)} bytes"):
        assert words in shown
    assert (row.uploaded_by, row.application) == (ms.preparer, draft)


@pytest.mark.row("SUB-03")
@pytest.mark.parametrize("name", ["outline.pdf", "OUTLINE.PDF"])
def test_a_name_already_used_in_the_slot_is_refused_with_the_way_out_and_the_earlier_file_is_kept(client, ms, name):
    draft = new_application(client, ms)
    upload(client, draft, "outline", "outline.pdf", pdf("First"))
    first = draft.documents.get()
    answer = upload(client, draft, "outline", name, pdf("Second"))
    assert answer.status_code == 422
    assert f"“{name}” is already under “Program outline”, and that file stays as it is" in text(answer)
    assert draft.documents.get() == first
    assert upload(client, draft, "outline", name, pdf("Second"), replaces=str(first.pk)).status_code == 302
    assert upload(client, draft, "hours", name, pdf("Second")).status_code == 302


def test_earlier_versions_and_files_taken_out_are_listed_and_can_be_opened(client, ms):
    draft = new_application(client, ms)
    upload(client, draft, "outline", "first.pdf", pdf("First"))
    first = draft.documents.get()
    upload(client, draft, "outline", "second.pdf", pdf("Second"), replaces=str(first.pk))
    second = draft.documents.get(supersedes=first)
    shown = text(client.get(address("part_attachments", draft)))
    assert re.search(r"Earlier files .*first\.pdf.*Replaced by second\.pdf", shown)
    assert client.get(address("document", first)).content == pdf("First") or documents.read(first)
    send(client, address("part_attachments", draft), {}, address("document_remove", second))
    assert re.search(r"second\.pdf.*Taken out", text(client.get(address("part_attachments", draft))))
    assert client.get(address("document", second)).status_code == 200


def test_a_page_with_many_documents_asks_the_database_no_more(client, ms, at, django_assert_max_num_queries):
    draft = new_application(client, ms)
    page = address("part_attachments", draft)
    documents.store(draft, "employers", "1.pdf", pdf("1"), by=ms.preparer, at=at)
    with django_assert_max_num_queries(100) as few:
        client.get(page)
    for n in range(2, 5):
        documents.store(draft, "employers", f"{n}.pdf", pdf(str(n)), by=ms.preparer, at=at)
    with django_assert_max_num_queries(len(few)):
        client.get(page)


def test_our_script_gets_the_sentences_or_the_way_and_a_key_for_the_next_try(client, ms):
    draft = new_application(client, ms)
    page, to = address("part_attachments", draft), address("document_upload", draft)
    files = [SimpleUploadedFile("one.pdf", pdf("1")), SimpleUploadedFile("bad.pdf", b"no")]
    sent = client.post(
        to, hidden(client, page) | {"slot": "employers", "file": files}, headers={"X-In-Place": "upload"}
    )
    assert sent.status_code == 422
    assert sent.json()["refused"][0].startswith("“bad.pdf” is not a PDF")
    again = sent.json()["again"] | {"slot": "employers", "file": SimpleUploadedFile("two.pdf", pdf("2"))}
    done = client.post(to, again, headers={"X-In-Place": "upload"})
    assert done.json() == {"to": f"{page}#slot-employers"}
    assert sorted(draft.documents.values_list("name", flat=True)) == ["one.pdf", "two.pdf"]


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        ("Our number is 601-55-0100.", True),
        ("SSN: 123456789", True),
        ("social security number of the student 219099999", True),
        ("Call 601-555-0100.", False),
        ("OPE ID 00990100, CIP 46.0303", False),
        ("000-12-3456 and 666-12-3456 and 912-12-3456", False),
        ("123-00-4567 and 123-45-0000", False),
        ("Ticket 1123-45-67890", False),
        ("123456789", False),
    ],
)
def test_what_looks_like_a_social_security_number_is_told_from_other_numbers(typed, warned):
    assert looks_like_ssn(typed) is warned


def test_a_file_that_seems_to_hold_a_social_security_number_is_taken_and_warned_of_without_repeating_it(client, ms):
    draft = new_application(client, ms)
    held = docx(extra={"word/document2.xml": b"<p>Dana 219-09-9999</p>"})
    assert upload(client, draft, "employers", "letter.docx", held).status_code == 302
    upload(client, draft, "employers", "plain.docx", docx())
    shown = text(client.get(address("part_attachments", draft)))
    assert shown.count("seems to hold a Social Security number") == 1
    assert "219-09-9999" not in shown
    assert "219-09-9999" not in Event.objects.filter(thing_id=draft.pk).latest("seq").text.text
    assert Document.objects.filter(may_hold_ssn=True).get().name == "letter.docx"


def test_an_office_file_that_unpacks_to_a_flood_is_refused_unopened(client, ms):
    draft = new_application(client, ms)
    answer = upload(client, draft, "outline", "bomb.docx", docx(extra={"word/media.bin": b"\0" * (24 * 1024 * 1024)}))
    assert answer.status_code == 422
    assert "“bomb.docx” unpacks to far more than a document holds" in text(answer)


@pytest.mark.row("SUB-16")
def test_a_file_of_version_1_after_version_2_is_in_force_is_refused_and_version_2_is_named(xx, enter, at):
    client = enter(xx.preparer)
    draft = new_application(client, xx)
    refused = upload(client, draft, "data", "data.csv", data_file(xx, 1))
    assert refused.status_code == 422
    assert "was made from version 1 of the Data Submission Template. The version in force is 2" in text(refused)
    assert not draft.documents.exists()
    assert upload(client, draft, "data", "data.csv", data_file(xx, 2)).status_code == 302
    book = template_files.as_workbook("xx", 1)
    assert "version in force is 2" in text(upload(client, draft, "data", "data.xlsx", book))
    stray = upload(client, draft, "data", "list.csv", b"name,city\nDana,Nowhere\n")
    assert "is not the State's data file" in text(stray)


@pytest.mark.row("SUB-16")
def test_the_template_is_public_with_version_dictionary_and_files_that_open(xx, at):
    page = text(Client().get("/in/xx/data-template/"))
    assert "Version 2" in page
    assert "Day the program was first offered in line with 34 CFR 690.93(a)" in page
    sheet = Client().get("/in/xx/data-template/participants.csv")
    assert 'filename="participants-version-2.csv"' in sheet["Content-Disposition"]
    assert sheet.content.decode().startswith("ssn,first_name,last_name,date_of_birth,opeid,")
    assert sheet.content.endswith(b",student_state,template_version_2\n")
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(Client().get("/in/xx/data-template/data-submission-template.xlsx").content)
    )
    assert book.sheet_names == ["Program", "Participants", "Dictionary"]
    assert book.get_sheet_by_name("Program").to_python()[0][-1] == "template_version_2"
    assert Client().get("/in/xx/data-template/secrets.csv").status_code == 404
    assert b"laboratory_hours" in Client().get("/in/xx/data-template/field-dictionary.csv").content


@pytest.mark.row("SUB-14")
def test_a_row_without_identifiers_or_without_a_day_of_exit_is_reported_as_not_to_be_matched(ms, client):
    draft = new_application(client, ms)
    on = clock.local_date("ms", clock.now())
    head = template_files.as_csv("ms", "participants", template_files.current("ms", on)).decode().strip()
    known = {"ssn": "219-09-9999", "first_name": "Dana", "last_name": "Sample", "date_of_birth": "2001-02-03"}
    people = [
        known | {"completion_date": "2026-05-01"},
        known | {"withdrawal_date": "2026-05-02"},
        known,
        {"completion_date": "2026-05-01"},
    ]
    lines = [",".join(person.get(column, "") for column in head.split(",")) for person in people]
    upload(client, draft, "data", "participants.csv", "\n".join([head, *lines]).encode())
    said = text(client.get(address("part_attachments", draft)))
    assert "rows that cannot be matched with wage records: 2" in said
    assert "row 4 (completion_date or last_date_of_attendance or withdrawal_date)" in said
    assert "row 5 (ssn, first_name, last_name, date_of_birth)" in said
    assert "row 2 (" not in said
    assert "219-09-9999" not in said
    upload(client, draft, "data", "whole.csv", "\n".join([head, *lines[:2]]).encode())
    assert "cannot be matched" not in text(client.get(address("part_attachments", draft)))
