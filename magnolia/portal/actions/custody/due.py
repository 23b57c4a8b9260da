"""Reminders of participant records that are due: two before the last day, one when it has passed (State's numbers).

There is no thing of an institution yet that could have a clock; the approval of the program tells.
"""

from __future__ import annotations

from datetime import datetime

from ... import clock
from ...models import Approval, Event, OnceKey
from .. import law
from ..moves import Refused, act
from ..telling.remind import STEPS
from . import handing

DUE, OVERDUE = "records_due", "records_overdue"


def remind(jurisdiction: str, *, at: datetime) -> list[Event]:
    """Tell of every award year whose records are due at a step, each step once, however often this runs."""
    today = clock.local_date(jurisdiction, at)
    values = law.parameters(jurisdiction)
    steps = sorted(values[step].on(today).whole for step in STEPS)
    found = {}
    approvals = Approval.objects.filter(jurisdiction=jurisdiction).select_related("application", "case")
    for approval in approvals.prefetch_related("application__data_submissions").iterator(500):
        for each in handing.years(approval.application, today):
            left = (each.due - today).days
            if each.signed is not None or left > steps[-1]:
                continue
            step = -1 if left < 0 else next(step for step in steps if left <= step)
            key = f"records-{approval.pk.hex}-{each.year.start}-{step}"
            found[key] = (approval, OVERDUE if left < 0 else DUE, each)
    told = set(OnceKey.objects.filter(pk__in=list(found)).values_list("pk", flat=True))
    return [
        event
        for key, (approval, move, each) in found.items()
        if key not in told and (event := _tell(approval, move, each, key, at)) is not None
    ]


def _tell(approval: Approval, move: str, each: handing.Year, key: str, at: datetime) -> Event | None:
    try:
        said = {"award_year": each.year.start, "due": each.due.isoformat()}
        return act(approval, move, by=None, at=at, said=said, key=key)
    except Refused:
        return None
