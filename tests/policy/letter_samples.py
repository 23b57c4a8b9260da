"""A sample letter of every kind, for the tests of words and of print. People, colleges and papers are fictive."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from magnolia.policy.letters import LetterText, kinds, merge, needs

SAMPLE = tomllib.loads((Path(__file__).parent / "letter_fields.toml").read_text(encoding="utf-8"))
STATES = ("ms", "xx")
EVERY_LETTER = [(state, kind) for state in STATES for kind in kinds(state)]


def fields(kind: str, **changes: object) -> dict[str, object]:
    """The sample fields for one kind of letter, received at a time in the State's own zone."""
    received = datetime(2026, 8, 24, 15, 5, 9, tzinfo=ZoneInfo("America/Chicago"))
    given = {**SAMPLE, "received_at": received, **changes}
    allowed = needs("ms", kind).get("signed_as", "").removeprefix("one of ").split(", ")
    if allowed == [""]:
        del given["signed_as"]
    elif given["signed_as"] not in allowed and "signed_as" not in changes:
        given["signed_as"] = allowed[0]
    return given


def said(text: LetterText) -> Iterator[str]:
    """Every piece of text of a letter, in reading order."""
    yield from text.letterhead
    yield from text.addressee
    yield from (f"{label}: {value}" for label, value in text.references)
    yield from (text.title, text.greeting)
    for heading, blocks in (("", text.opening), *((part.heading, part.blocks) for part in text.parts)):
        yield heading
        for block in blocks:
            yield from (block.text, *block.head, *(cell for row in block.rows for cell in row))
    yield from (*text.signature, text.verify)


def whole(text: LetterText) -> str:
    return "\n".join(said(text))


def part(text: LetterText, name: str) -> str:
    [found] = [part for part in text.parts if part.name == name]
    return "\n".join(" ".join((block.text, *(cell for row in block.rows for cell in row))) for block in found.blocks)


def letter(state: str, kind: str, **changes: object) -> LetterText:
    """The sample letter of one kind, with some fields changed."""
    return merge(state, kind, fields(kind, **changes))
