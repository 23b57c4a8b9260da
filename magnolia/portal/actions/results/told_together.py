"""One notice for all rates of a version that come to the same step at once, in place of one a rate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from ... import clock
from ...models import DataSubmission, Deadline, Event, OnceKey, OutcomeResult, Person
from .. import law
from ..moves import Refused, act
from ..telling.remind import STEPS
from .shown import PREVIEW

SHOWN, PUBLISHED, REMIND = "show_rates", "publish_rates", "remind_of_rates"
Rates = list[tuple[int, str]]  # the award year and the measure of each


def tell(results: Iterable[OutcomeResult], move: str, *, by: Person, at: datetime, key: str | None = None) -> None:
    """Make the move of each version with the rates that rest on it: the award year and the measure of each."""
    found: dict[UUID, tuple[DataSubmission, Rates]] = {}
    for row in results:
        found.setdefault(row.submission_id, (row.submission, []))[1].append((row.award_year, row.metric))
    for nth, (submission, rates) in enumerate(found.values()):
        act(submission, move, by=by, at=at, key=f"{key}-s{nth}" if key else None, said={"rates": sorted(rates)})


def remind(jurisdiction: str, *, at: datetime) -> list[Event]:
    """Tell an institution of rates it has not looked at, at the State's steps before the time is over, each step once.

    A rate it said something of, or asked to be corrected, is left out.
    """
    today = clock.local_date(jurisdiction, at)
    values = law.parameters(jurisdiction)
    steps = sorted(values[step].on(today).whole for step in STEPS)
    found: dict[str, tuple[DataSubmission, date, Rates]] = {}
    for row, due in _open(jurisdiction, today, today + timedelta(days=steps[-1])):
        step = next(step for step in steps if (due - today).days <= step)
        key = f"rates-{row.submission_id.hex}-{due.isoformat()}-{step}"
        found.setdefault(key, (row.submission, due, []))[2].append((row.award_year, row.metric))
    told = set(OnceKey.objects.filter(pk__in=list(found)).values_list("pk", flat=True))
    made = (_remind(*found[key], key, at) for key in found if key not in told)
    return [event for event in made if event is not None]


def _open(jurisdiction: str, first: date, last: date) -> Iterable[tuple[OutcomeResult, date]]:
    """Rates whose time to look ends between two days, with its last day."""
    rows = Deadline.objects.filter(clock=PREVIEW, closed_by__isnull=True, case__jurisdiction=jurisdiction)
    due = dict(rows.filter(due__range=(first, last)).values_list("thing_id", "due"))
    results = OutcomeResult.objects.filter(pk__in=list(due), state="preview", corrections=None)
    for row in results.select_related("submission__case").order_by("submission", "award_year", "metric"):
        yield row, due[row.pk]


def _remind(submission: DataSubmission, due: date, rates: Rates, key: str, at: datetime) -> Event | None:
    try:
        return act(submission, REMIND, by=None, at=at, key=key, said={"rates": rates, "until": due.isoformat()})
    except Refused:
        return None
