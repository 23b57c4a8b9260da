"""Asking an institution for the proof of exit dates of a sample (policy 8.4.1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from magnolia.policy.periods import AwardYear

from ... import clock
from ...models import DataSubmission, Event, Person
from ..moves import Refused, act
from ..reviewing import ask


def asked(submission: DataSubmission) -> bool:
    """Whether proof was asked for already."""
    return Event.objects.filter(thing_id=submission.pk, move="ask_for_proof").exists()


def ask_for(
    submission: DataSubmission, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Ask for the proofs of the sample: a request for documents, which names rows and keys. Raises Refused."""
    rows = list(submission.exits.all())
    if not rows:
        raise Refused("Nobody on these records has left the program yet, so there is nothing to prove.")
    named = "; ".join(
        f"row {each.row}" + (f", student_id {each.student_id}" if each.student_id else "") for each in rows
    )
    today = clock.local_date(submission.application.jurisdiction, at)
    year = AwardYear(submission.award_year).long
    with transaction.atomic():
        event = act(submission, "ask_for_proof", by=by, at=at, seen=seen, key=key, said={"people": len(rows)})
        ask.ask(
            submission.application,
            wanted=f"Proof of the day of exit of {len(rows)} people, {year}, version {submission.number}",
            detail=f"{named}.",
            asker="agency",
            due=ask.proposed_due(submission.application.jurisdiction, today),
            by=by,
            at=at,
        )
    return event
