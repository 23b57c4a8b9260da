"""Facts and law for the tests of the rules: built from plain tables, as the case files write them."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

from magnolia.policy.facts import Facts

CASES = Path(__file__).parent / "cases"

COMPLETE: dict[str, dict[str, Any]] = {
    "institution": {"name": "Fictive Delta Technical College", "opeid": "00000100", "title_iv_eligible": True},
    "program": {
        "name": "Sample Electric Lineworker",
        "level": "undergraduate",
        "cip_code": "46.0303",
        "soc_codes": ["49-9051"],
        "measure": "clock",
        "hours": 520,
        "instructional_weeks": 13,
        "correspondence": False,
        "study_abroad": False,
        "direct_assessment": False,
    },
    "credential": {"name": "Sample certificate", "kind": "industry_certification"},
    "cost": {"tuition": 3000, "required_fees": 250, "anticipated_annual_wage": 48000, "wage_source": "Sample source"},
    "attestation": {"all_accepted": True, "name": "Dana Sample", "title": "Vice President", "date": None},
}


def facts(tables: dict[str, dict[str, Any]]) -> Facts:
    """Facts from tables by group; a name is put in where it does not matter, numbers are exact."""
    groups: dict[str, Any] = {}
    for group, kind in get_type_hints(Facts).items():
        given = {
            key: Decimal(value) if type(value) is int else tuple(value) if isinstance(value, list) else value
            for key, value in tables.get(group, {}).items()
        }
        if group in ("institution", "program"):
            given.setdefault("name", "Sample")
        groups[group] = kind(**given)
    unknown = tables.keys() - groups.keys()
    assert not unknown, f"There are no facts called {unknown}."
    return Facts(**groups)


def complete(**changed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Tables of a program that meets every rule on 1 October 2026, with some facts changed."""
    tables = deepcopy(COMPLETE)
    tables["attestation"]["date"] = tomllib.loads("d = 2026-10-01")["d"]
    for group, values in changed.items():
        tables[group] |= values
    return tables


def cases() -> list[tuple[str, dict[str, Any]]]:
    """Every case of every file, with the criterion that its file is named after."""
    found = []
    for file in sorted(CASES.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        assert table.keys() == {"case"}, f"{file.name} holds something else than [[case]]."
        found += [(file.stem, case) for case in table["case"]]
    return found
