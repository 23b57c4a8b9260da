"""What happens to a condition until it is closed: the college's paper or correction for it, and more time.

Closing it is in decide.py.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from magnolia.policy.letters import say_day

from ...models import Application, Condition, Document, Event, Person, Thing
from ..applying import filing
from ..checking import check
from ..moves import Refused, Said, act
from ..papers import incoming
from .decide import CONDITION

REVIEWED = "review_items"


def open_condition(application: Application, pk: int) -> Condition:
    """A condition of the case that still has to be closed. Raises Refused where there is none."""
    row = application.conditions.filter(pk=pk, blocking=True).select_related("deadline").first()
    if row is None:
        raise Refused("There is no such condition to close in this case.")
    if row.closed_on is not None:
        raise Refused(f"The condition “{row.text}” was closed on {say_day(row.closed_on)}.")
    return row


def supply(
    application: Application,
    pk: int,
    name: str,
    content: bytes | incoming.Upload,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Send a paper for one condition, which it names. Raises BadDocument where the file is at fault."""
    wanted = open_condition(application, pk)
    slot = next(slot for slot in filing.slots_of(application) if slot.id == wanted.slot)
    file = incoming.receive(name, content, slot.title, slot.accepts, application.jurisdiction, at, by=by)

    def write(thing: Thing) -> Said:
        row = open_condition(application, pk)
        made = Document.objects.create(
            application=application, slot=row.slot, **file.keep(), uploaded_by=by, uploaded_at=at
        )
        said = {"document": str(made.pk), "slot": row.slot, "name": file.name, "sha256": made.sha256, "size": made.size}
        return said | {"condition": row.text, "changed": {row.text: ["", file.name]}}

    return act(application, "supply", by=by, at=at, seen=seen, key=key, write=write)


def extend(
    application: Application,
    pk: int,
    to: date | None,
    reason: str,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Move the due day of one condition later, with the reason; the parties get a letter with both days."""

    def write(thing: Thing) -> Said:
        row = open_condition(application, pk)
        if row.due is None or row.deadline is None:
            raise Refused("No day was set for this condition, so there is none to move.")
        if to is None:
            return {}
        before, after = row.due.isoformat(), to.isoformat()
        row.due = row.deadline.due = to
        row.deadline.save(update_fields=["due"])
        row.save(update_fields=["due"])
        said: dict[str, Any] = {"clock": CONDITION, "condition": row.text, "from": before, "to": after}
        return said | {"changed": {row.text: [before, after]}}

    return act(application, "extend_condition", by=by, at=at, said={"reason": reason}, seen=seen, key=key, write=write)


def reviewed(
    application: Application, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """The reviewer's word that what was corrected for the conditions was looked at; the listed items are cleared."""

    def write(thing: Thing) -> Said:
        rows = list(application.deficiencies.filter(cleared_at__isnull=True))
        for row in rows:
            row.cleared_by, row.cleared_at = by, at
            row.save(update_fields=["cleared_by", "cleared_at"])
            row.documents.set(check.replacing(application, row))
        return {"changed": {row.item: [row.needed, "cleared"] for row in rows}}

    return act(application, REVIEWED, by=by, at=at, seen=seen, key=key, write=write)
