"""A file is opened before it is taken: corrupt ones and ones that act by themselves are refused."""

from __future__ import annotations

import io
import sys
import time
import zlib
from typing import Any

import pikepdf
import pytest
from PIL import Image

from magnolia.portal.actions.papers import file_opening
from magnolia.portal.actions.papers.file_kinds import BadContent, kind_of
from magnolia.portal.demo.programs import outline_pdf

from .filling import docx, new_application, pdf, picture, text, upload

Name, Dictionary, Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
RELATIONS = '<Relationships><Relationship Id="r1" Type="http://x.test/relationships/{}" Target="{}"{}/></Relationships>'
OUTSIDE = ' TargetMode="External"'


def made(**root: Any) -> bytes:
    """A PDF of one page with more in its root; a text becomes a script."""
    new, out = pikepdf.new(), io.BytesIO()
    new.add_blank_page()
    for name, value in root.items():
        new.Root["/" + name] = value
    new.save(out, deterministic_id=True)
    return out.getvalue()


def on_the_page(action: pikepdf.Dictionary) -> bytes:
    new, out = pikepdf.new(), io.BytesIO()
    new.add_blank_page()
    new.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)])
    new.save(out, deterministic_id=True)
    return out.getvalue()


def pageless() -> bytes:
    out = io.BytesIO()
    pikepdf.new().save(out, deterministic_id=True)
    return out.getvalue()


def related(kind: str, target: str, more: str = "") -> bytes:
    return docx(extra={"word/_rels/document.xml.rels": RELATIONS.format(kind, target, more).encode()})


SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
REFUSED = {
    "garbage.pdf": (b"%PDF-1.7\n" + b"\x9a\x00 garbage " * 90 + b"\n%%EOF\n", "is damaged"),
    "empty-pages.pdf": (pageless(), "has no page to read"),
    "opens-script.pdf": (made(OpenAction=SCRIPT), "holds a script"),
    "named-script.pdf": (
        made(Names=Dictionary(JavaScript=Dictionary(Names=Array([pikepdf.String("a"), SCRIPT])))),
        "holds a script",
    ),
    "opens-address.pdf": (made(OpenAction=Dictionary(S=Name.URI, URI="https://a.test")), "holds a script"),
    "launches.pdf": (on_the_page(Dictionary(S=Name.Launch, F="a.exe")), "a program to start"),
    "form-script.pdf": (made(AcroForm=Dictionary(XFA=pikepdf.String("x"))), "a form that runs by itself"),
    "cut.png": (picture()[:-30] + b"IEND\xaeB`\x82", "is damaged"),
    "cut.jpg": (picture("JPEG")[:300] + b"\xff\xd9", "is damaged"),
    "embedded.docx": (related("oleObject", "embeddings/oleObject1.bin"), "holds an embedded object"),
    "template.docx": (related("attachedTemplate", "https://a.test/t.dotm", OUTSIDE), "a template that is loaded"),
    "headless.docx": (docx().replace(b"word/document.xml", b"word/documenu.xml", 1), "is damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_opened_or_acts_by_itself_is_refused_with_the_way_out(ms, enter, name):
    content, words = REFUSED[name]
    client = enter(ms.preparer)
    draft = new_application(client, ms)
    version = draft.version
    answer = upload(client, draft, "outline", name, content)
    said = text(answer)
    assert answer.status_code == 422
    assert f"“{name}”" in said
    assert words in said
    assert "add the new file" in said or "add that one" in said
    draft.refresh_from_db()
    assert (draft.version, draft.documents.count()) == (version, 0)


@pytest.mark.parametrize(
    "content",
    [
        pdf(),
        outline_pdf(),
        made(OpenAction=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))),
        on_the_page(Dictionary(S=Name.URI, URI="https://a.test")),
        picture(),
        picture("JPEG"),
        related("hyperlink", "https://a.test", OUTSIDE),
        related("package", "embeddings/Microsoft_Excel_Sheet.xlsx"),
    ],
)
def test_what_honest_documents_hold_is_taken(content):
    assert kind_of(content) is not None


def test_a_picture_of_too_many_pixels_and_a_pdf_that_unpacks_without_end_are_given_up_in_time():
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    began = time.monotonic()
    with pytest.raises(BadContent, match="more time or memory"):
        kind_of(out.getvalue())
    squeezed = zlib.compressobj(9)
    bomb = b"".join(squeezed.compress(b"\0" * (1 << 20)) for _ in range(2048)) + squeezed.flush()
    assert len(bomb) < 4_000_000
    head = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 9/W[1 9 1]/Root 2 0 R/Filter/FlateDecode/Length "
    content = head + str(len(bomb)).encode() + b">>\nstream\n" + bomb + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    with pytest.raises(BadContent):
        kind_of(content)
    assert time.monotonic() - began < 2 * file_opening.WAIT


def test_the_reader_stands_alone_and_equal_bytes_are_read_once(monkeypatch):
    content = pdf("Read once")
    assert file_opening.fault_of("pdf", content) == ""
    monkeypatch.setattr(sys, "executable", "/nonexistent")
    assert file_opening.fault_of("pdf", content) == ""
