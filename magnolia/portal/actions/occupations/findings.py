"""What the State finds beside its lists: exceptions to exclusions, comparable occupations, profiles of areas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from magnolia.policy.placing import Comparable

from ... import clock
from ...models import AreaProfile, ComparableOccupation, Event, ExclusionException, Person
from ..applying import codes
from ..moves import Refused, Said, act, start
from ..papers import incoming

DOCUMENT = "Documented training pathway"
PAPERS = ("pdf", "docx")
PARTS = ("institutions", "industries", "population", "supply", "targets")
File = tuple[str, bytes | incoming.Upload | BinaryIO]


def grant(
    jurisdiction: str,
    *,
    soc_code: str,
    title: str = "",
    supports_sector: str,
    pathway: str,
    file: File | None,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Event:
    """Lift the standard exclusion of one occupation (policy 5.4): both findings and the document, or Refused."""
    _known(soc_code, "soc_code")
    kept = incoming.receive(*file, DOCUMENT, PAPERS, jurisdiction, at, by=by).keep() if file else {"size": 0}
    if ExclusionException.objects.filter(jurisdiction=jurisdiction, soc_code=soc_code, state="granted").exists():
        raise Refused("The exclusion of this occupation is lifted already.", "soc_code")
    row = ExclusionException(
        jurisdiction=jurisdiction,
        soc_code=soc_code,
        title=(codes.titles(codes.SOC, [soc_code]).get(soc_code) or " ".join(title.split()))[:200],
        supports_sector=supports_sector.strip(),
        pathway=pathway.strip(),
        found_by=by,
        found_on=clock.local_date(jurisdiction, at),
        **kept,
    )
    said = {"soc_code": soc_code, "supports_sector": row.supports_sector, "pathway": row.pathway, "sha256": row.sha256}
    return start(row, "grant", by=by, at=at, jurisdiction=jurisdiction, key=key, said=said)


def decide(
    jurisdiction: str,
    *,
    soc_code: str,
    comparable_to: str,
    basis: str,
    decided_on: date,
    signed_name: str,
    signed_title: str,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Event:
    """Decide that an occupation is comparable to that of a program (policy 9). Raises Refused without its basis."""
    _known(soc_code, "soc_code")
    _known(comparable_to, "comparable_to")
    rows = ComparableOccupation.objects.filter(jurisdiction=jurisdiction, state="decided")
    if rows.filter(soc_code=soc_code, comparable_to=comparable_to).exists():
        raise Refused("These two are found comparable already.", "comparable_to")
    row = ComparableOccupation(
        jurisdiction=jurisdiction,
        soc_code=soc_code,
        comparable_to=comparable_to,
        basis=basis.strip(),
        decided_on=decided_on,
        signed_name=signed_name.strip(),
        signed_title=signed_title.strip(),
    )
    said = {"soc_code": soc_code, "comparable_to": comparable_to, "basis": row.basis, "decided_on": decided_on}
    return start(row, "decide", by=by, at=at, jurisdiction=jurisdiction, key=key, said=said)


def comparables(jurisdiction: str) -> tuple[Comparable, ...]:
    """Every decision of a State as placement reads it; one that was put on record late counts from that day."""
    rows = list(ComparableOccupation.objects.filter(jurisdiction=jurisdiction))
    moves = Event.objects.filter(thing_id__in=[row.pk for row in rows], move__in=("decide", "end"))
    days = {
        (thing, move): clock.local_date(jurisdiction, at)
        for thing, move, at in moves.values_list("thing_id", "move", "recorded_at")
    }
    return tuple(
        Comparable(
            soc_code=row.soc_code,
            comparable_to=row.comparable_to,
            since=max(row.decided_on, days[row.pk, "decide"]),
            ended=days.get((row.pk, "end")),
        )
        for row in rows
    )


def end(row: ExclusionException | ComparableOccupation, reason: str, **who: Any) -> Event:
    """End an exception or a decision from now on."""
    return act(row, "end", said={"reason": reason}, **who)


def describe(
    jurisdiction: str,
    *,
    ecosystem: str = "",
    local_area: str = "",
    parts: Mapping[str, str],
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Write the profile of an ecosystem or of a local area (policy 5.1)."""
    named = {"jurisdiction": jurisdiction, "ecosystem": ecosystem, "local_area": local_area}
    there = AreaProfile.objects.filter(**named).first()
    row = there or AreaProfile(**named)

    def write(thing: Any) -> Said:
        changed = {}
        for name in PARTS:
            if name in parts and parts[name].strip() != getattr(thing, name):
                changed[name] = [getattr(thing, name), parts[name].strip()]
                setattr(thing, name, parts[name].strip())
        return {"changed": changed}

    if there is None:
        return start(row, "write", by=by, at=at, jurisdiction=jurisdiction, key=key, write=write)
    return act(row, "change", by=by, at=at, seen=seen, key=key, write=write)


def _known(soc_code: str, field: str) -> None:
    if fault := codes.fault(codes.SOC, soc_code):
        raise Refused(fault, field)
