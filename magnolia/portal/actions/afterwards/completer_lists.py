"""The list of completers the Secretary sends: received, corrected within sixty days, confirmed. No student is kept.

Source: 34 CFR 690.95; State policy 12.6.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ... import clock
from ...models import Application, CompleterList, Event, ListCorrection, Person, Thing
from ..deadlines import is_open, open_now
from ..moves import Refused, Said, act

CLOCK = "completer_list"


def receive(
    application: Application,
    *,
    award_year: int,
    received_on: date,
    reference: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Record the day the list came; the time to correct it counts from that day, whenever it is recorded."""
    if received_on > clock.local_date(application.jurisdiction, at):
        raise Refused("Give the day the list came, not later than today.", "received_on")
    row = CompleterList(
        case=application.case,
        application=application,
        award_year=award_year,
        received_on=received_on,
        reference=reference.strip(),
    )
    said = {"award_year": award_year, "received_on": received_on, "reference": row.reference}
    return act(row, "receive", by=by, at=at, on=received_on, said=said, key=key)


def correct(completer_list: CompleterList, *, text: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Record a correction in words; after the last day it is taken and marked late."""
    today = clock.local_date(completer_list.application.jurisdiction, at)

    def write(thing: Thing) -> Said:
        running = open_now(thing).filter(clock=CLOCK).select_related("case")
        late = any(not is_open(deadline, at) for deadline in running)
        ListCorrection.objects.create(completer_list=completer_list, text=text.strip(), on=today, late=late, by=by)
        return {"correction": text.strip()} | ({"late": [CLOCK]} if late else {})

    return act(completer_list, "correct", by=by, at=at, write=write, **rest)
