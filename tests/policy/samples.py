"""Facts and law for the tests of the rules: built from plain tables, as the case files write them."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints

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
        "history": [{"from_day": date(2024, 8, 19), "measure": "clock", "hours": 520, "weeks": 13}],
    },
    "credential": {"name": "Sample certificate", "kind": "industry_certification"},
    "cost": {"tuition": 3000, "required_fees": 250, "anticipated_annual_wage": 48000, "wage_source": "Sample source"},
    "attestation": {"all_accepted": True, "name": "Dana Sample", "title": "Vice President", "date": None},
}


def facts(tables: dict[str, dict[str, Any]]) -> Facts:
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
    """A value of a case file as the fact of this kind: tables as dataclasses, lists as tuples, whole numbers exact."""
    inner = [each for each in get_args(kind) if each is not type(None) and each is not ...]
    if isinstance(value, dict):
        row: Any = kind if is_dataclass(kind) else inner[0]
        return row(**{key: read(get_type_hints(row)[key], each) for key, each in value.items()})
    if isinstance(value, list):
        return tuple(read(get_args(inner[0])[0] if inner else Any, each) for each in value)
    return Decimal(value) if type(value) is int else value


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
