"""What a reviewer asks for about a rate: documents, a follow-up review, a corrective action (policy 8.6, 8.7, 8.10).

Students are named by the program's own identifier. The rate and its data stay as they are; nobody decides meanwhile.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from magnolia.policy.verifying import verifying

from ... import clock
from ...models import Event, OutcomeRequest, OutcomeResult, Person
from ..moves import Refused, Said, act
from ..papers import proofs


def ask(
    result: OutcomeResult,
    *,
    way: str,
    matter: str,
    wanted: str,
    due: date | None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Ask for more about a measure. Raises Refused where way, matter, words or day are missing, or on a number like an
    SSN's."""
    state = result.application.jurisdiction
    ways = verifying(state).words["way"]
    if way not in ways:
        raise Refused("Choose what is to happen.", "way")
    if due is None:
        raise Refused("Give the day by which it is due.", "due")
    row = OutcomeRequest(
        case=result.case,
        application=result.application,
        result=result,
        way=way,
        matter=matter,
        wanted=wanted.strip(),
        due=due,
        asked_on=clock.local_date(state, at),
    )
    said = {
        "way": way,
        "matter": matter,
        "wanted": row.wanted,
        "due": due,
        "result": str(result.pk),
        "run": result.run.number,
        "submission": result.submission.sha256,
    }
    return act(row, ways[way]["move"], by=by, at=at, key=key, said=said)


def answer(
    request: OutcomeRequest,
    *,
    answer: str = "",
    paper: proofs.Paper | None = None,
    by: Person,
    at: datetime,
    **rest: Any,
) -> Event:
    """Answer a request, in words or with a paper; a corrective action needs the paper."""

    def write(thing: Any) -> Said:
        thing.proof = proofs.keep(thing.application, paper, field="paper", by=by, at=at)
        today = clock.local_date(thing.application.jurisdiction, at)
        thing.answer, thing.answered_on = answer.strip(), today
        if move == "reply":
            thing.closed_on = today
        said: dict[str, Any] = {"answer": thing.answer}
        return said | ({"proof": str(thing.proof.pk), "sha256": thing.proof.sha256} if thing.proof else {})

    move = "show" if request.state == "to_correct" else "reply"
    return act(request, move, by=by, at=at, write=write, **rest)


def close(request: OutcomeRequest, *, result: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Close a follow-up review or a corrective action with what came of it."""

    def write(thing: Any) -> Said:
        thing.came_of_it, thing.closed_by = result.strip(), by
        thing.closed_on = clock.local_date(thing.application.jurisdiction, at)
        return {}

    move = "conclude" if request.way == "follow_up" else "close"
    return act(request, move, by=by, at=at, said={"result": result.strip()}, write=write, **rest)
