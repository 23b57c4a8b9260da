"""What a program costs on a day: the dated rows of its published price, and before the first the approved filing.

The filing's price is read where it stands and never copied, so that a changed fee has one source.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from magnolia.policy import tuition

from ...models import Application, Filing
from .prices import amount

FIRST = date.min  # the filing's price counts until the first dated row


def dated(application: Application) -> list[tuition.Price]:
    """The prices recorded since the approval, of those for one day the later last."""
    rows = sorted(application.published_prices.all(), key=lambda row: (row.from_day, row.recorded_at))
    return [tuition.Price(row.from_day, row.tuition, row.fees, str(row.pk)) for row in rows if row.state == "recorded"]


def history(application: Application) -> list[tuition.Price]:
    """Every price of a program in the order of its days; none while nothing was filed."""
    return histories([application])[application.pk]


def histories(applications: Sequence[Application]) -> dict[UUID, list[tuition.Price]]:
    """The same of several programs in one query, where their published prices are fetched already.

    Of the filings the institution's last of its own counts; what a notice changed later is a dated row.
    """
    rows = Filing.objects.filter(application__in=applications, event__thing_kind=Application.kind).order_by("place")
    sent = {row.application_id: row for row in rows}
    filed = {pk: _filed(row) for pk, row in sent.items()}
    return {each.pk: [price, *dated(each)] if (price := filed.get(each.pk)) else dated(each) for each in applications}


def _filed(sent: Filing) -> tuition.Price | None:
    stated, fees = amount(sent.facts.get("tuition")), amount(sent.facts.get("required_fees"))
    return None if stated is None or fees is None else tuition.Price(FIRST, stated, fees)
