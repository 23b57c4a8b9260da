"""The worker's check of a submission. Killed at any moment it begins anew: what it found is written at once."""

from __future__ import annotations

import contextlib
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django_q.tasks import async_task

from ... import clock
from ...models import (
    DataExclusion,
    DataSubmission,
    ExitProof,
    OwnStatement,
    ProgramKey,
    Scan,
    SubmissionChange,
    SubmissionFault,
    SubmissionProgress,
    Thing,
)
from ..moves import Refused, Said, Stale, act
from ..papers import quarantine, scanning
from ..papers.clamd import INFECTED, NOT_DONE
from . import looking, vault
from .handing import CHECK, asked

STUCK = timedelta(minutes=6)  # longer than a task may run: whoever was at it is dead


class Waits(Exception):
    """The scanner did not answer: the file is looked at later."""


def check(pk: str, at: datetime | None = None) -> str:
    """Check a submission that waits; the state it is in afterwards. Safe to call any number of times.

    `at` is when it was checked, now unless told: practice data tells a day that is over.
    """
    held = ("application__institution__institution", "application__approval__filing", "case")
    row = DataSubmission.objects.select_related(*held).get(pk=pk)
    if row.state != "received":
        return row.state
    with ExitStack() as stack:
        try:
            _step(row, "opening")
            memory = stack.enter_context(vault.opened(vault.place_of(row.pk)))
            looked = _looked(stack, row, memory)
        except vault.Lost as problem:
            looked = looking.of_file(_asked(row), "unreadable", str(problem))
        except Waits:
            return row.state
    with contextlib.suppress(Stale, Refused):  # another worker was faster, or a later version came
        _write(row, looked, at or clock.now())
    row.refresh_from_db()
    return row.state


def _asked(row: DataSubmission) -> looking.Asked:
    on = clock.local_date(row.application.jurisdiction, clock.now())
    key = ProgramKey.objects.get(application=row.application).program_id
    return asked(row.application, row.award_year, on, program_id=key, enrolled=row.enrolled)


def _looked(stack: ExitStack, row: DataSubmission, memory: IO[bytes]) -> looking.Looked:
    _step(row, "scanning")
    if found := malware(row, memory):
        return looking.of_file(_asked(row), "malware", found)
    memory.seek(0)
    earlier = before(row)
    held = None
    if earlier is not None:
        with contextlib.suppress(vault.Lost):
            held = stack.enter_context(vault.opened(vault.place_of(earlier.pk))), earlier.name
    return looking.look(memory, row.name, _asked(row), before=held, step=lambda word, read: _step(row, word, read))


def before(row: DataSubmission) -> DataSubmission | None:
    """The version it replaces: the last one of its year before it whose records are still there."""
    earlier = DataSubmission.objects.filter(
        application=row.application_id, award_year=row.award_year, number__lt=row.number, purged_on__isnull=True
    )
    return earlier.order_by("-number").first()


def malware(row: DataSubmission | OwnStatement, memory: IO[bytes]) -> str:
    """What a scan found, empty for nothing. Raises Waits."""
    if not quarantine.is_on():
        return ""
    answer = scanning.scanner(settings.SCAN_IN_TURN).look(vault.chunks_of(memory))
    Scan.objects.create(
        sha256=row.sha256, size=min(row.size, 2**31 - 1), at=clock.now(), scanner=answer.scanner,
        signatures=answer.signatures, verdict=answer.verdict, found=answer.found[:200], by=row.by,
    )  # fmt: skip
    if answer.verdict == NOT_DONE:
        raise Waits
    return answer.found if answer.verdict == INFECTED else ""


def _step(row: DataSubmission, word: str, read: int | None = None) -> None:
    """Say how far the check is, and how many rows it has read; the first step counts the tries."""
    now = clock.now()
    made, new = SubmissionProgress.objects.get_or_create(
        submission=row, defaults={"step": word, "begun_at": now, "at": now, "rows": read}
    )
    if not new:
        again = {"tries": F("tries") + 1, "begun_at": now} if word == "opening" else {}
        SubmissionProgress.objects.filter(pk=made.pk).update(step=word, at=now, rows=read, **again)


def _write(row: DataSubmission, looked: looking.Looked, now: datetime) -> None:
    """The outcome in one transaction: numbers, faults, changes, sample, exclusions, and the move."""

    def write(thing: Thing) -> Said:
        if not isinstance(thing, DataSubmission):
            raise TypeError("only a submission is checked here")
        thing.checked_at, thing.rows, thing.rejected = now, looked.rows, looked.rejected
        thing.warnings, thing.participants = looked.warned, looked.participants
        thing.faults_found, thing.changes_found = looked.found, looked.changes_found
        SubmissionFault.objects.filter(submission=row).delete()
        SubmissionFault.objects.bulk_create(
            (
                SubmissionFault(submission=row, row=each.row, student_id=each.student_id[:60], column=each.column[:60],
                                code=each.code, level=each.level, message=each.message[:500])
                for each in looked.faults
            ),
            batch_size=500,
        )  # fmt: skip
        SubmissionChange.objects.bulk_create(
            (SubmissionChange(submission=row, **_cut(each)) for each in looked.changes), batch_size=500
        )
        ExitProof.objects.bulk_create(ExitProof(submission=row, **_cut(each)) for each in looked.exits)
        return {"sha256": row.sha256, "rows": looked.rows, "accepted": looked.rows - looked.rejected,
                "refused": looked.rejected, "warnings": looked.warned}  # fmt: skip

    with transaction.atomic():
        act(row, "accept" if looked.clean else "refuse", by=None, at=now, seen=row.version, write=write)
        SubmissionProgress.objects.filter(submission=row).update(step="done", at=now, rows=looked.rows)
        if looked.clean:
            _report(row, looked.exclusions, now)


def _cut(values: dict[str, Any]) -> dict[str, Any]:
    """Texts as long as their columns."""
    longest = {"student_id": 60, "columns": 600, "evidence": 200}
    return {name: value[: longest[name]] if name in longest and value else value for name, value in values.items()}


def _report(row: DataSubmission, exclusions: list[dict[str, Any]], now: Any) -> None:
    """Every exclusion waits for a reviewer, unless the very same was accepted in an earlier version."""
    same = ("student_id", "ground", "arose_on", "days", "evidence")
    accepted = set(
        DataExclusion.objects.filter(
            submission__application=row.application_id, submission__award_year=row.award_year, state="accepted"
        ).values_list(*same)
    )
    for each in exclusions:
        made = DataExclusion(case=row.case, application=row.application, submission=row, **_cut(each))
        known = made.student_id and tuple(getattr(made, name) for name in same) in accepted
        act(made, "carry" if known else "report", by=None, at=now)


def waiting(now: Any) -> list[str]:
    """Submissions that wait for a check nobody is at."""
    rows = DataSubmission.objects.filter(state="received").select_related("progress")
    return [
        str(row.pk)
        for row in rows
        if not hasattr(row, "progress") or now - row.progress.at > STUCK or row.progress.at > now
    ]


def give_tasks(tasks: set[tuple[str, str]], now: Any) -> None:
    """A task for each submission that waits without one."""
    for pk in waiting(now):
        if (CHECK, pk) not in tasks:
            async_task(CHECK, pk)
