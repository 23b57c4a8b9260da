"""Two lists side by side, and what the analysis behind one of them lacks."""

from __future__ import annotations

from dataclasses import dataclass

from magnolia.policy import occupation_lists as policy
from magnolia.policy.occupation_lists import Difference, Place, register

from ...models import AreaProfile, ListedArea, OccupationList
from ..keeping.counties import ecosystems
from . import in_force, keeping

PARTS = {
    "institutions": "postsecondary institutions",
    "industries": "industry concentrations",
    "population": "population distribution",
    "supply": "workforce supply dynamics",
}
SHOWN = 100


@dataclass(frozen=True)
class Compared:
    """A list beside the one before it: what came, went and moved, each as (SOC code, before, after)."""

    before: OccupationList | None
    difference: Difference
    came: list[tuple[str, Place]]
    went: list[tuple[str, Place]]
    moved: list[tuple[str, Place, Place]]


def places(row: OccupationList | None) -> dict[str, Place]:
    """Where each occupation that is in stands on a list."""
    if row is None:
        return {}
    rows = in_force.listing(row).values_list("soc_code", "title", "group", "ecosystems", "state_priority")
    return {soc: Place(title, group, count, state) for soc, title, group, count, state in rows}


def before(row: OccupationList) -> OccupationList | None:
    """The published list before this one; for a list that is not published, the newest that is."""
    there = in_force.published(row.jurisdiction)
    if row.number is None or row.effective_on is None:
        return there.first()
    return there.exclude(pk=row.pk).filter(effective_on__lte=row.effective_on, number__lt=row.number).first()


def with_before(row: OccupationList) -> Compared:
    """A list held against the one before it."""
    earlier = before(row)
    old, new = places(earlier), places(row)
    found = policy.compare(old, new)
    return Compared(
        earlier,
        found,
        [(code, new[code]) for code in found.came],
        [(code, old[code]) for code in found.went],
        [(code, old[code], new[code]) for code in found.moved],
    )


@dataclass(frozen=True)
class Gaps:
    """What an analysis lacks: indicators and sources by row, projections by part, profiles by ecosystem."""

    rows: list[tuple[ListedArea, list[str]]]
    unprojected: list[tuple[ListedArea, str]]
    count: int
    unprojected_count: int
    profiles: list[tuple[str, list[str]]]


def incomplete_areas(row: OccupationList) -> Gaps:
    """What the report of a run names (policy 5.1 and 5.2); of many rows the first."""
    if row.own or row.label:
        return Gaps([], [], 0, 0, [])
    areas = ListedArea.objects.filter(occupation__occupation_list=row).select_related("occupation")
    rows, unprojected = [], []
    for area in areas.order_by("occupation__soc_code", "ecosystem"):
        if lacking := keeping.incomplete(area, row.jurisdiction):
            rows.append((area, lacking))
        if parts := keeping.projected(area, row.jurisdiction):
            unprojected.append((area, parts))
    return Gaps(rows[:SHOWN], unprojected[:SHOWN], len(rows), len(unprojected), profiles(row.jurisdiction))


def profiles(jurisdiction: str) -> list[tuple[str, list[str]]]:
    """Each ecosystem whose profile lacks one of its four parts, with those parts."""
    there = {row.ecosystem: row for row in AreaProfile.objects.filter(jurisdiction=jurisdiction, local_area="")}
    made = []
    for key, name in ecosystems(jurisdiction).items():
        lacking = [words for part, words in PARTS.items() if not getattr(there.get(key), part, "").strip()]
        if lacking:
            made.append((name, lacking))
    return made


def sector_groups(row: OccupationList) -> tuple[list[policy.Count], policy.Count]:
    """How many occupations of a list are in each sector group, and how many of these are targeted (policy 5.10)."""
    found = in_force.listing(row).prefetch_related("marks")
    groups, targeted = {}, set()
    for each in found:
        groups[each.soc_code] = {mark.value for mark in each.marks.all() if mark.kind == "sector_group"}
        if each.group == policy.TARGETED:
            targeted.add(each.soc_code)
    return policy.by_sector_group(groups, targeted, register(row.jurisdiction))
