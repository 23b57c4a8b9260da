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

from .engine import Engine, Rows

FOLDER = Path(__file__).parent / "sql"
NAME = re.compile(r"[0-9]{3}_([a-z_]+)\.sql")
KEPT = "-- kept"
PEOPLE, FINISHED = "people", "finished"
COUNTS = ("opeid", "program_id", "cip_code", "award_year", "metric", "cohort", "excluded", "numerator", "pending")


ORDER = ("opeid", "program_id", "award_year", "metric")  # text by code point, in either engine


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


def count(engine: Engine, law: OutcomeLaw, by: Records) -> Rows:
    """The counts of every rate, a row each with the columns COUNTS, in the order of ORDER.

    From the engine's `participants`, `programs` and `wages`; `dispositions` is left.
    """
    engine.table("law", [law.row()])
    engine.table("rules", [{"rule": each.id, "place": each.place} for each in by.rules.values()])
    return _counted(engine, steps(), COUNTS, f"counts order by {', '.join(ORDER)}")


def count_further(engine: Engine, law: Mapping[str, Any], name: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of the last step of sql_NAME/, which has that name; its steps go on from who has finished."""
    engine.table("law", [law])
    first = list(steps())
    shared = first[: [step.name for step in first].index(FINISHED) + 1]
    run = [*shared, *steps(FOLDER.with_name(f"{FOLDER.name}_{name}"))]
    return [dict(zip(columns, row, strict=True)) for row in _counted(engine, run, columns, name)]


def _counted(engine: Engine, run: Iterable[Step], columns: Sequence[str], table: str) -> Rows:
    for step in run:
        engine.step(step.name, step.sql, step.kept)
        if step.name == PEOPLE:
            engine.let_go_of_participants()
    return engine.rows(f"select {', '.join(columns)} from {table}")
