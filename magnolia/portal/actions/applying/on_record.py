"""What the State has on record of an institution and its programs, beside the answers of an application."""

from __future__ import annotations

from django.db.models import QuerySet

from magnolia.policy import facts as f
from magnolia.policy import similar

from ...models import Application, EarningsAmount, Institution
from .lost import lost_programs


def federal_actions(institution: Institution) -> tuple[f.FederalAction, ...]:
    """The actions that an administrator entered; none entered means that there was none."""
    return tuple(f.FederalAction(row.kind, row.first_day, row.last_day) for row in institution.federal_actions.all())


def failed_programs(application: Application) -> tuple[f.FailedProgram, ...]:
    """Lost programs of the institution whose ground makes it wait, from the day their waiting period begins."""
    grounds = similar.losses(application.jurisdiction).grounds
    return tuple(
        f.FailedProgram(
            name=lost.program.name,
            cip_code=lost.program.cip_code,
            soc_codes=lost.program.soc_codes,
            ineligible_from=lost.begins,
        )
        for lost in lost_programs(application)
        if lost.begins is not None and grounds[lost.ground].after == similar.WAITS
    )


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
