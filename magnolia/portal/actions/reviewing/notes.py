"""Internal notes on a case. A change is a new row; the text stands in the row alone, never in an event or an export."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ...models import Application, Event, Note, Person
from ..moves import act

MOST_CHARACTERS = 10_000


def write(
    application: Application, text: str, *, privileged: bool, by: Person, at: datetime, key: str | None = None
) -> Event:
    """Write a note for the agency's own people; a privileged one (advice of counsel) is marked as such.

    Raises Refused for an empty note and for anyone who writes none.
    """
    row = Note(
        case=application.case, application=application, text=text.strip()[:MOST_CHARACTERS], by=by, written_at=at
    )
    row.privileged = privileged
    return act(row, "write", by=by, at=at, key=key)


def change(
    note: Note, text: str, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Put a new note in the place of one's own earlier one; the earlier stays to be read."""
    with transaction.atomic():
        replaced = act(note, "replace", by=by, at=at, seen=seen, key=key)
        if Note.objects.filter(replaces=note).exists():  # the same click again
            return replaced
        new = Note(
            case=note.case,
            application=note.application,
            privileged=note.privileged,
            by=by,
            written_at=at,
            replaces=note,
        )
        new.text = text.strip()[:MOST_CHARACTERS]
        return act(new, "write", by=by, at=at)
