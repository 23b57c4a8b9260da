"""An appeal as it is filed and taken back: against which decision, on which grounds, by when.

Filing is a move of the decision that is appealed, an application that was denied or an approval that was withdrawn:
it stops the clock that the decision opened. The appeal itself follows from it. Source: State policy 7.7.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from magnolia.policy.approved import approved
from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from ...models import Appeal, Application, Approval, Deadline, Event, Person, Thing
from .. import law
from ..deciding.signing import own_name
from ..moves import Refused, Said, act
from ..papers import proofs
from ..reviewing import queueing

FILE, CLOCK = "file_appeal", "appeal_filing"
WHOLE = "decision"  # the point that challenges a decision as a whole

Decision = Application | Approval


def decision(application: Application) -> Decision | None:
    """The decision of the case that can be appealed, or None where none was made against the institution."""
    table = process(application.jurisdiction)
    approval = Approval.objects.select_related("case", "application", "ending").filter(application=application).first()
    for thing in (approval, application):
        if thing is not None and thing.state in table.life(thing.kind).moves[FILE].starts:
            return thing
    return None


def clock_of(thing: Decision) -> Deadline | None:
    """The time to appeal as the last letter started it, whether it still runs or not."""
    return Deadline.objects.filter(thing_id=thing.pk, clock=CLOCK).select_related("case").order_by("-pk").first()


def points(thing: Decision) -> list[tuple[str, str]]:
    """What can be challenged: each ground of the decision by its key and in words, and the decision as a whole."""
    state = process(thing.case.jurisdiction).life(thing.kind).states[thing.state]
    return [*_grounds(thing), (WHOLE, f"The decision as a whole: {state.label}")]


def _grounds(thing: Decision) -> list[tuple[str, str]]:
    if isinstance(thing, Approval):
        ending = getattr(thing, "ending", None)
        return [("cause", approved(thing.jurisdiction).causes[ending.cause].label)] if ending else []
    made = thing.determinations.filter(outcome=thing.state).prefetch_related("grounds").last()
    questions = review(thing.jurisdiction).questions
    return [
        (f"ground-{row.pk}", f"{questions[row.question].title}: {row.text}" if row.question else row.text)
        for row in (made.grounds.all() if made else ())
    ]


def decided_by(row: Appeal) -> date:
    """The last day for the decision on an appeal that came whole on the day it was filed."""
    days = law.value(row.application.jurisdiction, "appeal.decision_calendar_days", row.filed_on).whole
    return law.calendar(row.application.jurisdiction).add_calendar_days(row.filed_on, days)


def file(
    thing: Decision,
    *,
    appeal: str,
    challenged: Iterable[str],
    states: bool,
    signed_name: str,
    signed_title: str,
    off_list: str = "",
    reference: str = "",
    paper: proofs.Paper | None = None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """File an appeal against a decision. Late ones are taken, and marked as late.

    Raises Refused where nothing was decided against the institution, where an appeal is open already, and for each part
    of an appeal that is lacking.
    """

    def write(held: Thing) -> Said:
        if not isinstance(held, Application | Approval):
            raise TypeError("an appeal is against an application's denial or an approval's end")
        words = dict(points(held))
        if wrong := [point for point in challenged if point not in words]:
            raise Refused(f"“{wrong[0][:40]}” is no ground of this decision. Choose from the list.", "challenged")
        proof = proofs.keep(_case_of(held), paper, field="paper", by=by, at=at)
        said: dict[str, Any] = {
            "challenged": [" ".join(words[point].split()) for point in challenged],
            "states": states,
            "off_list": off_list.strip(),
            "reference": reference.strip(),
            "signed": [own_name(by, signed_name, "signed_name"), signed_title.strip()],
        }
        return said | ({"proof": str(proof.pk), "sha256": proof.sha256} if proof else {})

    return act(thing, FILE, by=by, at=at, said={"appeal": appeal.strip()}, seen=seen, key=key, write=write)


def _case_of(thing: Decision) -> Application:
    return thing if isinstance(thing, Application) else thing.application


def take_back(
    row: Appeal, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Take an appeal back. The time to appeal goes on as it stood, so that another can come until its last day."""

    def write(thing: Thing) -> Said:
        stopped = Deadline.objects.filter(closed_by=row.filing, clock=CLOCK)
        again = Deadline.objects.filter(thing_id=row.filing.thing_id, clock=CLOCK, closed_by__isnull=True)
        if not again.exists():  # a corrected letter has started the time anew
            stopped.update(closed_by=None)
        queueing.place_again(row.application)
        return {}

    return act(row, "take_back", by=by, at=at, said={"reason": reason.strip()}, seen=seen, key=key, write=write)
