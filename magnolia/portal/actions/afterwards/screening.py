"""A new application against the programs that its institution lost or stopped, as it is read.

Source: 34 CFR 690.97; State policy 10.5, 6.6, 7.11. The comparison itself is policy/similar.py.
"""

from __future__ import annotations

from datetime import date

from magnolia.policy import similar

from ...models import Application, Clearance
from .. import law
from ..applying import filing, stated
from ..applying.lost import lost_programs


def known(application: Application) -> similar.Known:
    """What is compared of an application, as its answers stand."""
    answers = stated.columns(application)
    return similar.Known(
        name=application.program_name,
        cip_code=answers["cip_code"],
        soc_codes=tuple(answers["soc_codes"]),
        credential=answers["credential_name"],
        outline=tuple(part["title"] for part in answers["hour_parts"] if part["title"]),
    )


def screen(application: Application, on: date) -> list[similar.Screened]:
    """Every lost program of the institution against this application on a day, what weighs most first.

    The numbers are those of the law that judges the application, as its other findings have them.
    """
    lost = lost_programs(application)
    if not lost:
        return []
    judged = filing.judged_on(application, on)
    numbers, new = similar.numbers(law.parameters(application.jurisdiction), judged), known(application)
    return similar.worst(similar.screen(application.jurisdiction, new, each, numbers, on) for each in lost)


def cleared(application: Application) -> dict[str, Clearance]:
    """What a person cleared, by the id of the lost program."""
    return {str(row.lost): row for row in application.clearances.select_related("by")}


def open_hits(application: Application, on: date) -> list[similar.Screened]:
    """What resembles a lost program and nobody has cleared."""
    found = [each for each in screen(application, on) if each.outcome in similar.HELD]
    done = cleared(application) if found else {}
    return [each for each in found if each.lost.id not in done]
