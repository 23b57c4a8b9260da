"""A decided rate computed again from what it refers to: every difference in words, and nothing where there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from magnolia.policy import rates
from magnolia.policy.outcome_law import STANDARD

from ...models import Event, OutcomeResult, RateDecision
from . import standing

COUNTS = ("cohort", "excluded", "denominator", "numerator", "pending")


def recompute(result: OutcomeResult) -> list[str]:
    """Compute a decided rate again by the law kept with it; what differs from the record, a sentence each."""
    decided = standing.decision(result)
    if decided is None:
        return ["Nothing is decided on this rate."]
    return [*_references(result, decided), *_outcome(result, decided)]


def _references(result: OutcomeResult, decided: RateDecision) -> list[str]:
    """The counts and checksums as the event of the decision has them, against the run and the records."""
    event = Event.objects.filter(thing_id=result.pk, move="decide").select_related("text").order_by("-seq").first()
    said = json.loads(event.text.text or "{}") if event is not None else {}
    found = []
    if said and said.get("counts") != [getattr(result, name) for name in COUNTS]:
        found.append("The counts are not those that were decided on.")
    if decided.submission_sha256 != result.submission.sha256:
        found.append("The records of the institution are not those that were decided on.")
    if (decided.method_sha256, decided.rates_sha256) != (result.run.method_sha256, result.run.rates_sha256):
        found.append("The run is not the one that was decided on.")
    return found


def _outcome(result: OutcomeResult, decided: RateDecision) -> list[str]:
    law = json.loads(decided.law.text)["parameters"]
    percent = Decimal(law[STANDARD[result.metric]]["value"])
    found = [] if percent == decided.standard else ["The standard is not the one of the law kept with the decision."]
    if decided.numerator != standing.counted(result):
        found.append("The number who meet the measure is not the one that was decided on.")
    now = rates.standing(standing.counted(result), result.pending, result.denominator, percent)
    return found + ([] if now == decided.outcome else [f"Computed again, the outcome is {now}, not {decided.outcome}."])


def against_run(result: OutcomeResult, row: Mapping[str, str] | None, sha256: str) -> list[str]:
    """Hold a decided rate against its row in a rates.csv with this checksum, as a run made again wrote it."""
    if row is None:
        return ["The run has no row for this program, award year and measure."]
    found = (
        [] if sha256 == result.run.rates_sha256 else ["The file of rates has another checksum than the run on record."]
    )
    return found + [
        f"{name}: the run says {row.get(name)}, the record {getattr(result, name)}."
        for name in COUNTS
        if row.get(name) != str(getattr(result, name))
    ]
