"""Earnings years after completion: benchmarks and medians, for evaluation only. Nothing here moves an approval.

The medians come from `magnolia outcomes longterm`: a file of counts and its manifest. Wage records never enter (policy
8.2, 8.7.2).
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from magnolia.policy import longterm
from magnolia.policy.periods import AwardYear, CalendarError, Quarter

from ... import clock
from ...models import Application, Benchmark, Event, LongTermResult, LongTermRun, Person
from ..moves import Refused, Said, act, start
from ..papers import incoming, tables

COLUMNS = ("opeid", "program_id", "award_year", "people", "complete", "incomplete", "waiting", "median")
COUNTS = ("people", "complete", "incomplete", "waiting")


def enter(
    jurisdiction: str,
    *,
    measure: str,
    year: int,
    amount: Decimal,
    source: str,
    reason: str,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Event:
    """Enter a benchmark. Raises Refused without its source, its year or the reason for it."""
    row = Benchmark(
        jurisdiction=jurisdiction, measure=measure.strip(), year=year, amount=amount, source=source.strip(),
        reason=reason.strip(), by=by, entered_on=clock.local_date(jurisdiction, at),
    )  # fmt: skip
    said = {name: getattr(row, name) for name in ("measure", "year", "amount", "source", "reason")}
    return start(row, "enter", by=by, at=at, jurisdiction=jurisdiction, key=key, said=said)


def strike(row: Benchmark, *, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Take back a benchmark that was entered in error, with the reason. It stays on record, struck out."""

    def write(thing: Any) -> Said:
        thing.struck_on, thing.struck_by = clock.local_date(thing.jurisdiction, at), by
        thing.struck_because = reason.strip()
        return {}

    return act(row, "strike", by=by, at=at, said={"reason": reason}, write=write, **rest)


def bring(
    jurisdiction: str,
    medians: tuple[str, bytes | incoming.Upload],
    manifest: tuple[str, bytes | incoming.Upload],
    *,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Event:
    """Bring in the medians of a run: all rows or none. Raises Refused naming the row or what the manifest lacks."""
    said = longterm.words(jurisdiction)["file"]
    table = tables.read(medians, "Medians of long-term earnings", COLUMNS, jurisdiction, by=by, at=at)
    read, digest = _manifest(jurisdiction, manifest, said, by, at), hashlib.sha256(table.content).hexdigest()
    if read.get("longterm_sha256") != digest:
        raise Refused(said["manifest"], "manifest")
    if read.get("complete") is not True:
        raise Refused(said["partial"], "manifest")
    try:
        through = Quarter.parse(str(read.get("wages_through")))
    except CalendarError as problem:
        raise Refused(f"{str(problem).capitalize()}.", "manifest") from None
    if LongTermRun.objects.filter(jurisdiction=jurisdiction, sha256=digest).exists():
        raise Refused(said["again"], "file")
    results = _results(jurisdiction, table, said)
    run = LongTermRun(
        jurisdiction=jurisdiction, wages_through=through.index, sha256=digest, manifest=read, by=by, brought_at=at
    )
    with transaction.atomic():
        facts = {"sha256": digest, "rows": len(results), "wages_through": str(through)}
        event = start(run, "bring", by=by, at=at, jurisdiction=jurisdiction, key=key, said=facts)
        if event.thing_id == run.pk:
            LongTermResult.objects.bulk_create(LongTermResult(run=run, **each) for each in results)
    return event


def _manifest(
    jurisdiction: str, paper: tuple[str, bytes | incoming.Upload], said: dict[str, str], by: Person, at: datetime
) -> dict[str, Any]:
    name, content = paper
    data = content if isinstance(content, bytes) else b"".join(content.chunks())
    try:
        read = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, ValueError):
        read = None
    if not isinstance(read, dict):
        raise Refused(said["unread"].format(name=name, kind="the manifest (run.json)"), "manifest")
    return read


def _results(jurisdiction: str, table: tables.Table, said: dict[str, str]) -> list[dict[str, Any]]:
    rows = Application.objects.filter(jurisdiction=jurisdiction, approval__isnull=False)
    wanted = {row.cells["program_id"] for row in table.rows}
    programs = {
        (row.institution.institution.opeid, row.number): row
        for row in rows.filter(number__in=wanted).select_related("institution__institution")
    }
    found = []
    for row in table.rows:
        opeid, program = row.cells["opeid"], row.cells["program_id"]
        application = programs.get((opeid, program))
        if application is None:
            raise Refused(said["unknown"].format(row=row.number, opeid=opeid, program=program), "file")
        counts = {name: row.read(name, _count, "a whole number") for name in COUNTS}
        if counts["complete"] + counts["incomplete"] + counts["waiting"] != counts["people"]:
            raise Refused(f"Row {row.number}: complete, incomplete and waiting do not add up to people.", "file")
        median = row.read("median", _money, "dollars, or nothing where nobody is complete")
        if (median is None) != (counts["complete"] == 0):
            raise Refused(f"Row {row.number}: a median belongs to complete people, and only to them.", "file")
        year = row.read("award_year", _year, "an award year such as 2026-27")
        found.append({"application": application, "award_year": year, "median": median} | counts)
    return found


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise ValueError(text)
    return int(text)


def _money(text: str) -> Decimal | None:
    value = Decimal(text) if text else None
    if value is not None and not (value.is_finite() and value >= 0):
        raise ValueError(text)
    return value


def _year(text: str) -> int:
    try:
        return AwardYear.parse(text).start
    except CalendarError as problem:
        raise ValueError from problem
