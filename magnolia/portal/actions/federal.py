"""The filing with the U.S. Department of Education and the Secretary's own decision, as the State knows them.

Source: policy 7.9 (the institution files); the State's approval and the Secretary's stay two decisions.
"""

from __future__ import annotations

from datetime import date, datetime

from magnolia.policy.letters import say_day

from ..models import Event, FederalFiling, Person, Thing
from .moves import Refused, Said, act

FILED = "record_filing"


def record(
    federal_filing: FederalFiling,
    move: str,
    *,
    day: date | None,
    evidence: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Record the filing (`record_filing`) or the Secretary's decision, with its day and what shows it.

    Raises Refused without evidence, without a day, or for a day that lies in the future, before the State's
    certification or before the filing it answers.
    """

    def write(thing: Thing) -> Said:
        if not isinstance(thing, FederalFiling):
            raise TypeError("only a federal filing is recorded here")
        if move == FILED:
            thing.filed_on, thing.decided_on = day, None
        else:
            if day is not None and thing.filed_on is not None and day < thing.filed_on:
                raise Refused(f"The decision lies before the filing of {say_day(thing.filed_on)}.", "day")
            thing.decided_on = day
        thing.evidence = evidence.strip()
        return {"day": day, "evidence": thing.evidence}

    return act(federal_filing, move, by=by, at=at, seen=seen, key=key, write=write)
