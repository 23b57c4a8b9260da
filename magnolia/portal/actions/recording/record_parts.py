"""The administrative record of a case, part by part: what there is of each kind, read from the case as it stands.

Only what the State reviewed is in it: filings and the documents they name, never the institution's unsent draft.
Source: State policy 7.5 (an administrative record able to support the decision).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from magnolia.policy.layers import fill_all, overlay, read, state_layer
from magnolia.policy.letters import say_day
from magnolia.policy.registers import review

from ... import clock
from ...models import Application, Document, SignedText

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Block:
    """A heading and the answers under it, as pairs of label and words."""

    title: str
    rows: Rows


@dataclass(frozen=True)
class Item:
    """One piece of the record: told in blocks, or a file by the hash of its bytes. `name` is a file name."""

    title: str
    name: str
    day: date | None = None
    blocks: tuple[Block, ...] = ()
    note: str = ""
    digest: str = ""
    letter: Any = None
    data: Any = None


@dataclass(frozen=True)
class Part:
    """One kind of record with its items; none is an answer too."""

    id: str
    title: str
    cite: str
    items: tuple[Item, ...] = field(default_factory=tuple)


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The labels of the record, with the names of the State's offices."""
    layer = state_layer(jurisdiction)
    filled: dict[str, Any] = fill_all(overlay(read("model", "record"), read(layer, "record")), read(layer, "profile"))
    return filled


class Telling:
    """A case being told: its words, and short ways to a block and a title."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.jurisdiction = application.jurisdiction
        self.register = review(application.jurisdiction)
        self.words = words(application.jurisdiction)

    def title(self, source: str, **filled: object) -> str:
        said: str = self.words["source"][source]["title"]
        for key, value in filled.items():
            said = said.replace("{" + key + "}", str(value))
        return said

    def block(self, heading: str, **answers: object) -> Block:
        """Answers by the key of their label, in order; empty ones are left out."""
        labels = self.words["label"]
        rows = ((labels[key], say(value)) for key, value in answers.items())
        return Block(heading, tuple((label, text) for label, text in rows if text))

    def outcome(self, word: str) -> str:
        return str(self.words["outcome"].get(word, word))

    def label(self, word: str) -> str:
        return str(self.words["label"][word])


def say(value: object) -> str:
    """An answer as text: dates in words, lists with commas, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, date):
        return say_day(value)
    if isinstance(value, list | tuple):
        return ", ".join(say(each) for each in value)
    return str(value).strip()


def of_signature(signed: SignedText | None) -> dict[str, str]:
    """The statement a name was typed under and the checksum of what was signed, by the keys of their labels."""
    return {"statement": signed.statement, "hash": signed.sha256} if signed else {}


def signed_data(signed: SignedText | None) -> dict[str, str] | None:
    """The exact text that was signed, for the data beside a page."""
    return {"signed_text": signed.text, "sha256": signed.sha256} if signed else None


Source = Callable[[Telling], Iterable[Item]]
SOURCES: dict[str, Source] = {}


def source(function: Callable[[Telling], Iterator[Item]]) -> Callable[[Telling], Iterator[Item]]:
    """Register a source of the record under its own name; a test holds the names against the TOML registers."""
    SOURCES[function.__name__] = function
    return function


def parts(application: Application) -> list[Part]:
    """The kinds of record the policy lists, in its order, each with what the case holds of it."""
    telling = Telling(application)
    return [
        Part(
            part.id,
            part.title,
            part.cite,
            of_slots(telling, part.slots) + of_sources(telling, part.sources),
        )
        for part in telling.register.record_parts.values()
    ]


def beside(application: Application) -> list[Part]:
    """What was decided on the record, and the letters that say so."""
    telling = Telling(application)
    return [
        Part(name, block["title"], "", of_sources(telling, block["sources"]))
        for name, block in telling.words["beside"].items()
    ]


def sources() -> dict[str, Source]:
    """Every source by its name."""
    from . import record_after, record_consulted, record_decided, record_messages, record_reviewed  # noqa: F401 they register the sources  # noqa: F401

    return SOURCES


def of_slots(telling: Telling, slots: tuple[str, ...]) -> tuple[Item, ...]:
    """Documents of these places that a filing names."""
    return tuple(_documents(telling, slots))


def of_sources(telling: Telling, named: Iterable[str]) -> tuple[Item, ...]:
    """What the portal keeps under these sources."""
    return tuple(item for name in named for item in sources()[name](telling))


def _documents(telling: Telling, slots: tuple[str, ...]) -> Iterator[Item]:
    """Every document of these slots that a filing names, and the reason where a slot does not apply."""
    filed: dict[str, list[int]] = {}
    for place, rows in telling.application.filings.values_list("place", "documents"):
        for row in rows:
            filed.setdefault(row["id"], []).append(place)
    if not filed:
        return
    for slot in slots:
        title = telling.register.slots[slot].title
        for row in Document.objects.filter(pk__in=filed, application=telling.application, slot=slot):
            yield Item(
                title=f"{title}: {row.name}",
                name=f"{slot}-{str(row.pk)[:8]}-{row.name}",
                day=clock.local_date(telling.jurisdiction, row.uploaded_at),
                note=f"{telling.label('filing')} {say(filed[str(row.pk)])}",
                digest=row.sha256,
            )
        for answer in telling.application.slot_answers.filter(slot=slot):
            told = telling.block(title, reason=answer.not_applicable_because)
            yield Item(telling.title("not_applicable", name=title), f"{slot}-not-applicable", blocks=(told,))
