"""When participant records are to be destroyed: the daily round asks the steward, who does it or keeps them longer.

Magnolia destroys nothing by itself: the policy gives no schedule for a class of records, and a hold comes from outside
(REC-02).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from magnolia.policy.earnings import fill
from magnolia.policy.periods import say_day
from magnolia.policy.records import words

from ... import clock
from ...models import DataSubmission, Deadline, Event, OutcomeResult, Person, Thing
from ..moves import Refused, Said, act

CLOCK = "records_destruction"
ASK, NEEDED_AGAIN = "no_longer_needed", "needed_again"


def resting() -> Q:
    """Versions on which a result that counts still rests before its publication, or of which none was counted yet."""
    results = OutcomeResult.objects.filter(submission=OuterRef("pk"))
    return Q(Exists(results.exclude(state__in=("published", "superseded")))) | Q(state="signed") & ~Q(Exists(results))


def rests_on(submission: DataSubmission) -> bool:
    return DataSubmission.objects.filter(resting(), pk=submission.pk).exists()


def asked_for() -> QuerySet[Deadline]:
    """The days by which records are to be destroyed and are not yet."""
    return Deadline.objects.filter(clock=CLOCK, closed_by__isnull=True)


def is_asked() -> Exists:
    return Exists(asked_for().filter(thing_id=OuterRef("pk")))


def kept_longer(submission: DataSubmission, on: date) -> bool:
    return submission.kept_until is not None and on <= submission.kept_until


def ask(jurisdiction: str, *, at: datetime) -> list[Event]:
    """Put before the steward what is to be destroyed, and take back what a new rate needs; the same day only once."""
    today = clock.local_date(jurisdiction, at)
    rows = DataSubmission.objects.filter(application__jurisdiction=jurisdiction, purged_on__isnull=True)
    over = Q(kept_until__isnull=True) | Q(kept_until__lt=today)
    found = [(row, ASK) for row in rows.filter(~resting(), ~is_asked(), over, state__in=("signed", "superseded"))]
    found += [(row, NEEDED_AGAIN) for row in rows.filter(resting(), is_asked())]
    made = (_move(row, move, f"{move}-{row.pk.hex}-{today.isoformat()}", at) for row, move in found)
    return [event for event in made if event is not None]


def _move(row: DataSubmission, move: str, key: str, at: datetime) -> Event | None:
    try:
        return act(row, move, by=None, at=at, key=key)
    except Refused:
        return None


def keep_longer(
    submission: DataSubmission, *, until: date, reason: str, by: Person, at: datetime, **rest: Any
) -> Event:
    """Keep records until a day, for a reason on record; nothing destroys them before it is over. Raises Refused."""

    def write(thing: Thing) -> Said:
        _of_records(thing).kept_until, _of_records(thing).kept_because = until, reason.strip()
        return {"until": until.isoformat()}

    return act(submission, "keep_longer", by=by, at=at, said={"reason": reason}, write=write, **rest)


def keep_no_longer(submission: DataSubmission, *, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """End that; the daily round asks for what nothing rests on."""

    def write(thing: Thing) -> Said:
        _of_records(thing).kept_until, _of_records(thing).kept_because = None, ""
        return {}

    return act(submission, "keep_no_longer", by=by, at=at, said={"reason": reason}, write=write, **rest)


def _of_records(thing: Thing) -> DataSubmission:
    if not isinstance(thing, DataSubmission):
        raise TypeError("only records are kept here")
    return thing


@dataclass(frozen=True)
class Stands:
    """What is to be done with records that nothing rests on; `word` is one of [destruction], empty while they count."""

    word: str = ""
    says: str = ""
    due: date | None = None


def stands(submission: DataSubmission, on: date, due: date | None, *, counts: bool) -> Stands:
    """How a version stands on a day. `due` is the day by which it is to be destroyed, if that is asked for; `counts`:
    something rests on it."""
    says = words(submission.application.jurisdiction)["destruction"]
    word, told, day = "", "", due
    if submission.purged_on is not None:
        word = "gone"
    elif kept_longer(submission, on):
        word, day, told = "longer", submission.kept_until, submission.kept_because
    elif due is not None:
        word = "overdue" if on > due else "due"
    elif submission.state in ("signed", "superseded") and not counts:
        word = "used"
    return Stands(word, fill(says[word], day=say_day(day) if day else "", reason=told) if word else "", due)


def due_days(submissions: Iterable[UUID]) -> dict[UUID, date]:
    """The day by which each of these is to be destroyed, of those for which it is asked."""
    return dict(asked_for().filter(thing_id__in=list(submissions)).values_list("thing_id", "due"))
