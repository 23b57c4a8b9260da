"""The facts a filing was judged by, as the rules read them: as they were frozen, or rebuilt for an older filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from magnolia.policy.facts import Facts
from magnolia.policy.frozen import from_text

from ...models import Filing
from . import on_record, stated


@dataclass(frozen=True)
class Frozen:
    """The facts, the day they were held against, and whether they are the frozen ones.

    Not `whole`: the filing is from before facts were frozen as the rules read them. Its answers are; what the State has
    on record of the institution and the published earnings are read as they stand today.
    """

    facts: Facts
    on: date
    whole: bool


def of(sent: Filing, held: on_record.OnRecord | None = None) -> Frozen:
    """The facts of a filing; `held` is what is on record, for one that needs it and where it was read already.

    Raises `policy.frozen.Unreadable` where they do not fit the rules of today.
    """
    on = sent.held_on or sent.event.occurred_on
    if sent.judged_facts:
        return Frozen(from_text(sent.judged_facts), on, whole=True)
    rows = sent.application.signatures.all()
    earlier = [row for row in rows if row.at <= sent.at]
    signed = max(earlier, key=lambda row: row.pk, default=None)
    return Frozen(stated.facts_of(sent.application, stated.thawed(sent.facts), signed, on, held), on, whole=False)
