"""Exports of other programs in the portal: each source keeps its latest export and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from magnolia.policy import labor_sources as policy
from magnolia.policy import occupations
from magnolia.policy.labor_rows import Column, Fault
from magnolia.policy.labor_sources import Export, Joined, Source
from magnolia.policy.layers import LawError
from magnolia.policy.occupation_lists import register
from magnolia.tables import READERS, Unreadable
from magnolia.writing import as_csv

from ...models import Event, LaborSource, OccupationList, Person, SourceRule
from .. import law
from ..moves import Refused, Said, act, start
from ..papers import incoming, store
from ..papers.incoming import BadDocument, Received
from . import building
from .building import kind_of
from .list_files import ACCEPTS, BadList, open_sheet

TITLE = "Exports of labor market data"
HOURS = "wage.hours_a_year"
TABLES = ("columns", "fixed", "absent", "at_least")  # of one value for each key
LONGEST = {"column": 100, "cell": 200, "value": 300}
File = tuple[str, bytes | incoming.Upload | BinaryIO]


def known(jurisdiction: str) -> dict[str, Column]:
    """The columns of labor market data."""
    by = occupations.method(jurisdiction)
    return {**by.labor, **by.beside}


def take(jurisdiction: str, *, title: str, file: File, by: Person, at: datetime, key: str | None = None) -> LaborSource:
    """Keep an export of a source, which is a new one or known by its title already. Raises BadDocument."""
    name = " ".join(title.split())
    taken = incoming.receive(*file, TITLE, ACCEPTS, jurisdiction, at, by=by)
    _header(taken, register(jurisdiction).most_rows)
    there = LaborSource.objects.filter(jurisdiction=jurisdiction, title=name).first()
    said = {"title": name, "file": taken.name}

    def write(thing: Any) -> Said:
        for column, value in taken.keep().items():
            setattr(thing, column, value)
        thing.sent_at = at
        return {**said, "sha256": thing.sha256}

    if there is not None:
        act(there, "renew", by=by, at=at, key=key, write=write)
        return LaborSource.objects.get(pk=there.pk)
    row = LaborSource(jurisdiction=jurisdiction, title=name, sent_at=at)
    event = start(row, "take", by=by, at=at, jurisdiction=jurisdiction, key=key, write=write)
    return LaborSource.objects.get(pk=event.thing_id)


def describe(
    row: LaborSource, given: Mapping[str, Any], *, by: Person, at: datetime, seen: int | None = None,
    key: str | None = None,
) -> Event:  # fmt: skip
    """Say what the columns of a source mean: a mapping as in labor_sources.py, without its name. Raises Refused."""
    try:
        made = policy.source({"name": row.title, **given}, known(row.jurisdiction), row.title)
    except LawError as fault:
        raise Refused(str(fault)) from None
    rules = list(_rules(made))
    for rule in rules:
        if too_long := [name for name, most in LONGEST.items() if len(getattr(rule, name)) > most]:
            raise Refused(f"“{getattr(rule, too_long[0])[:40]}…” is longer than {LONGEST[too_long[0]]} characters.")

    def write(thing: Any) -> Said:
        thing.rules.all().delete()
        for rule in rules:
            rule.source = thing
        SourceRule.objects.bulk_create(rules)
        thing.wage_per = made.wage_per
        return {"title": thing.title, "mapping": [[each.kind, each.column, each.cell, each.value] for each in rules]}

    return act(row, "map", by=by, at=at, seen=seen, key=key, write=write)


def _rules(made: Source) -> Iterable[SourceRule]:
    for kind in TABLES:
        for column, value in getattr(made, kind).items():
            named = {"cell": column, "column": ""} if kind == "at_least" else {"column": column, "cell": ""}
            yield SourceRule(kind=kind, value=value, **named)
    for cell in made.unknown:
        yield SourceRule(kind="unknown", cell=cell)
    for column, cells in made.only.items():
        for cell in cells:
            yield SourceRule(kind="only", column=column, cell=cell)
    for column, cells in made.meanings.items():
        for cell, value in cells.items():
            yield SourceRule(kind="meanings", column=column, cell=cell, value=value)


def mapping(row: LaborSource) -> Source | None:
    """What the columns of a source mean; None where nobody has said it."""
    made: dict[str, Any] = {"only": {}, "meanings": {}, "unknown": [], **{kind: {} for kind in TABLES}}
    for rule in row.rules.all():
        if rule.kind == "unknown":
            made["unknown"].append(rule.cell)
        elif rule.kind == "only":
            made["only"].setdefault(rule.column, []).append(rule.cell)
        elif rule.kind == "meanings":
            made["meanings"].setdefault(rule.column, {})[rule.cell] = rule.value
        else:
            made[rule.kind][rule.cell if rule.kind == "at_least" else rule.column] = rule.value
    if not made["columns"]:
        return None
    return Source(row.title, wage_per=row.wage_per, **{**made, "unknown": tuple(made["unknown"])})


def proposed(row: LaborSource, header: Sequence[str]) -> Source:
    """The mapping that was saved; for a new source the columns whose names are those of labor market data already."""
    return mapping(row) or policy.plain(header, known(row.jurisdiction), row.title)


def header(row: LaborSource) -> list[str]:
    """The columns of the latest export. Raises Refused while the file may not be opened."""
    return _header(_file(row), register(row.jurisdiction).most_rows)


def _header(file: Received, most: int) -> list[str]:
    try:
        _, cells = next(open_sheet(file, most).rows, (1, []))
    except Unreadable as fault:
        raise BadDocument(f"“{file.name}” cannot be read: {fault}.") from None
    named = [cell.strip() for cell in cells if cell.strip()]
    if not named:
        raise BadDocument(f"“{file.name}” has no names of columns in its first row.")
    return named


def _file(row: LaborSource) -> Received:
    try:
        return Received(row.name, kind_of(row.media_type), store.bytes_of(row.sha256))
    except store.Held as problem:
        raise Refused(str(problem)) from None


def _export(row: LaborSource, by: Source) -> Export:
    file = _file(row)
    return Export(by, file.name, READERS[f".{file.kind.ending}"](file.name, file.content))


def preview(row: LaborSource, on: date) -> tuple[Joined, list[Fault]]:
    """What the latest export gives by its mapping, and every fault of it. Raises Refused where there is no mapping."""
    by, faults = mapping(row), list[Fault]()
    if by is None:
        raise Refused("Say first what its columns mean.")
    says = occupations.method(row.jurisdiction).words["fault"]
    try:
        made = policy.preview(_export(row, by), known(row.jurisdiction), says, _hours(row.jurisdiction, on), faults)
    except Unreadable as fault:
        raise BadDocument(f"“{row.name}” cannot be read: {fault}.") from None
    return made, faults


def joined(rows: Sequence[LaborSource], on: date) -> tuple[Joined, list[Fault]]:
    """One file of the latest exports of some sources of a State, the first of which says what occupations there are."""
    jurisdiction, faults, exports = rows[0].jurisdiction, list[Fault](), []
    for row in rows:
        by = mapping(row)
        if by is None:
            raise Refused(f"Say first what the columns of {row.title} mean.")
        exports.append(_export(row, by))
    says = occupations.method(jurisdiction).words["fault"]
    try:
        made = policy.join(exports, known(jurisdiction), says, _hours(jurisdiction, on), faults)
    except Unreadable as fault:
        raise BadDocument(f"An export cannot be read: {fault}.") from None
    return made, faults


def build(rows: Sequence[LaborSource], *, on: date, at: datetime, **given: Any) -> OccupationList:
    """A draft list of the joined exports. Raises BadList with every fault, and nothing is kept."""
    made, faults = joined(rows, on)
    name = f"{' and '.join(row.title for row in rows)[:100]}.csv"
    if faults:
        raise BadList(name, faults)
    return building.build(rows[0].jurisdiction, name, as_csv(made.columns, made.rows), at=at, **given)


def _hours(jurisdiction: str, on: date) -> int:
    parameter = law.parameters(jurisdiction)[HOURS]
    return parameter.on(max(on, parameter.values[0].starts)).whole
