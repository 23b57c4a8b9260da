"""A person's word on a program that resembles a lost one of its institution.

Source: State policy 6.6, 10.5.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from magnolia.policy import similar

from ... import clock
from ...models import Application, Clearance, Event, Person, Thing
from ..moves import Refused, Said, act, tell_of_wait
from ..reviewing import waiting
from .screening import cleared, screen

CLEAR = "clear_similar"


def clear(
    application: Application,
    lost: UUID | None,
    *,
    reason: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Let an application go on although it resembles a lost program. Raises Refused without reasons.

    What is blocked until a day is never cleared: the waiting period is federal law.
    """
    today = clock.local_date(application.jurisdiction, at)

    def write(thing: Thing) -> Said:
        found = next((each for each in screen(application, today) if each.lost.id == str(lost)), None)
        if found is None:
            raise Refused("Choose the lost program that is meant.")
        if found.outcome == similar.BLOCKED:
            raise Refused(f"Nobody can clear this. {found.says}")
        if found.outcome not in similar.HELD or found.lost.id in cleared(application):
            raise Refused("Nothing is left to clear here.")
        name = found.lost.program.name
        Clearance.objects.create(
            application=application, lost=found.lost.id, program_name=name, reason=reason.strip(), by=by, on=today
        )
        return {"program": name, "compared": [found.says, *found.compared]}

    return act(application, CLEAR, by=by, at=at, said={"reason": reason}, seen=seen, key=key, write=write)


def look_again(jurisdiction: str, *, at: datetime) -> list[Event]:
    """Once a day: what cases wait for changes with time too, such as when the period after a loss is over."""
    with transaction.atomic():
        on = clock.local_date(jurisdiction, at)
        found = waiting.renewed(waiting.standing(jurisdiction), on)
        return [tell_of_wait(application, move, at) for application, move in found]
