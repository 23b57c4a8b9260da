"""Runs the numbered files of sql/ in their order; each is one query and reads what stands before it.

A file whose first line is `-- kept` is read by more than one other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from magnolia.policy.outcome_law import OutcomeLaw
from magnolia.policy.outcome_records import Records

from .engine import Engine

FOLDER = Path(__file__).parent / "sql"
NAME = re.compile(r"[0-9]{3}_([a-z_]+)\.sql")
KEPT = "-- kept"
COMPLETION, RATES = "completion", "counts"
PAID = "paid"  # the first step that reads wages
COUNTS = ("program", "field", "award_year", "metric", "cohort", "excluded", "numerator", "pending")
ORDER = ("program", "award_year", "metric")  # programs are numbered in the order of their texts, by code point


@dataclass(frozen=True)
class Step:
    """One file: its name without number, its query, and whether more than one other reads it."""

    name: str
    sql: str
    kept: bool


@cache
def steps(folder: Path = FOLDER) -> tuple[Step, ...]:
    """All steps of a folder in order. Raises ValueError for a file of another name, which would never run."""
    found = []
    for file in sorted(folder.iterdir()):
        named = NAME.fullmatch(file.name)
        if not named:
            raise ValueError(f"{file.name} is no step: NNN_name.sql")
        text = file.read_text(encoding="utf-8")
        found.append(Step(named[1], text, text.startswith(KEPT)))
    return tuple(found)


def begin(engine: Engine, law: OutcomeLaw, by: Records) -> None:
    """Run the steps that need no wages, on the engine's `participants` and `offerings`."""
    for name, rows in of_law(law, by).items():
        engine.table(name, rows)
    _run(engine, _parted(PAID)[0])


def count(engine: Engine) -> None:
    """Run the other steps, which need the engine's `wages` too.

    The last, `counts`, has the columns COUNTS; `dispositions` tells each person's rule as its place among the rules.
    """
    _run(engine, _parted(PAID)[1])


def of_law(law: OutcomeLaw, by: Records) -> dict[str, list[dict[str, Any]]]:
    """The tables that the steps have from the law.

    `law` has its numbers, `rule` each rule's number by its name, `rules` the place that each number gives.
    """
    return {
        "law": [dict(law.row())],
        "rule": [{name: number for number, name in enumerate(by.rules)}],
        "rules": [{"rule": number, "place": each.place} for number, each in enumerate(by.rules.values())],
    }


def count_further(engine: Engine, law: Mapping[str, Any], name: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of the last step of sql_NAME/, which has that name; its steps go on from who has finished."""
    engine.table("law", [law])
    run = [*_parted(COMPLETION)[0], *steps(FOLDER.with_name(f"{FOLDER.name}_{name}"))]
    _run(engine, run)
    rows = engine.rows(f"select {', '.join(columns)} from {name}")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _parted(name: str) -> tuple[Sequence[Step], Sequence[Step]]:
    """The steps before that of a name, and the others."""
    at = [step.name for step in steps()].index(name)
    return steps()[:at], steps()[at:]


def _run(engine: Engine, run: Iterable[Step]) -> None:
    for step in run:
        engine.step(step.name, step.sql, step.kept)
