"""What moves need of the published description of the process, and of the reviews of the method and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy.letter_text import say_day
from magnolia.policy.published import published

from ...models import ProcessVersion
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def one_process_draft(attempt: Attempt) -> Answer:
    """One draft at a time, so that two people do not write two next versions."""
    drafts = ProcessVersion.objects.filter(jurisdiction=attempt.jurisdiction, state="draft")
    return "" if drafts.exclude(pk=attempt.thing.pk).exists() else None


@need
def process_parts_written(attempt: Attempt) -> Answer:
    """Each of the fourteen parts, and each part of the credential policy, has words."""
    found = published(attempt.jurisdiction)
    written = {row.part for row in attempt.thing.texts.all() if row.text.strip()}
    empty = [found.name_of(text) for text in found.texts if text not in written]
    return f"Not published: these parts are empty: {'; '.join(empty)}." if empty else None


@need
def priority_list_found(attempt: Attempt) -> Answer:
    """The list of priority occupations and sectors has its address, on the web or on this site."""
    return None if attempt.thing.list_address else ("", "list_address")


@need
def methodology_review_whole(attempt: Attempt) -> Answer:
    """A review has a day that has come, an outcome, and the State Plan event it went with (policy 5.6)."""
    row = attempt.thing
    for name in ("held_on", "outcome", "plan_event"):
        if not getattr(row, name):
            return "", name
    if row.held_on > attempt.on:
        return f"The review is dated {say_day(row.held_on)}, which is not here yet.", "held_on"
    return None
