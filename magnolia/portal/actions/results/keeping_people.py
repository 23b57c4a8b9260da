"""people.parquet of a run: why each person counts as they do, by pseudonym. Kept in the data folder, not the database.

It has no wage, no number and no name; a file with any other column is refused.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from magnolia.outcomes import disposed
from magnolia.policy.outcome_runs import BadRun, Run

from ...models import OutcomeResult, OutcomeRun

NAME = "people.parquet"


def check(file: Path, run: Run) -> None:
    """Raises BadRun where the file is not the one the run names, or has other columns than a run writes."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != run.manifest["outputs"].get(NAME) or not disposed.is_of_a_run(file):
        raise BadRun("people")


def keep(file: Path, run: OutcomeRun) -> None:
    """Keep a copy of the file once the run is in; a run that is not written leaves none."""
    place = _place(run.pk)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".new")
    shutil.copyfile(file, draft)
    os.chmod(draft, 0o600)
    transaction.on_commit(lambda: os.replace(draft, place))


def kept(run: UUID) -> bool:
    return _place(run).is_file()


def persons(result: OutcomeResult, opeid: str, place: str, rule: str, first: int, most: int) -> disposed.Persons:
    """Persons of a result, one page of them, in the order of their pseudonyms."""
    named = _program_of(result, opeid)
    return disposed.persons(
        _place(result.run_id), opeid, named, result.award_year, result.metric, place, rule, first, most
    )


def _program_of(result: OutcomeResult, opeid: str) -> str:
    """The program's own key, as the run has it for the submission's file."""
    told: list[dict[str, Any]] = result.run.manifest["programs"]
    rows = [each for each in told if each["opeid"] == opeid and result.submission.sha256 in each["inputs"]]
    return str(rows[0]["program_id"]) if rows else ""


def _place(run: UUID) -> Path:
    return Path(settings.OUTCOMES_FOLDER) / f"{run}.parquet"
