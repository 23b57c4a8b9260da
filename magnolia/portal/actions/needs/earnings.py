"""What amounts of the Secretary, published prices and what is asked and confirmed about them need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy import earnings

from ...models import Benchmark, EarningsReview, FederalReport, PriceRequest, PublishedPrice
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def amount_of_another(attempt: Attempt) -> Answer:
    """Nobody confirms an amount that they entered themselves."""
    if preview(attempt) or attempt.by is None:
        return None
    return "" if attempt.said.get("entered_by") == attempt.by.pk else None


@need
def price_stated(attempt: Attempt) -> Answer:
    row: PublishedPrice = attempt.thing
    if row.published_on > attempt.on:
        return "Give the day on which the price was published, not later than today.", "published_on"
    if not row.reference and row.proof_id is None:
        return "Attach the page that shows the new price, or give its reference.", "paper"
    return None


@need
def federal_report_proven(attempt: Attempt) -> Answer:
    row: FederalReport = attempt.thing
    if row.item not in earnings.words(attempt.jurisdiction)["reported"]:
        return "Choose what was reported.", "item"
    if row.reported_on > attempt.on:
        return "Give the day of the report, not later than today.", "reported_on"
    if not row.reference and row.proof_id is None:
        return "Attach what shows the report, or give its reference.", "paper"
    return None


@need
def price_request_stated(attempt: Attempt) -> Answer:
    row: PriceRequest = attempt.thing
    if not row.wanted:
        return "Say what is asked for.", "wanted"
    return None if row.due >= attempt.on else ("Give a day that is not over yet.", "due")


@need
def earnings_confirmed(attempt: Attempt) -> Answer:
    """Each of the confirmations, but for those that the rule sets aside."""
    if preview(attempt):
        return None
    row: EarningsReview = attempt.thing
    names = earnings.words(attempt.jurisdiction)["confirms"]
    there = attempt.said.get("answers", {})
    left = [label for name, label in names.items() if name not in there]
    if left:
        return "Not confirmed yet: " + "; ".join(left) + ".", "items"
    return None if row.evidence else ("Say what was looked at and where it is kept.", "evidence")


@need
def benchmark_stated(attempt: Attempt) -> Answer:
    row: Benchmark = attempt.thing
    for name, words in (("measure", "what it measures"), ("source", "its source"), ("reason", "the reason for it")):
        if not getattr(row, name):
            return f"Give {words}.", name
    return None if row.amount > 0 else ("Give the amount in dollars.", "amount")
