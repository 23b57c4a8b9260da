"""An award year's price against the Secretary's amount, by the one rule that compares the two.

The State works out no amount: without one on record that a second person confirmed, there is nothing to compare.
Source: 34 CFR 690.95; State policy 8.7.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from magnolia.policy import earnings, tuition
from magnolia.policy import facts as f
from magnolia.policy.criteria import decided, register
from magnolia.policy.finding import Finding
from magnolia.policy.periods import AwardYear

from ...models import Application, EarningsAmount
from .. import law
from ..applying.priced import histories

RULE = "vae.tuition"


@dataclass(frozen=True)
class Compared:
    """One award year of a program: until when an amount was due, the amount that counts, the price, the finding."""

    year: AwardYear
    due: date
    amount: EarningsAmount | None
    price: tuition.Price | None
    finding: Finding

    @property
    def over(self) -> bool:
        """Whether the price does not keep to an amount; never without one."""
        return self.amount is not None and self.finding.outcome == "not_met"


def due(jurisdiction: str, year: AwardYear) -> date:
    """The last day on which the Secretary's amount for an award year is published in time."""
    months = law.parameters(jurisdiction)["vae.months_before"].on(year.first_day).whole
    return earnings.due(year, months)


def compare(application: Application, years: Iterable[int]) -> list[Compared]:
    """Each award year with its price and the amount that counts."""
    return compare_many({application: years})[application.pk]


def compare_many(wanted: Mapping[Application, Iterable[int]]) -> dict[UUID, list[Compared]]:
    """The award years wanted of each program, in a few queries however many programs there are."""
    prices = histories(list(wanted))
    rows = EarningsAmount.objects.filter(
        institution__in={each.institution_id for each in wanted}, confirmed_on__isnull=False
    )
    amounts = {(program_of(row), row.award_year): row for row in rows.select_related("by").order_by("pk")}
    return {
        each.pk: [_one(each, AwardYear(year), prices[each.pk], amounts.get((_program(each), year))) for year in years]
        for each, years in wanted.items()
    }


def program_of(row: EarningsAmount) -> tuple[int, str, str]:
    """What an amount is for: the institution, the field and the name of a program, whichever filing it came with."""
    return row.institution_id, row.cip_code, row.program_name.lower()


def _program(application: Application) -> tuple[int, str, str]:
    return application.institution_id, application.facts.cip_code, application.program_name.lower()


def _one(
    application: Application, year: AwardYear, prices: list[tuition.Price], amount: EarningsAmount | None
) -> Compared:
    price = tuition.compared(prices, year)
    known = f.Facts(
        institution=f.InstitutionFacts(application.institution.name),
        program=f.ProgramFacts(application.program_name),
        award_year=year.label,
        cost=f.CostFacts(price.tuition, price.fees) if price else f.CostFacts(),
        vae=f.EarningsFacts(amount.amount if amount else None),
    )
    rule = {RULE: register(application.jurisdiction)[RULE]}
    [finding] = decided(rule, known, law.parameters(application.jurisdiction), year.first_day)
    return Compared(year, due(application.jurisdiction, year), amount, price, finding)
