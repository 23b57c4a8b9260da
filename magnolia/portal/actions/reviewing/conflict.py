"""Conflict of interest: what a person says before a case opens to them, the recusal that follows, and its lifting."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ... import access, clock
from ...models import Application, Assignment, Disclosure, Event, Person, Thing
from ..moves import Refused, act
from .assign import ended

MOST_CHARACTERS = 2000


def declare(
    application: Application, *, conflict: bool, words: str = "", by: Person, at: datetime, key: str | None = None
) -> Event:
    """Say that there is no conflict of interest, or that there is one and which: then the person is recused at once.

    A recused person loses the case everywhere and what they held in it. `words` stay in the row, never in an event, so
    that no export of the record carries them. Raises Refused for somebody who cannot open the case anyway.
    """
    day = clock.local_date(application.jurisdiction, at)
    who = access.standing(by, day)
    if not access.known_to(who).filter(pk=application.pk).exists():
        raise Refused("There is no such case, or it is not yours to open.")
    text = words.strip()[:MOST_CHARACTERS] if conflict else ""

    def said(row: Thing) -> dict[str, object]:
        row.words, row.said_at = text, at  # type: ignore[attr-defined]
        return {}

    with transaction.atomic():
        row = Disclosure.objects.filter(application=application, person=by).first() or Disclosure(
            case=application.case, application=application, person=by, said_at=at
        )
        event = act(row, "declare_conflict" if conflict else "declare_none", by=by, at=at, key=key, write=said)
        if conflict:
            for held in Assignment.objects.filter(application=application, person=by, held_until__isnull=True):
                act(held, "release", by=None, at=at, write=ended(day))
    return event


def lift(
    disclosure: Disclosure, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Lift a recusal that was declared by mistake; the person declares again before the case opens."""
    return act(disclosure, "lift", by=by, at=at, said={"reason": reason}, seen=seen, key=key)
