"""Occupations of a file before they are written: judged by the method, or taken as the State's own list has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from magnolia.policy import occupations as method
from magnolia.policy.labor_rows import Given, Labor, labor_of
from magnolia.policy.occupation_lists import IN, register
from magnolia.policy.occupations import Judged

from ...models import ExclusionException, ListedArea, ListedOccupation, OccupationList
from . import standing
from .standing import Ground


@dataclass
class Made:
    """One occupation of a list before it is written: its row, its areas, and what it is marked with."""

    row: ListedOccupation
    areas: list[ListedArea] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    evidence: Mapping[str, str] = field(default_factory=dict)  # by tag
    source: str = ""


def of_labor(made: OccupationList, rows: Iterable[Given], on: Ground) -> dict[str, Made]:
    """Occupations of labor market data, judged by the method; exceptions of the State lift their exclusion."""
    given = {(values["ecosystem"], values["soc_code"]): (cells, values) for _, cells, values in rows}
    granted = ExclusionException.objects.filter(jurisdiction=made.jurisdiction, state="granted")
    lifted = {row.soc_code: row for row in granted}
    judged = _judged(given.values(), on, lifted.keys())
    present = {ecosystem for ecosystem, _ in given}
    made.warning = "" if made.label else method.missing(present, on.law, on.by)
    titles = {each.labor.soc_code: each.labor.title for each in judged}
    state = {row.soc_code: row.priority for row in method.statewide(judged, titles, on.law, len(present))}
    complete = len(present) >= on.law.ecosystems and not made.label
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
                    state_priority=state.get(code, False) if complete else None,
                    exception=lifted.get(code) if barred else None,
                )
            )
        one = found[code]
        one.areas.append(_area(each, values, made))
        if _held_back(values):
            one.areas[-1].excluded = standing.UNCLASSIFIED
        if each.labor.sector and each.labor.sector not in one.sectors:
            one.sectors.append(each.labor.sector)
    for one in found.values():
        standing.sums(one.row, one.areas)
        one.source = next((area.source for area in one.areas if area.source), "")
    return found


def _judged(given: Iterable[tuple[Mapping[str, str], Mapping[str, Any]]], on: Ground, lifted: Set[str]) -> list[Judged]:
    """Every row judged; one that nobody classified takes no rank from the others (policy 5.4)."""
    rows: dict[bool, list[Labor]] = {True: [], False: []}
    for cells, values in given:
        rows[_held_back(values)].append(labor_of(values, cells))
    held = method.judge(rows[True], replace(on.law, top=0), on.by, lifted)
    return method.judge(rows[False], on.law, on.by, lifted) + held


def _held_back(values: Mapping[str, Any]) -> bool:
    """Whether the file says who was classified, and this row was not; a row with a category was."""
    return values.get("classified") == "" and not values["category"]


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


def of_own(made: OccupationList, rows: Iterable[Given]) -> dict[str, Made]:
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
        shown = {tag: values["evidence"] for tag, is_so in tags.items() if is_so}
        row.support_demand = values["evidence"] if results["high_demand"] else ""
        row.support_wage = values["evidence"] if results["high_wage"] else ""
        named = [values["sector"]] if values["sector"] else []
        found[row.soc_code] = Made(row, [area], named, shown, values["source"])
    return found


def evidence(each: Made, on: Ground) -> dict[str, str]:
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
