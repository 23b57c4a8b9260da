"""The worker's look at an own statement: both files in memory, the records counted anew by the law, every difference.

Killed at any moment it begins anew: what it found is written at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import IO, Any

from django_q.tasks import async_task

from magnolia.outcomes.engine import connect
from magnolia.outcomes.keys import Mask
from magnolia.policy.outcome_law import WINDOW
from magnolia.policy.outcome_records import records
from magnolia.policy.own_statement import Compared, Enrolment, compare, recompute
from magnolia.policy.periods import AwardYear
from magnolia.policy.records import words

from ... import clock
from ...models import DataSubmission, OwnStatement, StatedDifference, StatedTotal, Thing
from .. import law
from ..applying import template_files
from ..moves import Refused, Said, Stale, act
from . import checking, opening, stating, vault

MOST = 2_000  # differences that are listed; more are counted
ROWS = """
select row, person, student_id, try_cast(entry_date as date), enrollment_status, try_cast(completion_date as date),
       credential_attained, try_cast(normal_time_weeks as decimal(24, 6)), exclusion
from looked order by row
"""


def compare_rows(pk: str) -> None:
    """Hold a statement that waits against the records of its version. Safe to call any number of times."""
    row = OwnStatement.objects.select_related("submission__application", "submission__case").get(pk=pk)
    submission = row.submission
    if row.checked_at is not None or submission.purged_on is not None:
        return
    on = clock.local_date(submission.application.jurisdiction, clock.now())
    percent = Decimal(str(law.value(submission.application.jurisdiction, WINDOW, _day(submission, on)).value))
    said, found = words(submission.application.jurisdiction)["statement_fault"], None
    problem = ""
    try:
        with ExitStack() as stack:
            memory = stack.enter_context(vault.opened(vault.place_of(row.pk)))
            if checking.malware(row, memory):
                problem = said["malware"]
            else:
                memory.seek(0)
                stated = stating.read(memory, row.name, submission.application.jurisdiction)
                held = stack.enter_context(vault.opened(vault.place_of(submission.pk)))
                people = recompute(enrolments(held, submission), percent, on)
                found = compare(stated, people, AwardYear(submission.award_year))
    except (vault.Lost, opening.Unreadable) as lost:
        problem = said["unreadable"].format(given=lost)
    except stating.Faulty as faulty:
        problem = faulty.faults[0].message
    except checking.Waits:
        return
    with contextlib.suppress(Stale, Refused):  # another worker was faster
        _write(row, found, problem, on, percent)


def _day(submission: DataSubmission, on: date) -> date:
    """The day that picks the numbers, as for a run of the command on it."""
    return max(on, law.first_day(submission.application.jurisdiction))


def enrolments(memory: IO[bytes], submission: DataSubmission) -> Iterable[Enrolment]:
    """The rows of checked records, people as masks good for this look."""
    state = submission.application.jurisdiction
    checked = clock.local_date(state, submission.checked_at or submission.received_at)
    version = template_files.current(state, checked)
    with connect(opening.MEMORY, None) as connection:
        opened = opening.of_memory(memory, submission.name)
        columns = opening.columns_of(state, version)
        opening.load(connection, opened, columns, records(state, version), Mask(), "looked")
        return [Enrolment(*each) for each in connection.execute(ROWS).fetchall()]


def _write(row: OwnStatement, found: Compared | None, problem: str, on: date, percent: Decimal) -> None:
    """Totals, differences and the move in one transaction."""
    now = clock.now()

    def write(_: Thing) -> Said:
        done = OwnStatement.objects.select_for_update(no_key=True).get(pk=row.pk)
        if done.checked_at is not None:
            raise Refused("It was held against the records already.")
        differences = found.differences if found else ()
        done.checked_at, done.as_of, done.percent, done.problem = now, on, percent, problem[:500]
        done.differences_found = len(differences)
        done.save()
        StatedTotal.objects.bulk_create(
            StatedTotal(statement=done, metric=each.metric, what=each.what, stated=each.stated, found=each.found)
            for each in (found.totals if found else ())
        )
        StatedDifference.objects.bulk_create(
            (StatedDifference(statement=done, **_cut(vars(each))) for each in differences[:MOST]), batch_size=500
        )
        return {"statement": done.number, "sha256": done.sha256, "differences": len(differences), "problem": problem}

    act(row.submission, "compare_own", by=None, at=now, write=write)


def _cut(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"student_id": values["student_id"][:60]}


def give_tasks(tasks: set[tuple[str, str]]) -> None:
    """A task for each statement that waits without one; a killed one is given again."""
    waiting = OwnStatement.objects.filter(checked_at__isnull=True, submission__purged_on__isnull=True)
    for pk in waiting.values_list("pk", flat=True):
        if (stating.COMPARE, str(pk)) not in tasks:
            async_task(stating.COMPARE, str(pk))
