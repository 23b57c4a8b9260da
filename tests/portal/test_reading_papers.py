"""Papers are read beside the criterion: in a sandbox, each look written down, with the page."""

from __future__ import annotations

import pytest

from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.papers import documents
from magnolia.portal.actions.recording.record_parts import SOURCES, Telling, sources
from magnolia.portal.actions.reviewing import review
from magnolia.portal.models import Reading

from .bring import bring, it_is, on, page, words
from .filling import docx, picture


@pytest.fixture
def case(ms, settings):
    application = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on("2026-09-01"))
    return application


def test_a_pdf_is_read_in_a_sandbox_and_every_look_is_written_down(ms, case, enter):
    client, paper = enter(ms.reviewer), case.documents.filter(media_type="application/pdf").first()
    saved, read = client.get(f"/documents/{paper.pk}/"), client.get(f"/documents/{paper.pk}/?read")
    assert saved["Content-Disposition"].startswith("attachment; ")
    assert saved["X-Frame-Options"] == "DENY"
    assert read["Content-Disposition"].startswith("inline; ")
    assert read["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'self'"
    assert read["X-Frame-Options"] == "SAMEORIGIN"
    assert read["X-Content-Type-Options"] == "nosniff"
    assert read.content == saved.content
    assert Reading.objects.filter(person=ms.reviewer, what=f"document {paper.pk}").count() == 2
    assert enter(ms.other_preparer).get(f"/documents/{paper.pk}/?read").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "how"),
    [("map.png", picture(), "inline"), ("map.jpg", picture("JPEG"), "inline"), ("plan.docx", docx(), "attachment")],
)
def test_pictures_are_read_and_what_a_browser_cannot_draw_is_saved(ms, at, enter, name, content, how):
    draft = bring(ms, "draft", at)
    paper = documents.store(draft, "outline", name, content, by=ms.preparer, at=at)
    answer = enter(ms.preparer).get(f"/documents/{paper.pk}/?read")
    assert answer["Content-Disposition"].startswith(f"{how}; ")


def test_the_page_of_the_evidence_is_kept_with_the_finding_and_printed_on_sheet_and_record(ms, case, enter):
    client, paper = enter(ms.reviewer), case.documents.filter(slot="outline").first()
    url = page("finding", case, "length")
    shown = client.get(url).content.decode()
    assert f'href="/documents/{paper.pk}/?read#navpanes=0&amp;view=FitH" target="paper"' in shown
    assert '<iframe class="mg-reading__page" name="paper"' in shown
    given = {"outcome": "more_information", "rationale": "Hours unclear.", "by": ms.reviewer, "at": on("2026-09-01")}
    with pytest.raises(Refused, match="did not check as evidence"):
        review.save_finding(case, "length", pages={str(paper.pk): "4"}, **given)
    review.save_finding(case, "length", evidence=[paper], pages={str(paper.pk): " 4-6,  table B "}, **given)
    assert case.findings.get(question="length").pages.get().pages == "4-6, table B"
    assert f'name="page_{paper.pk}" value="4-6, table B"' in client.get(url).content.decode()
    said = words(enter(ms.director).get(page("review_sheet", case)))
    assert f"{paper.name} , page 4-6, table B" in said
    sources()
    told = [row for item in SOURCES["review_findings"](Telling(case)) for block in item.blocks for row in block.rows]
    assert any(f"{paper.name}, page 4-6, table B (SHA-256" in text for _, text in told)
