"""Which list of priority occupations counts on a day, and what a program is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from magnolia.policy import facts as f
from magnolia.policy.occupation_lists import IN

from ...models import Filing, ListedOccupation, OccupationList, PrioritySector


def published(jurisdiction: str) -> QuerySet[OccupationList]:
    """The published lists of a State, the one that counts last first."""
    rows = OccupationList.objects.filter(jurisdiction=jurisdiction, state="published")
    return rows.order_by("-effective_on", "-number")


def on_day(rows: Iterable[OccupationList], on: date) -> OccupationList | None:
    """The list that counts on a day, of lists in the order of `published`."""
    return next((row for row in rows if row.effective_on is not None and row.effective_on <= on), None)


def of(jurisdiction: str, on: date) -> OccupationList | None:
    """The list in force on a day."""
    return published(jurisdiction).filter(effective_on__lte=on).first()


def name_of(row: OccupationList) -> str:
    """How every reference names a list: its title and its number."""
    return f"{row.title}, list {row.number}" if row.number else row.title


def sectors_of(jurisdiction: str, award_year: int) -> list[str]:
    """The priority sectors of an award year in their order; none where the Board has not set them."""
    rows = PrioritySector.objects.filter(sector_list__jurisdiction=jurisdiction, sector_list__award_year=award_year)
    return list(rows.values_list("name", flat=True))


def facts_of(row: OccupationList) -> f.ListFacts:
    """A list as the rules read it: its occupations and the sectors of its award year."""
    codes = row.occupations.filter(standing=IN).order_by("soc_code").values_list("soc_code", flat=True)
    return f.ListFacts(name_of(row), tuple(codes), tuple(sectors_of(row.jurisdiction, row.award_year)))


@dataclass
class Pinned:
    """The list that an application keeps: that of its first sending in, or the one in force on the day asked for."""

    kept: OccupationList | None
    there: Sequence[OccupationList]
    read: dict[object, f.ListFacts] = field(default_factory=dict)  # shared among many applications

    def on(self, day: date) -> OccupationList | None:
        """The list that the application is held against on a day."""
        return self.kept or on_day(self.there, day)

    def facts(self, day: date) -> f.ListFacts:
        """The same as the rules read it; empty where there is no list."""
        row = self.on(day)
        if row is None:
            return f.ListFacts()
        if row.pk not in self.read:
            self.read[row.pk] = facts_of(row)
        return self.read[row.pk]


def pinned(jurisdiction: str, applications: Sequence[UUID]) -> dict[UUID, Pinned]:
    """For each of some applications of a State, by its key, the list it is held against: a few queries for all."""
    there, read = list(published(jurisdiction)), dict[object, f.ListFacts]()
    kept: dict[UUID, OccupationList] = {}
    rows = Filing.objects.filter(application__in=applications, occupation_list__isnull=False)
    for sent in rows.select_related("occupation_list").only("application_id", "occupation_list").order_by("place"):
        if sent.occupation_list is not None:
            kept.setdefault(sent.application_id, sent.occupation_list)
    return {key: Pinned(kept.get(key), there, read) for key in applications}


def listing(row: OccupationList) -> QuerySet[ListedOccupation]:
    """The occupations that are in."""
    return row.occupations.filter(standing=IN)
