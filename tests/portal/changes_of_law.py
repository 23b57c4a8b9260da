"""Change the law in a test as its two administrators do: propose, try, adopt."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from magnolia.portal.actions.keeping import amend, simulate
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import Amendment, Simulation


def tried() -> None:
    """What the worker does: every simulation that waits."""
    for simulation in Simulation.objects.filter(finished_at__isnull=True):
        simulate.run(str(simulation.pk))


def proposed(cast: Cast, at: datetime, **change: Any) -> Amendment:
    """A proposal that the worker has tried."""
    row = amend.propose(cast.jurisdiction, by=cast.administrator, at=at, **change)
    tried()
    return row


def adopted(cast: Cast, at: datetime, **change: Any) -> Amendment:
    """A change that is law from its day on."""
    row = proposed(cast, at, **change)
    amend.adopt(row, by=cast.second_administrator, at=at)
    return row


def narrower(value: str = "550", starts: str = "2026-09-10") -> dict[str, Any]:
    """A lower ceiling for clock hours, as the State may set it; the practice lineworker program has 520."""
    return {
        "key_": "length.clock_hours_below",
        "layer": "state",
        "starts": date.fromisoformat(starts),
        "value": value,
        "cite": "Practice rule 9",
    }
