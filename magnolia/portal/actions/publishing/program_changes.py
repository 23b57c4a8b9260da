"""A change of an approved program: filed and signed by the institution, accepted or refused by the State.

Which facts may change by a notice is in approved.toml; any other needs a new application and a new certification.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from magnolia.policy.approved import NOTICE, approved
from magnolia.policy.form import form

from ... import clock
from ...models import Approval, ChangedFact, Event, Person, ProgramChange, ProgramFacts, Thing
from ..afterwards import prices
from ..deciding.signing import own_name
from ..moves import Refused, Said, act
from ..papers import proofs

ACCEPT = "accept"


def now(approval: Approval) -> dict[str, str]:
    """The facts that a notice can change, as the approval's filing has them."""
    by = approved(approval.jurisdiction).changes
    stated = approval.filing.facts
    return {name: _plain(stated.get(name)) for name, row in by.items() if row.by == NOTICE}


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def file(
    approval: Approval,
    changes: Mapping[str, str],
    *,
    reason: str,
    reference: str = "",
    paper: proofs.Paper | None = None,
    signed_name: str,
    signed_title: str,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Event:
    """File a change. `changes` are new values by the fact's name; one that equals the old is left out.

    Raises Refused for a fact that needs a new application, a value that cannot be read, or nothing that differs.
    """
    application, standing = approval.application, now(approval)
    given = {name: _read(approval, name, typed, standing) for name, typed in changes.items() if typed.strip()}
    rows = {name: value for name, value in given.items() if _value(name, value) != _value(name, standing[name])}
    change = ProgramChange(
        case=approval.case,
        application=application,
        reason=reason.strip(),
        reference=reference.strip(),
        signed_by=by,
        signed_name=own_name(by, signed_name, "signed_name"),
        signed_title=signed_title.strip(),
        filed_on=clock.local_date(approval.jurisdiction, at),
    )

    def write(thing: Thing) -> Said:
        if not rows:
            raise Refused("Nothing differs from what is on record. Type a new value for at least one fact.")
        if not change.reason:
            raise Refused("Say why the program changes.", "reason")
        if not change.signed_name or not change.signed_title:
            raise Refused("Type your name and title to sign.", "signed_name")
        if not change.reference and paper is None:
            raise Refused("A paper or a reference is needed that shows the change.", "reference")
        change.proof = proofs.keep(application, paper, field="paper", by=by, at=at)
        return {"changed": {name: [standing[name], value] for name, value in rows.items()}, "reason": change.reason}

    with transaction.atomic():
        event = act(change, "file", by=by, at=at, key=key, write=write)
        if event.thing_id != change.pk or change.facts.exists():
            return event
        ChangedFact.objects.bulk_create(
            ChangedFact(change=change, fact=name, before=standing[name], after=value) for name, value in rows.items()
        )
    return event


def _read(approval: Approval, name: str, typed: str, standing: Mapping[str, str]) -> str:
    """A typed value as the filing keeps it."""
    if name not in standing:
        asked = form(approval.jurisdiction).questions.get(name)
        label = asked.label if asked else name
        raise Refused(f"“{label}” needs a new application and a new certification: no notice can change it.")
    column: Any = ProgramFacts._meta.get_field(name)
    text = column.get_internal_type() in ("TextField", "CharField")
    plain = typed.strip() if text else typed.strip("$ ").replace(",", "")
    try:
        return str(column.clean(plain, None))
    except ValidationError as fault:
        raise Refused(fault.messages[0], name) from None


def _value(name: str, kept: str) -> Any:
    """What a kept text means, so that 320 and 320.00 are no change."""
    column: Any = ProgramFacts._meta.get_field(name)
    return column.to_python(kept) if kept else kept


def decide(
    change: ProgramChange,
    move: str,
    *,
    reason: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Accept (`accept`) or refuse (`refuse`, with its reason) a change; accepted, the posting follows at once."""
    said = {"reason": reason} if reason else None
    with transaction.atomic():
        event = act(change, move, by=by, at=at, said=said, seen=seen, key=key)
        if event.move == ACCEPT and not change.application.published_prices.filter(change=change).exists():
            prices.of_notice(change, by=by, at=at)
    return event
