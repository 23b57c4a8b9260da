"""The programs an institution lost or stopped, as a new application is held against them.

Source: 34 CFR 690.97; State policy 10.5.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from magnolia.policy import similar

from ...models import Application, Ending, Loss
from ..held import once

STANDING = ("recorded", "reinstatement")  # states in which a loss counts


@once
def lost_programs(application: Application) -> tuple[similar.Lost, ...]:
    """Every loss of the institution that counts: those recorded, and ends of approvals that no loss was recorded for.

    The approval that rests on this application itself is none of them.
    """
    every = lost_of({application.institution_id})
    return tuple(lost for _, _, case, lost in every if case != application.pk)


def lost_of(institutions: Iterable[int]) -> list[tuple[int, str, UUID | None, similar.Lost]]:
    """The losses of many institutions: each with its institution, its State, and the application it rests on."""
    wanted = set(institutions)
    rows = list(Loss.objects.filter(institution__in=wanted).select_related("approval").order_by("program_name", "pk"))
    recorded = {row.approval_id for row in rows if row.approval_id}
    ends = Ending.objects.filter(approval__application__institution__in=wanted).exclude(approval__in=recorded)
    ends = ends.select_related("approval__filing", "approval__application").order_by("effective_on", "pk")
    counting = [
        (row.institution_id, row.jurisdiction, row.approval.application_id if row.approval else None, _of_loss(row))
        for row in rows
        if row.state in STANDING
    ]
    ended = [
        (of.institution_id, row.approval.jurisdiction, of.pk, _of_ending(row))
        for row, of in ((row, row.approval.application) for row in ends)
    ]
    return counting + ended


def _of_loss(row: Loss) -> similar.Lost:
    soc_codes = tuple(row.soc_codes.split(";")) if row.soc_codes else ()
    outline = tuple(line.strip() for line in row.outline.splitlines() if line.strip())
    program = similar.Known(row.program_name, row.cip_code, soc_codes, row.credential_name, outline)
    return similar.Lost(str(row.pk), program, row.ground, row.lost_on, row.stopped_on)


def _of_ending(row: Ending) -> similar.Lost:
    """The end of an approval as a loss: its own day stands until one is recorded from the federal notice."""
    facts = row.approval.filing.facts
    program = similar.Known(
        name=row.approval.program_name,
        cip_code=facts.get("cip_code") or "",
        soc_codes=tuple(facts.get("soc_codes") or ()),
        credential=facts.get("credential_name") or "",
        outline=tuple(part.get("title") or "" for part in facts.get("hour_parts") or ()),
    )
    ground = similar.losses(row.approval.jurisdiction).causes[row.cause]
    return similar.Lost(str(row.approval_id), program, ground, lost_on=row.effective_on)
