"""Letters in print: a merged letter as PDF/UA, and as the data its HTML twin shows.

Typst gets every word as data, never as source, and only the fonts it carries itself; together with a fixed timestamp
the same letter gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from magnolia.policy.letters import LetterProblem, LetterText, say_day

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "letters" / "letter.typ"
STANDARD: Final = "ua-1"
TWIN = "letters/letter.html"
_ONE_CHARACTER = b'#set document(title: "x")\n#text(font: "Libertinus Serif", sys.inputs.character)'


class CannotTypeset(LetterProblem):
    """A letter that cannot be printed; the sentence names the characters or the reason, and the way out."""


def typeset(text: LetterText, *, number: str, dated: date, at: datetime) -> bytes:
    """The letter as PDF/UA-1. `number` and `dated` are printed; `at` (with a zone) becomes the file's creation time.

    Equal arguments give equal bytes. Raises CannotTypeset where a character has no shape in the letter's fonts.
    """
    return compiled(TEMPLATE, printed(text, number=number, dated=dated), f"Letter {number}", at)


def compiled(template: Path, words: Mapping[str, Any], what: str, at: datetime) -> bytes:
    """A template of templates/letters as PDF/UA-1 with `words` as its data; `what` names the paper in a fault."""
    if at.tzinfo is None:
        raise CannotTypeset(f"{what} cannot be typeset: its time {at} has no time zone.")
    try:
        pdf = typst.compile(
            template,
            root=template.parent,
            font_paths=fonts(),
            sys_inputs={"words": json.dumps(words, ensure_ascii=False)},
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as problem:
        raise CannotTypeset(f"{what} cannot be typeset: {problem}.") from None
    if not isinstance(pdf, bytes):
        raise CannotTypeset(f"{what} cannot be typeset: no single file came out.")
    return pdf


def printed(text: LetterText, *, number: str, dated: date) -> dict[str, Any]:
    """What the PDF and the HTML twin (template TWIN, under the name `letter`) both show, with number and day.

    Line ends are made equal, invisible control characters dropped and emoji written out as [their name].
    """
    number = number.strip()
    if not number:
        raise CannotTypeset("A letter without a number cannot be typeset: give it its number first.")
    if text.replaces == number:
        raise CannotTypeset(f"Letter {number} cannot replace itself: a letter issued again gets a number of its own.")
    words = asdict(text)
    words.update(number=number, dated=say_day(dated), document_title=f"{text.title}, letter {number}")
    words["references"] = [("Letter", number), *words["references"]]
    for block in _blocks(words):
        if block["shape"] == "entries":
            block["entries"] = [
                {"headline": row[0], "facts": list(zip(block["head"], row[1:], strict=True))} for row in block["rows"]
            ]
    return printable(words, f"Letter {number}")


def printable(words: dict[str, Any], what: str) -> dict[str, Any]:
    """The words as they can be printed. Raises CannotTypeset naming the signs that the fonts have no shape for."""
    unprintable: set[str] = set()
    result: dict[str, Any] = _everywhere(words, unprintable)
    if unprintable:
        named = "; ".join(f"{_shown(sign)} ({_name(sign)})" for sign in sorted(unprintable)[:5])
        raise CannotTypeset(
            f"{what} cannot be typeset: its fonts have no shape for {named}. "
            "Write these words in the letters of English."
        )
    return result


def _blocks(words: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from words["opening"]
    for part in words["parts"]:
        yield from part["blocks"]


def _everywhere(value: Any, unprintable: set[str]) -> Any:
    if isinstance(value, str):
        return _printable(value, unprintable)
    if isinstance(value, dict):
        return {key: _everywhere(inner, unprintable) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_everywhere(inner, unprintable) for inner in value]
    return value


def _printable(text: str, unprintable: set[str]) -> str:
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n").replace("\t", " ")
    return "".join(_sign(sign, unprintable) for sign in unicodedata.normalize("NFC", lines))


def _sign(sign: str, unprintable: set[str]) -> str:
    """A character as it is printed. Joiners, direction marks and control characters have no shape and are dropped."""
    if sign == "\n" or " " <= sign <= "~":
        return sign
    kind = unicodedata.category(sign)
    if kind in {"Zl", "Zp"}:
        return "\n"
    if kind in {"Cc", "Cf"} or "\ufe00" <= sign <= "\ufe0f" or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return ""
    if kind == "Cs":
        unprintable.add(sign)
        return ""
    if _has_shape(sign):
        return sign
    if kind == "So":
        return f"[{_name(sign).lower()}]"
    unprintable.add(sign)
    return ""


def spelled_out(text: str) -> str:
    """A text as the fonts can print it; a character without a shape becomes its name, so that none is lost."""
    made = []
    for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " ")):
        lost: set[str] = set()
        shown = _sign(sign, lost)
        made.append(f"[{_name(sign).lower()}]" if lost else shown)
    return "".join(made)


def everywhere_spelled_out(value: Any) -> Any:
    """The same for every text inside lists and dicts; other values stay as they are."""
    if isinstance(value, str):
        return spelled_out(value)
    if isinstance(value, dict):
        return {key: everywhere_spelled_out(inner) for key, inner in value.items()}
    return [everywhere_spelled_out(inner) for inner in value] if isinstance(value, list | tuple) else value


def _shown(sign: str) -> str:
    """The character itself, unless it is half of a broken pair, which no file can hold."""
    return "�" if unicodedata.category(sign) == "Cs" else sign


def _name(sign: str) -> str:
    return unicodedata.name(sign, f"U+{ord(sign):04X}")


@cache
def fonts() -> typst.Fonts:
    """The fonts Typst carries; those of the machine would change the bytes from place to place."""
    return typst.Fonts(include_system_fonts=False)


@cache
def _has_shape(sign: str) -> bool:
    """Whether Typst's own fonts can draw the character: PDF/UA refuses a page with a missing shape, so ask it."""
    # A combining mark is drawn on a letter, not alone.
    carrier = "e" + sign if unicodedata.combining(sign) else sign
    try:
        typst.compile(_ONE_CHARACTER, font_paths=fonts(), sys_inputs={"character": carrier}, pdf_standards=[STANDARD])
    except typst.TypstError:
        return False
    return True
