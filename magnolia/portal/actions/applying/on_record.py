"""What the State has on record of an institution and its programs, beside the answers of an application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from magnolia.policy import facts as f
from magnolia.policy import similar

from ...models import Application, EarningsAmount, Institution
from ..occupations import in_force
from .lost import lost_of


@dataclass(frozen=True)
class OnRecord:
    """What the rules read of an application beside its answers."""

    institution: Institution
    federal_actions: tuple[f.FederalAction, ...]
    failed_programs: tuple[f.FailedProgram, ...]
    earnings: f.EarningsFacts
    lists: in_force.Pinned


def of(application: Application) -> OnRecord:
    """What is on record for one application."""
    return of_many([application])[application.pk]


def of_many(applications: Sequence[Application]) -> dict[UUID, OnRecord]:
    """The same for many applications of one jurisdiction, in a few queries however many they are."""
    wanted = {each.institution_id for each in applications}
    rows = Institution.objects.filter(pk__in=wanted).select_related("organisation")
    institutions = {row.pk: row for row in rows.prefetch_related("federal_actions")}
    failed, earnings = _failed(applications, wanted), _earnings(wanted)
    lists = _lists(applications)
    return {
        each.pk: OnRecord(
            institutions[each.institution_id],
            federal_actions(institutions[each.institution_id]),
            tuple(fact for of, case, fact in failed if of == each.institution_id and case != each.pk),
            f.EarningsFacts(earnings.get(_program(each), None)),
            lists[each.pk],
        )
        for each in applications
    }


def _lists(applications: Sequence[Application]) -> dict[UUID, in_force.Pinned]:
    """The list of priority occupations that each application keeps."""
    by_state: dict[str, list[UUID]] = {}
    for each in applications:
        by_state.setdefault(each.jurisdiction, []).append(each.pk)
    return {key: held for state, keys in by_state.items() for key, held in in_force.pinned(state, keys).items()}


def takes_part(institution: Institution, on: date) -> bool | None:
    """Whether it takes part in federal student aid (Title IV) on a day; None where nothing is registered."""
    ended = institution.title_iv_until is not None and institution.title_iv_until < on
    return False if ended else institution.title_iv


def federal_actions(institution: Institution) -> tuple[f.FederalAction, ...]:
    """The actions that an administrator entered; none entered means that there was none."""
    return tuple(f.FederalAction(row.kind, row.first_day, row.last_day) for row in institution.federal_actions.all())


def _failed(
    applications: Sequence[Application], institutions: set[int]
) -> list[tuple[int, UUID | None, f.FailedProgram]]:
    """Lost programs, those whose ground makes an institution wait from the day their waiting period begins.

    Others have no day, for a person decides on them; what may return without waiting is none of them. Each with its
    institution and with the application its approval rests on, which it does not bar.
    """
    grounds = {each.jurisdiction: similar.losses(each.jurisdiction).grounds for each in applications}
    return [
        (
            institution,
            case,
            f.FailedProgram(
                name=lost.program.name,
                cip_code=lost.program.cip_code,
                soc_codes=lost.program.soc_codes,
                ineligible_from=lost.begins if after == similar.WAITS else None,
            ),
        )
        for institution, jurisdiction, case, lost in lost_of(institutions)
        if (after := grounds[jurisdiction][lost.ground].after) != similar.FREE
    ]


def earnings_of(application: Application) -> QuerySet[EarningsAmount]:
    """The Secretary's amounts of the program that count: those a second person has confirmed."""
    return entered_of(application).filter(confirmed_on__isnull=False)


def entered_of(application: Application) -> QuerySet[EarningsAmount]:
    """Every amount entered for the program: of its institution, name and field, whichever filing they came with."""
    return EarningsAmount.objects.filter(
        institution=application.institution_id,
        cip_code=application.facts.cip_code,
        program_name__iexact=application.program_name,
    ).select_related("by", "confirmed_by")


Program = tuple[int, str, str, int]


def _program(application: Application) -> Program:
    named = application.program_name.lower()
    return application.institution_id, application.facts.cip_code, named, application.award_year


def _earnings(institutions: set[int]) -> dict[Program, Decimal]:
    """The amount of each program and award year, of those confirmed the one entered last."""
    rows = EarningsAmount.objects.filter(institution__in=institutions, confirmed_on__isnull=False).order_by("pk")
    return {(r.institution_id, r.cip_code, r.program_name.lower(), r.award_year): r.amount for r in rows}
