"""The cohort behind an amount of the Secretary, as counts; the people are read in memory and never kept.

Source: 34 CFR 690.95; State policy 8.7.1, 12.6.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from magnolia.policy import earnings

from ... import clock
from ...models import Application, CohortRecord, Event, Person, Thing
from ..moves import Refused, Said, act

RECORD = "record_cohort"


def record(
    application: Application,
    *,
    award_year: int,
    people: str,
    notice: str,
    earnings_year: int | None = None,
    listed: int | None = None,
    pooled: int | None = None,
    returned: int | None = None,
    outside_percent: Decimal | None = None,
    enrolled_then: int | None = None,
    enrolled_in_year: int | None = None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Keep the counts of a cohort and what is reported of the federal result. Raises Refused for a line misread."""
    answers = earnings.words(application.jurisdiction)["answer"]

    def write(thing: Thing) -> Said:
        try:
            counts = earnings.cohort(earnings.read_people(people, answers))
        except earnings.Unreadable as fault:
            raise Refused(str(fault), "people") from None
        if not notice.strip():
            raise Refused("Name the federal notice or list, so that anyone can find it.", "notice")
        said: dict[str, Any] = {
            "award_year": award_year,
            "counted": counts.counted,
            "excluded": counts.excluded,
            "undetermined": len(counts.undetermined),
            "earnings_year": earnings_year,
            "listed": listed,
            "pooled": pooled,
            "returned": returned,
            "outside_percent": outside_percent,
            "enrolled_then": enrolled_then,
            "enrolled_in_year": enrolled_in_year,
            "notice": notice.strip(),
        }
        rows = ", ".join(str(row) for row in counts.undetermined)
        today = clock.local_date(application.jurisdiction, at)
        CohortRecord.objects.create(application=application, undetermined_rows=rows, by=by, on=today, **said)
        return said

    return act(application, RECORD, by=by, at=at, seen=seen, key=key, write=write)
