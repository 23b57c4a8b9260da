"""What requests and lists of the Secretary, yearly reports and waivers need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy import yearly
from magnolia.policy.periods import AwardYear, award_year

from ...models import FederalRequest, Waiver, YearlyReport
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def federal_request_stated(attempt: Attempt) -> Answer:
    row: FederalRequest = attempt.thing
    if not row.wanted:
        return "Say what the Secretary asked for.", "wanted"
    if row.asked_on > attempt.on:
        return "Give the day of the request, not later than today.", "asked_on"
    return None


@need
def document_attached(attempt: Attempt) -> Answer:
    return None if preview(attempt) or attempt.thing.proof_id else ("", "paper")


@need
def correction_worded(attempt: Attempt) -> Answer:
    return None if preview(attempt) or str(attempt.said.get("correction") or "").strip() else ("", "text")


@need
def year_reported(attempt: Attempt) -> Answer:
    """An award year after that of the approval, begun already."""
    row: YearlyReport = attempt.thing
    if row.award_year <= row.application.award_year:
        first = AwardYear(row.application.award_year + 1).long
        return f"The first award year that is reported is {first}.", "award_year"
    if row.award_year > award_year(attempt.on).start:
        return f"{AwardYear(row.award_year).long} has not begun yet.", "award_year"
    return None


@need
def report_complete(attempt: Attempt) -> Answer:
    """A price has two amounts and the day of the report to the Secretary; other reports are checked as they come."""
    row: YearlyReport = attempt.thing
    if row.matter != "price":
        return None
    given = (
        ("tuition", row.paid, "the published tuition"),
        ("fees", row.required_fees, "the required fees, 0 where there are none"),
    )
    for name, value, words in given:
        if value is None:
            return f"Give {words}. Until then the year stays outstanding.", name
    if row.reported_on is None or row.reported_on > attempt.on:
        return (
            "Give the day on which it was reported to the Secretary. Until then the year stays outstanding.",
            "reported_on",
        )
    return None


@need
def waiver_stated(attempt: Attempt) -> Answer:
    row: Waiver = attempt.thing
    said = yearly.words(attempt.jurisdiction)
    measures = {block["measure"] for block in said["matter"].values() if "measure" in block}
    if row.measure not in measures or row.scope not in said["scope"]:
        return "Choose the measure and what the waiver allows.", "measure"
    if not row.award_year:
        return "Give the award year of the waiver.", "award_year"
    if not row.reason:
        return "Give the reason, as the letter has it.", "reason"
    if not row.letter and row.proof_id is None:
        return "Give the reference of the Secretary's letter, or attach it.", "letter"
    return None
