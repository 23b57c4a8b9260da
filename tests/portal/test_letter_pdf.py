"""Letters in print: accessible, equal bytes for equal letters, and harmless whatever a field contains."""

from __future__ import annotations

import html
import io
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string

from magnolia.policy.letters import LetterText
from magnolia.portal.actions.telling.letters import TWIN, CannotTypeset, printed, typeset
from tests.policy.letter_samples import EVERY_LETTER, SAMPLE, letter

ROOT = Path(__file__).parents[2]
NUMBER, DATED = "XX-L-2026-0012", date(2026, 11, 5)
AT = datetime(2026, 11, 5, 18, 0, tzinfo=UTC)
NASTY = "#let x = 1 *bold* _it_ $ x^2 $ `raw` <b>&amp;</b> \"quoted\" 'single' \\n {program} = head // é ñ ü €"


def pdf_of(text: LetterText) -> bytes:
    return typeset(text, number=NUMBER, dated=DATED, at=AT)


def read_aloud(pdf: bytes, folder: Path) -> str:
    """The tagged text of a PDF in its logical order, as a screen reader gets it, without spaces and list marks."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    tree = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, text=True, check=True).stdout
    pieces = re.findall(r'^ *"(.*)"$', tree, re.MULTILINE)
    return squeezed("".join(piece for piece in pieces if not re.fullmatch(r"•|\d+\.", piece)))


def twin_of(text: LetterText) -> str:
    return render_to_string(TWIN, {"letter": printed(text, number=NUMBER, dated=DATED)})


def words_in(page: str) -> str:
    return squeezed(html.unescape(re.sub(r"<[^>]*>", "", page)))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def tags(pdf: pikepdf.Pdf) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot)
    return found


@pytest.mark.parametrize(("state", "kind"), EVERY_LETTER)
def test_every_letter_is_a_tagged_pdf_ua_document(state, kind):
    text = letter(state, kind)
    with pikepdf.open(io.BytesIO(pdf_of(text))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-US"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == f"{text.title}, letter {NUMBER}"
        used = tags(pdf)
        assert used.count("/H1") == 1
        assert used.count("/H2") == len(text.parts)
        assert {"/P", "/L", "/LI", "/LBody"} <= set(used)
        has_table = any(block.shape == "table" for part in text.parts for block in part.blocks)
        assert ("/Table" in used and "/TH" in used) == has_table
        for page in pdf.pages:
            fonts = page.Resources.Font.values()
            assert all("/FontDescriptor" in font.DescendantFonts[0] for font in fonts)


@pytest.mark.needs("pdfinfo")
@pytest.mark.parametrize(("state", "kind"), EVERY_LETTER)
def test_the_html_twin_has_the_same_words_in_the_same_order(state, kind, tmp_path):
    text = letter(state, kind, replaces_number="XX-L-1", replaces_on=DATED, replaces_reason="A name was wrong.")
    aloud = read_aloud(pdf_of(text), tmp_path)
    assert aloud == words_in(twin_of(text))
    assert squeezed(text.verify) in aloud


def test_the_same_letter_gives_the_same_bytes():
    assert pdf_of(letter("ms", "denied")) == pdf_of(letter("ms", "denied"))
    assert pdf_of(letter("ms", "denied")) != pdf_of(letter("ms", "denied", program="Welding"))


def test_a_letter_read_back_from_the_record_gives_the_same_bytes_in_another_process(tmp_path):
    text = letter("xx", "certification")
    (tmp_path / "frozen.json").write_text(text.as_json(), encoding="utf-8")
    script = (
        "import sys; from datetime import *; from pathlib import Path\n"
        "from magnolia.policy.letters import LetterText\n"
        "from magnolia.portal.actions.telling.letters import typeset\n"
        "text = LetterText.from_json(Path(sys.argv[1]).read_text(encoding='utf-8'))\n"
        "at = datetime(2026, 11, 5, 12, 0, tzinfo=timezone(timedelta(hours=-6)))\n"
        f"sys.stdout.buffer.write(typeset(text, number={NUMBER!r}, dated=date(2026, 11, 5), at=at))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "frozen.json")]
    elsewhere = subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout
    assert elsewhere == pdf_of(text)


@pytest.mark.needs("pdfinfo")
def test_marks_of_other_languages_in_a_field_are_only_text(tmp_path):
    text = letter("ms", "denied", program=NASTY, addressee_name=NASTY)
    aloud = read_aloud(pdf_of(text), tmp_path)
    assert squeezed(NASTY) in aloud
    assert aloud == words_in(twin_of(text))
    assert "<b>&amp;</b>" not in twin_of(text)


@pytest.mark.needs("pdfinfo")
def test_an_emoji_is_written_out_by_name_in_both(tmp_path):
    text = letter("ms", "receipt", program="Wind \U0001f44d\U0001f3fd power \U0001f469\u200d\U0001f527")
    aloud = read_aloud(pdf_of(text), tmp_path)
    assert "Wind[thumbsupsign]power[woman][wrench]" in aloud
    assert aloud == words_in(twin_of(text))


@pytest.mark.needs("pdfinfo")
def test_control_characters_and_direction_marks_disappear_and_line_breaks_stay(tmp_path):
    text = letter(
        "ms", "deferred", reason="First\x00 line.\r\nSecond\u202e line.\r\n\r\nNew\ufeff paragraph.\tEnd\x0bhere."
    )
    assert "Firstline.Secondline.Newparagraph.Endhere." in read_aloud(pdf_of(text), tmp_path)
    assert "<p>First line.<br>Second line.</p>" in twin_of(text)


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize(("word", "times"), [("word ", 10_000), ("x", 50_000), ("W", 50_000)])
def test_fifty_thousand_characters_fill_pages_and_lose_none(word, times, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf_of(letter("ms", "denied", grounds=[{**SAMPLE["grounds"][0], "finding": word * times}])))
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert text.count(word.strip()) >= times


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize(
    ("kind", "name", "column"), [("incomplete", "deficiencies", "needed"), ("denied", "grounds", "finding")]
)
def test_a_run_without_spaces_never_leaves_the_page(kind, name, column, tmp_path):
    rows = [{**SAMPLE[name][0], column: "W" * 2_000}]
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf_of(letter("ms", kind, **{name: rows})))
    boxes = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True).stdout
    ends = [float(x) for x in re.findall(r'xMax="([\d.]+)"', boxes)]
    [width] = {float(x) for x in re.findall(r'<page width="([\d.]+)"', boxes)}
    assert max(ends) <= width - 70


@pytest.mark.parametrize("sign", ["\u4e2d", "\ud800"])
def test_a_character_without_a_shape_is_refused_by_name(sign):
    with pytest.raises(CannotTypeset, match=rf"Letter {NUMBER} cannot be typeset.*(CJK|U\+D800)"):
        pdf_of(letter("ms", "receipt", program=f"Welding {sign}"))


def test_a_letter_needs_a_number_and_a_zone_and_cannot_replace_itself():
    text = letter("ms", "receipt")
    with pytest.raises(CannotTypeset, match="without a number"):
        typeset(text, number=" ", dated=DATED, at=AT)
    with pytest.raises(CannotTypeset, match="no time zone"):
        typeset(text, number=NUMBER, dated=DATED, at=AT.replace(tzinfo=None))
    again = letter("ms", "receipt", replaces_number=NUMBER, replaces_on=DATED, replaces_reason="A name was wrong.")
    with pytest.raises(CannotTypeset, match="cannot replace itself"):
        pdf_of(again)


@pytest.mark.needs("pdftotext")
def test_each_page_says_the_letters_number_and_its_own(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf_of(letter("ms", "denied")))
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert re.search(rf"Letter {NUMBER}\s+Page {number} of {len(pages)}", page)
        assert page.count("To check that this letter is real") == 1
