"""Why each occupation of a list is in or out, and what Magnolia says of it where the file gave the figures.

Nothing here reads or writes a row; `Area` is an occupation in one ecosystem, as it was judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from magnolia.policy.occupation_lists import GENERAL, IN, OUT, Register, fits, span
from magnolia.policy.occupations import Method, Numbers
from magnolia.policy.periods import AwardYear
from magnolia.policy.potential import plain

from ...models import ListedArea, ListedOccupation

NO_SECTOR, NO_LIST, BELOW, UNCLASSIFIED = "no_sector", "no_list", "below", "unclassified"


@dataclass(frozen=True)
class Ground:
    """What a list stands on: the State's words, its method and numbers on the list's day, and the year's sectors."""

    words: Register
    by: Method
    law: Numbers
    award_year: int
    sectors: tuple[str, ...]
    approximated: int = 0  # areas of an approximation, which are no ecosystems of the State

    @property
    def year(self) -> str:
        return AwardYear(self.award_year).long

    def why(self, reason: str) -> str:
        """A reason why an occupation is not on an ecosystem's list, in words."""
        if reason in (BELOW, UNCLASSIFIED):
            return self.words.words["standing"][reason].format(top=self.law.top)
        return self.by.reasons[reason].format(**self.law.words())


def reason_of(area: ListedArea) -> str:
    """Why an occupation is not on an ecosystem's list; empty where it is."""
    return "" if area.rank is not None else area.excluded or BELOW


def stand(row: ListedOccupation, areas: Sequence[ListedArea], sectors: Collection[str], ground: Ground) -> None:
    """Set whether an occupation is in, and why, from its areas, its group and its sectors (policy 5.3 to 5.5)."""
    says = ground.words.words["standing"]
    row.ecosystems = sum(area.rank is not None for area in areas)
    count = {"on": row.ecosystems, "areas": ground.approximated or ground.law.ecosystems}
    if not row.ecosystems:
        reasons = Counter(reason_of(area) for area in areas)
        row.standing, row.reason = OUT, next(iter(reasons)) if len(reasons) == 1 else NO_LIST
        row.says = _in_words(reasons, len(areas), ground)
        if also := _second(areas, reasons, ground):
            row.says = f"{row.says}; and {also}"
    elif row.group != GENERAL and ground.sectors and not fits(sectors, ground.sectors):
        row.standing, row.reason = OUT, NO_SECTOR
        row.says = says[NO_SECTOR].format(year=ground.year, sectors=", ".join(ground.sectors))
    else:
        row.standing, row.reason = IN, ""
        listed = "in_areas" if ground.approximated else "in_general" if row.group == GENERAL else "in"
        row.says = says[listed].format(**count)


def _in_words(reasons: Counter[str], areas: int, ground: Ground) -> str:
    """Every reason with the number of ecosystems where it is the one; one reason alone needs no number."""
    if len(reasons) == 1:
        return ground.why(next(iter(reasons)))
    told = [f"{ground.why(reason)} (in {count} of {areas})" for reason, count in reasons.most_common()]
    return "; ".join(told)


def _second(areas: Iterable[ListedArea], reasons: Collection[str], ground: Ground) -> str:
    """The second excluded group of an occupation that its first one, or another reason, keeps off (policy 5.4)."""
    also = {area.second_category for area in areas} & ground.by.reasons.keys() - set(reasons)
    return " and ".join(ground.why(code) for code in ground.by.reasons if code in also)


def sums(row: ListedOccupation, areas: Sequence[ListedArea]) -> None:
    """Figures of an occupation over its areas; a sum of which a part is unknown is unknown."""
    for name in ("openings", "supply", "gap", "job_openings"):
        parts = [getattr(area, name) for area in areas]
        setattr(row, name, None if None in parts else sum(parts))
    wages = [area.wage for area in areas if area.wage is not None]
    row.lowest_wage, row.highest_wage = (min(wages), max(wages)) if wages else (None, None)
    row.education = next((area.education for area in areas if area.education), "")


def told(row: ListedOccupation, areas: Sequence[ListedArea], ground: Ground) -> dict[str, Any]:
    """What fills the sentences of an occupation that a file gave the figures of."""
    wages = span([area.wage for area in areas])
    return {
        "education": ground.words.words["education"].get(row.education, row.education),
        "wage": wages or ground.words.words["says"]["unknown_wage"],
        "living_wage": plain(Decimal(ground.law.living_wage)),
        "openings": _figure(row.job_openings),
        "demand": _figure(row.openings),
        "supply": _figure(row.supply),
        "gap": _figure(row.gap),
        "areas": f"{len(areas)} {'area' if ground.approximated else 'ecosystem'}{'' if len(areas) == 1 else 's'}",
        "year": ground.year,
    }


def _figure(value: Decimal | int | None) -> str:
    return "an unknown number of" if value is None else plain(Decimal(value))


def supports(row: ListedOccupation, areas: Sequence[ListedArea], sectors: Iterable[str], ground: Ground) -> None:
    """Write what the figures and the sectors support; what is already said of the fit stays."""
    filled, says = told(row, areas, ground), ground.words.sentences["support"]
    row.support_demand = says["demand"].format(**filled) if any(area.high_demand for area in areas) else ""
    row.support_wage = says["wage"].format(**filled) if any(area.high_wage for area in areas) else ""
    own = [sector for sector in sectors if fits([sector], ground.sectors)]
    if own and not row.support_fit:
        row.support_fit = says["fit"].format(sector=" and ".join(own), year=ground.year)


def results(areas: Iterable[ListedArea]) -> dict[str, bool | None]:
    """How each of the three tests came out anywhere, by tag; None where one was not run everywhere and never passed."""
    rows = list(areas)
    names = {"in_demand": "high_demand", "high_wage": "high_wage", "high_skill": "high_skill"}
    made: dict[str, bool | None] = {}
    for tag, name in names.items():
        found = [getattr(area, name) for area in rows]
        made[tag] = True if any(found) else None if None in found or not found else False
    return made
