"""A list of priority occupations is made: of labor market data by the State's method, or of the State's own list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from magnolia.policy import occupations as method
from magnolia.policy.labor_rows import Given
from magnolia.policy.occupation_lists import register
from magnolia.policy.parameters import MissingParameter

from ... import search
from ...models import (
    Event,
    LawText,
    ListedArea,
    ListedMark,
    ListedOccupation,
    OccupationList,
    OccupationTag,
    Person,
)
from .. import law
from ..moves import Refused, Said, act, start
from ..papers import incoming, store
from ..papers.file_kinds import KINDS, Kind
from ..papers.incoming import Received
from ..recording.record import canonical, sha256
from . import approximations, in_force, standing
from .judged import Made, evidence, of_labor, of_own
from .list_files import ACCEPTS, TITLE, detailed, labor_rows, own_rows
from .standing import Ground

KEPT = ("group", "candidate", "competencies", "support_fit")  # what people said of an occupation and a new run keeps


def build(
    jurisdiction: str,
    name: str,
    content: bytes | incoming.Upload | BinaryIO,
    *,
    title: str,
    award_year: int,
    as_of: date,
    source: str = "",
    source_date: date | None = None,
    own: bool = False,
    notes: approximations.File | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> OccupationList:
    """Make a draft from a file: all its rows, or nothing. With the `notes` of the recipe it is an approximation.

    Raises BadDocument, as BadList with every fault of the file, and Refused where the law gives no number for the day.
    """
    file = incoming.receive(name, content, TITLE, ACCEPTS, jurisdiction, at, by=by)
    told = approximations.read(jurisdiction, file, notes, by=by, at=at) if notes else None
    rows = _rows(jurisdiction, file, own, told)
    frozen, law_of = _method(jurisdiction, as_of, own)
    made = OccupationList(
        jurisdiction=jurisdiction,
        title=title.strip(),
        award_year=award_year,
        as_of=as_of,
        own=own,
        label=told.label if told else "",
        made_by=by,
        made_at=at,
        source=source.strip() or (told.label if told else ""),
        source_date=source_date,
        method=frozen,
        method_number=_number(jurisdiction, frozen),
        living_wage=law_of.living_wage,
        top=law_of.top,
        **file.keep(),
    )
    said = {"title": made.title, "sha256": made.sha256, "method": frozen.hash, "rows": len(rows)}
    with transaction.atomic():
        # The rows belong to the list, which has its own row only after its first event.
        event = start(made, "build", by=by, at=at, jurisdiction=jurisdiction, key=key, said=said)
        kept = OccupationList.objects.get(pk=event.thing_id)
        if not kept.occupations.exists():
            approximations.keep(kept, told)
            _fill(kept, rows, {})
    return kept


def rebuild(row: OccupationList, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """Make a draft again of its file: with the exceptions, sectors and numbers of now. What people said of it stays.

    Raises Refused while the file may not be opened.
    """
    try:
        file = Received(row.name, kind_of(row.media_type), store.bytes_of(row.sha256))
    except store.Held as problem:
        raise Refused(str(problem)) from None
    rows = _rows(row.jurisdiction, file, row.own, approximations.told(row))

    def write(thing: Any) -> Said:
        frozen, law_of = _method(thing.jurisdiction, thing.as_of, thing.own)
        thing.method, thing.method_number = frozen, _number(thing.jurisdiction, frozen)
        thing.living_wage, thing.top = law_of.living_wage, law_of.top
        before = {each.soc_code: each for each in thing.occupations.prefetch_related("marks")}
        held = {code: _kept(each) for code, each in before.items()}
        thing.occupations.all().delete()
        _fill(thing, rows, held)
        return {"method": frozen.hash, "rows": len(rows)}

    return act(row, "rebuild", by=by, at=at, seen=seen, key=key, write=write)


def ground(row: OccupationList) -> Ground:
    """What a list stands on, by the law of its day."""
    numbers = method.numbers(law.parameters(row.jurisdiction), row.as_of)
    named = tuple(in_force.sectors_of(row.jurisdiction, row.award_year))
    areas = row.notes.filter(kind="area").count() if row.label else 0
    return Ground(register(row.jurisdiction), method.method(row.jurisdiction), numbers, row.award_year, named, areas)


def _rows(jurisdiction: str, file: Received, own: bool, told: approximations.Notes | None) -> list[Given]:
    if own:
        return own_rows(jurisdiction, file)
    return labor_rows(jurisdiction, file, told.areas, told.codes) if told else labor_rows(jurisdiction, file)


def kind_of(media_type: str) -> Kind:
    """The kind of a kept file by its media type."""
    return next(kind for kind in KINDS.values() if kind.media_type == media_type)


def _method(jurisdiction: str, on: date, own: bool) -> tuple[LawText, method.Numbers]:
    """The method of a day, frozen with its numbers and their sources."""
    by = method.method(jurisdiction)
    try:
        law_of = method.numbers(law.parameters(jurisdiction), on)
    except MissingParameter as fault:
        raise Refused(str(fault), "as_of") from None
    numbers = {name: [value.text, value.cite, value.starts] for name, value in law_of.values.items()}
    text = canonical(
        {
            "own": own,
            "reasons": list(by.reasons.items()),
            "skilled": sorted(by.skilled),
            "tie": by.tie,
            "numbers": numbers,
        }
    )
    kept, _ = LawText.objects.get_or_create(hash=sha256(text), defaults={"jurisdiction": jurisdiction, "text": text})
    return kept, law_of


def _number(jurisdiction: str, frozen: LawText) -> int:
    """The number of a method in its State: the one it had before, or the next."""
    rows = OccupationList.objects.filter(jurisdiction=jurisdiction)
    before = rows.filter(method=frozen).values_list("method_number", flat=True).first()
    return before or (rows.order_by("-method_number").values_list("method_number", flat=True).first() or 0) + 1


def _kept(row: ListedOccupation) -> dict[str, Any]:
    marks = [(mark.kind, mark.value) for mark in row.marks.all() if mark.kind != "sector"]
    return {name: getattr(row, name) for name in KEPT} | {"marks": marks}


def _fill(made: OccupationList, rows: Iterable[Given], held: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the occupations of a list with everything that is under them; `held` is what people said, by SOC code."""
    on, titles = ground(made), detailed()
    found = of_own(made, rows) if made.own else of_labor(made, rows, on)
    if made.warning:
        made.save(update_fields=["warning"])
    for code, each in found.items():
        each.row.title = titles.get(code, each.row.title)[:200]
        each.row.words = f" {' '.join(search.terms(f'{code} {each.row.title}'))} "[:300]
        for name, value in held.get(code, {}).items():
            if name != "marks":
                setattr(each.row, name, value)
        if not made.own:
            standing.stand(each.row, each.areas, each.sectors, on)
            standing.supports(each.row, each.areas, each.sectors, on)
            each.evidence = evidence(each, on)
    _write(made, found, held)


def _write(made: OccupationList, found: Mapping[str, Made], held: Mapping[str, Mapping[str, Any]]) -> None:
    ListedOccupation.objects.bulk_create([each.row for each in found.values()], batch_size=500)
    areas, tags, marks = [], [], []
    for code, each in found.items():
        for area in each.areas:
            area.occupation = each.row
        areas += each.areas
        tags += [
            OccupationTag(
                occupation=each.row, tag=tag, evidence=text, source=each.source, method_number=made.method_number
            )
            for tag, text in each.evidence.items()
        ]
        named = [("sector", sector) for sector in each.sectors]
        marks += [
            ListedMark(occupation=each.row, kind=kind, value=value)
            for kind, value in [*named, *held.get(code, {}).get("marks", [])]
        ]
    ListedArea.objects.bulk_create(areas, batch_size=500)
    OccupationTag.objects.bulk_create(tags, batch_size=500)
    ListedMark.objects.bulk_create(marks, batch_size=500)
