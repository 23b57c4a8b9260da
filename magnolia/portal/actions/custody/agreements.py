"""Data-sharing agreements with institutions: recorded, ended early, and the one in force (policy 8.2, 8.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ...models import DataAgreement, Event, Organisation, Person
from ..moves import act, start


def in_force(institution: int, on: date) -> DataAgreement | None:
    """The agreement in force on a day: the one that runs longest."""
    standing = DataAgreement.objects.filter(institution=institution, state="recorded", starts_on__lte=on)
    return standing.filter(ends_on__gte=on).order_by("-ends_on").first()


def record(
    jurisdiction: str,
    *,
    institution: Organisation,
    parties: str,
    purpose: str,
    ferpa_basis: str,
    starts_on: date,
    ends_on: date,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> DataAgreement:
    """Put an agreement on record. Raises Refused for one that is not stated whole."""
    made = DataAgreement(
        jurisdiction=jurisdiction,
        institution=institution,
        parties=parties.strip(),
        purpose=purpose.strip(),
        ferpa_basis=ferpa_basis.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    said: dict[str, Any] = {"institution": institution.name, "starts_on": str(starts_on), "ends_on": str(ends_on)}
    event = start(made, "record", by=by, at=at, key=key, said=said, jurisdiction=jurisdiction)
    return DataAgreement.objects.get(pk=event.thing_id)


def end(agreement: DataAgreement, *, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """End an agreement before its last day."""
    return act(agreement, "end", by=by, at=at, said={"reason": reason}, **rest)
