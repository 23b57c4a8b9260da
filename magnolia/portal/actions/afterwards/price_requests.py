"""Documents the State asks for that show a price at or below the Secretary's amount (policy 8.7.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from ... import clock
from ...models import Application, Event, Person, PriceRequest, Thing
from ..moves import Said, act
from ..papers import proofs


def ask(
    application: Application,
    *,
    award_year: int,
    wanted: str,
    due: date,
    by: Person,
    at: datetime,
    key: str | None = None,
    seen: int | None = None,
) -> Event:
    """Ask for documents by a day that is not over yet."""
    row = PriceRequest(
        case=application.case, application=application, award_year=award_year, wanted=wanted.strip(), due=due,
        asked_on=clock.local_date(application.jurisdiction, at),
    )  # fmt: skip
    return act(row, "ask", by=by, at=at, key=key, said={"award_year": award_year, "wanted": row.wanted, "due": due})


def answer(request: PriceRequest, *, paper: proofs.Paper | None, by: Person, at: datetime, **rest: Any) -> Event:
    """Attach the document; without one the request stays open."""

    def write(thing: Thing) -> Said:
        request.proof = proofs.keep(request.application, paper, field="paper", by=by, at=at)
        request.answered_on = clock.local_date(request.application.jurisdiction, at)
        return {"proof": str(request.proof.pk), "sha256": request.proof.sha256} if request.proof else {}

    return act(request, "answer", by=by, at=at, write=write, **rest)


def overdue(jurisdiction: str, on: date) -> QuerySet[PriceRequest]:
    """Requests whose day is over and that nobody has answered, the oldest first."""
    rows = PriceRequest.objects.filter(application__jurisdiction=jurisdiction, state="asked", due__lt=on)
    return rows.select_related("application__institution", "case").order_by("due", "pk")
