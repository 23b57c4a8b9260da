"""What the State has an eye on between prices and amounts: unanswered requests, amounts to confirm, prices too high."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from ...models import Application, EarningsAmount
from . import comparing


def waiting(jurisdiction: str) -> QuerySet[EarningsAmount]:
    """Amounts that wait for a second person, the oldest first."""
    rows = EarningsAmount.objects.filter(
        application__jurisdiction=jurisdiction, confirmed_on__isnull=True, dropped_on__isnull=True
    )
    return rows.select_related("application", "institution", "by").order_by("on", "pk")


def over(jurisdiction: str, from_year: int) -> list[tuple[Application, comparing.Compared]]:
    """Approved programs whose price is above a confirmed amount, for award years from one on."""
    years = EarningsAmount.objects.filter(
        application__jurisdiction=jurisdiction, confirmed_on__isnull=False, award_year__gte=from_year
    ).values_list("application_id", "award_year")
    wanted: dict[UUID, set[int]] = {}
    for pk, year in years:
        wanted.setdefault(pk, set()).add(year)
    rows = Application.objects.filter(pk__in=wanted, approval__state="in_force").select_related("facts", "institution")
    programs = list(rows.prefetch_related("published_prices").order_by("number"))
    found = comparing.compare_many({row: sorted(wanted[row.pk]) for row in programs})
    return [(row, each) for row in programs for each in found[row.pk] if each.over]
