"""Letters as text: pick the words for a kind and a State, fill them in, refuse what is not filled.

Pure: no clock, no typesetting. Numbers of law and dates arrive as fields, computed elsewhere. The result is frozen and
can be stored as JSON, so that the same letter can be printed again years later.
Source: State policy 7.3 (completeness notices), 7.6 (determinations), 7.7 (appeals), 7.9.2 (certification letter).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .glossary import Glossary, glossary, says
from .layers import Block
from .letter_text import LetterProblem, LetterText, Part, TextBlock, UnfilledField, say_day, say_deadline, say_moment
from .letter_words import MEANINGS, PLACEHOLDER, Book, blocks_of, book, resolved
from .parameters import Parameter

__all__ = [
    "LetterProblem", "LetterText", "Part", "TextBlock", "UnfilledField",
    "kinds", "listed", "meanings", "merge", "needs", "say_day", "unsigned",
]  # fmt: skip

SIGNED_AS = "signed_as"


def kinds(jurisdiction: str) -> tuple[str, ...]:
    """The kinds of letter a State sends."""
    return tuple(book(jurisdiction).letters)


def meanings(
    jurisdiction: str, kind: str, on: date, numbers: Mapping[str, Parameter], terms: Glossary | None = None
) -> dict[str, object]:
    """The field with what the words of a letter of `kind` mean on its day; empty where the letter explains none.

    `terms` is the glossary with the wordings changed in the portal; without it the files alone count.
    """
    found = terms or glossary(jurisdiction)
    rows = []
    for term in (found.terms[name] for name in _letter(book(jurisdiction), kind).get("terms", ())):
        marked = f" ({found.words['reading']})" if term.reading else ""
        rows.append({"term": term.term, "means": says(term, on, numbers) + marked})
    return {MEANINGS: rows} if rows else {}


def needs(jurisdiction: str, kind: str) -> Mapping[str, str]:
    """The fields a kind of letter may show, each with its meaning; optional ones say so, choices list their values."""
    words = book(jurisdiction)
    letter = _letter(words, kind)
    named = ["addressee_name", "addressee_title", "institution_address"]
    texts = [words.frame["verify"], *(line["text"] for line in words.frame["references"])]
    texts += [line for signed_as in letter["signed_as"] for line in words.signatures[signed_as]]
    for block in blocks_of(words, kind):
        named += [block[key] for key in ("rows", "lines") if key in block]
        texts += [block.get("say", ""), *block.get("bullets", ()), *(line["text"] for line in block.get("facts", ()))]
    named += [name for text in texts for name in PLACEHOLDER.findall(text)]
    result = {SIGNED_AS: "one of " + ", ".join(letter["signed_as"])} if len(letter["signed_as"]) > 1 else {}
    for name in dict.fromkeys(named):
        if name in words.fields:
            field = words.fields[name]
            note = "optional" if field.get("optional") else "may be an empty list" if field.get("may_be_empty") else ""
            columns = ", ".join(column["key"] for column in field.get("columns", ()))
            extra = "; ".join(filter(None, (field["is"] + (f" of {columns}" if columns else ""), note)))
            result[name] = f"{field['means']} ({extra})"
    return result


def merge(jurisdiction: str, kind: str, fields: Mapping[str, object]) -> LetterText:
    """The letter of one kind for one State, filled with `fields`.

    Values: text; date; datetime with zone (in the State's time); int or Decimal; list of texts; list of mappings.
    `signed_as` says who signs where several may. Names meant for other letters are ignored; a name
    that no letter knows is refused. Raises UnfilledField naming every missing field, LetterProblem for a wrong value.
    """
    words = book(jurisdiction)
    letter = _letter(words, kind)
    pen = _Pen(words, kind, fields)
    signed_as = _signed_as(kind, letter["signed_as"], fields)
    # In reading order, so that a name is spelled out where it comes first.
    title, opening = pen.fill(letter["title"]), pen.blocks(words.frame["opening"])
    parts = []
    for name in letter["parts"]:
        part = letter["part"][name]
        parts.append(Part(name, pen.fill(part["heading"]), pen.blocks(part["blocks"])))
    addressee = "{addressee_name}", "{addressee_title}", "{institution}"
    text = LetterText(
        jurisdiction=jurisdiction,
        kind=kind,
        title=title,
        letterhead=(words.names["letterhead"], *words.from_lines),
        accent=words.names["accent"],
        addressee=(*(pen.fill(line) for line in addressee), *pen.lines("institution_address")),
        references=tuple((r["label"], pen.fill(r["text"])) for r in words.frame["references"] if pen.shows(r)),
        greeting=pen.fill(words.frame["greeting"]),
        opening=opening,
        parts=tuple(parts),
        signature=tuple(pen.fill(line) for line in words.signatures[signed_as]),
        verify=pen.fill(words.frame["verify"]),
        replaces=pen.fill("{replaces_number}") if pen.given("replaces_number") else None,
        words=words.version(kind),
    )
    if pen.unfilled:
        raise UnfilledField(kind, pen.unfilled)
    return text


def listed(jurisdiction: str, clause: str) -> tuple[str, ...]:
    """The points of a clause that lists some, as every letter of the State with it says them."""
    return tuple(book(jurisdiction).clauses[clause]["bullets"])


def unsigned(text: LetterText) -> LetterText:
    """The letter as a preview shows it, before anybody signed: signature and record of it say that there is none."""
    words = book(text.jurisdiction)
    lines = [line for signature in words.signatures.values() for line in signature]
    dated = tuple(line.partition("{signed_on}")[0] for line in lines if "{signed_on}" in line)
    who = [line for line in text.signature if not line.startswith(dated)]
    if len(who) == len(text.signature):
        return text  # sent by the system, and says so
    shown = words.letters[text.kind]["part"]
    nothing = (TextBlock("paragraph", words.preview["record"]),)
    return replace(
        text,
        signature=tuple(line.format(signer=", ".join(who)) for line in words.preview["signature"]),
        parts=tuple(replace(part, blocks=nothing) if shown[part.name].get("signed") else part for part in text.parts),
    )


def _letter(words: Book, kind: str) -> Block:
    if kind not in words.letters:
        raise LetterProblem(f"There is no letter {kind!r}; there are {', '.join(words.letters)}.")
    letter: Block = words.letters[kind]
    return letter


def _signed_as(kind: str, allowed: list[str], fields: Mapping[str, object]) -> str:
    signed_as = str(fields.get(SIGNED_AS) or "").strip() or (allowed[0] if len(allowed) == 1 else "")
    if not signed_as:
        raise UnfilledField(kind, [SIGNED_AS])
    if signed_as not in allowed:
        whom = " or ".join(allowed)
        raise LetterProblem(f"The letter {kind!r} cannot be signed as {signed_as!r}; it is signed as {whom}.")
    return signed_as


class _Pen:
    """Fills the words of one letter and remembers what was not filled."""

    def __init__(self, words: Book, kind: str, fields: Mapping[str, object]) -> None:
        strangers = sorted(set(fields) - words.fields.keys() - {SIGNED_AS})
        if strangers:
            named = ", ".join(strangers)
            raise LetterProblem(f"The letter {kind!r} was given {named}, which no letter knows. Check the spelling.")
        self.words, self.kind, self.fields = words, kind, fields
        self.spelled_out = set[str]()
        goes_with = {name: field["with"] for name, field in words.fields.items() if "with" in field}
        self.unfilled = [other for name, other in goes_with.items() if self.given(name) and not self.given(other)]

    def given(self, name: str) -> bool:
        value = self.fields.get(name, self.words.names.get(name))
        return bool(value.strip()) if isinstance(value, str) else value is not None and value != [] and value != ()

    def answered(self, name: str) -> bool:
        """Given, or an empty list where that is an answer; notes the field as unfilled otherwise."""
        field = self.words.fields.get(name, {})
        none_said = bool(field.get("may_be_empty")) and self.fields.get(name) in ([], ())
        if not self.given(name) and not none_said:
            self.unfilled.append(name)
            return False
        return True

    def shows(self, block: Mapping[str, Any]) -> bool:
        for key, wanted in (("when", True), ("unless", False)):
            name = block.get(key)
            if name is None:
                continue
            field = self.words.fields.get(name, {"optional": True})
            if not field.get("optional") and not self.answered(name):
                return False
            if self.given(name) is not wanted:
                return False
        return True

    def fill(self, words: str) -> str:
        """One pass, so that braces inside a field's value stay what they are."""
        return PLACEHOLDER.sub(lambda found: self.value(found.group(1)), words)

    def value(self, name: str) -> str:
        if name in self.words.spelled:
            return self.spelled(name)
        if name not in self.words.fields:
            return self.words.names[name]
        if not self.answered(name):
            return ""
        return self.written(name, self.words.fields[name]["is"], self.fields[name])

    def spelled(self, name: str) -> str:
        """A body, law or system: spelled out with its abbreviation where it comes first, abbreviated after that."""
        term, first, after = self.words.spelled[name]
        if term in self.spelled_out:
            return after
        self.spelled_out.add(term)
        return first

    def written(self, name: str, is_a: str, value: object) -> str:
        if is_a == "text" and isinstance(value, str):
            return value.strip()
        if is_a in {"day", "deadline"} and isinstance(value, date) and not isinstance(value, datetime):
            return say_day(value) if is_a == "day" else say_deadline(value)
        if is_a == "moment" and isinstance(value, datetime) and value.tzinfo is not None:
            return say_moment(value)
        if is_a == "number" and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return str(value)
        if is_a == "lines":
            return ", ".join(self.lines(name))
        raise LetterProblem(f"The letter {self.kind!r} wants a {is_a} for {name}, not {type(value).__name__}.")

    def lines(self, name: str) -> tuple[str, ...]:
        value = self.fields.get(name) or ()
        if not isinstance(value, (list, tuple)) or not all(isinstance(line, str) for line in value):
            raise LetterProblem(f"The letter {self.kind!r} wants a list of texts for {name}.")
        for number, line in enumerate(value, 1):
            if not line.strip():
                self.unfilled.append(f"{name}, line {number}")
        return tuple(line.strip() for line in value)

    def blocks(self, blocks: Iterable[Block]) -> tuple[TextBlock, ...]:
        whole = (resolved(self.words, self.kind, block) for block in blocks)
        return tuple(piece for block in whole if self.shows(block) for piece in self.pieces(block))

    def pieces(self, block: Block) -> Iterator[TextBlock]:
        if "say" not in block:
            yield self.block(block)
            return
        for paragraph in re.split(r"\n\s*\n", self.fill(block["say"]).replace("\r\n", "\n")):
            yield TextBlock("paragraph", paragraph)

    def block(self, block: Block) -> TextBlock:
        if "bullets" in block:
            return TextBlock("bullets", rows=tuple((self.fill(text),) for text in block["bullets"]))
        if "facts" in block:
            return TextBlock("facts", rows=tuple((line["label"], self.fill(line["text"])) for line in block["facts"]))
        if "lines" in block:
            self.answered(block["lines"])
            return TextBlock("bullets", rows=tuple((line,) for line in self.lines(block["lines"])))
        return self.table(block["rows"])

    def table(self, name: str) -> TextBlock:
        field = self.words.fields[name]
        value = self.fields[name] if self.answered(name) else []
        if not isinstance(value, (list, tuple)) or not all(isinstance(row, Mapping) for row in value):
            raise LetterProblem(f"The letter {self.kind!r} wants a list of rows for {name}.")
        rows = [self.row(name, number, row) for number, row in enumerate(value, 1)]
        columns = field["columns"]
        if field["as"] == "table":
            cells = tuple(tuple(row[column["key"]] for column in columns) for row in rows)
            return TextBlock("table", head=tuple(column["label"] for column in columns), rows=cells)
        shown = [column for column in columns if "{" + column["key"] + "}" not in field["headline"]]
        entries = tuple((_headline(field["headline"], row), *(row[column["key"]] for column in shown)) for row in rows)
        return TextBlock("entries", head=tuple(column["label"] for column in shown), rows=entries)

    def row(self, name: str, number: int, given: Mapping[str, object]) -> dict[str, str]:
        row = {}
        for column in self.words.fields[name]["columns"]:
            value = given.get(column["key"])
            if isinstance(value, date) and not isinstance(value, datetime):
                value = say_day(value)
            text = "" if value is None else str(value).strip()
            if not text and "empty" not in column:
                self.unfilled.append(f"{name}, line {number}: {column['key']}")
            row[column["key"]] = text or column["empty"] if "empty" in column else text
        return row


def _headline(words: str, row: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: row[found.group(1)], words)
