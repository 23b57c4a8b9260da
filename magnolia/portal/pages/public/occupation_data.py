"""A list of priority occupations as files, for good under its number: CSV and JSON say the same (policy 5.6)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse

from magnolia.policy.occupation_lists import register
from magnolia.policy.periods import AwardYear
from magnolia.policy.potential import plain

from ...actions.occupations import in_force
from ...models import ListedOccupation, OccupationList
from ..cells import answer_csv
from ..request import Request, known_state
from .occupations import asked_for

COLUMNS = (
    "list", "list_number", "effective_on", "award_year", "soc_code", "title", "group", "reasons", "sectors",
    "state_priority", "ecosystems_on", "on_lists_of", "annual_openings", "annual_supply", "gap", "current_openings",
    "median_hourly_wage_lowest", "median_hourly_wage_highest", "living_wage", "typical_education", "high_skill",
    "high_wage", "in_demand", "training_fund_candidate", "competencies", "sources",
)  # fmt: skip


def records(made: OccupationList) -> Iterator[dict[str, Any]]:
    """Every occupation that is in, by gap, as both files say it."""
    words = register(made.jurisdiction)
    rows = in_force.listing(made).prefetch_related("areas", "tags", "marks").order_by("-gap", "soc_code")
    for row in rows:
        yield record(made, row, words.labels["reason"])


def record(made: OccupationList, row: ListedOccupation, reasons: dict[str, str] | Any) -> dict[str, Any]:
    """One occupation by the columns of the files."""
    areas, marks, tags = list(row.areas.all()), list(row.marks.all()), {tag.tag for tag in row.tags.all()}
    on = sorted(area.ecosystem for area in areas if area.rank is not None)
    sources = sorted({f"{area.source} ({area.source_date})" for area in areas if area.source})
    values: list[Any] = [
        made.title,
        made.number,
        day_of(made.effective_on),
        AwardYear(made.award_year).long,
        row.soc_code,
        row.title,
        row.group,
        [reasons.get(mark.value, mark.value) for mark in marks if mark.kind == "reason"],
        [mark.value for mark in marks if mark.kind == "sector"],
        {True: "yes", False: "no", None: ""}[row.state_priority],
        row.ecosystems,
        on,
        _figure(row.openings),
        _figure(row.supply),
        _figure(row.gap),
        _figure(row.job_openings),
        _figure(row.lowest_wage),
        _figure(row.highest_wage),
        _figure(made.living_wage),
        row.education,
        *("yes" if name in tags else "no" for name in ("high_skill", "high_wage", "in_demand")),
        "yes" if row.candidate else "no",
        row.competencies,
        sources,
    ]
    return dict(zip(COLUMNS, values, strict=True))


def _figure(value: Any) -> str:
    return "" if value is None else plain(value)


def day_of(value: Any) -> str:
    return value.isoformat() if value else ""


def download(request: Request, jurisdiction: str, edition: int, form: str) -> HttpResponse | StreamingHttpResponse:
    """One list, whole, under an address that stays."""
    state = known_state(jurisdiction)
    made = asked_for(request, state, edition)
    if made is None:
        raise Http404("no such list")
    name = f"priority-occupations-{state}-{made.number}"
    if form == "csv":
        return answer_csv(name, rows_of(records(made)))
    head = {
        "state": state,
        "list": made.title,
        "list_number": made.number,
        "effective_on": day_of(made.effective_on),
        "published_on": day_of(made.published_on),
        "adopted_on": day_of(made.adopted_on),
        "award_year": AwardYear(made.award_year).long,
        "priority_sectors": in_force.sectors_of(state, made.award_year),
        "method": {"number": made.method_number, "sha256": made.method_id},
        "occupations": list(records(made)),
    }
    answer = HttpResponse(json.dumps(head, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def rows_of(found: Iterable[dict[str, Any]], columns: Iterable[str] = COLUMNS) -> Iterator[Iterable[Any]]:
    """The rows of a CSV file with its header."""
    yield columns
    for each in found:
        yield each.values()
