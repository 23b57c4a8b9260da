"""What agreements, participant records and exclusions need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy.periods import award_year

from ...models import DataAgreement, DataExclusion, DataSubmission
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def agreement_stated(attempt: Attempt) -> Answer:
    row: DataAgreement = attempt.thing
    for name in ("parties", "purpose", "ferpa_basis"):
        if not getattr(row, name):
            return "", name
    if row.ends_on < row.starts_on:
        return "The last day lies before the first day.", "ends_on"
    if row.institution.jurisdiction != attempt.jurisdiction or row.institution.kind != "institution":
        return "Choose an institution of your State.", "institution"
    return None


@need
def approval_once(attempt: Attempt) -> Answer:
    """Records are asked for of a program that is or was approved."""
    return None if hasattr(attempt.application, "approval") else ("", "")


@need
def agreement_in_force(attempt: Attempt) -> Answer:
    row: DataSubmission = attempt.thing
    return None if row.agreement_id is not None and not row.agreement._state.adding else ("", "file")


@need
def year_begun(attempt: Attempt) -> Answer:
    row: DataSubmission = attempt.thing
    return None if row.application.award_year <= row.award_year <= award_year(attempt.on).start else ("", "")


@need
def exclusions_settled(attempt: Attempt) -> Answer:
    row: DataSubmission = attempt.thing
    return ("", "") if row.exclusions.exclude(state="accepted").exists() else None


@need
def records_signed(attempt: Attempt) -> Answer:
    return None if preview(attempt) or attempt.said.get("signed_name") else ("", "name")


@need
def records_kept(attempt: Attempt) -> Answer:
    """Whether the bytes are in the vault; the move that destroys them has just written the day."""
    from ..custody import vault

    return None if vault.holds(attempt.thing.pk) else ("", "")


@need
def records_no_longer_needed(attempt: Attempt) -> Answer:
    from ..custody.destroying import rests_on

    return ("", "") if rests_on(attempt.thing) else None


@need
def not_kept_longer(attempt: Attempt) -> Answer:
    from ..custody.destroying import kept_longer

    return ("", "") if kept_longer(attempt.thing, attempt.on) else None


@need
def longer_stated(attempt: Attempt) -> Answer:
    row: DataSubmission = attempt.thing
    stated = row.kept_until is not None and row.kept_until > attempt.on
    return None if preview(attempt) or stated else ("", "until")


@need
def exclusion_evidenced(attempt: Attempt) -> Answer:
    row: DataExclusion = attempt.thing
    return None if row.evidence else ("", "")
