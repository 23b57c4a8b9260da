"""The record of lost and stopped programs: entered from the federal notice, corrected, and brought back on price.

Source: 34 CFR 690.96 and 690.97; State policy 10.5 and 12.8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ... import clock
from ...models import Approval, Event, Liability, Loss, Organisation, Person, Thing
from ..moves import Refused, Said, act, start

FACTS = ("program_name", "cip_code", "soc_codes", "credential_name", "outline")
SAID = ("ground", "lost_on", "stopped_on", "notice")


def record(
    institution: Organisation,
    *,
    approval: Approval | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
    seen: int | None = None,
    **given: Any,
) -> Event:
    """Put a lost or stopped program on record; `given` are the columns of FACTS and SAID.

    With the approval of a program of this portal, facts left empty are those its filing states. Raises Refused for a
    code of a wrong form, an unknown ground, no federal source, or a program that is on record already.
    """
    facts = _of_approval(approval) if approval else {}
    loss = Loss(jurisdiction=institution.jurisdiction, institution=institution, approval=approval)
    _fill(loss, {name: given.get(name) or facts.get(name) for name in FACTS} | {n: given.get(n) for n in SAID})

    def write(thing: Thing) -> Said:
        if approval and approval.application.institution_id != institution.pk:
            raise Refused("This program is another institution's.", "approval")
        return _said(loss) | {"institution": institution.name, "approval": str(approval.pk) if approval else ""}

    return start(loss, "record", by=by, at=at, key=key, jurisdiction=institution.jurisdiction, write=write)


def correct(
    loss: Loss, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None, **given: Any
) -> Event:
    """Change what is on record of a loss, such as a day the federal notice gives; the event keeps both."""
    before = _said(loss)

    def write(thing: Thing) -> Said:
        _fill(thing, {name: given.get(name) for name in (*FACTS, *SAID) if name in given})
        after = _said(thing)
        changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        if not changed:
            raise Refused("Nothing differs from what is on record.")
        return {"changed": changed}

    return act(loss, "correct", by=by, at=at, said={"reason": reason}, seen=seen, key=key, write=write)


def ask_back(
    loss: Loss, *, award_year: int, tuition: Decimal, fees: Decimal, by: Person, at: datetime, **rest: Any
) -> Event:
    """Ask for a program lost on price to come back, with the price of an award year; see `price_within_amount`."""

    def write(thing: Thing) -> Said:
        if not isinstance(thing, Loss):
            raise TypeError("only a loss is asked back")
        thing.asked_year, thing.asked_total = award_year, tuition + fees
        return {"award_year": award_year, "tuition": tuition, "fees": fees, "total": thing.asked_total}

    return act(loss, "ask_back", by=by, at=at, write=write, **rest)


def restore(loss: Loss, *, permission: str, day: date | None, by: Person, at: datetime, **rest: Any) -> Event:
    """Record that the Secretary let a program come back: the reference of the permission and its day are needed."""

    def write(thing: Thing) -> Said:
        if not isinstance(thing, Loss):
            raise TypeError("only a loss is restored")
        thing.permission, thing.restored_on = permission.strip(), day
        return {"permission": thing.permission, "day": day}

    return act(loss, "restore", by=by, at=at, write=write, **rest)


def report_liability(
    loss: Loss,
    *,
    award_year: int,
    amount: Decimal,
    notice: str,
    dated: date | None,
    by: Person,
    at: datetime,
    **rest: Any,
) -> Event:
    """Keep a liability notice of the Secretary: year and amount as it reports them. Nothing is worked out."""
    today = clock.local_date(loss.jurisdiction, at)

    def write(thing: Thing) -> Said:
        if not notice.strip():
            raise Refused("Name the federal notice, so that anyone can find it.", "notice")
        if dated is None or dated > today:
            raise Refused("Give the day of the notice, not later than today.", "dated")
        Liability.objects.create(
            loss=loss, award_year=award_year, amount=amount, notice=notice.strip(), dated=dated, by=by
        )
        return {"award_year": award_year, "amount": amount, "notice": notice.strip(), "dated": dated}

    return act(loss, "report_liability", by=by, at=at, write=write, **rest)


def _of_approval(approval: Approval) -> dict[str, str]:
    """What the filing under an approval states of the program, as a loss keeps it."""
    facts = approval.filing.facts
    return {
        "program_name": approval.program_name,
        "cip_code": facts.get("cip_code") or "",
        "soc_codes": ";".join(facts.get("soc_codes") or ()),
        "credential_name": facts.get("credential_name") or "",
        "outline": "\n".join(part.get("title") or "" for part in facts.get("hour_parts") or ()),
    }


PLAIN: dict[str, Callable[[str], str]] = {
    "soc_codes": lambda typed: ";".join(code for code in re.split(r"[;,\s]+", typed) if code)
}


def _fill(loss: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        plain = PLAIN.get(name, str.strip)
        setattr(loss, name, value if isinstance(value, date) or name.endswith("_on") else plain(value or ""))


def _said(loss: Any) -> dict[str, Any]:
    made = {name: getattr(loss, name) for name in (*FACTS, *SAID)}
    return {name: value.isoformat() if isinstance(value, date) else value or "" for name, value in made.items()}
