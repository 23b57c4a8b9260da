"""A waiver of the Secretary: one measure, one award year, with its letter. Only then does a requirement change.

Source: State policy 12.7, 9, "Completion and Job Placement Requirements".
"""

from __future__ import annotations

from datetime import datetime

from magnolia.policy.workflow import process

from ... import clock
from ...models import Application, Event, Person, Thing, Waiver
from ..deciding.decide import signing_under
from ..moves import Said, act
from ..papers import proofs


def record(
    application: Application,
    *,
    award_year: int | None,
    measure: str,
    scope: str,
    reason: str,
    letter: str = "",
    paper: proofs.Paper | None = None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Record a waiver. Raises Refused without an award year or a letter."""
    state = application.jurisdiction
    row = Waiver(
        case=application.case,
        application=application,
        award_year=award_year or 0,
        measure=measure,
        scope=scope,
        reason=reason.strip(),
        letter=letter.strip(),
    )

    def write(thing: Thing) -> Said:
        row.proof = proofs.keep(application, paper, field="paper", by=by, at=at)
        move = process(state).life(Waiver.kind).moves["record"]
        row.designation = signing_under(application, move, by, at, clock.local_date(state, at))
        said = {
            "award_year": award_year,
            "measure": measure,
            "scope": scope,
            "reason": row.reason,
            "letter": row.letter,
        }
        return said | ({"proof": str(row.proof.pk), "sha256": row.proof.sha256} if row.proof else {})

    return act(row, "record", by=by, at=at, key=key, write=write)
