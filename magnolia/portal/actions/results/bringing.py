"""A run's counts come in: checked against what was handed in, then each shown to its institution. All of it or nothing.

Wage records stay where they are. What comes in are run.json and rates.csv; people.parquet, which tells no wage and no
number, may be kept in the data folder beside the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from magnolia.policy.outcome_runs import BadRun, Matching, Run, read_run

from ... import clock
from ...models import Case, MatchQuality, MeasuredQuarter, OutcomeResult, OutcomeRun, Person
from ..moves import Refused, act, start
from ..recording import record
from . import keeping_people, told_together
from .belonging import Belongs, Ours, belongs

CURRENT = ("preview", "decided", "published")


@dataclass(frozen=True)
class Brought:
    """What came of it: the run, how many results are new, and how many stand as they were."""

    run: OutcomeRun
    new: int
    unchanged: int
    left_out: int


def bring(
    jurisdiction: str,
    manifest: bytes,
    rates: bytes,
    *,
    people: Path | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Brought:
    """Bring in a run. Raises Refused with one sentence where it is not one of this State's own records."""
    try:
        run = read_run(jurisdiction, manifest, rates)
        if people is not None:
            keeping_people.check(people, run)
        with transaction.atomic():
            return _bring(jurisdiction, run, people, by, at, key)
    except BadRun as fault:
        raise Refused(f"{_capital(fault.sentence(jurisdiction))}.", "run") from None


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _bring(jurisdiction: str, run: Run, people: Path | None, by: Person, at: datetime, key: str | None) -> Brought:
    standing = record.standing_case(jurisdiction, OutcomeRun.kind, at)
    Case.objects.select_for_update(no_key=True).get(pk=standing.pk)  # one run at a time
    own = belongs(jurisdiction, run, clock.local_date(jurisdiction, at))
    before = _current(own)
    changed = [each for each in own.rates if not _same(before.get(_place(each)), each, run)]
    row = OutcomeRun(
        jurisdiction=jurisdiction,
        number=record.next_number(f"outcome-run-{jurisdiction}"),
        as_of=run.as_of,
        wages_through=run.through.index,
        method_sha256=run.method,
        rates_sha256=run.rates_sha256,
        manifest=run.manifest,
        by=by,
        brought_at=at,
        swis=bool(run.other_states),
    )
    unchanged = len(own.rates) - len(changed)
    said = {"number": row.number, "rates": run.rates_sha256, "method": run.method, "new": len(changed),
            "unchanged": unchanged, "left_out": own.left_out}  # fmt: skip
    start(row, "bring", by=by, at=at, jurisdiction=jurisdiction, said=said, key=key)
    row.loads.set(own.loads)
    new = [
        _show(row, each, before.get(_place(each)), run.matching.get(each.rate.of), by, at)
        for each in sorted(changed, key=lambda one: (str(one.application.case_id), one.rate.of))
    ]
    told_together.tell(new, told_together.SHOWN, by=by, at=at)
    if people is not None:
        keeping_people.keep(people, row)
    return Brought(row, len(changed), unchanged, own.left_out)


def _place(each: Ours) -> tuple[Any, int, str]:
    return each.application.pk, each.rate.year.start, each.rate.metric


def _current(own: Belongs) -> dict[tuple[Any, int, str], OutcomeResult]:
    """The results that count until now, of the programs of a run."""
    rows = OutcomeResult.objects.filter(
        application__in={each.application.pk for each in own.rates}, state__in=CURRENT
    ).select_related("run", "case", "application", "quality")
    return {(row.application_id, row.award_year, row.metric): row for row in rows}


def _same(before: OutcomeResult | None, each: Ours, run: Run) -> bool:
    """Whether a result says what it said already: the same counts of the same submission by the same method and law."""
    if before is None or before.submission_id != each.submission.pk or before.run.method_sha256 != run.method:
        return False
    if before.run.manifest.get("parameters") != run.manifest.get("parameters") or before.result != each.rate.result:
        return False
    found, quality = run.matching.get(each.rate.of), getattr(before, "quality", None)
    if found is not None and quality is not None and any(getattr(quality, k) != v for k, v in found.counts.items()):
        return False
    return all(getattr(before, name) == count for name, count in each.rate.counts.items())


def _show(
    run: OutcomeRun, each: Ours, before: OutcomeResult | None, found: Matching | None, by: Person, at: datetime
) -> OutcomeResult:
    """The new result with its matching; the one it takes the place of stays in the record."""
    if before is not None:
        act(before, "supersede", by=by, at=at, said={"run": run.number})
    row = OutcomeResult(
        case=each.application.case,
        application=each.application,
        run=run,
        submission=each.submission,
        award_year=each.rate.year.start,
        metric=each.rate.metric,
        result=each.rate.result,
        replaces=before,
        **each.rate.counts,
    )
    said = {"run": run.number, "award_year": row.award_year, "measure": row.metric, **each.rate.counts}
    act(row, "show", by=by, at=at, said=said)
    if found is not None:
        MatchQuality.objects.create(result=row, window_closes=found.window_closes, **found.counts)
        MeasuredQuarter.objects.bulk_create(
            MeasuredQuarter(result=row, quarter=quarter, persons=persons, pending=pending)
            for quarter, (persons, pending) in found.quarters.items()
        )
    return row
