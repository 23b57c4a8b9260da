"""What the register of other aid needs: a key that names nobody, days in order, an action of the list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from magnolia.policy import aid_flags as rule

from ...models import AidFlag
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def aid_flag_stated(attempt: Attempt) -> Answer:
    row: AidFlag = attempt.thing
    said = rule.words(attempt.jurisdiction)
    if wrong := rule.fault(attempt.jurisdiction, row.student_key):
        return wrong, "student_key"
    if row.source not in said["source"]:
        return said["rule"]["source"], "source"
    if row.learned_on > attempt.on:
        return said["rule"]["learned"], "learned_on"
    if row.last_on == date.min:
        return said["rule"]["last"], "last_on"
    same = AidFlag.objects.filter(application=row.application_id, student_key=row.student_key, state="open")
    return (said["rule"]["twice"], "student_key") if same.exists() else None


@need
def aid_action_stated(attempt: Attempt) -> Answer:
    row: AidFlag = attempt.thing
    if preview(attempt):
        return None
    said = rule.words(attempt.jurisdiction)
    if row.action not in said["action"]:
        return said["rule"]["action"], "done"
    if row.acted_on is None or not row.learned_on <= row.acted_on <= attempt.on:
        return said["rule"]["acted"], "acted_on"
    return None
