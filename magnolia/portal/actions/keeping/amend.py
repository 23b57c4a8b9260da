"""Changes of the law's numbers: one administrator proposes, a second adopts or rejects. Nothing is overwritten."""

from __future__ import annotations

from datetime import date, datetime

from ...models import Amendment, Event, Person
from ..moves import Refused, act, start


def propose(
    jurisdiction: str,
    *,
    key_: str,
    layer: str,
    starts: date | None,
    value: str,
    cite: str,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Amendment:
    """Propose that parameter `key_` has `value` (as typed) from `starts` on; `layer` is federal or state.

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
    )
    said = {"key": key_, "layer": layer, "from": starts, "value": made.value, "cite": made.cite}
    event = start(made, "propose", by=by, at=at, jurisdiction=jurisdiction, key=key, said=said)
    return Amendment.objects.get(pk=event.thing_id)


def adopt(amendment: Amendment, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """A second administrator makes it law from its day on; what was decided before keeps the earlier number."""
    return act(amendment, "adopt", by=by, at=at, seen=seen, key=key)


def reject(
    amendment: Amendment, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Turn the proposal down, with the reason kept in the record."""
    return act(amendment, "reject", by=by, at=at, said={"reason": reason}, seen=seen, key=key)
