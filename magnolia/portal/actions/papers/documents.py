"""Documents of an application: taken only when they are what they say, kept by content, moved, taken out."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, BinaryIO

from magnolia.policy.registers import Slot, review
from magnolia.policy.workflow import process

from ... import clock
from ...models import Application, Document, Event, Person, SlotAnswer
from ..applying.personal import may_hold_ssn
from ..applying.template_files import refuse_other_version
from ..moves import Refused, act
from . import file_opening, incoming
from . import store as shelf
from .file_kinds import KINDS, PDF, SAME_ENDING
from .incoming import BadDocument, Upload
from .matching import unmatched


def store(
    application: Application,
    slot: str,
    name: str,
    content: bytes | Upload | BinaryIO,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
    replaces: Document | None = None,
) -> Document:
    """Add a file to a slot; the move is "save", or "supply" for a condition.

    `replaces` is the current document that it takes the place of.

    Raises BadDocument where the file is at fault, or its name is already used in the slot; nothing changed then.
    A reason for "not applicable" falls away.
    """
    place = _slot(application, slot)
    file = incoming.receive(name, content, place.title, place.accepts, application.jurisdiction, at, by=by)
    if place.template:
        on = clock.local_date(application.jurisdiction, at)
        refuse_other_version(application.jurisdiction, file.name, file.kind, file.content, on)
    looks = file_opening.looks_of(PDF.ending, file.content) if file.kind == PDF else frozenset()

    def write(thing: Any) -> dict[str, Any]:
        if replaces is not None and not _stands(thing, replaces):
            raise Refused("The document you wanted to replace is no longer in this application. Open the page again.")
        _refuse_same_name(thing, place, file.name, replaces)
        made = Document.objects.create(
            application=thing,
            slot=slot,
            **file.keep(),
            may_hold_ssn=may_hold_ssn(file.kind, file.content),
            has_no_text=file_opening.NO_TEXT in looks,
            has_no_signature=file_opening.NO_SIGNATURE in looks,
            uploaded_by=by,
            uploaded_at=at,
            supersedes=replaces,
        )
        thing.slot_answers.filter(slot=slot).delete()
        said = {"document": str(made.pk), "slot": slot, "name": file.name, "sha256": made.sha256, "size": made.size}
        return said | {"changed": {f"slot.{slot}": [replaces.name if replaces else "", file.name]}}

    return _made_by(act(application, adding(application), by=by, at=at, seen=seen, key=key, write=write))


def _refuse_same_name(application: Application, place: Slot, name: str, replaces: Document | None) -> None:
    rows = application.documents.filter(superseded_by__isnull=True, removed_at__isnull=True, slot=place.id)
    if name.casefold() in {row.name.casefold() for row in rows if replaces is None or row.pk != replaces.pk}:
        raise BadDocument(
            f"“{name}” is already under “{place.title}”, and that file stays as it is. "
            "Open “Replace, move or take out” at it to put the new file in its place, or give the new one another name."
        )


def unmatched_rows(application: Application, slot: str, names: list[str], *, at: datetime) -> list[str]:
    """For data files just added, by name: which rows cannot be matched with wage records, in a sentence each."""
    if not _slot(application, slot).template:
        return []
    on, code = clock.local_date(application.jurisdiction, at), application.jurisdiction
    rows = application.documents.filter(superseded_by__isnull=True, removed_at__isnull=True, slot=slot, name__in=names)
    kinds = {kind.media_type: kind for kind in KINDS.values()}
    found = [unmatched(code, row.name, kinds[row.media_type], shelf.unseen_bytes_of(row.sha256), on) for row in rows]
    return [sentence for sentence in found if sentence]


def adding(application: Application) -> str:
    """The move that adds a document where the application stands: part of the filing, or an answer to a condition."""
    moves = process(application.jurisdiction).life(application.kind).moves
    return "supply" if application.state in moves["supply"].starts else "save"


def _made_by(event: Event) -> Document:
    """The document an event brought; the same one again for the same once-only key."""
    return Document.objects.get(pk=json.loads(event.text.text)["document"])


def _slot(application: Application, slot: str) -> Slot:
    slots = review(application.jurisdiction).slots
    if slot not in slots:
        raise Refused("There is no such place for documents. Open the page again.", "slot")
    return slots[slot]


def _stands(application: Application, document: Document) -> bool:
    """Whether a document counts now: of this application, not superseded, not taken out."""
    rows = application.documents.filter(superseded_by__isnull=True, removed_at__isnull=True)
    return rows.filter(pk=document.pk).exists()


def move_slot(
    document: Document, slot: str, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Put a document under another slot, where that slot takes its kind."""
    place = _slot(document.application, slot)
    ending = document.name.rpartition(".")[2].lower()
    if SAME_ENDING.get(ending, ending) not in place.accepts:
        raise BadDocument(
            f"“{document.name}” cannot go under “{place.title}”: it takes {incoming.words(place.accepts)}."
        )

    if place.template:
        on, kind = clock.local_date(document.application.jurisdiction, at), KINDS[SAME_ENDING.get(ending, ending)]
        content = shelf.unseen_bytes_of(document.sha256)
        refuse_other_version(document.application.jurisdiction, document.name, kind, content, on)

    def write(thing: Any) -> dict[str, Any]:
        row = _current(thing, document)
        if row.slot == slot:
            raise Refused(f"“{row.name}” is already under “{place.title}”.", "slot")
        _refuse_same_name(thing, place, row.name, None)
        changed = {f"slot.{row.slot}": [row.name, ""], f"slot.{slot}": ["", row.name]}
        row.slot = slot
        row.save(update_fields=["slot"])
        thing.slot_answers.filter(slot=slot).delete()
        return {"document": str(row.pk), "changed": changed}

    return act(document.application, "save", by=by, at=at, seen=seen, key=key, write=write)


def take_out(document: Document, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """Take a document out of the application; its bytes and its row stay in the record."""

    def write(thing: Any) -> dict[str, Any]:
        row = _current(thing, document)
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        return {"document": str(row.pk), "changed": {f"slot.{row.slot}": [row.name, ""]}}

    return act(document.application, "save", by=by, at=at, seen=seen, key=key, write=write)


def _current(application: Application, document: Document) -> Document:
    if not _stands(application, document):
        raise Refused(f"“{document.name}” was already taken out or replaced. Open the page again.")
    return application.documents.get(pk=document.pk)


def not_applicable(
    application: Application,
    slot: str,
    reason: str,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Say why a slot does not apply to the program; an empty reason takes the answer back."""
    place, reason = _slot(application, slot), reason.strip()
    if reason and not place.may_be_not_applicable:
        raise Refused(f"“{place.title}” applies to every program, so it can never be left out.", f"reason-{slot}")
    column: Any = SlotAnswer._meta.get_field("not_applicable_because")
    if len(reason) > column.max_length:
        raise Refused(f"The reason has {len(reason)} characters; at most {column.max_length} fit.", f"reason-{slot}")

    def write(thing: Any) -> dict[str, Any]:
        row = thing.slot_answers.filter(slot=slot).first()
        before = row.not_applicable_because if row else ""
        if reason == before:
            raise Refused(
                f"Say why “{place.title}” does not apply." if not reason else "This reason is already there.",
                f"reason-{slot}",
            )
        if reason and thing.documents.filter(slot=slot, superseded_by__isnull=True, removed_at__isnull=True).exists():
            raise Refused(f"“{place.title}” has a document. Take it out first.", f"reason-{slot}")
        thing.slot_answers.filter(slot=slot).delete()
        if reason:
            SlotAnswer.objects.create(application=thing, slot=slot, not_applicable_because=reason)
        return {"changed": {f"reason.{slot}": [before, reason]}}

    return act(application, "save", by=by, at=at, seen=seen, key=key, write=write)


def read(document: Document) -> bytes:
    """The bytes of a document as they were added. Raises store.Lost where they are gone or held in quarantine."""
    return shelf.bytes_of(document.sha256)
