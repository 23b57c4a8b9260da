"""Approval cycles of the practice site, made up and published as a State would."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from magnolia.policy.cycles import Span, cycle_register

from .. import clock
from ..actions import law
from ..actions.keeping import cycles
from ..models import Cycle, Person

FORMS = (
    ("Program application", "This portal, under Applications"),
    ("Institution's declarations", "This portal, the third part of each application"),
)
INSTRUCTIONS = (
    "Sign in here and send each program as an application of its own. Nothing is taken by e-mail or on paper."
)
DAYS = 30
LONGEST = timedelta(days=400)  # a cycle open for longer, as tests need one, is not reviewed only at its end
REVIEW_BEGINS = timedelta(days=60)
WINDOW = {"before": 90, "after": 1800}  # days around the moment of the practice data


def at_five(jurisdiction: str, moment: datetime) -> datetime:
    """Five in the afternoon, State time, on the State's day of a moment."""
    day = clock.local_date(jurisdiction, moment)
    return datetime.combine(day, time(17), clock.zone(jurisdiction))


def draft_round(
    jurisdiction: str, name: str, opens: datetime, deadline: datetime, *, by: Person, at: datetime, award_year: int
) -> Cycle:
    """A cycle with all its parts, not published yet. It closes with its deadline; review follows it.

    Opening and deadline are at the full hour, as a State sets them, whenever the practice data is made.
    """
    opens, deadline = (moment.replace(minute=0, second=0, microsecond=0) for moment in (opens, deadline))
    begins = deadline if deadline - opens < LONGEST else opens + REVIEW_BEGINS
    made = cycles.open_cycle(jurisdiction, award_year, name, by=by, at=at)
    values: dict[str, Any] = {
        "opens_at": opens,
        "closes_at": deadline,
        "deadline": deadline,
        "instructions": INSTRUCTIONS,
        "timeline_starts": clock.local_date(jurisdiction, begins) + timedelta(days=1),
    }
    spans = {stage: Span(DAYS) for stage in cycle_register(jurisdiction).stages}
    if "appeal" in spans:
        spans["appeal"] = Span(law.value(jurisdiction, "appeal.filing_business_days", at.date()).whole)
    cycles.save(made, values, forms=FORMS, spans=spans, by=by, at=at)
    return made


def publish_round(
    jurisdiction: str,
    name: str,
    opens: datetime,
    deadline: datetime,
    *,
    by: Person,
    at: datetime,
    award_year: int = 2026,
) -> Cycle:
    """The same, published."""
    made = draft_round(jurisdiction, name, opens, deadline, by=by, at=at, award_year=award_year)
    cycles.publish(made, by=by, at=at)
    return made
