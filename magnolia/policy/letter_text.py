"""A merged letter as frozen data: what PDF and web page both show, and what is stored to print it again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from .periods import say_day as say_day


class LetterProblem(ValueError):
    """A letter cannot be written as asked; the sentence says which letter, which field and what to do."""


class UnfilledField(LetterProblem):
    """A letter needs fields that were not given, or were given empty. `fields` names them."""

    def __init__(self, kind: str, fields: Iterable[str]) -> None:
        self.kind, self.fields = kind, tuple(dict.fromkeys(fields))
        named = ", ".join(self.fields)
        super().__init__(
            f"The letter {kind!r} cannot be sent: nothing is filled in for {named}. Fill it in and try again."
        )


@dataclass(frozen=True)
class TextBlock:
    """One piece of a part.

    shape: "paragraph" (text), "bullets" (rows of one cell), "facts" (rows of label and text), "table" (head, rows of as
    many cells), "entries" (rows of a headline and then one cell for each label in head).
    """

    shape: str
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Part:
    """A headed part of a letter; `name` is its key in letters.toml."""

    name: str
    heading: str
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True)
class LetterText:
    """A merged letter without its number and date.

    `replaces` is the number of the letter that it replaces; `words` fingerprints the template it was merged from.
    """

    jurisdiction: str
    kind: str
    title: str
    letterhead: tuple[str, ...]
    accent: str
    addressee: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    greeting: str
    opening: tuple[TextBlock, ...]
    parts: tuple[Part, ...]
    signature: tuple[str, ...]
    verify: str
    replaces: str | None
    words: str

    def as_json(self) -> str:
        """Canonical JSON text: equal letters give equal text."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> LetterText:
        """The letter that `as_json` froze. Raises LetterProblem if the text is something else."""
        try:
            stored = json.loads(text)
            stored["opening"] = tuple(_block(block) for block in stored["opening"])
            stored["parts"] = tuple(
                Part(part["name"], part["heading"], tuple(_block(block) for block in part["blocks"]))
                for part in stored["parts"]
            )
            stored["references"] = tuple((label, value) for label, value in stored["references"])
            for key in ("letterhead", "addressee", "signature"):
                stored[key] = tuple(stored[key])
            return cls(**stored)
        except (KeyError, TypeError, ValueError) as problem:
            raise LetterProblem(f"The stored letter cannot be read back: {problem}.") from None


def _block(stored: Mapping[str, Any]) -> TextBlock:
    rows = tuple(tuple(row) for row in stored["rows"])
    return TextBlock(stored["shape"], stored["text"], tuple(stored["head"]), rows)


def say_deadline(day: date) -> str:
    """A day to act by, with its weekday: Monday, November 30, 2026."""
    return f"{day:%A}, {say_day(day)}"


def say_moment(moment: datetime) -> str:
    """A moment as it stands in letters, to the second: August 24, 2026, at 3:05:09 p.m. CDT."""
    half = "a.m." if moment.hour < 12 else "p.m."
    return f"{say_day(moment)}, at {moment.hour % 12 or 12}:{moment:%M:%S} {half} {moment.tzname()}"


def say_local(moment: datetime, zone_name: str) -> str:
    """A State's own moment as people say it: 5:00 p.m. Central, Wednesday, September 30, 2026."""
    half = "a.m." if moment.hour < 12 else "p.m."
    seconds = f":{moment:%S}" if moment.second else ""
    return f"{moment.hour % 12 or 12}:{moment:%M}{seconds} {half} {zone_name}, {say_deadline(moment)}"
