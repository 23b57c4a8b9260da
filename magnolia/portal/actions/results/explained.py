"""Why a result differs from the one it took the place of, in sentences; both stay on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from magnolia.policy.earnings import fill
from magnolia.policy.outcome_runs import COUNTS, words
from magnolia.policy.periods import Quarter, say_day

from ...models import OutcomeResult
from .standing import PLACEMENT, quarter_words


def changes(row: OutcomeResult, before: OutcomeResult) -> list[str]:
    """What went in otherwise than before, then which counts changed."""
    said = words(row.application.jurisdiction)
    return [fill(said["change"][word], **named) for word, named in (*_inputs(row, before), *_counts(row, before, said))]


def _inputs(row: OutcomeResult, before: OutcomeResult) -> Iterator[tuple[str, dict[str, Any]]]:
    run, old = row.run, before.run
    if row.submission_id != before.submission_id:
        yield "submission", {"number": row.submission.number, "before": before.submission.number}
    if row.metric == PLACEMENT:
        yield from _loads(row, before)
        if run.wages_through != old.wages_through:
            yield "later", {"through": Quarter(run.wages_through), "before": Quarter(old.wages_through)}
    if run.as_of != old.as_of:
        yield "as_of", {"day": say_day(run.as_of), "before": say_day(old.as_of)}
    if run.method_sha256 != old.method_sha256:
        yield "method", {}
    if run.manifest.get("parameters") != old.manifest.get("parameters"):
        yield "law", {}


def _loads(row: OutcomeResult, before: OutcomeResult) -> Iterator[tuple[str, dict[str, Any]]]:
    measured = {each.quarter for each in row.quarters.all()}
    held = {(each.quarter, each.source): each for each in sorted(before.run.loads.all(), key=lambda one: one.number)}
    known = {each.pk for each in before.run.loads.all()}
    for each in row.run.loads.all():
        if each.pk in known or each.quarter not in measured:
            continue
        named = {"quarter": quarter_words(row.application.jurisdiction, each.quarter), "source": each.source,
                 "number": each.number}  # fmt: skip
        earlier = held.get((each.quarter, each.source))
        yield ("corrected", named | {"before": earlier.number}) if earlier else ("load", named)


def _counts(row: OutcomeResult, before: OutcomeResult, said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in COUNTS:
        now, was = getattr(row, name), getattr(before, name)
        if now != was:
            yield "counts", {"label": said["count"][name], "before": was, "now": now}
