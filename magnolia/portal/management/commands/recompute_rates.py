"""`magnolia manage recompute_rates`: compute every decided outcome rate again from what its decision refers to."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from magnolia.policy.periods import AwardYear

from ...actions.verifying import recomputing
from ...models import OutcomeResult
from ..plain import PlainCommand, WrongCall

AT_ONCE = 500
DECIDED = ("decided", "published")


class Command(PlainCommand):
    help = (
        "Compute decided outcome rates again by the law kept with each decision, and hold their counts and checksums "
        "against the record. With --run, also against the rates.csv of that run made again. Exit status 0: all the "
        "same. 1: something differs, a line for each difference. 2: the call or the folder is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", metavar="CASE", default="", help="the rates of one case alone")
        parser.add_argument("--run", metavar="DIR", type=Path, help="the folder of a run, made again from its inputs")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = OutcomeResult.objects.filter(state__in=DECIDED).select_related("application", "run", "submission")
        if options["case"]:
            rows = rows.filter(application__number=options["case"])
        made_again, sha256 = _rates(options["run"]) if options["run"] else ({}, "")
        if options["run"]:
            rows = rows.filter(run__rates_sha256=sha256)
        looked = different = 0
        for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
            found = recomputing.recompute(row)
            if options["run"]:
                found += recomputing.against_run(row, made_again.get(_key(row)), sha256)
            looked += 1
            different += bool(found)
            for sentence in found:
                self.stdout.write(
                    f"{row.application.number}, {AwardYear(row.award_year).long}, {row.metric}: {sentence}"
                )
        self.stdout.write(f"Rates computed again: {looked}, different: {different}.")
        if different:
            sys.exit(1)


Key = tuple[str, str, str, str]


def _key(row: OutcomeResult) -> Key:
    """The row of rates.csv: the program whose records the run read from the institution's signed file."""
    own = (each for each in row.run.manifest.get("programs", ()) if row.submission.sha256 in each["inputs"])
    program = next(own, {"opeid": "", "program_id": ""})
    return program["opeid"], program["program_id"], AwardYear(row.award_year).label, row.metric


def _rates(folder: Path) -> tuple[Mapping[Key, Mapping[str, str]], str]:
    """The rows of a run's rates.csv by program, award year and measure, and the file's SHA-256."""
    try:
        content = (folder / "rates.csv").read_bytes()
        rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
        found = {(row["opeid"], row["program_id"], row["award_year"], row["metric"]): row for row in rows}
    except (OSError, UnicodeDecodeError, KeyError, csv.Error):
        raise WrongCall(
            f"{folder} holds no rates.csv of a run; give the folder that `outcomes compute` wrote."
        ) from None
    return found, hashlib.sha256(content).hexdigest()
