"""Sign-off by the certifying official: statement, counts and the file's hash as one text; the older gives way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from ... import clock
from ...models import DataSubmission, Event, Person, SignedText, Thing
from ..deciding.signing import of_event, own_name, statement
from ..moves import Said, act
from ..recording import record

STATEMENT = "records"  # of [signing] in sentences.toml


def sign(
    submission: DataSubmission, *, name: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Sign a checked version; the version signed before counts no longer. Raises Refused, Stale."""
    typed = own_name(by, name, "name")

    def write(thing: Thing) -> Said:
        if not isinstance(thing, DataSubmission):
            raise TypeError("only records are signed here")
        if not typed:
            return {}
        thing.signed = _text(thing, typed)
        thing.signed_name, thing.signed_on = typed, clock.local_date(thing.application.jurisdiction, at)
        return {"signed_name": typed, "sha256_of_records": thing.sha256} | of_event(thing.signed)

    with transaction.atomic():
        event = act(submission, "sign", by=by, at=at, seen=seen, key=key, write=write)
        older = DataSubmission.objects.filter(
            application=submission.application_id, award_year=submission.award_year, state="signed"
        ).exclude(pk=event.thing_id)
        for row in older.select_related("case"):
            act(row, "supersede", by=by, at=at, said={"version": submission.number})
    return event


def _text(row: DataSubmission, name: str) -> SignedText:
    words = statement(row.application.jurisdiction, STATEMENT)
    signed: dict[str, Any] = {
        "name": name,
        "award_year": row.award_year,
        "version": row.number,
        "sha256": row.sha256,
        "size": row.size,
        "rows": row.rows,
        "participants": row.participants,
        "enrolled": row.enrolled,
        "warnings": row.warnings,
        "exclusions": row.exclusions.count(),
    }
    if (own := row.statements.first()) is not None:
        found = None if own.checked_at is None else own.differences_found
        signed["own_statement"] = {"number": own.number, "sha256": own.sha256, "differences": found}
    text = record.canonical({"statement": words, "case": row.application.number, STATEMENT: signed})
    return SignedText.objects.create(
        application=row.application, statement=words, text=text, sha256=record.sha256(text)
    )
