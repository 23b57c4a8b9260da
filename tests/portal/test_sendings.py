"""Files sent in parts: each from where it stopped, by nobody but who began it, checked like any other when whole."""

from __future__ import annotations

import base64
import fcntl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from magnolia.policy.parameters import load_parameters
from magnolia.portal import clock
from magnolia.portal.actions.papers import parts
from magnolia.portal.actions.papers.incoming import MEGABYTE
from magnolia.portal.actions.telling import posting
from magnolia.portal.models import Application, Document, Sending

from .bring import bring, it_is, words
from .filling import address, new_application, pdf, send

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, client) -> Application:
    return new_application(client, ms)


def large(megabytes: int = 26) -> bytes:
    """A real PDF, made larger by a comment before its end mark."""
    return pdf().replace(b"%%EOF", b"%" + b"x" * megabytes * MEGABYTE + b"\n%%EOF")


def begin(client: Client, draft: Application, size: Any, name: str = "outline.pdf", slot: str = "outline", **more: str):
    told = f"filename {base64.b64encode(name.encode()).decode()},slot {base64.b64encode(slot.encode()).decode()}"
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": told} | more
    return client.post(address("sendings", draft), headers=headers)


def part(client: Client, to: str, begins: Any, content: bytes, kind: str = PART, **more: str) -> Any:
    return client.patch(to, content, content_type=kind, headers=TUS | {"Upload-Offset": str(begins)} | more)


def offset(client: Client, to: str) -> int:
    answer = client.head(to, headers=TUS)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return int(answer["Upload-Offset"])


def sent(client: Client, draft: Application, content: bytes, name: str = "outline.pdf") -> str:
    """Every part of a file; its name at the server."""
    to = begin(client, draft, len(content), name)["Location"]
    for begins in range(0, len(content), parts.PART):
        assert part(client, to, begins, content[begins : begins + parts.PART]).status_code == 204
    return to.rstrip("/").rpartition("/")[2]


def added(client: Client, draft: Application, name: str, **more: str) -> Any:
    page = address("part_attachments", draft)
    return send(client, page, {"slot": "outline", "sent": name} | more, address("document_upload", draft))


def limit(name: str) -> int:
    return load_parameters("ms")[name].values[-1].whole * MEGABYTE


def lying(settings) -> list[Path]:
    return list(Path(settings.PARTS_FOLDER).glob("*"))


def test_a_file_above_the_limit_of_the_form_is_sent_in_parts_and_added_whole(client, draft, settings):
    content = large()
    assert len(content) > limit("documents.largest_megabytes")
    name = sent(client, draft, content)
    assert not draft.documents.exists()
    assert added(client, draft, name).status_code == 302
    paper = draft.documents.get()
    assert (paper.name, paper.size) == ("outline.pdf", len(content))
    assert client.get(f"/documents/{paper.pk}/").content == content
    assert not Sending.objects.exists()
    assert lying(settings) == []


def test_the_next_part_begins_where_the_file_ends_and_no_other_is_taken(client, draft):
    to = begin(client, draft, 10)["Location"]
    assert part(client, to, 0, b"abcd")["Upload-Offset"] == "4"
    for wrong in (0, 3, 5):
        assert part(client, to, wrong, b"efgh").status_code == 409
    assert offset(client, to) == 4
    assert part(client, to, 4, b"efghij")["Upload-Offset"] == "10"
    more = part(client, to, 10, b"k")
    assert more.status_code == 413
    assert offset(client, to) == 10


def test_what_came_of_a_part_before_the_line_broke_stays(draft, ms, settings):
    class Broken:
        said = [b"abc", b"de"]

        def read(self, size: int, /) -> bytes:
            if self.said:
                return self.said.pop(0)
            raise OSError("the line broke")

    at = clock.now()
    row = parts.begin(draft, "outline", "outline.pdf", 10, by=ms.preparer, at=at)
    with pytest.raises(OSError, match="broke"):
        parts.add(row, 0, Broken(), at=at)
    assert parts.has(row) == 5


def test_two_parts_of_one_file_are_never_written_at_once(client, draft, settings):
    to = begin(client, draft, 10)["Location"]
    (path,) = lying(settings)
    with path.open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert part(client, to, 0, b"abcd").status_code == 423
    assert part(client, to, 0, b"abcd").status_code == 204


def test_nobody_else_finds_continues_ends_or_adds_a_file_on_its_way(ms, xx, client, draft, enter):
    to = begin(client, draft, 10)["Location"]
    name = to.rstrip("/").rpartition("/")[2]
    part(client, to, 0, b"abcd")
    for person in (ms.official, ms.other_preparer, xx.preparer):
        other = enter(person)
        for answer in (other.head(to, headers=TUS), part(other, to, 4, b"efgh"), other.delete(to, headers=TUS)):
            assert answer.status_code == 404
            assert "Upload-Offset" not in answer
        assert other.post(address("sending_drop", draft, name)).status_code == 404
        assert begin(other, draft, 10).status_code == (201 if person == ms.official else 403)
    for person in (ms.intake, ms.reviewer, ms.governor):
        assert begin(enter(person), draft, 10).status_code == 403
    assert Client().head(to, headers=TUS).status_code == 302
    assert offset(client, to) == 4
    whole = sent(client, draft, pdf())
    refused = added(enter(ms.official), draft, whole)
    assert "is not here any more" in words(refused)
    assert not draft.documents.exists()
    assert added(client, draft, whole).status_code == 302


def test_a_file_of_another_application_is_not_added(ms, client, draft):
    other = new_application(client, ms)
    name = sent(client, other, pdf())
    assert "is not here any more" in words(added(client, draft, name))
    assert not Document.objects.exists()


@pytest.mark.parametrize(("more", "status"), [(0, 201), (1, 413)])
def test_a_file_is_taken_up_to_the_limit_for_parts_and_no_byte_further(client, draft, more, status):
    answer = begin(client, draft, limit("documents.largest_sent_in_parts") + more)
    assert answer.status_code == status
    if more:
        assert "is larger than 100 MB" in answer.content.decode()


def test_a_file_that_came_whole_is_checked_like_any_other(client, draft, settings):
    refused = added(client, draft, sent(client, draft, b"MZ\x90\0 a program" * 10))
    assert "“outline.pdf” is not a PDF as its name says" in words(refused)
    assert not draft.documents.exists()
    assert lying(settings) == []


def test_a_file_that_did_not_come_whole_is_not_added(client, draft):
    to = begin(client, draft, 10)["Location"]
    part(client, to, 0, b"abcd")
    name = to.rstrip("/").rpartition("/")[2]
    assert added(client, draft, name).status_code == 422
    assert not draft.documents.exists()
    shown = words(client.get(address("part_attachments", draft)))
    assert "“outline.pdf” is not sent to its end: 4 bytes of 10 bytes came" in shown


def test_what_was_sent_and_not_added_waits_on_the_page_of_its_sender_alone(ms, client, draft, enter):
    name = sent(client, draft, pdf())
    page = address("part_attachments", draft)
    assert "“outline.pdf” was sent, and is not added yet" in words(client.get(page))
    assert "is not added yet" not in words(enter(ms.official).get(page))
    assert added(client, draft, name, seen="0").status_code == 409  # a colleague saved meanwhile: it still waits
    assert "“outline.pdf” was sent, and is not added yet" in words(client.get(page))
    assert client.post(address("sending_drop", draft, name)).status_code == 302
    assert not Sending.objects.exists()


def test_where_no_document_can_be_added_no_part_is_taken(ms, at, enter):
    sent_in = bring(ms, "submitted", at)
    answer = begin(enter(ms.preparer), sent_in, 10)
    assert answer.status_code == 403
    assert "cannot be added to this application now" in answer.content.decode()


def test_a_file_nobody_went_on_with_is_removed_and_a_later_part_keeps_it(client, draft, settings, ms):
    old, young = (begin(client, draft, 10, name)["Location"] for name in ("old.pdf", "young.pdf"))
    start = clock.now()
    it_is(settings, start + parts.GIVEN_UP - timedelta(minutes=5))
    client = Client()
    client.force_login(ms.preparer, backend="django.contrib.auth.backends.ModelBackend")
    assert part(client, young, 0, b"abcd").status_code == 204
    it_is(settings, start + parts.GIVEN_UP + timedelta(minutes=5))
    posting.daily()
    assert [row.name for row in Sending.objects.all()] == ["young.pdf"]
    assert len(lying(settings)) == 1
    client.force_login(ms.preparer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.head(old, headers=TUS).status_code == 404


def test_one_person_has_a_limited_number_of_files_under_way(client, draft):
    for _ in range(parts.MOST):
        assert begin(client, draft, 10).status_code == 201
    assert begin(client, draft, 10).status_code == 422


def test_the_protocol_is_spoken_as_it_is_written(client, draft):
    to = begin(client, draft, 10)["Location"]
    for url in (address("sendings", draft), to):
        options = client.options(url)
        assert options.status_code == 204
        assert (options["Tus-Version"], options["Tus-Resumable"]) == ("1.0.0", "1.0.0")
        assert options["Tus-Extension"] == "creation,termination"
    assert client.options(address("sendings", draft))["Tus-Max-Size"] == str(limit("documents.largest_sent_in_parts"))
    other = part(client, to, 0, b"abcd", **{"Tus-Resumable": "0.2.0"})
    assert (other.status_code, other["Tus-Version"]) == (412, "1.0.0")
    assert part(client, to, 0, b"abcd", kind="text/plain").status_code == 415
    assert part(client, to, "x", b"abcd").status_code == 400
    assert begin(client, draft, "many").status_code == 400
    for size in (0, limit("documents.largest_sent_in_parts") + 1):
        assert begin(client, draft, size).status_code in (413, 422)
    headers = TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert client.post(to, b"abcd", content_type=PART, headers=headers).status_code == 204
    assert offset(client, to) == 4
    assert client.delete(to, headers=TUS).status_code == 204
    assert client.head(to, headers=TUS).status_code == 404


def test_another_site_cannot_begin_a_file_in_a_persons_name(ms, draft):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ms.preparer, backend="django.contrib.auth.backends.ModelBackend")
    assert begin(strict, draft, 10).status_code == 403
    assert not Sending.objects.exists()
