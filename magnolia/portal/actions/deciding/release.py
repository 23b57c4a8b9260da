"""Decide now, release later: a determination is signed today and made on a later day, as it was signed.

Until its day the application stays where it is, and no row of a determination, letter, clock or notice exists that a
page could show. Signing rehearses the determination as of its day, so it is refused for whatever the determination
would be refused for. The release makes it, by the person who signed, from the signed text and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.db import transaction

from magnolia.policy.letters import say_day
from magnolia.policy.workflow import process

from ... import clock
from ...models import Application, Event, HeldDetermination, OnceKey, Person, SignedText
from ..moves import Problem, Refused, act
from ..telling.rehearse import letter_of
from . import decide
from .signing import of_event, own_name, sign

LABEL = "rehearsed"


def starts(jurisdiction: str, day: date) -> datetime:
    """The moment a day begins in the State: when what waits for it goes out."""
    return datetime.combine(day, time(), clock.zone(jurisdiction))


def on_its_day(
    application: Application, move: str, *, release_on: date, by: Person, at: datetime, **given: Any
) -> Event:
    """The determination as it would be made when its day begins; for a rehearsal, and for the preview of its letter."""
    if release_on <= clock.local_date(application.jurisdiction, at):
        raise Refused("The day of release lies after today.", "release_on")
    return decide.determine(application, move, by=by, at=starts(application.jurisdiction, release_on), **given)


def sign_ahead(
    application: Application,
    move: str,
    *,
    release_on: date,
    basis: str,
    signed_name: str,
    signed_title: str,
    reason: str = "",
    asked_for: str = "",
    grounds: Sequence[Mapping[str, str]] = (),
    conditions: Sequence[Mapping[str, Any]] = (),
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Sign one of the four outcomes now, to be released when `release_on` begins; the rest as `determine` takes it.

    Raises what the determination would raise on its day, and Refused for a day that is not ahead or too far ahead.
    """
    given: dict[str, Any] = {
        "basis": basis.strip(),
        "signed_name": own_name(by, signed_name, "signed_name"),
        "signed_title": signed_title.strip(),
        "reason": reason.strip(),
        "asked_for": asked_for.strip(),
        "grounds": [dict(ground) for ground in grounds],
        "conditions": [dict(condition) for condition in conditions],
    }
    if done := OnceKey.objects.filter(key=key, event__thing_kind=HeldDetermination.kind).first() if key else None:
        return done.event  # type: ignore[return-value]
    tried = partial(on_its_day, application, move, release_on=release_on, by=by, at=at, seen=seen, **given)
    letter_of(application, tried, LABEL)
    row = HeldDetermination(case=application.case, application=application, by=by, signed_at=at, release_on=release_on)

    def write(_: Any) -> dict[str, str]:
        row.signed = sign(application, "determine", given | {"move": move, "on": release_on.isoformat()})
        return of_event(row.signed)

    return act(row, "sign", by=by, at=at, key=key, write=write)


def what(signed: SignedText) -> dict[str, Any]:
    """What was signed, as `determine` takes it, with the name of the move."""
    said: dict[str, Any] = json.loads(signed.text)["determine"]
    del said["on"]
    for condition in said["conditions"]:
        condition["due"] = date.fromisoformat(condition["due"]) if condition["due"] else None
    return said


def release_due(jurisdiction: str, *, at: datetime) -> list[Event]:
    """Release what is signed and whose day has begun; the determinations made. Safe to run any number of times."""
    today = clock.local_date(jurisdiction, at)
    rows = HeldDetermination.objects.filter(case__jurisdiction=jurisdiction, state="held", release_on__lte=today)
    made = (_release(row, at) for row in rows.select_related("case", "application__case", "signed", "by"))
    return [event for event in made if event is not None]


def _release(row: HeldDetermination, at: datetime) -> Event | None:
    """Make the determination that was signed. Where the application has moved on, it lapses; other faults are told."""
    said, application = what(row.signed), row.application
    move = said.pop("move")
    table = process(application.jurisdiction).life(application.kind)
    if application.state not in table.moves[move].starts:
        act(row, "lapse", by=None, at=at, said={"stands": table.states[application.state].label})
        return None
    try:
        with transaction.atomic():
            act(row, "release", by=None, at=at)
            return decide.determine(application, move, by=row.by, at=at, signed=row.signed, **said)
    except Problem as problem:
        _not_released(row, str(problem), at)
        return None


def _not_released(row: HeldDetermination, why: str, at: datetime) -> None:
    """Tell once a day that it could not go out, and why; it stays signed, and is tried again."""
    row.refresh_from_db()
    day = clock.local_date(row.case.jurisdiction, at)
    act(row, "not_released", by=None, at=at, said={"reason": why}, key=f"unreleased-{row.pk}-{day.isoformat()}")


def signed_before(signed: SignedText | None, jurisdiction: str) -> str:
    """The day a released determination was signed, in words; empty where it was signed on its own day."""
    held = getattr(signed, "held", None)
    return say_day(clock.local_date(jurisdiction, held.signed_at)) if held else ""
