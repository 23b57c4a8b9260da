"""One notice for all rates of a version that come to the same step at once, in place of one a rate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from ...models import DataSubmission, OutcomeResult, Person
from ..moves import act

SHOWN, PUBLISHED = "show_rates", "publish_rates"


def tell(results: Iterable[OutcomeResult], move: str, *, by: Person, at: datetime, key: str | None = None) -> None:
    """Make the move of each version with the rates that rest on it: the award year and the measure of each."""
    found: dict[UUID, tuple[DataSubmission, list[tuple[int, str]]]] = {}
    for row in results:
        found.setdefault(row.submission_id, (row.submission, []))[1].append((row.award_year, row.metric))
    for nth, (submission, rates) in enumerate(found.values()):
        act(submission, move, by=by, at=at, key=f"{key}-s{nth}" if key else None, said={"rates": sorted(rates)})
