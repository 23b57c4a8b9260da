"""A list of priority occupations is made: of labor market data by the State's method, or of the State's own list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from magnolia.policy import occupations as method
from magnolia.policy.labor_rows import Given, labor_of
from magnolia.policy.occupation_lists import IN, register
from magnolia.policy.occupations import Judged
from magnolia.policy.parameters import MissingParameter

from ... import search
from ...models import (
    Event,
    ExclusionException,
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
from ..papers.file_kinds import KINDS
from ..papers.incoming import Received
from ..recording.record import canonical, sha256
from . import in_force, standing
from .list_files import ACCEPTS, TITLE, detailed, labor_rows, own_rows
from .standing import Ground

KEPT = ("group", "candidate", "competencies", "support_fit")  # what people said of an occupation and a new run keeps


@dataclass
class Made:
    """One occupation of a list before it is written: its row, its areas, and what it is marked with."""

    row: ListedOccupation
    areas: list[ListedArea] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    evidence: Mapping[str, str] = field(default_factory=dict)  # by tag
    source: str = ""


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
    by: Person,
    at: datetime,
    key: str | None = None,
) -> OccupationList:
    """Make a draft from a file: all its rows, or nothing.

    Raises BadDocument, as BadList with every fault of the file, and Refused where the law gives no number for the day.
    """
    file = incoming.receive(name, content, TITLE, ACCEPTS, jurisdiction, at, by=by)
    rows = own_rows(jurisdiction, file) if own else labor_rows(jurisdiction, file)
    frozen, law_of = _method(jurisdiction, as_of, own)
    made = OccupationList(
        jurisdiction=jurisdiction,
        title=title.strip(),
        award_year=award_year,
        as_of=as_of,
        own=own,
        made_by=by,
        made_at=at,
        source=source.strip(),
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
            _fill(kept, rows, {})
    return kept


def rebuild(row: OccupationList, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """Make a draft again of its file: with the exceptions, sectors and numbers of now. What people said of it stays.

    Raises Refused while the file may not be opened.
    """
    try:
        file = Received(row.name, _kind(row), store.bytes_of(row.sha256))
    except store.Held as problem:
        raise Refused(str(problem)) from None
    rows = own_rows(row.jurisdiction, file) if row.own else labor_rows(row.jurisdiction, file)

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
    return Ground(register(row.jurisdiction), method.method(row.jurisdiction), numbers, row.award_year, named)


def _kind(row: OccupationList) -> Any:
    return next(kind for kind in KINDS.values() if kind.media_type == row.media_type)


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
    found = _of_own(made, rows) if made.own else _of_labor(made, rows, on)
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
            each.evidence = _evidence(each, on)
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


def _of_labor(made: OccupationList, rows: Iterable[Given], on: Ground) -> dict[str, Made]:
    """Occupations of labor market data, judged by the method; exceptions of the State lift their exclusion."""
    given = {(values["ecosystem"], values["soc_code"]): (cells, values) for _, cells, values in rows}
    granted = ExclusionException.objects.filter(jurisdiction=made.jurisdiction, state="granted")
    lifted = {row.soc_code: row for row in granted}
    judged = method.judge([labor_of(values, cells) for cells, values in given.values()], on.law, on.by, lifted.keys())
    present = {ecosystem for ecosystem, _ in given}
    made.warning = method.missing(present, on.law, on.by)
    titles = {each.labor.soc_code: each.labor.title for each in judged}
    state = {row.soc_code: row.priority for row in method.statewide(judged, titles, on.law, len(present))}
    complete = len(present) >= on.law.ecosystems
    found: dict[str, Made] = {}
    for each in judged:
        code = each.labor.soc_code
        _, values = given[each.labor.ecosystem, code]
        if code not in found:
            barred = each.labor.category in on.by.reasons
            found[code] = Made(
                ListedOccupation(
                    occupation_list=made,
                    soc_code=code,
                    title=each.labor.title,
                    state_priority=state.get(code, False if complete else None),
                    exception=lifted.get(code) if barred else None,
                )
            )
        one = found[code]
        one.areas.append(_area(each, values, made))
        if each.labor.sector and each.labor.sector not in one.sectors:
            one.sectors.append(each.labor.sector)
    for one in found.values():
        standing.sums(one.row, one.areas)
        one.source = next((area.source for area in one.areas if area.source), "")
    return found


def _area(each: Judged, values: Mapping[str, Any], made: OccupationList) -> ListedArea:
    row = each.labor
    return ListedArea(
        ecosystem=row.ecosystem,
        sector=row.sector[:200],
        openings=row.annual_openings,
        supply=row.annual_supply,
        gap=each.gap,
        job_openings=row.job_openings,
        wage=row.median_hourly_wage,
        education=row.typical_education,
        category=row.category,
        second_category=values.get("second_category") or "",
        high_demand=each.high_demand,
        high_wage=None if row.median_hourly_wage is None else each.high_wage,
        high_skill=each.high_skill,
        excluded=each.excluded,
        rank=each.rank,
        employment=values.get("current_employment"),
        growth=values.get("annual_growth"),
        exits=values.get("annual_exits"),
        source=values.get("source") or made.source,
        source_date=values.get("source_date") or made.source_date,
    )


def _of_own(made: OccupationList, rows: Iterable[Given]) -> dict[str, Made]:
    """Occupations of the State's own list: each is in, for the whole State, as the file says."""
    words = register(made.jurisdiction)
    found = {}
    for _, _, values in rows:
        results = {name: values[name] == "Y" for name in ("high_demand", "high_wage", "high_skill")}
        openings, supply = values.get("annual_openings"), values.get("annual_supply")
        area = ListedArea(
            sector=values["sector"],
            openings=openings,
            supply=supply,
            gap=None if openings is None or supply is None else openings - supply,
            job_openings=values.get("job_openings"),
            wage=values.get("median_hourly_wage"),
            education=values.get("typical_education") or "",
            source=values["source"],
            source_date=values["source_date"],
            **results,
        )
        row = ListedOccupation(
            occupation_list=made,
            soc_code=values["soc_code"],
            title=values["title"],
            standing=IN,
            says=words.words["standing"]["in_own"],
            state_priority=values["state_priority"] == "Y",
        )
        standing.sums(row, [area])
        tags = {"in_demand": results["high_demand"], "high_wage": results["high_wage"]}
        tags["high_skill"] = results["high_skill"]
        evidence = {tag: values["evidence"] for tag, is_so in tags.items() if is_so}
        row.support_demand = values["evidence"] if results["high_demand"] else ""
        row.support_wage = values["evidence"] if results["high_wage"] else ""
        named = [values["sector"]] if values["sector"] else []
        found[row.soc_code] = Made(row, [area], named, evidence, values["source"])
    return found


def _evidence(each: Made, on: Ground) -> dict[str, str]:
    """What shows each tag that the tests gave: the figures of the ecosystems where it came out so."""
    names = {"in_demand": "high_demand", "high_wage": "high_wage", "high_skill": "high_skill"}
    made = {}
    for tag, name in names.items():
        shown = [area for area in each.areas if getattr(area, name)]
        if shown:
            row = ListedOccupation(education=each.row.education)
            standing.sums(row, shown)
            row.education = row.education or each.row.education
            made[tag] = on.words.sentences["tag"][tag].format(**standing.told(row, shown, on))
    return made
