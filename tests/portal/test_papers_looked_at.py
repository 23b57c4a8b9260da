"""A PDF in which nothing can be read, or that seems not to be signed, is taken with a warning to both sides."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pytest

from magnolia.portal.actions.checking.look import look
from magnolia.portal.actions.papers import documents, file_opening
from magnolia.portal.demo.programs import outline_pdf
from magnolia.portal.models import Application

from .bring import body, bring, on, page, words
from .filling import address, new_application, picture, text, upload

Name, Dictionary, Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
NO_TEXT, NO_SIGNATURE = "No text can be read in this file", "No signature was found in this file"


def scanned() -> bytes:
    """A page that is a picture."""
    new, out = pikepdf.new(), io.BytesIO()
    new.add_blank_page()
    drawn = pikepdf.Stream(new, b"\0" * 300, Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10)
    drawn.ColorSpace, drawn.BitsPerComponent = Name.DeviceRGB, 8
    new.pages[0].Resources = Dictionary(XObject=Dictionary(Im=drawn))
    new.save(out, deterministic_id=True)
    return out.getvalue()


def typed(**annotation: Any) -> bytes:
    """A page with text, and with an annotation if one is given."""
    with pikepdf.open(io.BytesIO(outline_pdf())) as opened:
        if annotation:
            note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **annotation)
            fields = Array([opened.make_indirect(note)])
            opened.pages[0].obj.Annots = fields
            opened.Root.AcroForm = Dictionary(Fields=fields)
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
        return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (scanned(), {file_opening.NO_TEXT}),
        (typed(), {file_opening.NO_SIGNATURE}),
        (typed(Subtype=Name.Ink, InkList=Array([])), set()),
        (typed(Subtype=Name.Stamp), set()),
        (typed(Subtype=Name.Widget, FT=Name.Sig, V=Dictionary(Type=Name.Sig)), set()),
        (typed(Subtype=Name.Widget, FT=Name.Sig), {file_opening.NO_SIGNATURE}),
    ],
    ids=["scan", "typed", "drawn upon", "stamped", "signed electronically", "an empty signature field"],
)
def test_what_lacks_in_a_pdf_is_seen(content, says):
    assert file_opening.fault_of("pdf", content) == ""
    assert file_opening.looks_of("pdf", content) == says


@pytest.fixture
def client(ms, enter):
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, client) -> Application:
    return new_application(client, ms)


def test_a_scan_is_taken_and_its_sender_is_told_that_no_text_can_be_read(client, draft):
    assert upload(client, draft, "outline", "scan.pdf", scanned()).status_code == 302
    shown = text(client.get(address("part_attachments", draft)))
    assert NO_TEXT in shown
    assert NO_SIGNATURE not in shown


def test_a_letter_that_seems_unsigned_is_told_of_only_where_signed_papers_belong(client, draft):
    assert upload(client, draft, "outline", "outline.pdf", typed()).status_code == 302
    page_ = address("part_attachments", draft)
    assert NO_SIGNATURE not in text(client.get(page_))
    assert upload(client, draft, "employers", "letter.pdf", typed()).status_code == 302
    assert text(client.get(page_)).count(NO_SIGNATURE) == 1


def test_pictures_and_office_files_are_not_judged(client, draft):
    assert upload(client, draft, "employers", "letter.png", picture()).status_code == 302
    shown = text(client.get(address("part_attachments", draft)))
    assert NO_TEXT not in shown
    assert NO_SIGNATURE not in shown


def test_a_reviewer_sees_both_at_the_papers(ms, enter):
    case = bring(ms, "draft", on("2026-08-03"))
    for slot, content in (("outline", scanned()), ("employers", typed())):
        old = case.documents.get(slot=slot, superseded_by=None)
        at = old.uploaded_at
        documents.store(case, slot, f"new {slot}.pdf", content, by=ms.preparer, at=at, replaces=old)
    rows = case.documents.filter(name__startswith="new ")
    assert {(row.slot, row.has_no_text, row.has_no_signature) for row in rows} == {
        ("outline", True, False),
        ("employers", False, True),
    }
    case = bring(ms, "review", on("2026-08-20"))
    shown = words(enter(ms.reviewer).get(page("review", case)))
    assert "No signature found" in shown


def test_a_point_whose_papers_carry_a_warning_is_not_answered_beforehand(ms, enter):
    case = bring(ms, "completeness_review", on("2026-08-20"))
    paper = case.documents.filter(slot="employers", superseded_by=None).latest("pk")
    seen = {warned: look_with(case, paper, warned) for warned in (False, True)}
    part = next(item for item in seen[True] if item.endswith(".employers"))
    for item in (part, "documents"):
        assert seen[False][item].suggests is True
        assert seen[True][item].suggests is None
        assert f"“{paper.name}” carries a warning" in " ".join(seen[True][item].says)
    shown = body(enter(ms.intake).get(page("completeness", case))).decode()
    assert not re.search(rf'<input[^>]*name="answer-{part}"[^>]*checked', shown)


def look_with(case, paper, warned):
    """What the rules find, with the paper found signed or unsigned."""
    type(paper).objects.filter(pk=paper.pk).update(has_no_signature=warned)
    return look(case, on("2026-08-21").date())
