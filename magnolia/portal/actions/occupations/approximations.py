"""Approximations from public figures: made by the State's method of what the recipe wrote, and never the State's list.

They stand beside the lists: nothing here is in force, adopted, or held against an application.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db.models import QuerySet

from magnolia.occupations.public_figures import recipe
from magnolia.policy.layers import LawError

from ... import clock
from ...models import Event, ListNote, OccupationList, Person
from ..moves import Said, act
from ..papers import incoming
from ..papers.incoming import BadDocument, Received
from ..recording import record
from . import sealing

TITLE = "Notes of the recipe"
LONGEST, MOST = 2000, 500  # characters of a note, and notes of one kind
SHA256 = 64
File = tuple[str, bytes | incoming.Upload | BinaryIO]


@dataclass(frozen=True)
class Notes:
    """What the recipe wrote beside its file: its label, how it came about, its areas, and what it was made of."""

    label: str
    steps: tuple[str, ...]
    areas: tuple[str, ...]
    codes: tuple[str, ...]  # SOC codes under which several occupations are published
    inputs: tuple[tuple[str, str], ...]  # name and SHA-256


def label_of(jurisdiction: str) -> str:
    """The label of the State's approximations; empty where it has no recipe."""
    try:
        return str(recipe(jurisdiction)["label"])
    except LawError:
        return ""


def read(jurisdiction: str, file: Received, notes: File, *, by: Person, at: datetime) -> Notes:
    """The notes that belong to a file. Raises BadDocument where they are none, or another file's."""
    taken = incoming.receive(*notes, TITLE, ("json",), jurisdiction, at, by=by)
    try:
        made = _notes(json.loads(taken.content))
        of = json.loads(taken.content)["file"]["sha256"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadDocument(
            f"“{taken.name}” is not what the recipe writes beside its file. Take the one that ends in .notes.json."
        ) from None
    if made.label != label_of(jurisdiction) or not made.label:
        raise BadDocument(f"“{taken.name}” does not carry the label of this State's recipe, so nothing was loaded.")
    if of != hashlib.sha256(file.content).hexdigest():
        raise BadDocument(
            f"“{taken.name}” belongs to another file than “{file.name}”, or that one was changed since. Run the recipe "
            "again and send both files as they are."
        )
    return made


def _notes(given: dict[str, Any]) -> Notes:
    """The notes in their shape; ValueError, KeyError or TypeError where they have another."""
    made = Notes(
        label=_text(given["label"]),
        steps=(*_texts(given["steps"]), _text(given["credit"])),
        areas=_texts(given["areas"]),
        codes=_texts(each["soc_code"] for each in given["combined_codes"]),
        inputs=tuple((_text(each["name"]), _text(each["sha256"])[:SHA256]) for each in given["inputs"]),
    )
    if not made.areas or len(set(made.areas)) != len(made.areas) or len(made.inputs) > MOST:
        raise ValueError
    return made


def _texts(given: Iterable[Any]) -> tuple[str, ...]:
    made = tuple(_text(each) for each in given)
    if isinstance(given, str) or len(made) > MOST:
        raise ValueError
    return made


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST:
        raise ValueError
    return given.strip()


def keep(made: OccupationList, notes: Notes | None) -> None:
    """Write the notes of an approximation beside it."""
    if notes is None:
        return
    lines = {"step": notes.steps, "area": notes.areas, "code": notes.codes}
    rows = [
        ListNote(occupation_list=made, kind=kind, place=place, text=text)
        for kind, texts in lines.items()
        for place, text in enumerate(texts)
    ]
    rows += [
        ListNote(occupation_list=made, kind="input", place=place, text=name, sha256=digest)
        for place, (name, digest) in enumerate(notes.inputs)
    ]
    ListNote.objects.bulk_create(rows, batch_size=500)


def told(made: OccupationList) -> Notes | None:
    """The notes of an approximation; None for a list of the State."""
    if not made.label:
        return None
    rows = list(made.notes.order_by("kind", "place"))

    def texts(kind: str) -> tuple[str, ...]:
        return tuple(row.text for row in rows if row.kind == kind)

    inputs = tuple((row.text, row.sha256) for row in rows if row.kind == "input")
    return Notes(made.label, texts("step"), texts("area"), texts("code"), inputs)


def show(made: OccupationList, *, at: datetime, **who: Any) -> Event:
    """Let everybody read an approximation under its label; what it says is sealed by its hash."""

    def write(thing: Any) -> Said:
        thing.number = record.next_number(f"approximations-{thing.jurisdiction}")
        thing.published_on = clock.local_date(thing.jurisdiction, at)
        return {"label": thing.label, "number": thing.number, "content": sealing.seal(thing)}

    return act(made, "show", at=at, write=write, **who)


def shown(jurisdiction: str) -> QuerySet[OccupationList]:
    """The approximations that everybody can read, the newest first."""
    return OccupationList.objects.filter(jurisdiction=jurisdiction, state="shown").order_by("-number")
