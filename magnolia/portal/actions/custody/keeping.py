"""What the data steward does with records in the vault: take them out for a run, and destroy them with proof."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ... import clock
from ...models import DataSubmission, Destroyed, Event, Person, Reading, Thing
from ..moves import Said, act
from . import vault

ABANDONED = timedelta(hours=2)  # after which what arrived and was never taken is removed


def export(submission: DataSubmission, *, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Put on record that the records are taken out, by whom and why; `plain` then gives the bytes. Raises Refused."""
    with transaction.atomic():
        said = {"reason": reason, "sha256": submission.sha256, "size": submission.size}
        event = act(submission, "export", by=by, at=at, said=said, **rest)
        Reading.objects.create(person=by, case=submission.case, what="records_export", at=at)
    return event


@contextmanager
def plain(submission: DataSubmission) -> Iterator[Iterator[bytes]]:
    """The plain bytes, piece by piece, from memory. Raises Lost."""
    with vault.opened(vault.place_of(submission.pk)) as memory:
        yield vault.chunks_of(memory)


def pieces(submission: DataSubmission) -> Iterator[bytes]:
    """The same for an answer that is streamed; the first piece is read before it begins."""

    def flow() -> Iterator[bytes]:
        with plain(submission) as chunks:
            yield b""
            yield from chunks

    made = flow()
    next(made)
    return made


def purge(submission: DataSubmission, *, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Destroy the records and keep the proof: what they were, when, by whom, and that nothing is left. Raises Refused.

    The bytes go after the row says so: a kill between the two leaves bytes that the next sweep removes.
    """

    def write(thing: Thing) -> Said:
        if not isinstance(thing, DataSubmission):
            raise TypeError("only records are destroyed here")
        thing.purged_on = clock.local_date(thing.application.jurisdiction, at)
        return {"reason": reason, "sha256": thing.sha256, "size": thing.size}

    event = act(submission, "purge", by=by, at=at, write=write, said={"reason": reason}, **rest)
    prove(submission, by=by, at=at)
    return event


def prove(submission: DataSubmission, *, by: Person, at: datetime) -> Destroyed:
    """Remove the bytes of records that are to be destroyed, look that they are gone, and keep what was seen.

    What the institution stated beside the records goes with them.
    """
    kept, names = 0, [submission.pk, *submission.statements.values_list("pk", flat=True)]
    for name in names:
        with suppress(vault.Lost):
            kept += vault.destroy(name)
    made, _ = Destroyed.objects.get_or_create(
        submission=submission,
        defaults={
            "sha256": submission.sha256,
            "size": submission.size,
            "kept_size": kept,
            "looked_at": at,
            "absent": not any(vault.holds(name) for name in names),
            "by": by,
        },
    )
    return made


def finish_purges(now: datetime) -> None:
    """Destroy what a kill left between the move and its proof, and what arrived for nothing."""
    vault.drop_left(clock.now(), ABANDONED.total_seconds())
    for row in DataSubmission.objects.filter(purged_on__isnull=False, destroyed__isnull=True):
        event = Event.objects.filter(thing_id=row.pk, move="purge", by__isnull=False).latest("seq")
        if event.by is not None:
            prove(row, by=event.by, at=now)
