"""What a list still lacks before it is reviewed and published, in sentences that name the occupation."""

from __future__ import annotations

from django.db.models import Q

from magnolia.policy import occupation_lists as policy
from magnolia.policy.occupation_lists import Entry, register

from ...models import ListedOccupation, OccupationList
from . import in_force, standing

SHOWN = 8  # sentences in one refusal; the page of the list has them all


def entries(row: OccupationList) -> list[Entry]:
    """Occupations that are in, or that somebody put into a group, as the requirements see them: a few queries."""
    said = Q(standing=policy.IN) | ~Q(group="") | Q(candidate=True)
    found = row.occupations.filter(said).prefetch_related("areas", "tags", "marks").order_by("soc_code")
    return [entry_of(each) for each in found]


def entry_of(each: ListedOccupation) -> Entry:
    """One occupation as its requirements see it."""
    areas, marks = list(each.areas.all()), list(each.marks.all())
    on = [area for area in areas if area.rank is not None] or areas
    return Entry(
        soc_code=each.soc_code,
        title=each.title,
        listed=each.standing == policy.IN,
        group=each.group,
        state_priority=each.state_priority,
        sectors=tuple(mark.value for mark in marks if mark.kind == "sector"),
        reasons=tuple(mark.value for mark in marks if mark.kind == "reason"),
        tests=standing.results(on),
        evidence=frozenset(tag.tag for tag in each.tags.all() if tag.evidence.strip()),
        supports=frozenset(
            name for name in ("demand", "wage", "fit") if getattr(each, f"support_{name}").strip()
        ),
        sourced=bool(areas) and all(area.source and area.source_date for area in on),
        competencies=bool(each.competencies.strip()),
        candidate=each.candidate,
    )  # fmt: skip


def lacking(row: OccupationList, rows: list[Entry] | None = None) -> list[str]:
    """What keeps a list from review."""
    words = register(row.jurisdiction)
    found = entries(row) if rows is None else rows
    return policy.lacks(found, row.award_year, in_force.sectors_of(row.jurisdiction, row.award_year), words)


def to_publish(row: OccupationList, rows: list[Entry] | None = None) -> list[str]:
    """What keeps a list from being published: the same, the four checks of the analysis, and the targeted list."""
    words = register(row.jurisdiction)
    found = entries(row) if rows is None else rows
    made = lacking(row, found)
    written = set(row.checks.exclude(text="").values_list("check_name", flat=True))
    made += [words.fault("no_check", check=label.lower()) for name, label in words.labels["check"].items()
             if name not in written]  # fmt: skip
    if row.with_targets and not any(entry.group == policy.TARGETED for entry in found):
        made.append(words.fault("no_targets"))
    return made


def remarks(row: OccupationList, rows: list[Entry] | None = None) -> list[str]:
    """What is shown and hinders nothing: listed occupations without competencies."""
    return policy.without_competencies(entries(row) if rows is None else rows, register(row.jurisdiction))


def told(sentences: list[str]) -> str | None:
    """One refusal of many sentences; None where there is none."""
    if not sentences:
        return None
    more = len(sentences) - SHOWN
    return " ".join(sentences[:SHOWN]) + (f" And {more} more: see what is lacking on the page." if more > 0 else "")
