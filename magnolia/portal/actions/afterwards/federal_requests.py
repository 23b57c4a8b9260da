"""Documents the Secretary asks an institution for: logged, and open until one is attached.

Source: State policy, "Value-Added Earnings": the institution keeps what proves its price and produces it when asked.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ... import clock
from ...models import Application, Event, FederalRequest, Person, Thing
from ..moves import Said, act
from ..papers import proofs


def log(
    application: Application,
    *,
    award_year: int,
    wanted: str,
    asked_on: date | None,
    reference: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Log what the Secretary asked for. Raises Refused without a wish or a day, or with a day to come."""
    row = FederalRequest(
        case=application.case,
        application=application,
        award_year=award_year,
        wanted=wanted.strip(),
        reference=reference.strip(),
        asked_on=asked_on or date.max,
    )
    said = {"award_year": award_year, "wanted": row.wanted, "asked_on": asked_on, "reference": row.reference}
    return act(row, "log", by=by, at=at, said=said, key=key)


def answer(request: FederalRequest, *, paper: proofs.Paper | None, by: Person, at: datetime, **rest: Any) -> Event:
    """Attach the document and close the request; without one it stays open."""

    def write(thing: Thing) -> Said:
        if not isinstance(thing, FederalRequest):
            raise TypeError("only a federal request is answered here")
        thing.proof = proofs.keep(thing.application, paper, field="paper", by=by, at=at)
        thing.answered_on = clock.local_date(thing.application.jurisdiction, at)
        return {"proof": str(thing.proof.pk), "sha256": thing.proof.sha256} if thing.proof else {}

    return act(request, "answer", by=by, at=at, write=write, **rest)
