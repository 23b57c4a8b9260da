"""The priority sectors of an award year, as the Board sets them (policy 5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from magnolia.policy.occupation_lists import same

from ...models import Event, Person, PrioritySector, SectorList
from ..moves import Refused, act, start


def put(
    jurisdiction: str,
    *,
    award_year: int | None,
    names: Sequence[str],
    set_on: date | None,
    evidence: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Set the sectors of one award year, or change them; those of other years stay. Raises Refused with the field."""
    given = _once(names)
    there = SectorList.objects.filter(jurisdiction=jurisdiction, award_year=award_year).first() if award_year else None
    row = there or SectorList(jurisdiction=jurisdiction, award_year=award_year)
    before = [each.name for each in row.sectors.all()] if there else []
    said: dict[str, Any] = {"award_year": award_year, "sectors": given, "before": before, "evidence": evidence.strip()}
    said["set_on"] = set_on

    def write(thing: Any) -> dict[str, Any]:
        thing.set_on, thing.evidence = set_on, evidence.strip()
        return {}

    with transaction.atomic():
        if there is None:
            event = start(row, "set", by=by, at=at, jurisdiction=jurisdiction, key=key, said=said, write=write)
        else:
            event = act(row, "change", by=by, at=at, seen=seen, key=key, said=said, write=write)
        kept = SectorList.objects.get(pk=event.thing_id)
        kept.sectors.all().delete()
        PrioritySector.objects.bulk_create(
            PrioritySector(sector_list=kept, name=name, place=place) for place, name in enumerate(given, start=1)
        )
    return event


def _once(names: Sequence[str]) -> list[str]:
    """The names on one line each, without repetition. Raises Refused for one that is too long."""
    made: dict[str, str] = {}
    for name in (" ".join(each.split()) for each in names):
        if len(name) > 200:
            raise Refused("The name of a sector has at most 200 characters.", "sectors")
        if name:
            made.setdefault(same(name), name)
    return list(made.values())
