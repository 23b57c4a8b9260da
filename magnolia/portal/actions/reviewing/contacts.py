"""The log of people outside whom a review asked. It never stands for the Board's consultation (policy 7.4, 7.5)."""

from __future__ import annotations

from datetime import date, datetime

from magnolia.policy.registers import review

from ... import clock
from ...models import Application, Event, OutsideContact, Person, Thing
from ..moves import Refused, Said, act


def log(
    application: Application,
    *,
    kind: str,
    who: str,
    day: date | None,
    shared: str,
    returned: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Record one contact. Raises Refused where it is not said who, when or what was shared."""
    today = clock.local_date(application.jurisdiction, at)

    def write(thing: Thing) -> Said:
        if kind not in review(application.jurisdiction).contact_kinds:
            raise Refused("Say which kind of contact it was.", "kind")
        if not who.strip():
            raise Refused("Name the office or firm, and the person's position there.", "who")
        if day is None or day > today:
            raise Refused("Give the day of the contact, not later than today.", "day")
        if not shared.strip():
            raise Refused("Say what was shared; where it was nothing, write so.", "shared")
        given = {"kind": kind, "who": who.strip(), "shared": shared.strip(), "returned": returned.strip()}
        OutsideContact.objects.create(application=application, day=day, by=by, on=today, **given)
        return given | {"day": day}

    return act(application, "log_contact", by=by, at=at, seen=seen, key=key, write=write)
