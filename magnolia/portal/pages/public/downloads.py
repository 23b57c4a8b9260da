"""The public list for machines and spreadsheets: CSV and JSON of what the filter shows, and a feed of changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from magnolia.policy.criteria import register
from magnolia.policy.periods import AwardYear

from ...actions.publishing import publish
from ...found import holding
from ...models import Condition, Listing
from ..cells import KIND, csv_lines
from ..request import Request, known_state, today
from .programs import line, listed
from .sought import Sought

AT_ONCE = 500  # rows in memory
NEWEST = 50  # entries of the feed
BESIDE = ("tuition", "price", "wage")  # columns of the comparison alone


def rows(request: Request, state: str, form: Sought) -> QuerySet[Listing]:
    """What the list shows under the same address, whole and in the same order, with its conditions."""
    standing = Prefetch("approval__application__conditions", Condition.objects.filter(blocking=False))
    kept = holding(form.of(listed(request, state)), form.terms)
    return kept.select_related("approval__application").prefetch_related(standing).order_by(*form.sorting, "id")


def _record(request: Request, row: Listing) -> dict[str, Any]:
    """One entry by the columns of listing.toml; what has no value is not in it."""
    kinds = register(row.jurisdiction)["credential.kind"].table
    entry = line(request, row)
    made = {
        "number": row.number,
        "institution": row.institution_name,
        "city": row.city,
        "program": row.program_name,
        "credential": row.credential_name,
        "credential_kind": kinds.get(row.credential_kind, ""),
        "cip": row.cip_code,
        "soc": row.soc_codes,
        "sectors": row.sectors,
        "ecosystems": row.ecosystems,
        "offered_at": row.offered_at,
        "length": row.length,
        "weeks": f"{row.weeks.normalize():f}" if row.weeks is not None else "",
        "award_year": AwardYear(row.award_year).long,
        "state_status": entry["by_state"].label,
        "state_approval": row.approved_on.isoformat(),
        "ended_on": row.ended_on.isoformat() if row.ended_on else "",
        "federal_status": entry["federal"].label,
        "federal_approval": row.federal_on.isoformat() if row.federal_on and entry["kind"] == "recorded" else "",
        "conditions": [condition.text for condition in row.approval.application.conditions.all()],
        "note": entry["note"],
        "link": request.build_absolute_uri(reverse("program", args=[row.jurisdiction, row.number])),
    }
    return {name: value for name, value in made.items() if value not in ("", None, [])}


def _csv(request: Request, state: str, found: Iterable[Listing]) -> Iterator[str]:
    words = publish.words(state)
    columns = [name for name in words["column"] if name not in BESIDE]
    records = (_record(request, row) for row in found)
    lines = ([record.get(name, "") for name in columns] for record in records)
    yield from csv_lines(chain([[words["column"][name] for name in columns]], lines))


def _json(request: Request, state: str, found: Iterable[Listing]) -> Iterator[str]:
    yield '{"programs": ['
    comma = "\n"
    for row in found:
        yield comma + json.dumps(_record(request, row), ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"


WRITES: dict[str, tuple[str, Callable[[Request, str, Iterable[Listing]], Iterator[str]]]] = {
    "csv": (KIND, _csv),
    "json": ("application/json", _json),
}


def download(request: Request, jurisdiction: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """Exactly what the list shows under the same filters, as CSV or JSON, streamed."""
    state = known_state(jurisdiction)
    sought = Sought(request.GET or None, jurisdiction=state, on=today(request, state))
    if not sought.is_valid() and sought.is_bound:
        said = " ".join(f"{sought[name].label}: {' '.join(map(str, errors))}" for name, errors in sought.errors.items())
        return HttpResponse(f"{said}\n", status=400, content_type="text/plain; charset=utf-8")
    kind, write = WRITES[form]
    found = rows(request, state, sought).iterator(chunk_size=AT_ONCE)
    answer = StreamingHttpResponse(write(request, state, found), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="programs-{state}.{form}"'
    return answer


def feed(request: Request, jurisdiction: str) -> HttpResponse:
    """An Atom feed of the newest changes of the public list, one entry for each."""
    state = known_state(jurisdiction)
    name = publish.words(state)["feed"]["title"]
    here = request.build_absolute_uri(reverse("programs", args=[state]))
    atom = Atom1Feed(title=name, link=here, description=name, feed_url=request.build_absolute_uri(), language="en-us")
    shown = listed(request, state).order_by("-changed_at", "-id")
    for row in shown[:NEWEST]:
        link = request.build_absolute_uri(reverse("program", args=[state, row.number]))
        entry = line(request, row)
        atom.add_item(
            title=f"{row.program_name}, {row.institution_name}: {entry['standing'].label}",
            link=link,
            description=entry["note"],
            unique_id=f"{link}#{row.changed_at.isoformat()}",
            updateddate=row.changed_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
