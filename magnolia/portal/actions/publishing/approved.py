"""An approved program: how it stands on a day, and the end of the State's approval.

Source: policy 7.10 (status of the posting), 7.11 (withdrawal), 8.3 (two approvals), 10 (removal).
"""

from __future__ import annotations

from datetime import date, datetime

from magnolia.policy import approved as law
from magnolia.policy import longterm
from magnolia.policy.letters import say_day
from magnolia.policy.workflow import process

from ... import clock
from ...models import Approval, Ending, Event, FederalFiling, Person, Thing
from ..deciding.decide import signing_under
from ..deciding.signing import own_name
from ..moves import Refused, Said, act
from ..papers import proofs


def standing_of(approval: Approval, on: date) -> law.Standing:
    """How a program stands on a day by both approvals; fetch with `application__federal_filing` to ask once."""
    filing: FederalFiling | None = getattr(approval.application, "federal_filing", None)
    federal = law.Side(filing.state, filing.decided_on, filing.ends_on) if filing else law.Side("not_filed")
    by_state = law.Side(approval.state, approval.approved_on, approval.ends_on)
    return law.standing(approval.jurisdiction, by_state, federal, on)


def end(
    approval: Approval,
    move: str,
    *,
    cause: str,
    reason: str,
    effective_on: date | None,
    reference: str = "",
    paper: proofs.Paper | None = None,
    signed_name: str,
    signed_title: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Withdraw or remove the State's approval from `effective_on` on; the entry stays and says so.

    Raises Refused for a cause that is not one of this move, without a reason, evidence or signature, or for a day
    before the approval. A day in the future leaves the approval in force until then.
    """
    given = law.approved(approval.jurisdiction).causes.get(cause)
    today = clock.local_date(approval.jurisdiction, at)

    def write(thing: Thing) -> Said:
        if not isinstance(thing, Approval):
            raise TypeError("only an approval is ended here")
        if no_ground := longterm.no_ground(approval.jurisdiction, cause):
            raise Refused(no_ground, "cause")
        if given is None or move not in given.moves:
            raise Refused("Choose the cause from the list.", "cause")
        if effective_on is None:
            raise Refused("Give the day from which the approval no longer counts.", "effective_on")
        if effective_on < thing.approved_on:
            raise Refused(f"The day lies before the State's approval of {say_day(thing.approved_on)}.", "effective_on")
        row = Ending.objects.create(
            approval=thing,
            cause=cause,
            source=given.source,
            reason=reason.strip(),
            effective_on=effective_on,
            reference=reference.strip(),
            proof=proofs.keep(thing.application, paper, field="paper", by=by, at=at),
            by=by,
            designation=signing_under(
                thing.application, process(thing.jurisdiction).life("approval").moves[move], by, at, today
            ),
            signed_name=own_name(by, signed_name, "signed_name"),
            signed_title=signed_title.strip(),
            on=today,
        )
        thing.ends_on = effective_on
        said = {"cause": cause, "source": row.source, "reason": row.reason, "effective_on": effective_on}
        said |= {"reference": row.reference, "signed": [row.signed_name, row.signed_title]}
        return said | ({"proof": str(row.proof.pk), "sha256": row.proof.sha256} if row.proof else {})

    return act(approval, move, by=by, at=at, seen=seen, key=key, write=write)
