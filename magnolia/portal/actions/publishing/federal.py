"""The filing with the U.S. Department of Education and the Secretary's own decision, as the State knows them.

Source: policy 7.9.3 (the institution files), 8.3: the State's approval and the Secretary's stay two decisions.
"""

from __future__ import annotations

from datetime import date, datetime

from magnolia.policy.letters import say_day

from ...models import Event, FederalFiling, Person, Thing
from ..moves import Refused, Said, act
from ..papers import proofs

FILED, PENDING, REMOVED = "record_filing", "record_pending", "record_removal"


def record(
    federal_filing: FederalFiling,
    move: str,
    *,
    day: date | None,
    evidence: str,
    paper: proofs.Paper | None = None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Record the filing (`record_filing`), the Secretary's decision or its end, with its day and what shows it.

    Evidence is a reference in words, a paper, or both. Raises Refused without any, without a day, or for a day that
    lies in the future, before the State's certification or before the step it follows.
    """

    def write(thing: Thing) -> Said:
        if not isinstance(thing, FederalFiling):
            raise TypeError("only a federal filing is recorded here")
        _in_order(thing, move, day)
        _set_days(thing, move, day)
        thing.evidence = evidence.strip()
        thing.proof = proofs.keep(thing.application, paper, field="paper", by=by, at=at)
        said: dict[str, object] = {"day": day, "evidence": thing.evidence}
        if thing.proof is not None:
            said |= {"proof": str(thing.proof.pk), "name": thing.proof.name, "sha256": thing.proof.sha256}
        return said

    return act(federal_filing, move, by=by, at=at, seen=seen, key=key, write=write)


def _in_order(thing: FederalFiling, move: str, day: date | None) -> None:
    """No step lies before the one it follows: a decision not before the filing, an end not before the decision.

    A day before the State's certification is left to `federal_date`, which names that step as the missing one.
    """
    if day is None or move == FILED or day < thing.application.certification.on:
        return
    if thing.filed_on is not None and day < thing.filed_on:
        raise Refused(f"The decision lies before the filing of {say_day(thing.filed_on)}.", "day")
    if move == REMOVED and thing.decided_on is not None and day < thing.decided_on:
        raise Refused(f"The removal lies before the approval of {say_day(thing.decided_on)}.", "day")


def _set_days(thing: FederalFiling, move: str, day: date | None) -> None:
    thing.step_on = day
    if move == FILED:
        thing.filed_on, thing.decided_on, thing.ends_on = day, None, None
    elif move == REMOVED:
        thing.ends_on = day
    elif move != PENDING:
        thing.decided_on = day
