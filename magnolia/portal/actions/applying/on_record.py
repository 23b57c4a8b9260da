"""What the State has on record of an institution and its programs, beside the answers of an application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from magnolia.policy import facts as f
from magnolia.policy.approved import approved

from ...models import Application, EarningsAmount, Ending, Institution


@dataclass(frozen=True)
class OnRecord:
    """What the rules read of an application beside its answers."""

    institution: Institution
    federal_actions: tuple[f.FederalAction, ...]
    failed_programs: tuple[f.FailedProgram, ...]
    earnings: f.EarningsFacts


def of(application: Application) -> OnRecord:
    """What is on record for one application."""
    return of_many([application])[application.pk]


def of_many(applications: Sequence[Application]) -> dict[UUID, OnRecord]:
    """The same for many applications of one jurisdiction, in a few queries however many they are."""
    wanted = {each.institution_id for each in applications}
    rows = Institution.objects.filter(pk__in=wanted).select_related("organisation")
    institutions = {row.pk: row for row in rows.prefetch_related("federal_actions")}
    failed, earnings = _failed(applications, wanted), _earnings(wanted)
    return {
        each.pk: OnRecord(
            institutions[each.institution_id],
            federal_actions(institutions[each.institution_id]),
            tuple(fact for of, case, fact in failed if of == each.institution_id and case != each.pk),
            f.EarningsFacts(earnings.get(_program(each), None)),
        )
        for each in applications
    }


def federal_actions(institution: Institution) -> tuple[f.FederalAction, ...]:
    """The actions that an administrator entered; none entered means that there was none."""
    return tuple(f.FederalAction(row.kind, row.first_day, row.last_day) for row in institution.federal_actions.all())


def _failed(applications: Sequence[Application], institutions: set[int]) -> list[tuple[int, UUID, f.FailedProgram]]:
    """Programs whose approval ended for a cause after which the law makes the institution wait."""
    causes = {c.id for each in applications for c in approved(each.jurisdiction).causes.values() if c.waits}
    rows = Ending.objects.filter(approval__application__institution__in=institutions, cause__in=causes)
    found = rows.select_related("approval__filing", "approval__application").order_by("effective_on", "pk")
    return [
        (
            row.approval.application.institution_id,
            row.approval.application_id,
            f.FailedProgram(
                name=row.approval.program_name,
                cip_code=row.approval.filing.facts.get("cip_code") or "",
                soc_codes=tuple(row.approval.filing.facts.get("soc_codes") or ()),
                ineligible_from=row.effective_on,
            ),
        )
        for row in found
    ]


def earnings_of(application: Application) -> QuerySet[EarningsAmount]:
    """The Secretary's amounts of the program: of its institution, name and field, whichever filing they came with."""
    return EarningsAmount.objects.filter(
        institution=application.institution_id,
        cip_code=application.facts.cip_code,
        program_name__iexact=application.program_name,
    ).select_related("by")


Program = tuple[int, str, str, int]


def _program(application: Application) -> Program:
    named = application.program_name.lower()
    return application.institution_id, application.facts.cip_code, named, application.award_year


def _earnings(institutions: set[int]) -> dict[Program, Decimal]:
    """The amount of each program and award year, the one entered last."""
    rows = EarningsAmount.objects.filter(institution__in=institutions).order_by("pk")
    return {(r.institution_id, r.cip_code, r.program_name.lower(), r.award_year): r.amount for r in rows}
