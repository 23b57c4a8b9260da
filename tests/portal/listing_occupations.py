"""Small files of occupations, and lists made of them, for the tests of the State's lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from magnolia.policy import occupations as method
from magnolia.policy.occupation_lists import register
from magnolia.portal.actions.moves import act
from magnolia.portal.actions.occupations import building, keeping, sectors
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import ListedOccupation, OccupationList

LABOR = (
    "ecosystem", "soc_code", "title", "sector", "annual_openings", "annual_supply", "job_openings",
    "median_hourly_wage", "typical_education", "category", "current_employment", "annual_growth", "annual_exits",
    "source", "source_date", "second_category",
)  # fmt: skip
PASSES = {
    "soc_code": "47-2111", "title": "Electricians", "sector": "Construction", "annual_openings": "3000",
    "annual_supply": "1000", "job_openings": "40", "median_hourly_wage": "29.26", "typical_education": "apprenticeship",
    "category": "", "second_category": "", "current_employment": "5000", "annual_growth": "40", "annual_exits": "200",
    "source": "Practice labor market file", "source_date": "2026-06-30",
}  # fmt: skip
SECTORS = ("Construction", "Advanced Manufacturing", "Healthcare")
CHECKS = ("demand", "wages", "shortages", "priorities")
Row = dict[str, str]


def ecosystems(state: str = "ms") -> list[str]:
    """The names of the State's ecosystems."""
    return list(method.method(state).ecosystems)


def row(ecosystem: str = "Ecosystem 1", **changed: str) -> Row:
    """A row that passes every test, with some cells changed."""
    return {"ecosystem": ecosystem, **PASSES, **changed}


def everywhere(state: str = "ms", **changed: str) -> list[Row]:
    """The same row in every ecosystem of a State."""
    return [row(name, **changed) for name in ecosystems(state)]


def as_csv(rows: Iterable[Row], columns: Iterable[str] = LABOR) -> bytes:
    out = io.StringIO(newline="")
    made = csv.DictWriter(out, list(columns), extrasaction="ignore", lineterminator="\n")
    made.writeheader()
    made.writerows(rows)
    return out.getvalue().encode()


def set_sectors(cast: Cast, at: datetime, names: Iterable[str] = SECTORS, year: int = 2026) -> None:
    """The Board's priority sectors of an award year."""
    sectors.put(
        cast.jurisdiction,
        award_year=year,
        names=list(names),
        set_on=at.date(),
        evidence="Minutes of the Board, item 4",
        by=cast.secretary,
        at=at,
    )


def made(cast: Cast, rows: Iterable[Row], at: datetime, **changed: Any) -> OccupationList:
    """A draft list of some rows."""
    said: dict[str, Any] = {"title": "January 2026", "award_year": 2026, "as_of": date(2026, 7, 1)} | changed
    return building.build(cast.jurisdiction, "labor.csv", as_csv(rows), **said, by=cast.intake, at=at)


def checked(made: OccupationList, cast: Cast, at: datetime, but: str = "") -> None:
    """The four checks of the analysis, one left empty where it is named."""
    texts = {
        name: "" if name == but else f"Held against {name}." for name in register(made.jurisdiction).labels["check"]
    }
    keeping.check(made, texts, by=cast.intake, at=at)


def adopted(made: OccupationList, cast: Cast, at: datetime) -> OccupationList:
    """The list reviewed and adopted by the Board on the day of `at`."""
    act(made, "review", by=cast.intake, at=at)
    keeping.adopt(made, at.date(), "Minutes of the Board, item 5", by=cast.secretary, at=at)
    return made


def published(made: OccupationList, cast: Cast, at: datetime, effective: date | None = None) -> OccupationList:
    """The list checked, adopted and published, without a targeted list; it counts from its own day on."""
    checked(made, cast, at)
    adopted(made, cast, at)
    keeping.publish(made, effective or at.date(), with_targets=False, by=cast.director, at=at)
    return made


def of(list_: OccupationList, soc: str = "47-2111") -> ListedOccupation:
    return list_.occupations.get(soc_code=soc)


def say(list_: OccupationList, cast, at, soc: str = "47-2111", **given) -> None:
    """What a person says of one occupation."""
    list_.refresh_from_db()
    keeping.change(
        list_.occupations.select_related("occupation_list__case").get(soc_code=soc), given, by=cast.intake, at=at
    )
