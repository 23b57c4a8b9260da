"""Facts and law for the tests of the rules: built from plain tables, as the case files write them."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from magnolia.policy.facts import Facts

CASES = Path(__file__).parent / "cases"

COMPLETE: dict[str, Any] = {
    "award_year": "2026-27",
    "institution": {
        "name": "Fictive Delta Technical College",
        "opeid": "00000100",
        "state": "MS",
        "title_iv_eligible": True,
        "federal_actions": [],
        "failed_programs": [],
    },
    "program": {
        "name": "Sample Electric Lineworker",
        "level": "undergraduate",
        "cip_code": "46.0303",
        "soc_codes": ["49-9051"],
        "sectors": ["Construction"],
        "measure": "clock",
        "hours": 520,
        "instructional_weeks": 13,
        "correspondence": False,
        "study_abroad": False,
        "direct_assessment": False,
        "history": [{"from_day": date(2024, 8, 19), "measure": "clock", "hours": 520, "weeks": 13}],
        "remedial_hours": 0,
        "written_arrangement": {"ineligible_hours": 130, "organisation": "Sample Training Center"},
    },
    "distance": {
        "offered": True,
        "student_states": ["TN"],
        "agreements": [{"state": "TN", "from_day": date(2026, 7, 1)}],
    },
    "apprenticeship": None,
    "lists": {"version": "January 2026", "priority_socs": ["49-9051"], "priority_sectors": ["Construction"]},
    "employers": {
        "design_evidence": [{"kind": "Advisory board", "document": "minutes.pdf"}],
        "letters": [
            {
                "employer": name,
                "owner": name,
                "sector": "Construction",
                "dated": date(2026, 5, 1),
                "hiring": "now",
                "occupations": ["Lineworker"],
                "competencies": ["Climbing"],
                "aligned": True,
                "signed": True,
            }
            for name in ("Alder", "Birch", "Cedar")
        ],
    },
    "credential": {
        "name": "Sample certificate",
        "kind": "industry_certification",
        "route": "stackable_portable",
        "stackable_evidence": ["Pathway map"],
        "portable_evidence": ["Letters"],
        "recognising_employers": 3,
    },
    "credit": [
        {
            "institution": "Sample State University",
            "program": "Certificate in Lineworking",
            "mechanism": "articulation",
            "credit": "9 semester hours",
            "applies_to": "requirements",
            "document": "agreement.pdf",
            "access_process": "The registrar enters it",
            "student_notice": "In the handbook",
            "from_day": date(2026, 1, 1),
        }
    ],
    "cost": {"tuition": 3000, "required_fees": 250, "anticipated_annual_wage": 48000, "wage_source": "Sample source"},
    "outcomes": {"completion_cohort": 100, "completed_in_time": 70, "placement_cohort": 70, "employed": 49},
    "vae": {"published_amount": 3250},
    "attestation": {"all_accepted": True, "name": "Dana Sample", "title": "Vice President", "date": None},
}


def facts(tables: dict[str, Any]) -> Facts:
    """Facts from tables by group; a name is put in where it does not matter, numbers are exact."""
    groups: dict[str, Any] = {}
    for group, kind in get_type_hints(Facts).items():
        if not is_dataclass(kind):
            groups[group] = read(kind, tables.get(group))
            continue
        given = tables.get(group, {})
        groups[group] = read(kind, ({"name": "Sample"} if group in ("institution", "program") else {}) | given)
    unknown = tables.keys() - groups.keys()
    assert not unknown, f"There are no facts called {unknown}."
    return Facts(**groups)


def read(kind: Any, value: Any) -> Any:
    """A value of a case file as the fact of this kind: tables as dataclasses, lists as tuples, whole numbers exact.

    What a case leaves out of a table is absent.
    """
    inner = [each for each in get_args(kind) if each is not type(None) and each is not ...]
    if isinstance(value, dict):
        table: Any = kind if is_dataclass(kind) else inner[0]
        left_out = {each.name: None for each in fields(table) if each.default is MISSING}
        return table(**left_out | {key: read(get_type_hints(table)[key], each) for key, each in value.items()})
    if isinstance(value, list):
        row = next((get_args(each)[0] for each in (kind, *inner) if get_origin(each) is tuple), Any)
        return tuple(read(row, each) for each in value)
    return Decimal(value) if type(value) is int and int not in (kind, *inner) else value


def complete(**changed: Any) -> dict[str, Any]:
    """Tables of a program that meets every rule on 1 October 2026, with some facts changed."""
    tables = deepcopy(COMPLETE)
    tables["attestation"]["date"] = tomllib.loads("d = 2026-10-01")["d"]
    for group, values in changed.items():
        tables[group] = tables[group] | values if isinstance(tables.get(group), dict) else values
    return tables


def as_json(value: Any) -> Any:
    """Tables as `magnolia check` reads them from a file: days as text, first and last day by their short names."""
    if isinstance(value, dict):
        return {{"from_day": "from", "to_day": "to"}.get(key, key): as_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else float(value) if isinstance(value, Decimal) else value


def cases() -> list[tuple[str, dict[str, Any]]]:
    """Every case of every file, with the criterion that its file is named after."""
    found = []
    for file in sorted(CASES.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        assert table.keys() == {"case"}, f"{file.name} holds something else than [[case]]."
        found += [(file.stem, case) for case in table["case"]]
    return found
