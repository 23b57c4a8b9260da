"""What the State has on record of an institution and its programs, beside the answers of an application."""

from __future__ import annotations

from django.db.models import QuerySet

from magnolia.policy import facts as f
from magnolia.policy.approved import approved

from ...models import Application, EarningsAmount, Ending, Institution


def federal_actions(institution: Institution) -> tuple[f.FederalAction, ...]:
    """The actions that an administrator entered; none entered means that there was none."""
    return tuple(f.FederalAction(row.kind, row.first_day, row.last_day) for row in institution.federal_actions.all())


def failed_programs(application: Application) -> tuple[f.FailedProgram, ...]:
    """Programs of the institution whose approval ended for a cause after which the law makes it wait."""
    causes = [cause.id for cause in approved(application.jurisdiction).causes.values() if cause.waits]
    rows = Ending.objects.filter(
        approval__application__institution=application.institution_id, cause__in=causes
    ).exclude(approval__application=application)
    return tuple(
        f.FailedProgram(
            name=row.approval.program_name,
            cip_code=row.approval.filing.facts.get("cip_code") or "",
            soc_codes=tuple(row.approval.filing.facts.get("soc_codes") or ()),
            ineligible_from=row.effective_on,
        )
        for row in rows.select_related("approval__filing").order_by("effective_on", "pk")
    )  # fmt: skip


def earnings_of(application: Application) -> QuerySet[EarningsAmount]:
    """The Secretary's amounts of the program: of its institution, name and field, whichever filing they came with."""
    return EarningsAmount.objects.filter(
        institution=application.institution_id,
        cip_code=application.facts.cip_code,
        program_name__iexact=application.program_name,
    ).select_related("by")


def published_earnings(application: Application) -> f.EarningsFacts:
    """The amount for the award year asked for, the one entered last; None while none is published."""
    rows = earnings_of(application).filter(award_year=application.award_year).order_by("-pk")
    return f.EarningsFacts(rows.values_list("amount", flat=True).first())
