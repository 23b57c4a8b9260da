"""What documents can become: moved, taken out, replaced, not applicable; how they are stored and handed out."""

from __future__ import annotations

import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from magnolia.policy.registers import review
from magnolia.portal.actions.applying.filing import gaps
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.papers import documents, incoming
from magnolia.portal.actions.papers.store import keep, name_of
from magnolia.portal.models import Application, Document, Reading

from .filling import address, filled, hidden, make, new_application, pdf, send, text, upload


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, client) -> Application:
    return new_application(client, ms)


def test_a_file_in_the_wrong_slot_can_be_moved(client, draft):
    upload(client, draft, "outline", "cost.pdf", pdf())
    row = draft.documents.get()
    answer = send(client, address("part_attachments", draft), {"slot": "cost"}, address("document_move", row))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.slot == "cost"
    draft.refresh_from_db()
    missing = [gap.field for gap in documents_missing(draft)]
    assert "outline" in missing
    assert "cost" not in missing


def documents_missing(draft):
    return [gap for gap in gaps(draft) if gap.part == "attachments"]


def test_a_document_taken_out_no_longer_counts_and_its_bytes_stay(client, draft):
    upload(client, draft, "outline", "outline.pdf", pdf())
    row = draft.documents.get()
    send(client, address("part_attachments", draft), {}, address("document_remove", row))
    row.refresh_from_db()
    assert row.removed_at is not None
    assert documents.read(row) == documents.read(row)
    assert documents_missing(draft)
    twice = client.post(address("document_remove", row), {"seen": "", "key": "another"})
    assert twice.status_code == 422
    assert "already taken out" in text(twice)


def test_a_replaced_document_is_superseded_and_kept(client, draft):
    upload(client, draft, "outline", "first.pdf", pdf("First"))
    first = draft.documents.get()
    assert upload(client, draft, "outline", "second.pdf", pdf("Second"), replaces=str(first.pk)).status_code == 302
    second = draft.documents.get(supersedes=first)
    shown = text(client.get(address("part_attachments", draft)))
    assert shown.index("second.pdf") < shown.index("Earlier files") < shown.index("Replaced by second.pdf")
    assert documents.read(first) != documents.read(second)


def test_several_files_go_into_one_slot_at_once_and_a_bad_one_holds_back_no_other(client, draft):
    files = [
        SimpleUploadedFile("one.pdf", pdf("1")),
        SimpleUploadedFile("bad.pdf", b"no"),
        SimpleUploadedFile("two.pdf", pdf("2")),
    ]
    page = address("part_attachments", draft)
    answer = send(client, page, {"slot": "employers", "file": files}, address("document_upload", draft))
    assert answer.status_code == 422
    assert "“bad.pdf” is not a PDF" in text(answer)
    assert sorted(draft.documents.values_list("name", flat=True)) == ["one.pdf", "two.pdf"]


def test_the_same_upload_sent_twice_adds_one_document(client, draft):
    page = address("part_attachments", draft)
    carried = hidden(client, page) | {"slot": "outline"}
    for _ in range(2):
        sent = client.post(
            address("document_upload", draft), carried | {"file": SimpleUploadedFile("outline.pdf", pdf())}
        )
        assert sent.status_code == 302
    assert draft.documents.count() == 1


def test_an_upload_from_a_stale_page_is_shown_what_changed_and_adds_nothing(ms, client, draft, enter):
    page = address("part_attachments", draft)
    late = hidden(client, page)
    upload(enter(ms.official), draft, "cost", "cost.pdf", pdf())
    sent = client.post(
        address("document_upload", draft),
        late | {"slot": "outline", "file": SimpleUploadedFile("outline.pdf", pdf())},
    )
    assert sent.status_code == 409
    assert "Attachments: Cost Before: nothing Now: cost.pdf" in text(sent)
    assert draft.documents.count() == 1


def test_a_slot_that_does_not_apply_needs_a_reason_and_a_document_takes_it_back(client, draft):
    page = address("part_attachments", draft)
    to = address("slot_not_applicable", draft, "outcomes")
    assert send(client, page, {"reason": " "}, to).status_code == 422
    long = send(client, page, {"reason": "w" * 501}, to)
    assert long.status_code == 422
    assert "501 characters; at most 500 fit" in text(long)
    assert "w" * 501 in long.content.decode()
    assert send(client, page, {"reason": "No student has finished yet."}, to).status_code == 302
    assert "Does not apply: No student has finished yet." in text(client.get(page))
    upload(client, draft, "outcomes", "agreement.pdf", pdf())
    assert not draft.slot_answers.exists()
    assert "Take it out first" in text(send(client, page, {"reason": "No credit."}, to))


def test_documents_are_fixed_once_the_application_is_with_the_official(ms, client, enter):
    application = filled(client, ms)
    make(client, application, "request_attestation")
    application.refresh_from_db()
    refused = client.post(
        address("document_upload", application),
        {"seen": application.version, "slot": "cost", "file": SimpleUploadedFile("cost.pdf", pdf())},
    )
    assert refused.status_code == 422
    assert "is possible only at the stage" in text(refused)
    assert application.documents.filter(slot="cost").count() == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/outline.pdf", "outline.pdf"),
        ("C:\\Users\\dana\\outline.pdf", "outline.pdf"),
        ("out\x00li\nne\u202e.pdf", "outline.pdf"),
        ('a<b>:"c|d?.pdf', "a-b---c-d-.pdf"),
        ("  two   words .pdf", "two words .pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("Résumé ☕.pdf", "Résumé ☕.pdf"),
        ("", "document"),
    ],
)
def test_names_lose_folders_and_hidden_characters_and_nothing_else(given, kept):
    assert incoming.clean_name(given) == kept


def test_equal_bytes_are_stored_once_and_never_written_again(ms, tmp_path):
    digest = keep(b"same bytes")
    path = default_storage.path(name_of(digest))
    before = (default_storage.get_modified_time(name_of(digest)), path)
    assert keep(b"same bytes") == digest
    assert (default_storage.get_modified_time(name_of(digest)), path) == before
    assert default_storage.listdir(digest[:2])[1] == [digest]


def test_a_document_is_saved_as_a_file_and_never_shown_in_the_portal(client, draft):
    upload(client, draft, "outline", "Plan – “A”.pdf", pdf())
    row = draft.documents.get()
    answer = client.get(address("document", row))
    assert answer.content == documents.read(row)
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''Plan%20%E2%80%93%20" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Type"] == "application/pdf"
    assert Reading.objects.filter(person__email="preparer.ms@example.test", what__startswith="document ").exists()


def test_another_college_gets_not_found_and_the_try_is_written_down(ms, client, draft, enter):
    upload(client, draft, "outline", "outline.pdf", pdf())
    row = draft.documents.get()
    stranger = enter(ms.other_preparer)
    assert stranger.get(address("document", row)).status_code == 404
    assert stranger.post(address("document_remove", row)).status_code == 404
    assert Reading.objects.filter(person=ms.other_preparer, case=draft.case, refused=True).count() == 2
    assert Document.objects.get(pk=row.pk).removed_at is None


def test_the_state_sees_no_document_of_a_draft(ms, client, draft, enter):
    upload(client, draft, "outline", "outline.pdf", pdf())
    assert enter(ms.intake).get(address("document", draft.documents.get())).status_code == 404


def test_altered_bytes_are_not_handed_out(client, draft):
    upload(client, draft, "outline", "outline.pdf", pdf())
    row = draft.documents.get()
    with open(default_storage.path(name_of(row.sha256)), "ab") as file:
        file.write(b"more")
    assert client.get(address("document", row)).status_code == 503


def test_a_slot_that_is_not_there_is_refused(ms, draft, at):
    with pytest.raises(Refused, match="no such place"):
        documents.store(draft, "attic", "outline.pdf", pdf(), by=ms.preparer, at=at)


def test_the_slots_of_the_page_are_those_of_the_register_with_their_help(client, draft):
    shown = text(client.get(address("part_attachments", draft)))
    for slot in review("ms").slots.values():
        assert slot.title in shown
        assert slot.help in shown
    assert re.search(r"Program outline .*? Required", shown)
