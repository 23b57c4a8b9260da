"""Changes of the law's numbers: one administrator proposes, a second adopts or rejects. Nothing is overwritten."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from magnolia.policy.layers import LawError
from magnolia.policy.parameters import POLICY, with_change
from magnolia.policy.parameters import Amendment as Change

from ...models import Amendment, Event, Person, Simulation
from .. import law
from ..moves import Refused, act, start
from . import simulate


def propose(
    jurisdiction: str,
    *,
    key_: str,
    layer: str,
    starts: date | None,
    value: str,
    cite: str,
    standing: str = POLICY,
    confirmed: str = "",
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Amendment:
    """Propose that parameter `key_` has `value` (as typed) from `starts` on; `layer` is federal or state.

    `confirmed` says who held the value against the official text and when; empty: nobody yet.

    Raises Refused without a day, a value or a source, for an unknown number, and where a State would widen federal law.
    """
    if starts is None:
        raise Refused("A change needs the day from which it counts.", "starts")
    made = Amendment(
        jurisdiction=jurisdiction,
        key=key_,
        layer=layer,
        starts=starts,
        value=value.strip(),
        cite=cite.strip(),
        standing=standing,
        confirmed=confirmed.strip(),
    )
    said = {"key": key_, "layer": layer, "from": starts, "value": made.value, "cite": made.cite}
    said |= {"standing": standing, "confirmed": made.confirmed}
    with transaction.atomic():
        event = start(made, "propose", by=by, at=at, jurisdiction=jurisdiction, key=key, said=said)
        kept = Amendment.objects.get(pk=event.thing_id)
        if kept.pk == made.pk and simulate.needed(kept):
            _ask(kept, by, at)
    return kept


def faults(
    jurisdiction: str, *, key_: str, layer: str | None, starts: date | None, value: str | None, on: date
) -> dict[str, str]:
    """Everything the law has against a change as far as it is filled in, by field; on `on` nothing else is asked.

    What is left open is not a fault here: whose number changes is then taken as the files have it, and the first day as
    `on`. Nothing is written, and the change itself is held against the law once more.
    """
    parameter = law.parameters(jurisdiction).get(key_)
    if parameter is None:
        return {}
    federal = any(each.layer == "federal" for each in parameter.values)
    found: dict[str, str] = {}
    if layer == "federal" and not federal:
        found["layer"] = f"{parameter.means} is a number of the State; federal law does not set it."
    if not value:
        return found
    whose = layer if layer and "layer" not in found else "federal" if federal else "state"
    try:
        number = law.read_as(parameter.values[-1].value, value)
        change = Change(key_, starts or on, number, "Tried before it is proposed", whose)
        with_change(law.parameters(jurisdiction), jurisdiction, law.amendments(jurisdiction), change)
    except LawError as problem:
        found["value"] = str(problem)
    return found


def simulated(
    jurisdiction: str, *, key_: str, layer: str, starts: date | None, value: str, by: Person, at: datetime
) -> Simulation:
    """Try a change on past and open cases before anybody proposes it, or again for a proposal. Raises Refused."""
    if starts is None:
        raise Refused("A simulation needs the day from which the change would count.", "starts")
    row = Amendment(jurisdiction=jurisdiction, key=key_, layer=layer, starts=starts, value=value.strip())
    return _ask(row, by, at)


def _ask(row: Amendment, by: Person, at: datetime) -> Simulation:
    try:
        return simulate.ask(
            row.jurisdiction, key_=row.key, layer=row.layer, starts=row.starts, value=row.value, by=by, at=at
        )
    except LawError as problem:
        raise Refused(str(problem), "value") from None


def adopt(amendment: Amendment, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """A second administrator makes it law from its day on; what was decided before keeps the earlier number.

    The event keeps the simulation that the decision rests on.
    """
    tried = simulate.of_amendment(amendment) if simulate.needed(amendment) else None
    said = {"simulation": simulate.summary(tried)} if tried else {}
    return act(amendment, "adopt", by=by, at=at, said=said, seen=seen, key=key)


def reject(
    amendment: Amendment, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Turn the proposal down, with the reason kept in the record."""
    return act(amendment, "reject", by=by, at=at, said={"reason": reason}, seen=seen, key=key)
