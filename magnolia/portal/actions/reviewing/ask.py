"""Further documents asked of an institution: the request, the reply, and how it ends.

Source: policy 7.2 and "Institutional Submission Requirements": the Governor, a designee or the agency may ask, through
the Board's consultation or for the Secretary of Education or of Labor.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from magnolia.policy.registers import review

from ... import clock
from ...models import Application, Document, Event, InformationRequest, Person
from .. import law
from ..applying import filing
from ..moves import Refused, Said, act
from ..papers import incoming


def proposed_due(jurisdiction: str, on: date) -> date:
    """The day a request is due where nobody names another."""
    days = law.value(jurisdiction, "information_request.business_days", on).whole
    return law.calendar(jurisdiction).counted(on, days)[-1].date


def ask(
    application: Application,
    *,
    wanted: str,
    asker: str,
    due: date | None,
    detail: str = "",
    question: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Ask the institution for a document. Raises Refused where it is not said what, in whose name or by when."""
    if not wanted.strip():
        raise Refused("Say which document is wanted.", "wanted")
    if asker not in review(application.jurisdiction).askers:
        raise Refused("Say who asks for it.", "asker")
    if due is None:
        raise Refused("Give the day it is due.", "due")
    made = InformationRequest(
        case=application.case,
        application=application,
        place=application.requests.count() + 1,
        wanted=wanted.strip(),
        detail=detail.strip(),
        asker=asker,
        question=question,
        due=due,
        asked_on=clock.local_date(application.jurisdiction, at),
    )
    said = {"wanted": made.wanted, "asker": asker, "due": due, "detail": made.detail, "question": question}
    return act(made, "ask", by=by, at=at, key=key, said=said)


def answer(
    request: InformationRequest,
    name: str,
    content: bytes | incoming.Upload,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Add a document to the place of a request, and to no other. Raises BadDocument where the file is at fault."""
    slot = next(slot for slot in filing.slots_of(request.application) if slot.id == request.slot)
    file = incoming.receive(name, content, slot.title, slot.accepts, request.application.jurisdiction, at, by=by)

    def write(thing: Any) -> Said:
        made = Document.objects.create(
            application=request.application,
            slot=request.slot,
            **file.keep(),
            uploaded_by=by,
            uploaded_at=at,
        )
        thing.answered_on = clock.local_date(request.application.jurisdiction, at)
        said = {"document": str(made.pk), "name": file.name, "sha256": made.sha256, "size": made.size}
        return said | {"changed": {thing.wanted: ["", file.name]}}

    return act(request, "answer", by=by, at=at, seen=seen, key=key, write=write)


def ask_again(
    request: InformationRequest,
    *,
    reason: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Say that the reply is not enough. A day sooner than that of a new request is moved to it."""
    today = clock.local_date(request.application.jurisdiction, at)

    def write(thing: Any) -> Said:
        before = thing.due
        thing.due = max(before, proposed_due(request.application.jurisdiction, today))
        return {"due": thing.due} | ({"from": before} if thing.due != before else {})

    return act(request, "ask_again", by=by, at=at, said={"reason": reason}, seen=seen, key=key, write=write)


def overdue(request: InformationRequest, on: date) -> bool:
    """Whether the reply was due and has not come."""
    return request.state == "asked" and request.due < on
