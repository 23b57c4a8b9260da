"""Results that the institution sees before anybody decides: how long, what it asks, what is answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from magnolia.policy.periods import say_day

from ... import clock
from ...models import ConflictNote, Deadline, Event, OtherEvidence, OutcomeResult, Person, RateCorrection, Thing
from ..deadlines import is_open, open_now
from ..moves import Said, act

PREVIEW = "outcome_preview"


def window(result: OutcomeResult) -> Deadline | None:
    """The time to look at a result, as long as nothing has ended it."""
    return open_now(result).filter(clock=PREVIEW).select_related("case").first()


def open_until(result: OutcomeResult, at: datetime) -> date | None:
    """The last day of the time to look, while it runs."""
    found = window(result)
    return found.due if found is not None and is_open(found, at) else None


def running(result: OutcomeResult, at: datetime) -> bool:
    return result.state == "preview" and open_until(result, at) is not None


def still(jurisdiction: str, until: date) -> str:
    return f"The institution can ask for a correction of this rate until {say_day(until)}."


def unanswered(result: OutcomeResult) -> bool:
    return result.corrections.filter(state="asked").exists()


def conflicts_open(result: OutcomeResult) -> int:
    """How many conflicts of records no person has looked at; below 0 where more notes came than there are conflicts."""
    quality = getattr(result, "quality", None)
    return (quality.conflicts if quality else 0) - result.conflict_notes.count()


def ask(result: OutcomeResult, text: str, *, by: Person, at: datetime, key: str | None = None) -> Event:
    """The institution asks for a correction. Raises Refused once the time is over."""
    today = clock.local_date(result.application.jurisdiction, at)
    row = RateCorrection(
        case=result.case, application=result.application, result=result, text=text.strip(), by=by, asked_on=today
    )
    said = {"request": row.text, "result": str(result.pk)}
    return act(row, "ask", by=by, at=at, key=key, said=said)


def answer(
    row: RateCorrection, text: str, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Answer a request; with the last one answered the time to look ends."""
    today = clock.local_date(row.application.jurisdiction, at)

    def write(thing: Any) -> Said:
        thing.answer, thing.answered_on = text.strip(), today
        return {"answer": thing.answer}

    with transaction.atomic():
        event = act(row, "answer", by=by, at=at, seen=seen, key=key, write=write, said={"answer": text.strip()})
        result = row.result
        if result.state == "preview" and not unanswered(result) and window(result) is not None:
            act(result, "close_preview", by=None, at=at)
    return event


def settle_conflict(result: OutcomeResult, finding: str, *, by: Person, at: datetime, **rest: Any) -> Event:
    """What a person found about one conflict, in words that name nobody."""

    def write(thing: Thing) -> Said:
        note = ConflictNote(
            result=result, text=finding.strip(), by=by, on=clock.local_date(thing.case.jurisdiction, at)
        )
        note.save()
        return {"finding": note.text}

    return act(result, "settle_conflict", by=by, at=at, said={"finding": finding}, write=write, **rest)


def add_evidence(
    result: OutcomeResult, *, source: str, persons: int, reference: str, by: Person, at: datetime, **rest: Any
) -> Event:
    """Persons whom another source shows as employed; a later count of the same source takes the place of the first."""
    said = {"source": source, "persons": persons, "reference": reference.strip()}

    def write(thing: Thing) -> Said:
        on = clock.local_date(thing.case.jurisdiction, at)
        OtherEvidence.objects.update_or_create(
            result=result, source=source,
            defaults={"persons": persons, "reference": reference.strip(), "by": by, "on": on},
        )  # fmt: skip
        return said

    return act(result, "add_evidence", by=by, at=at, said=said, write=write, **rest)
