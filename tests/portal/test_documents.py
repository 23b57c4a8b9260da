"""Documents through the page: what is taken, what is refused with a sentence, and what each can become."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from magnolia.policy.parameters import load_parameters
from magnolia.portal.actions.papers import documents
from magnolia.portal.actions.papers.store import name_of
from magnolia.portal.models import Application, Event

from .filling import address, docx, new_application, pdf, picture, text, upload, xlsx

MEGABYTE = 1024 * 1024
PNG, JPG = picture("PNG"), picture("JPEG")


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, client) -> Application:
    return new_application(client, ms)


def largest() -> int:
    """The size limit in bytes, from the law itself."""
    return load_parameters("ms")["documents.largest_megabytes"].values[-1].whole * MEGABYTE


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("outline.pdf", pdf(), "PDF"),
        ("outline.docx", docx(), "Word document (.docx)"),
        ("hours.XLSX", xlsx(), "Excel workbook (.xlsx)"),
        ("board.png", PNG, "PNG picture"),
        ("board.jpeg", JPG, "JPEG picture"),
    ],
)
def test_each_kind_that_a_slot_takes_is_kept_with_kind_size_checksum_and_uploader(
    ms, client, draft, name, content, kind
):
    answer = upload(client, draft, "outline", name, content)
    assert answer.status_code == 302
    row = draft.documents.get()
    assert (row.sha256, row.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert documents.read(row) == content
    shown = client.get(address("part_attachments", draft)).content.decode()
    for words in (name, kind, row.sha256, "Dana Sample, Institution preparer"):
        assert words in shown
    event = Event.objects.filter(thing_id=draft.pk).latest("seq")
    assert event.move == "save"
    assert row.sha256 in event.text.text


@pytest.mark.row("SUB-03")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.pdf", b"", "is empty (0 bytes)"),
        ("outline.pdf", docx(), "is not a PDF as its name says: inside it is a Word document (.docx)"),
        ("outline.pdf", b"Week,Topic\n1,Poles\n", "inside it is plain text"),
        ("outline.docx", xlsx(), "inside it is an Excel workbook (.xlsx)"),
        ("letter.pdf", b"MZ\x90\0 a program", "its content is something else"),
        ("photo.jpg", PNG, "inside it is a PNG picture"),
        ("macro.exe", b"MZ\x90\0", "cannot go under “Program outline”: it takes a PDF or"),
        ("page.html", b"<html><script>1</script>", "cannot go under “Program outline”"),
        ("roster.csv", b"name,city\nDana,Nowhere\n", "cannot go under “Program outline”"),
        ("outline", pdf(), "cannot go under “Program outline”"),
        ("locked.pdf", pdf(password="secret"), "is protected with a password"),
        ("short.pdf", pdf()[:-200], "is damaged"),
        ("broken.docx", docx()[:-30], "is damaged"),
        ("broken.xlsx", xlsx()[:60] + b"\xff\xff\xff\xff" + xlsx()[64:], "is damaged"),
        ("plain.docx", b"PK\x03\x04 not a container", "is damaged"),
        ("old.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "Office before 2007"),
        (
            "locked.docx",
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "is protected with a password",
        ),
        ("macro.docx", docx(extra={"word/vbaProject.bin": b"x"}), "contains macros"),
        ("cut.png", PNG[:30], "is damaged"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_by_name_and_the_draft_is_untouched(
    client, draft, name, content, words
):
    version = draft.version
    answer = upload(client, draft, "outline", name, content)
    assert answer.status_code == 422
    said = text(answer)
    assert words in said
    assert f"“{name}”" in said
    draft.refresh_from_db()
    assert (draft.version, draft.documents.count()) == (version, 0)


@pytest.mark.row("SUB-03")
@pytest.mark.parametrize(("over", "status"), [(0, 302), (1, 422)])
def test_a_document_of_the_largest_size_is_taken_and_one_byte_more_is_refused(client, draft, over, status):
    body = pdf()
    filler = b"\n%" + b"x" * (largest() + over - len(body) - 2)
    end = body.rindex(b"startxref")
    content = body[:end] + filler[: len(filler) - 1] + b"\n" + body[end:]
    assert len(content) == largest() + over
    answer = upload(client, draft, "outline", "long.pdf", content)
    assert answer.status_code == status
    if over:
        assert f"“long.pdf” is larger than {largest() // MEGABYTE} MB" in text(answer)
        assert not default_storage.exists(name_of(hashlib.sha256(content).hexdigest()))


def test_an_oversize_file_is_refused_by_its_size_without_reading_it(ms, draft, at):
    class Huge:
        size = 200 * MEGABYTE

        def chunks(self):
            raise AssertionError("it was read")

    with pytest.raises(documents.BadDocument, match=r"“huge.pdf” is larger than"):
        documents.store(draft, "outline", "huge.pdf", Huge(), by=ms.preparer, at=at)


class Unread:
    """A body that nobody may read."""

    def read(self, *_: int) -> bytes:
        raise AssertionError("it was read")

    readline = read


@pytest.mark.parametrize(("by_script", "files"), [(True, 1), (True, 3), (False, 10)])
def test_a_sending_that_announces_more_than_its_files_may_have_is_refused_before_it_is_read(
    client, draft, by_script, files
):
    more: dict[str, Any] = {"HTTP_X_IN_PLACE": "upload", "HTTP_X_FILES": str(files)} if by_script else {}
    more |= {"CONTENT_LENGTH": str(files * largest() + 2 * MEGABYTE), "wsgi.input": Unread()}
    more["CONTENT_TYPE"] = "multipart/form-data; boundary=x"
    answer = client.generic("POST", address("document_upload", draft), **more)
    assert answer.status_code == 413
    said = answer.json()["refused"][0] if by_script else text(answer)
    assert f"{largest() // MEGABYTE} MB is the most one document may have" in said


def test_a_stream_that_hides_its_size_is_given_up_one_chunk_after_the_limit(ms, draft, at):
    read = []

    class Endless:
        size = None

        def chunks(self):
            while True:
                read.append(MEGABYTE)
                yield b"x" * MEGABYTE

    with pytest.raises(documents.BadDocument):
        documents.store(draft, "outline", "endless.pdf", Endless(), by=ms.preparer, at=at)
    assert sum(read) == largest() + MEGABYTE
