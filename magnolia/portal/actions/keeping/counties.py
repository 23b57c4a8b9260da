"""Which county belongs to which workforce ecosystem and local workforce development area, from a file of the State.

The policy divides the State into ecosystems and does not list their counties, so the State loads them: checked whole,
then written whole. A county stands in the file once, so it is in one ecosystem; one without an ecosystem is reported.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from magnolia.policy.layers import read, state_layer

from ... import clock
from ...models import County, CountyList, Event, Person
from ..moves import Said, act, start
from ..papers import incoming
from ..papers.incoming import BadDocument
from ..publishing import publish

FIPS, NAME, STATE, AREA, ECOSYSTEM = "county_fips", "county_name", "state", "lwda", "ecosystem"
COLUMNS = (FIPS, NAME, STATE, AREA, ECOSYSTEM)
TITLE, ACCEPTS = "Counties", ("csv",)
EVERYWHERE = "statewide"  # the form's answer for the whole State, which is no ecosystem


class BadCounties(BadDocument):
    """A file that was not loaded; `faults` are sentences, each with its row."""

    def __init__(self, name: str, faults: list[str]) -> None:
        count = len(faults)
        super().__init__(
            f"“{name}” has {count} fault{'' if count == 1 else 's'}, so nothing was loaded. Put right what is listed "
            "below and send the file again."
        )
        self.faults = faults


@dataclass
class Imported:
    """What a list holds: counties without an ecosystem are `unmatched`, ecosystems without a county `empty`."""

    counties: int = 0
    unmatched: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Area:
    """One ecosystem with its counties and the local areas they lie in, each once."""

    key: str
    name: str
    counties: tuple[str, ...]
    local_areas: tuple[str, ...]


def ecosystems(jurisdiction: str) -> dict[str, str]:
    """The State's ecosystems by the key of the form's choice, in words."""
    return {key: name for key, name in publish.ecosystems(jurisdiction).items() if key != EVERYWHERE}


def table(jurisdiction: str, counties: QuerySet[County]) -> tuple[list[Area], list[str]]:
    """Every ecosystem with its counties among those given, and the counties that are in none."""
    rows = list(counties.filter(jurisdiction=jurisdiction).order_by("name"))
    areas = []
    for key, name in ecosystems(jurisdiction).items():
        own = [row for row in rows if row.ecosystem == key]
        local = tuple(dict.fromkeys(row.local_area for row in own))
        areas.append(Area(key, name, tuple(row.name for row in own), local))
    return areas, [row.name for row in rows if not row.ecosystem]


def loaded(jurisdiction: str) -> CountyList | None:
    """The list of counties that was loaded last."""
    return CountyList.objects.filter(jurisdiction=jurisdiction).first()


def counted(jurisdiction: str) -> Imported:
    """How many counties are listed, and what is still without its counterpart."""
    areas, unmatched = table(jurisdiction, County.objects.all())
    count = len(unmatched) + sum(len(area.counties) for area in areas)
    return Imported(count, unmatched, [area.name for area in areas if not area.counties])


def take(
    jurisdiction: str,
    file: tuple[str, Any],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Write the counties anew from a file that was sent. Raises BadDocument, or BadCounties with every fault."""
    taken = incoming.receive(*file, TITLE, ACCEPTS, jurisdiction, at, by=by)
    return _load(jurisdiction, taken.name, taken.content, by=by, at=at, seen=seen, key=key)


def import_counties(path: Path, *, jurisdiction: str, at: datetime) -> Imported:
    """Write the counties anew from a file of this machine; the same file again changes nothing but its day.

    Raises BadDocument, or BadCounties with every fault of the file, and writes nothing then.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise BadDocument(f"{path} cannot be read: {problem.strerror}.") from None
    _load(jurisdiction, path.name, content, by=None, at=at)
    return counted(jurisdiction)


def _load(jurisdiction: str, name: str, content: bytes, *, by: Person | None, at: datetime, **once: Any) -> Event:
    rows = _checked(name, content, jurisdiction)
    source = f"{name}, loaded {clock.local_date(jurisdiction, at).isoformat()}"

    def write(thing: Any) -> Said:
        thing.name, thing.sha256, thing.loaded_at = name, hashlib.sha256(content).hexdigest(), at
        County.objects.filter(jurisdiction=jurisdiction).delete()
        County.objects.bulk_create(County(jurisdiction=jurisdiction, source=source, **row) for row in rows)
        return {"file": name, "sha256": thing.sha256, "counties": len(rows)}

    there = loaded(jurisdiction)
    if there is not None:
        return act(there, "replace", by=by, at=at, write=write, **once)
    made = CountyList(jurisdiction=jurisdiction)
    return start(made, "load", by=by, at=at, jurisdiction=jurisdiction, write=write, key=once.get("key"))


def _checked(name: str, content: bytes, jurisdiction: str) -> list[dict[str, str]]:
    postal = str(read(state_layer(jurisdiction), "profile")["postal"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadDocument(f"“{name}” is not UTF-8 text. Save it as CSV in UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    there = list(reader.fieldnames or [])
    column = next((each for each in there if each.endswith(ECOSYSTEM)), "")
    missing = [each for each in (FIPS, NAME, STATE, AREA) if each not in there] + ([] if column else [ECOSYSTEM])
    if missing:
        raise BadDocument(f"“{name}” lacks these columns: {', '.join(missing)}.")
    keys = _keys(jurisdiction)
    rows: list[dict[str, str]] = []
    faults: list[str] = []
    for cells in reader:
        found = [f"Row {reader.line_num}: {what}" for what in _faults(cells, column, postal, keys, rows)]
        faults += found
        if not found:
            rows.append(
                {
                    "fips": cells[FIPS].strip(),
                    "name": cells[NAME].strip(),
                    "local_area": cells[AREA].strip(),
                    "ecosystem": keys.get(cells[column].strip().casefold(), ""),
                }
            )
    if faults:
        raise BadCounties(name, faults)
    if not rows:
        raise BadDocument(f"“{name}” has a first row with names of columns and nothing below it.")
    return rows


def _keys(jurisdiction: str) -> dict[str, str]:
    """How a file may write an ecosystem: its name, its key in the form, or the number at the end of its name."""
    made: dict[str, str] = {}
    for key, name in ecosystems(jurisdiction).items():
        last = name.split()[-1]
        made |= dict.fromkeys((key, name.casefold(), *([last] if last.isdigit() else [])), key)
    return made


def _faults(
    cells: dict[str, str], column: str, postal: str, keys: dict[str, str], before: list[dict[str, str]]
) -> Iterator[str]:
    if None in cells or None in cells.values():
        yield "it does not have as many cells as the first row."
        return
    fips, name, ecosystem = (cells[key].strip() for key in (FIPS, NAME, column))
    if not re.fullmatch("[0-9]{5}", fips):
        yield f"{FIPS} {fips[:20]!r} is not five digits."
    if not name:
        yield f"{NAME} is empty."
    if not cells[AREA].strip():
        yield f"{name or 'the county'} has no local workforce development area."
    if cells[STATE].strip() != postal:
        yield f"{STATE} is {cells[STATE][:20]!r}; this import is for {postal} alone."
    if ecosystem and ecosystem.casefold() not in keys:
        yield f"{ecosystem[:40]!r} is no ecosystem of the State."
    if any(row["fips"] == fips or row["name"].casefold() == name.casefold() for row in before):
        yield f"{name} stands in the file twice; a county is in exactly one ecosystem."
