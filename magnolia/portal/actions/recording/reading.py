"""The access log: reads of a case, its documents and letters, apart from the chain of events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ...models import Case, Person, Reading


def note(person: Person, case: Case, what: str, at: datetime, refused: bool = False) -> None:
    """Write down that a person looked at something, or was refused."""
    Reading.objects.create(person=person, case=case, what=what, at=at, refused=refused)


def note_several(person: Person, cases: Iterable[Case], what: str, at: datetime) -> None:
    """Write down that a person looked at something of several cases at once."""
    Reading.objects.bulk_create(Reading(person=person, case=case, what=what, at=at) for case in cases)
