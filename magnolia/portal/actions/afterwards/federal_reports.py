"""Reports of an institution to the Secretary for an award year: three items, each with its proof (policy 8.7.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from magnolia.policy import earnings

from ...models import Application, Event, FederalReport, Person, Thing
from ..moves import Said, act
from ..papers import proofs


def record(
    application: Application,
    *,
    award_year: int,
    item: str,
    reported_on: date,
    reference: str = "",
    paper: proofs.Paper | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
    seen: int | None = None,
) -> Event:
    """Record one report to the Secretary. Raises Refused without its proof, or for a day to come."""
    row = FederalReport(
        case=application.case, application=application, award_year=award_year, item=item, reported_on=reported_on,
        reference=reference.strip(),
    )  # fmt: skip

    def write(thing: Thing) -> Said:
        row.proof = proofs.keep(application, paper, field="paper", by=by, at=at)
        proof = {"proof": str(row.proof.pk), "sha256": row.proof.sha256} if row.proof else {}
        return {
            "award_year": award_year, "item": item, "reported_on": reported_on, "reference": row.reference
        } | proof  # fmt: skip

    return act(row, "record", by=by, at=at, key=key, write=write)


def missing(application: Application, years: Iterable[int]) -> dict[int, list[str]]:
    """The items of each award year that are not proven yet, in words."""
    there = set(application.federal_reports.filter(state="recorded").values_list("award_year", "item"))
    items = earnings.words(application.jurisdiction)["reported"]
    return {year: [label for name, label in items.items() if (year, name) not in there] for year in years}
