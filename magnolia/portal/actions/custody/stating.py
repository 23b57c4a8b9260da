"""The institution's own statement beside its records: read whole when it comes, and taken only without a fault."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import PurePath
from typing import IO

from django.db import transaction
from django.db.models import Max
from django_q.tasks import async_task

from magnolia.policy.own_statement import Stated, Wrong, read_header, read_rows
from magnolia.policy.records import words
from magnolia.sheets import too_wide

from ...models import DataSubmission, OwnStatement, Person, Thing
from ..moves import Refused, Said, act
from ..papers.incoming import clean_name
from . import opening, vault
from .looking import Fault

COMPARE = "magnolia.portal.actions.custody.comparing.compare_rows"
ENDINGS = (".csv", ".xlsx")
MOST_BYTES = 64 << 20
MOST_ROWS = 1_000_000


class Faulty(Refused):
    """A statement that was not taken: everything that is wrong with it, by row."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("Nothing was taken. Mend what is listed and hand in the whole file again.", "file")
        self.faults = faults


def read(memory: IO[bytes], name: str, jurisdiction: str) -> list[Stated]:
    """The rows of a statement. Raises Faulty."""
    opened = opening.of_memory(memory, name)
    try:
        if opened.ending == ".xlsx":
            _bounded(memory)
        header, rows = opening.cells_of(opened, (), MOST_ROWS)
        if len(rows) == MOST_ROWS:
            raise opening.Unreadable(f"it has {MOST_ROWS} rows or more")
    except opening.Unreadable as problem:
        raise Faulty([_fault(Wrong(0, "", "unreadable", str(problem)), jurisdiction)]) from None
    while header and not header[-1]:
        header.pop()
    wrong = read_header(header)
    stated: list[Stated] = []
    if not wrong:
        stated, wrong = read_rows(header, rows)
    if wrong:
        raise Faulty([_fault(each, jurisdiction) for each in wrong])
    return stated


def _bounded(memory: IO[bytes]) -> None:
    """Raises Unreadable for a workbook that is none, or that would take all memory there is."""
    try:
        memory.seek(0)
        with zipfile.ZipFile(memory) as archive:
            if too_wide(archive):
                raise opening.Unreadable("its sheet is too large; leave the rows and columns empty that are not used")
    except (zipfile.BadZipFile, OSError, EOFError):
        raise opening.Unreadable("it is damaged, or not what its name says") from None


def _fault(each: Wrong, jurisdiction: str) -> Fault:
    message = words(jurisdiction)["statement_fault"][each.code].format(given=each.given)
    return Fault(each.row, "", each.column, each.code, "error", message)


def hand_in(
    submission: DataSubmission, arrived: vault.Arrived, name: str, *, by: Person, at: datetime,
    seen: int | None = None, key: str | None = None,
) -> OwnStatement:  # fmt: skip
    """Take a file as the next statement of a version; the worker holds it against the records. Raises Refused."""
    name = clean_name(name)
    if PurePath(name).suffix.lower() not in ENDINGS:
        raise Refused(f"Hand in a file whose name ends in {' or '.join(ENDINGS)}.", "file")
    if arrived.size > MOST_BYTES:
        raise Refused("The file is larger than a statement can be. Leave only the three columns in it.", "file")
    with vault.opened(arrived.place) as memory:
        rows = len(read(memory, name, submission.application.jurisdiction))

    def write(thing: Thing) -> Said:
        if not isinstance(thing, DataSubmission):
            raise TypeError("only records have a statement beside them")
        last = thing.statements.aggregate(last=Max("number"))["last"] or 0
        made = OwnStatement.objects.create(
            submission=thing, number=last + 1, name=name, size=arrived.size, sha256=arrived.sha256, rows=rows, by=by,
            received_at=at,
        )  # fmt: skip
        return {"statement": made.number, "sha256": made.sha256, "size": made.size, "rows": rows}

    with transaction.atomic():
        act(submission, "state_own", by=by, at=at, seen=seen, key=key, write=write)
        made = submission.statements.latest("number")
        if arrived.sha256 == made.sha256 and not vault.holds(made.pk):  # not the second click of one form
            vault.keep(arrived, made.pk)
            async_task(COMPARE, str(made.pk))
    return made
