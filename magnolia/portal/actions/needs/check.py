"""What the moves of the completeness check and of the correction need; see register.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy.completeness import checklist
from magnolia.policy.letters import say_day

from .. import deadlines
from ..applying import places
from ..checking import checked
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt

CLOCK = "correction"
MOST_NAMED = 3


@need
def only_listed_items(attempt: Attempt) -> Answer:
    """In a correction only what the State listed can be changed (policy 7.3)."""
    if not places.in_correction(attempt.thing):
        return None
    return places.closed_change(attempt.thing, list(attempt.said.get("changed", {})))


@need
def completeness_answered(attempt: Attempt) -> Answer:
    """Every confirmation has an answer of this check; those without are named."""
    given = checked.answers(attempt.thing)
    left = [title for item, title in checklist(attempt.jurisdiction).items.items() if item not in given]
    more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
    return f"Not answered yet: {'; '.join(left[:MOST_NAMED])}{more}." if left else None


@need
def completeness_confirmed(attempt: Attempt) -> Answer:
    given, titles = checked.answers(attempt.thing), checklist(attempt.jurisdiction).items
    left = [titles[item] for item, row in given.items() if item in titles and not row.confirmed]
    return f"Answered “no”: {'; '.join(left)}. List what is missing and send it back, or change it." if left else None


@need
def no_open_deficiency(attempt: Attempt) -> Answer:
    return "" if attempt.thing.deficiencies.filter(cleared_at__isnull=True).exists() else None


@need
def deficiency_listed(attempt: Attempt) -> Answer:
    return None if attempt.thing.deficiencies.filter(cleared_at__isnull=True).exists() else ""


@need
def deficiencies_answered(attempt: Attempt) -> Answer:
    left = attempt.thing.deficiencies.filter(cleared_at__isnull=True, answer="").values_list("item", flat=True)
    return f"Still without an answer: {', '.join(left)}." if left else None


@need
def correction_overdue(attempt: Attempt) -> Answer:
    running = deadlines.open_now(attempt.thing).filter(clock=CLOCK).select_related("case").first()
    if running is None or not deadlines.is_open(running, attempt.at):
        return None
    return f"The institution still has time to correct: until the end of {say_day(running.due)}."


@need
def later_day(attempt: Attempt) -> Answer:
    """An extension ends after the day that stood, and not before today."""
    before, after = attempt.said.get("from"), attempt.said.get("to")
    if not before or not after or after <= before:
        return "", "to"
    return None if after >= attempt.on.isoformat() else ("This day has passed. Give today or a later day.", "to")
