"""What is recorded of wage records: agreements under which they may be used, and each load. No wage is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from magnolia.policy.outcome_runs import words
from magnolia.policy.periods import Quarter

from ...models import Event, Person, Thing, WageAgreement, WageLoad
from ..moves import Refused, Said, start
from ..recording import record

HASH = re.compile(r"[0-9a-f]{64}")


def channel_of(jurisdiction: str, state: str) -> str:
    """The channel through which a State's records come: this State's own, or that of the others."""
    own = state.lower() == jurisdiction
    return str(next(name for name, each in words(jurisdiction)["channel"].items() if each["own"] == own))


def agree(
    jurisdiction: str,
    *,
    channel: str,
    parties: str,
    purpose: str,
    starts_on: date,
    ends_on: date,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Event:
    """Record an agreement with its permitted purpose. Raises Refused where something is missing."""
    row = WageAgreement(
        jurisdiction=jurisdiction, channel=channel, parties=parties.strip(), purpose=purpose.strip(),
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    said = {"channel": channel, "parties": row.parties, "purpose": row.purpose, "from": starts_on, "to": ends_on}
    return start(row, "record", by=by, at=at, jurisdiction=jurisdiction, said=said, key=key)


def load(
    jurisdiction: str,
    *,
    quarter: Quarter,
    source: str,
    loaded_on: date,
    reference: str,
    sha256: str,
    rows: int | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Event:
    """Record a load; one of a quarter and State that was loaded before corrects that one.

    Raises Refused without an agreement in force on the day of the load whose purpose permits it.
    """
    from .belonging import covering

    row = WageLoad(
        jurisdiction=jurisdiction, quarter=quarter.index, source=source.strip().upper(), loaded_on=loaded_on,
        reference=reference.strip(), sha256=sha256.strip().lower(), rows=rows, by=by,
    )  # fmt: skip
    agreement = covering(jurisdiction, row.source, loaded_on)
    if agreement is not None:
        row.agreement = agreement

    def write(thing: Thing) -> Said:
        row.number = record.next_number(f"wage-load-{jurisdiction}")
        before = WageLoad.objects.filter(jurisdiction=jurisdiction, quarter=row.quarter, source=row.source)
        row.corrects = before.order_by("-number").first()
        corrects = row.corrects.number if row.corrects else None
        return {"number": row.number, "quarter": str(quarter), "source": row.source, "sha256": row.sha256,
                "reference": row.reference, "corrects": corrects}  # fmt: skip

    return start(row, "record", by=by, at=at, jurisdiction=jurisdiction, key=key, write=write)


def from_store(jurisdiction: str, content: bytes, sources: Iterable[str], *, by: Person, at: datetime) -> list[Event]:
    """Record what a store's store.json names as current and no load has yet, for each of the States given.

    Raises Refused where the file is no store.json; then nothing is recorded.
    """
    try:
        told = json.loads(content.decode("utf-8"))
        days = {each["id"]: date.fromisoformat(each["loaded_on"][:10]) for each in told["loads"]}
        found = [(Quarter.parse(name), each, days[each["load"]]) for name, each in sorted(told["quarters"].items())]
        given: list[dict[str, Any]] = [
            {"quarter": quarter, "loaded_on": day, "reference": f"Store, load {each['load']}",
             "sha256": str(each["sha256"]), "rows": int(each["rows"])}
            for quarter, each, day in found
        ]  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused("This is not the store.json of a store of wage records.", "file") from None
    made = []
    with transaction.atomic():
        known = set(WageLoad.objects.filter(jurisdiction=jurisdiction).values_list("sha256", "source"))
        for each in given:
            for source in sources:
                if (each["sha256"], source.upper()) not in known:
                    made.append(load(jurisdiction, source=source, **each, by=by, at=at))
    if not made:
        raise Refused("Every quarter of this store is recorded already.", "file")
    return made
