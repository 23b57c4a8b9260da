"""Part 2, the attachments: each slot with its documents and what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from magnolia.policy.registers import Slot, review
from magnolia.policy.workflow import process

from ... import access
from ...actions.applying.places import in_correction, reopened
from ...actions.applying.slots import checklist
from ...actions.papers import documents, incoming, parts, quarantine
from ...actions.papers.file_kinds import KINDS
from ...models import Application, Document, Grant, Sending
from ..case.case import fetch, surround
from ..doing import may
from ..moving import Outcome
from ..request import Request
from .apply_forms import NotApplicable, Placed, Upload


@dataclass
class Place:
    """One slot as the page shows it; `earlier` are files replaced or taken out, which stay in the record.

    `sendings` are this person's own files that came in parts and are not added yet.

    Not `open`: in a correction, a place the State did not list.
    """

    slot: Slot
    takes: str
    reason: str
    upload: Upload
    refuse: NotApplicable
    tried: bool = False
    open: bool = True
    documents: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(default_factory=list)
    sendings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def wanted(self) -> bool:
        """Whether the slot stands open for a file at once."""
        return bool(self.sendings) or (self.slot.required and not self.documents and not self.reason)

    @property
    def status(self) -> tuple[str, str]:
        """Label and tone of the slot's tag."""
        if self.documents:
            return "Added", "good"
        if self.reason:
            return "Not applicable", "neutral"
        return ("Missing", "warn") if self.slot.required else ("Nothing added", "neutral")


def attachments(request: Request, pk: UUID) -> HttpResponse:
    """Every slot with its documents."""
    return show(request, fetch(request, pk, "part_attachments"), Outcome())


def show(
    request: Request,
    application: Application,
    outcome: Outcome,
    refused: list[str] | None = None,
    typed: tuple[str, str] | None = None,
) -> HttpResponse:
    """The page, after a try that failed with what was wrong; `typed` is (slot, reason) to show again."""
    largest = incoming.largest_megabytes(application.jurisdiction, request.at)
    in_parts = incoming.largest_in_parts(application.jurisdiction, request.at)
    context = surround(request, application, "part_attachments") | {
        "places": _with_sendings(request, application, _places(application, typed)),
        "outcome": outcome,
        "refused": refused or [],
        "editable": may(request, application, "save"),
        "adds": may(request, application, documents.adding(application)),
        "checklist": checklist(application),
        "correcting": in_correction(application),
        "largest": largest,
        "largest_bytes": largest * incoming.MEGABYTE,
        "too_large": incoming.too_large_words("{}", largest),
        "in_parts": in_parts,
        "in_parts_bytes": in_parts * incoming.MEGABYTE,
        "too_large_in_parts": incoming.too_large_words("{}", in_parts),
        "part_bytes": parts.PART,
        "has_errors": bool(refused),
    }
    return render(request, "institution/attachments.html", context, status=422 if refused else outcome.status)


def _places(application: Application, typed: tuple[str, str] | None) -> list[Place]:
    reasons = dict(application.slot_answers.values_list("slot", "not_applicable_because"))
    places, listed = {}, reopened(application)
    for slot in review(application.jurisdiction).slots.values():
        tried = typed is not None and typed[0] == slot.id
        again = {"reason": typed[1] if typed and tried else reasons.get(slot.id, "")}
        places[slot.id] = Place(
            slot=slot,
            takes=", ".join(f".{ending}" for ending in slot.accepts),
            reason=reasons.get(slot.id, ""),
            upload=Upload(auto_id=f"{slot.id}-%s"),
            refuse=NotApplicable(initial=again, auto_id=f"{slot.id}-%s"),
            tried=tried,
            open=listed.slot(slot.id),
        )
    roles = _roles(application)
    rows = list(application.documents.select_related("superseded_by").order_by("uploaded_at"))
    held = quarantine.held([row.sha256 for row in rows])
    for row in rows:
        if row.slot not in places:
            continue
        newer = getattr(row, "superseded_by", None)
        if newer is None and row.removed_at is None:
            line = _line(application, row, roles.get(row.uploaded_by_id, ""))
            places[row.slot].documents.append(line | {"held": held.get(row.sha256, "")})
        else:
            why = f"replaced by {newer.name}" if newer else "taken out"
            places[row.slot].earlier.append({"document": row, "by": roles.get(row.uploaded_by_id, ""), "why": why})
    return list(places.values())


def _with_sendings(request: Request, application: Application, places: list[Place]) -> list[Place]:
    """The places, each with what this person began to send for it and did not add."""
    by_slot = {place.slot.id: place for place in places}
    for row in access.visible_to(request.standing, Sending).filter(application=application):
        if row.slot in by_slot:
            came = min(parts.came(row), row.size)
            by_slot[row.slot].sendings.append({"row": row, "came": came, "whole": came == row.size})
    return places


def _line(application: Application, row: Document, by: str) -> dict[str, Any]:
    kind = next((k.words for k in KINDS.values() if k.media_type == row.media_type), row.media_type)
    return {
        "document": row,
        "kind": kind.removeprefix("a ").removeprefix("an "),
        "by": by,
        "replace": Upload(auto_id=f"{row.pk}-%s"),
        "move": Placed(jurisdiction=application.jurisdiction, but=row.slot, auto_id=f"{row.pk}-%s"),
    }


def _roles(application: Application) -> dict[int, str]:
    """Name and role of everyone who ever acted for the institution, by person."""
    table = process(application.jurisdiction).roles
    rows = Grant.objects.filter(organisation=application.institution_id).select_related("person").order_by("pk")
    return {g.person_id: f"{g.person.name}, {table[g.role].label}" for g in rows}
