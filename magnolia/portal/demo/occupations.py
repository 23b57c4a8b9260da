"""Practice lists of priority occupations: figures are made up, typed by hand, and no State's."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from magnolia.policy import occupations as method
from magnolia.policy.occupation_lists import register

from ..actions import law
from ..actions.moves import act
from ..actions.occupations import building, findings, keeping, sectors, sources
from ..clock import local_date
from ..models import OccupationList
from . import counties
from .cast import Cast

SECTORS = ("Construction", "Advanced Manufacturing", "Healthcare")
SOURCE = "Practice figures, made up"
COLUMNS = (
    "ecosystem", "soc_code", "title", "sector", "annual_openings", "annual_supply", "job_openings",
    "median_hourly_wage", "typical_education", "category", "current_employment", "annual_growth", "annual_exits",
)  # fmt: skip
# SOC, title, sector, openings, supply, postings, wage, education, excluded group. Each ecosystem varies the figures.
OCCUPATIONS = (
    ("47-2111", "Electricians", "Construction", 180, 60, 44, "25.10", "apprenticeship", ""),
    ("49-9051", "Electrical Power-Line Installers and Repairers", "Construction", 90, 25, 30, "33.40", "certificate",
     ""),
    ("47-2152", "Plumbers, Pipefitters, and Steamfitters", "Construction", 110, 42, 28, "24.75", "apprenticeship", ""),
    ("49-9021", "Heating, Air Conditioning, and Refrigeration Mechanics and Installers", "Construction", 95, 51, 26,
     "22.60", "certificate", ""),
    ("51-4121", "Welders, Cutters, Solderers, and Brazers", "Advanced Manufacturing", 150, 72, 52, "22.30",
     "certificate", ""),
    ("51-4041", "Machinists", "Advanced Manufacturing", 60, 31, 18, "23.05", "certificate", ""),
    ("49-9041", "Industrial Machinery Mechanics", "Advanced Manufacturing", 120, 33, 40, "28.15", "certificate", ""),
    ("31-9097", "Phlebotomists", "Healthcare", 58, 24, 25, "20.95", "certificate", ""),
    ("29-2061", "Licensed Practical and Licensed Vocational Nurses", "Healthcare", 140, 82, 61, "24.20", "certificate",
     ""),
    ("29-1141", "Registered Nurses", "Healthcare", 320, 190, 160, "36.10", "associate", ""),
    ("31-1131", "Nursing Assistants", "Healthcare", 300, 210, 140, "15.80", "certificate", ""),
    ("13-2011", "Accountants and Auditors", "Business", 85, 50, 33, "31.00", "bachelor", ""),
    ("47-1011", "First-Line Supervisors of Construction Trades", "Construction", 75, 20, 22, "31.60", "certificate",
     "managerial"),
    ("41-1011", "First-Line Supervisors of Retail Sales Workers", "Retail", 210, 80, 75, "19.90", "high_school",
     "managerial"),
    ("53-3032", "Heavy and Tractor-Trailer Truck Drivers", "Transportation", 260, 170, 130, "24.90", "certificate", ""),
    ("49-9071", "Maintenance and Repair Workers, General", "Construction", 170, 181, 60, "20.10", "high_school", ""),
)  # fmt: skip
GROUPS = {
    "47-2111": "construction;skilled_trades", "49-9051": "utilities;infrastructure", "47-2152": "construction",
    "51-4121": "manufacturing", "49-9041": "manufacturing", "31-9097": "healthcare", "29-2061": "healthcare",
    "29-1141": "healthcare", "53-3032": "transportation", "49-9021": "construction", "51-4041": "manufacturing",
}  # fmt: skip
TARGETED = {"47-2111": "shortage", "49-9051": "shortage;initiative", "51-4121": "growth", "31-9097": "shortage"}
GENERAL = ("29-1141", "13-2011")
COMPETENCIES = {
    "47-2111": "Reads plans; installs and tests wiring; works by the electrical code; works safely at height.",
    "49-9051": "Climbs poles; splices conductors; grounds and tests lines; drives a commercial vehicle.",
    "51-4121": "Reads weld symbols; prepares joints; welds by the common processes; inspects by eye.",
    "31-9097": "Draws blood; labels and handles specimens; protects patients from infection.",
    "29-1141": "Assesses patients; gives medicines; teaches patients and families.",
}


def labor(state: str, heavier: int = 0) -> bytes:
    """A small file of labor market data; every figure made up, and lighter from one ecosystem to the next."""
    out = io.StringIO(newline="")
    made = csv.writer(out, lineterminator="\n")
    made.writerow(COLUMNS)
    for place, ecosystem in enumerate(method.method(state).ecosystems):
        for soc, title, sector, openings, supply, postings, wage, education, group in OCCUPATIONS:
            share = 10 - place + heavier
            needed, current = openings * share // 10, max(postings * share // 10, 3)
            paid = f"{Decimal(wage) + Decimal('0.15') * place:.2f}"
            made.writerow([ecosystem, soc, title, sector, needed, supply * share // 12, current, paid, education,
                           group, openings * 20, needed // 5, needed - needed // 5])  # fmt: skip
    return out.getvalue().encode()


def _more(state: str) -> bytes:
    """What the practice State says of its occupations, as the file it would load."""
    known = register(state).words["sector_group"]
    out = io.StringIO(newline="")
    made = csv.writer(out, lineterminator="\n")
    made.writerow(["soc_code", "group", "reasons", "sector_groups", "competencies", "fit"])
    for soc, *_ in OCCUPATIONS:
        group = "targeted" if soc in TARGETED else "general" if soc in GENERAL else ""
        if not (group or soc in GROUPS):
            continue
        tags = ";".join(tag for tag in GROUPS.get(soc, "").split(";") if tag in known)
        fit = (
            "The practice State plan names it."
            if group == "general"
            else "Sites under way need it, by the practice plan."
        )
        made.writerow([soc, group, TARGETED.get(soc, ""), tags, COMPETENCIES.get(soc, ""), fit])
    return out.getvalue().encode()


def publish(cast: Cast, at: datetime, effective: date | None = None) -> OccupationList:
    """A list made, said more of, reviewed, adopted and published, that counts from a day (default: that of `at`)."""
    state, day = cast.jurisdiction, local_date(cast.jurisdiction, at)
    sectors.put(
        state,
        award_year=2026,
        names=SECTORS,
        set_on=day,
        evidence="Practice minutes of the Board, item 3",
        by=cast.secretary,
        at=at,
    )
    made = _make(cast, "Practice list", max(day, law.first_day(state)), at)
    keeping.load_more(made, "practice-words.csv", _more(state), by=cast.intake, at=at)
    made.refresh_from_db()
    texts = {
        name: f"{label}: looked at with practice figures." for name, label in register(state).labels["check"].items()
    }
    keeping.check(made, texts, by=cast.intake, at=at)
    act(made, "review", by=cast.intake, at=at)
    keeping.adopt(made, day, "Practice minutes of the Board, item 4", by=cast.secretary, at=at)
    keeping.publish(made, effective or day, by=cast.director, at=at)
    return made


def _make(cast: Cast, title: str, as_of: date, at: datetime, **more: Any) -> OccupationList:
    return building.build(
        cast.jurisdiction,
        "practice-labor.csv",
        labor(cast.jurisdiction, **more),
        title=title,
        award_year=2026,
        as_of=as_of,
        source=SOURCE,
        source_date=as_of,
        by=cast.intake,
        at=at,
    )


def draft(cast: Cast, at: datetime) -> None:
    """A next list under way, an exception, a decision on comparable occupations, and the profile of one ecosystem."""
    state, day = cast.jurisdiction, local_date(cast.jurisdiction, at)
    if state == counties.STATE:
        counties.load(at)
    findings.decide(
        state,
        soc_code="51-4121",
        comparable_to="47-2221",
        basis="Both weld structural steel to the same practice standard, by the State’s method.",
        decided_on=day,
        signed_name=cast.governor.name,
        signed_title=cast.governor.title,
        by=cast.governor,
        at=at,
    )
    _make(cast, "Practice draft", max(day, law.first_day(state)), at, heavier=1)
    _source(cast, at)


def _source(cast: Cast, at: datetime) -> None:
    """An export as another program writes it, with what its columns mean."""
    out = io.StringIO(newline="")
    made = csv.writer(out, lineterminator="\n")
    made.writerow(["SOC", "Region", "Unique Postings", "Median Annual Earnings"])
    for ecosystem in method.method(cast.jurisdiction).ecosystems:
        made.writerow(["47-2111", ecosystem, "1,240", "$52,208.00"])
        made.writerow(["51-4121", ecosystem, "52", "Not released"])
    row = sources.take(
        cast.jurisdiction,
        title="Practice postings",
        file=("practice-postings.csv", out.getvalue().encode()),
        by=cast.intake,
        at=at,
    )
    columns = {"soc_code": "SOC", "ecosystem": "Region", "job_openings": "Unique Postings"}
    said = {"columns": {**columns, "median_hourly_wage": "Median Annual Earnings"}, "wage_per": "year"}
    sources.describe(row, {**said, "unknown": ["Not released"]}, by=cast.intake, at=at)
