"""The Governor names a designee, and takes the word back."""

from __future__ import annotations

from datetime import date, datetime

from magnolia.policy.workflow import process

from ...models import Designation, Event, Grant, Person
from ..moves import Refused, act, start


def designate(
    jurisdiction: str,
    *,
    person: Person,
    instrument: str,
    first_day: date | None,
    last_day: date | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Designation:
    """Record that a person may determine and certify from `first_day` to the end of `last_day` (None: until revoked).

    Raises Refused for a person who cannot be one, a missing day or instrument, or days in the wrong order.
    """
    if first_day is None:
        raise Refused("A designation needs its first day.", "first_day")
    if not person.is_active:
        raise Refused("This person's account is closed.", "person")
    if _of_an_institution(person):
        raise Refused("This person acts for an institution and so cannot decide for the State.", "person")
    made = Designation(
        jurisdiction=jurisdiction,
        person=person,
        given_by=by,
        instrument=instrument.strip(),
        first_day=first_day,
        last_day=last_day,
    )
    event = start(made, "record", by=by, at=at, jurisdiction=jurisdiction, key=key, said=_words(made))
    return Designation.objects.get(pk=event.thing_id)


def _of_an_institution(person: Person) -> bool:
    held = Grant.objects.filter(person=person, state="given").select_related("organisation")
    return any(process(g.organisation.jurisdiction).roles[g.role].of == "institution" for g in held)


def _words(row: Designation) -> dict[str, object]:
    """What the record keeps of a designation beside its row."""
    return {"person": row.person_id, "instrument": row.instrument, "first_day": row.first_day, "last_day": row.last_day}


def revoke(
    designation: Designation, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Take the designation back from this moment on; what the designee did before stands."""
    return act(designation, "revoke", by=by, at=at, said={"reason": reason}, seen=seen, key=key)
