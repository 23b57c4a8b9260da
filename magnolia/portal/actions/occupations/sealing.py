"""What a published list says, as a hash in the event of its publication: whoever alters it contradicts the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ...models import Event, ListedOccupation, OccupationList
from ..recording import record


def faults() -> Iterator[str]:
    """Lists that no longer say what they said when everybody could read them first, a sentence each."""
    for made in OccupationList.objects.filter(state__in=("published", "shown")).order_by("jurisdiction", "number"):
        event = Event.objects.select_related("text").filter(thing_id=made.pk, move__in=("publish", "show")).first()
        kept = json.loads(event.text.text or "{}").get("content") if event else None
        if kept != seal(made):
            what = "Approximation" if made.label else "List"
            named = f"{what} {made.number} of priority occupations of {made.jurisdiction}"
            yield f"{named} was altered after its publication."


def seal(made: OccupationList) -> str:
    """SHA-256 of everything that a list says, for the event of its publication."""
    rows = made.occupations.order_by("soc_code").prefetch_related("areas", "tags", "marks")
    said: list[Any] = [_sealed(row) for row in rows]
    if made.label:  # an approximation says of itself what it is
        said.append([made.label, *(values(note, ("id", "occupation_list_id")) for note in made.notes.all())])
    return record.sha256(record.canonical(said))


def values(each: Any, but: Iterable[str]) -> list[Any]:
    """The columns of a row in their order, without those named."""
    names = [column.attname for column in each._meta.concrete_fields if column.attname not in but]
    return [_plain(getattr(each, name)) for name in names]


def _sealed(row: ListedOccupation) -> list[Any]:
    under = ("id", "occupation_id")
    areas = sorted(row.areas.all(), key=lambda each: each.ecosystem)
    return [
        values(row, ("id", "occupation_list_id")),
        [values(each, under) for each in areas],
        sorted(values(each, under) for each in row.tags.all()),
        sorted(values(each, under) for each in row.marks.all()),
    ]


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | str | type(None)) else str(value)
