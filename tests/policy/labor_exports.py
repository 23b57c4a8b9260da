"""Two exports of other programs with their mappings, and what they are joined to, for the tests of labor_sources."""

from __future__ import annotations

from magnolia.policy.labor_rows import Fault
from magnolia.policy.labor_sources import Export, Joined, Source, join
from magnolia.policy.occupations import method

METHOD = method("ms")
KNOWN = {**METHOD.labor, **METHOD.beside}
HOURS = 2080
UNKNOWN = ("-", "*", "**", "N/A", "n/a")
JOBS = Source(
    "Jobs by region",
    columns={
        "ecosystem": "Region", "soc_code": "SOC", "title": "Description", "annual_openings": "Openings",
        "job_openings": "Postings", "median_hourly_wage": "Wage", "typical_education": "Level",
    },
    fixed={"category": "", "sector": "Construction"},
    unknown=UNKNOWN,
    wage_per="hour",
)  # fmt: skip
SUPPLY = Source("Completions", {"ecosystem": "area", "soc_code": "soc", "annual_supply": "awards"})
HEADER = ["Region", "SOC", "Description", "Openings", "Postings", "Wage", "Level"]
ONE = ["E1", "47-2111", "Electricians", "1,300", "40", "$25.15", "certificate"]
TWO = ["E2", "51-4121", "Welders", "30.5", "12", "-", "none"]


def jobs(*rows: list[str], by: Source = JOBS, header: list[str] | None = None) -> Export:
    return Export(by, "jobs.csv", list(enumerate([HEADER if header is None else header, *rows], start=1)))


def supply(*rows: list[str], by: Source = SUPPLY, header: tuple[str, ...] = ("area", "soc", "awards")) -> Export:
    return Export(by, "awards.csv", list(enumerate([list(header), *rows], start=1)))


def joined(*exports: Export) -> tuple[Joined, list[Fault]]:
    faults: list[Fault] = []
    return join(exports, KNOWN, METHOD.words["fault"], HOURS, faults), faults


def faults_of(*exports: Export) -> list[tuple[str, int, str, str]]:
    return [(each.file, each.row, each.column, each.message) for each in joined(*exports)[1]]


def shown(made: Joined) -> list[dict[str, str]]:
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]
