"""Approximations from public figures for everybody: each labelled on every page and in every file, none the State's."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from magnolia.policy.occupation_lists import IN, register
from magnolia.policy.periods import AwardYear

from ... import access
from ...actions.occupations import approximations as kept
from ...actions.occupations import in_force, standing
from ...models import OccupationList
from ..cells import answer_csv
from ..drawing import bars
from ..request import Request, known_state
from ..words import plain_figure as figure
from . import occupation_data
from .occupation import pictures, programs
from .occupations import A_PAGE, SoughtOccupations, lines, method_of, wage

TAKEN = (
    "soc_code", "title", "sectors", "annual_openings", "annual_supply", "gap", "current_openings",
    "median_hourly_wage_lowest", "median_hourly_wage_highest", "living_wage", "typical_education", "high_skill",
    "high_wage", "in_demand", "sources",
)  # fmt: skip
COLUMNS = ("basis", "approximation", "analysis_of", *TAKEN, "areas_ranked_in", "ranked_in")


class Sought(SoughtOccupations):
    """The same search, where areas are those of the statistics and nothing has a group."""

    def __init__(self, data: Any, row: OccupationList) -> None:
        super().__init__(data, row)
        self.fields["ecosystem"].label = "Area of the wage statistics"
        del self.fields["group"]


def _found(request: Request, state: str, edition: int) -> OccupationList:
    rows = access.visible_to(request.standing, OccupationList).filter(jurisdiction=state, state="shown")
    return get_object_or_404(rows.select_related("method"), number=edition)


def approximations(request: Request, jurisdiction: str) -> HttpResponse:
    """Every approximation of a State, the newest first, and what one is."""
    state = known_state(jurisdiction)
    return render(request, "public/approximations.html", {"state": state, "rows": list(kept.shown(state))})


def approximation(request: Request, jurisdiction: str, edition: int) -> HttpResponse:
    """One approximation with search and filters in the address, how it came about and what it was made of."""
    state = known_state(jurisdiction)
    row = _found(request, state, edition)
    words, form = register(state), Sought(request.GET or None, row)
    form.is_valid()
    page = Paginator(form.of(in_force.listing(row)).prefetch_related("marks"), A_PAGE).get_page(request.GET.get("page"))
    area, newest = form.asked.get("ecosystem", ""), kept.shown(state).first()
    sectors = Counter(
        mark.value
        for each in in_force.listing(row).prefetch_related("marks")
        for mark in each.marks.all()
        if mark.kind == "sector"
    )
    counted = sorted(sectors.items(), key=lambda each: (-each[1], each[0]))
    context = {
        "state": state,
        "row": row,
        "year": AwardYear(row.award_year).long,
        "newest": newest if newest and newest.pk != row.pk else None,
        "notes": kept.told(row),
        "form": form,
        "page": page,
        "area": area,
        "lines": lines(list(page), words, area),
        "filtered": any(request.GET.get(name) for name in form.fields if name != "order"),
        "drawing": bars([(name, count, str(count)) for name, count in counted]),
        "sector_rows": [[name, count] for name, count in counted],
        "named_sectors": in_force.sectors_of(state, row.award_year),
        **method_of(row),
    }
    return render(request, "public/approximation.html", context)


def occupation(request: Request, jurisdiction: str, edition: int, soc: str) -> HttpResponse:
    """One occupation of an approximation: its figures by area, and why it is in or out."""
    state = known_state(jurisdiction)
    made = _found(request, state, edition)
    row = get_object_or_404(made.occupations.all(), soc_code=soc)
    areas, words = list(row.areas.order_by("ecosystem")), register(state)
    tests = standing.results(areas)
    context = {
        "state": state,
        "made": made,
        "row": row,
        "is_in": row.standing == IN,
        "education": words.words["education"].get(row.education, ""),
        "wage": wage(row.lowest_wage, row.highest_wage),
        "figures": {name: figure(getattr(row, name)) for name in ("gap", "openings", "supply", "job_openings")},
        "sectors": [mark.value for mark in row.marks.all() if mark.kind == "sector"],
        "tests": [(label, tests[name]) for name, label in words.labels["tag"].items()],
        "federal": any(tests.values()),
        "of_the_state": all(tests.values()),
        **pictures(areas, made),
        **programs(request, state, soc),
    }
    return render(request, "public/approximate_occupation.html", context)


def _records(made: OccupationList) -> Iterator[dict[str, Any]]:
    """Every occupation that is in, by gap; the first column says that this is not the State's list."""
    for each in occupation_data.records(made):
        own = [made.label, made.number, occupation_data.day_of(made.as_of)]
        values = [*own, *(each[name] for name in TAKEN), each["ecosystems_on"], each["on_lists_of"]]
        yield dict(zip(COLUMNS, values, strict=True))


def download(request: Request, jurisdiction: str, edition: int, form: str) -> HttpResponse | StreamingHttpResponse:
    """One approximation, whole, under an address that stays; both files say what it is."""
    state = known_state(jurisdiction)
    made = _found(request, state, edition)
    name = f"occupations-approximation-{state}-{made.number}"
    if form == "csv":
        return answer_csv(name, occupation_data.rows_of(_records(made), COLUMNS))
    notes = kept.told(made)
    head = {
        "state": state,
        "basis": made.label,
        "title": made.title,
        "approximation": made.number,
        "analysis_of": occupation_data.day_of(made.as_of),
        "shown_on": occupation_data.day_of(made.published_on),
        "award_year": AwardYear(made.award_year).long,
        "areas": notes.areas if notes else (),
        "how_it_came_about": notes.steps if notes else (),
        "made_of": [{"name": name, "sha256": digest} for name, digest in notes.inputs] if notes else [],
        "method": {"number": made.method_number, "sha256": made.method_id},
        "occupations": list(_records(made)),
    }
    answer = HttpResponse(json.dumps(head, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
