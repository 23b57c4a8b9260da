"""The Board's packet: one click for a program or a whole meeting, with its exhibits beside it."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pikepdf
import pytest
from django.urls import reverse

from magnolia.portal.actions.deciding import consult, meetings
from magnolia.portal.models import Reading

from .bring import body, bring, it_is, on, page, words


@pytest.fixture
def case(ms, settings):
    application = bring(ms, "consultation", on("2026-08-20"))
    it_is(settings, on("2026-10-12"))
    return application


def strings(content: bytes) -> str:
    """The words a PDF draws, as far as its tagged text gives them: bookmarks and title, which need no fonts to read."""
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_outline() as outline:
        found = [str(opened.docinfo.get("/Title", "")), *_titles(outline.root)]
    return "\n".join(found)


def _titles(items) -> list[str]:
    return [title for item in items for title in (item.title, *_titles(item.children))]


def is_ua(content: bytes) -> bool:
    with pikepdf.open(io.BytesIO(content)) as opened:
        return opened.open_metadata().get("pdfuaid:part") == "1" and bool(opened.Root.MarkInfo.Marked)


def test_the_link_beside_the_packet_gives_the_packet_of_the_program_as_an_accessible_pdf(ms, case, enter):
    client = enter(ms.secretary)
    shown = client.get(page("packet", case)).content.decode()
    assert page("packet_pdf", case) in shown
    assert reverse("record_download", args=[case.pk]) not in shown
    answer = client.get(page("packet_pdf", case))
    assert answer["Content-Type"] == "application/pdf"
    assert f"{case.number}-packet.pdf" in answer["Content-Disposition"]
    assert is_ua(answer.content)
    told = strings(answer.content)
    for part in ("Agenda", "1. Electric Lineworker", "What the filing says", "Findings of the review", "Exhibits"):
        assert part in told
    assert "11. " in told  # every criterion has its finding
    assert Reading.objects.filter(person=ms.secretary, case=case.case, what="packet as PDF").exists()
    assert enter(ms.preparer).get(page("packet_pdf", case)).status_code == 403


def test_the_packet_of_a_meeting_holds_every_program_and_its_numbered_exhibits(ms, case, enter):
    other = bring(ms, "consultation", on("2026-08-20"))
    meeting = meetings.call("ms", on("2026-10-20").date(), by=ms.secretary, at=on("2026-10-12"))
    for application in (case, other):
        consult.take_up(application, meeting, by=ms.secretary, at=on("2026-10-12"))
    client, number = enter(ms.secretary), meeting.case.number
    pdf = client.get(reverse("meeting_pdf", args=[number]))
    assert is_ua(pdf.content)
    assert "1. Electric Lineworker" in strings(pdf.content)
    assert "2. Electric Lineworker" in strings(pdf.content)
    answer = client.get(reverse("meeting_zip", args=[number]))
    with zipfile.ZipFile(io.BytesIO(body(answer))) as packed:
        names = packed.namelist()
        sums = packed.read("SHA256SUMS").decode().splitlines()
        assert len(sums) == len(names) - 1
        for line in sums:
            digest, _, name = line.partition("  ")
            assert hashlib.sha256(packed.read(name)).hexdigest() == digest
    assert any(name.startswith("exhibits/1-1 ") for name in names)
    assert any(name.startswith("exhibits/2-1 ") for name in names)
    assert Reading.objects.filter(what="packet with exhibits").count() == 2
    assert "Download the packet (PDF)" in words(client.get(reverse("meeting", args=[number])))


def test_a_packet_of_a_meeting_leaves_out_a_case_the_reader_has_not_declared_on(ms, case, enter):
    meeting = meetings.call("ms", on("2026-10-20").date(), by=ms.secretary, at=on("2026-10-12"))
    consult.take_up(case, meeting, by=ms.secretary, at=on("2026-10-12"))
    case.disclosures.filter(person=ms.director).update(person=ms.other_official)
    told = strings(enter(ms.director).get(reverse("meeting_pdf", args=[meeting.case.number])).content)
    assert "Electric Lineworker" not in told
