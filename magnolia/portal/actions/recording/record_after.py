"""What the record tells of the years after an approval: prices, what was asked, reported and confirmed about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from magnolia.policy import earnings
from magnolia.policy.periods import AwardYear, say_day

from .record_parts import Block, Item, Telling, source


def _with_proof(title: str, name: str, day: date, told: Block, row: Any) -> Iterator[Item]:
    """The item, and its document where one was attached."""
    yield Item(title, name, day, (told,))
    if row.proof is not None:
        yield Item(f"{title}: {row.proof.name}", f"{name}-{row.proof.name}", day, digest=row.proof.sha256)


@source
def prices_published(telling: Telling) -> Iterator[Item]:
    """Each price since the approval, with what shows it."""
    for row in telling.application.published_prices.select_related("proof", "by"):
        title = telling.title("prices_published", day=say_day(row.from_day))
        told = telling.block(
            title, price=f"${row.tuition:,.2f} + ${row.fees:,.2f}", day=row.published_on, evidence=row.reference,
            account=row.by.name,
        )  # fmt: skip
        yield from _with_proof(title, f"price-{str(row.pk)[:8]}", row.published_on, told, row)


@source
def reported(telling: Telling) -> Iterator[Item]:
    """What the institution proved to have reported to the Secretary."""
    items = earnings.words(telling.jurisdiction)["reported"]
    for row in telling.application.federal_reports.select_related("proof"):
        title = telling.title("reported", name=f"{items.get(row.item, row.item)}, {AwardYear(row.award_year).long}")
        told = telling.block(title, day=row.reported_on, evidence=row.reference)
        yield from _with_proof(title, f"report-{str(row.pk)[:8]}", row.reported_on, told, row)


@source
def price_requests(telling: Telling) -> Iterator[Item]:
    """What the State asked for about the price, and the document that answered it."""
    for row in telling.application.price_requests.select_related("proof"):
        title = telling.title("price_requests", name=row.wanted)
        told = telling.block(title, asked_for=row.wanted, day=row.asked_on, due=row.due, closed=row.answered_on)
        yield from _with_proof(title, f"price-request-{str(row.pk)[:8]}", row.asked_on, told, row)


@source
def earnings_reviews(telling: Telling) -> Iterator[Item]:
    """The State's reviews, each confirmation in words, with the evidence."""
    said = earnings.words(telling.jurisdiction)
    for row in telling.application.earnings_reviews.prefetch_related("confirmations"):
        title = telling.title("earnings_reviews", name=AwardYear(row.award_year).long)
        lines = [f"{said['confirms'][each.item]}: {said['confirmed'][each.answer]}" for each in row.confirmations.all()]
        told = telling.block(title, text="; ".join(lines), finding=row.compared, evidence=row.evidence)
        yield Item(title, f"earnings-review-{AwardYear(row.award_year).label}", blocks=(told,))
