"""One priority occupation for everybody: its figures by ecosystem, what shows them, and programs that lead to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from magnolia.policy.occupation_lists import IN, register
from magnolia.policy.periods import AwardYear

from ... import access
from ...actions.applying import codes
from ...actions.occupations import in_force, standing
from ...actions.publishing import publish
from ...models import County, ListedArea, Listing, OccupationList
from ..drawing import bars
from ..request import Request, known_state, today
from ..shapes import Map, county_map
from ..words import plain_figure as figure
from .occupations import asked_for, wage

PROGRAMS = 20


def occupation(request: Request, jurisdiction: str, soc: str, edition: int | None = None) -> HttpResponse:
    """An occupation as a list has it; without a number the list in force. One that is out says why."""
    state = known_state(jurisdiction)
    made = asked_for(request, state, edition)
    if made is None:
        raise Http404("no list in force")
    row = get_object_or_404(made.occupations.select_related("exception"), soc_code=soc)
    words, areas = register(state), list(row.areas.order_by("ecosystem"))
    marks = list(row.marks.all())
    tests = standing.results(areas)
    context = {
        "state": state,
        "made": made,
        "name": in_force.name_of(made),
        "year": AwardYear(made.award_year).long,
        "row": row,
        "is_in": row.standing == IN,
        "group": words.labels["group"].get(row.group, ""),
        "reasons": [words.labels["reason"][mark.value] for mark in marks if mark.kind == "reason"],
        "sectors": [mark.value for mark in marks if mark.kind == "sector"],
        "candidate": words.words["says"]["candidate"],
        "education": words.words["education"].get(row.education, ""),
        "wage": wage(row.lowest_wage, row.highest_wage),
        "figures": {name: figure(getattr(row, name)) for name in ("gap", "openings", "supply", "job_openings")},
        "supports": [(label, getattr(row, f"support_{name}")) for name, label in words.labels["support"].items()],
        "tags": [(words.labels["tag"][tag.tag], tag) for tag in row.tags.order_by("tag")],
        "tests": [(label, tests[name]) for name, label in words.labels["tag"].items()],
        "federal": any(tests.values()),
        "of_the_state": all(tests.values()),
        "sources": sorted({(area.source, area.source_date) for area in areas if area.source}, key=str),
        "current": _current(request, state, made, soc, edition),
        **pictures(areas, made),
        "map": _map(request, state, areas),
        **programs(request, state, soc),
    }
    return render(request, "public/occupation.html", context)


def _current(request: Request, state: str, made: OccupationList, soc: str, edition: int | None) -> str:
    """The address of the same occupation on the list in force, where an earlier one is shown."""
    now = in_force.of(state, today(request, state))
    if edition is None or now is None or now.pk == made.pk or not now.occupations.filter(soc_code=soc).exists():
        return ""
    return reverse("occupation", args=[state, soc])


def pictures(areas: list[ListedArea], made: OccupationList) -> dict[str, Any]:
    """Gap and wage by ecosystem, each as bars and as a table."""
    named = [area for area in areas if area.ecosystem]
    living = Decimal(made.living_wage)
    return {
        "areas": named,
        "gap_drawing": bars([(area.ecosystem, area.gap, figure(area.gap)) for area in named]),
        "gap_rows": [
            [area.ecosystem, figure(area.gap), figure(area.openings), figure(area.supply),
             f"rank {area.rank}" if area.rank else "not on its list"]
            for area in named
        ],
        "wage_drawing": bars([(area.ecosystem, area.wage, wage(area.wage, area.wage)) for area in named], living),
        "wage_rows": [[area.ecosystem, wage(area.wage, area.wage), _against(area.wage, living)] for area in named],
        "living_wage": f"${living:.2f}",
    }  # fmt: skip


def _map(request: Request, state: str, areas: list[ListedArea]) -> Map | None:
    """The State's counties shaded by the gap of their ecosystem, where the State said which county is in which."""
    names = publish.ecosystems(state)
    rows = access.visible_to(request.standing, County).filter(jurisdiction=state).exclude(ecosystem="")
    counties = {row.fips: (row.name, names.get(row.ecosystem, "")) for row in rows}
    values = {area.ecosystem: area.gap for area in areas if area.ecosystem}
    return county_map(counties, values, {name: figure(value) for name, value in values.items()})


def _against(amount: Decimal | None, living: Decimal) -> str:
    if amount is None:
        return "unknown"
    if amount < living:
        return f"${living - amount:.2f} below"
    return "the same" if amount == living else f"${amount - living:.2f} above"


def programs(request: Request, state: str, soc: str) -> dict[str, Any]:
    """Fields of study that the crosswalk joins to an occupation, and approved programs that name it or are in one."""
    fields = codes.leading_to(soc)
    rows = access.visible_to(request.standing, Listing).filter(jurisdiction=state, ended_on__isnull=True)
    named = rows.filter(words__contains=f" soc:{soc} ").order_by("name_key")[:PROGRAMS]
    taken = [row.pk for row in named]
    related = rows.filter(cip_code__in=[cip for cip, _ in fields]).exclude(pk__in=taken).order_by("name_key")
    return {"fields": fields, "approved": list(named), "related": list(related[:PROGRAMS])}
