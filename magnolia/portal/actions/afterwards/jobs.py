"""Jobs of completers as far as they are known: the match of the wage records, and beside it what other sources say.

A completer stands by the institution's own key. What a source does not say stays empty. Source: State policy 9.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from magnolia.policy import placing, rates
from magnolia.policy.answers import has_form
from magnolia.policy.periods import AwardYear, CalendarError, Quarter

from ...models import Application, Event, JobRecord, JobSource, Person, Thing
from .. import law
from ..moves import Refused, Said, act
from ..occupations.findings import comparables
from ..papers import incoming, tables

MATCHES = ("student_id", "award_year", "quarter", "matched")
BESIDE = ("student_id", "award_year", "soc", "naics", "confidence")
NO_JOB = "no_job"
WAGES, EMPLOYER = "wage_record", "employer"
BROUGHT = (WAGES, EMPLOYER, "administrative", "supplemental")  # sources that come as a file
Paper = tuple[str, bytes | incoming.Upload]


def take_in(
    application: Application,
    *,
    source: str,
    paper: Paper | None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Bring in a file of one source: matches of the wage records, or what another source says beside them.

    Raises Refused naming the first row at fault. A file of matches may carry a `soc` where an enhanced record has one.
    """
    if source not in BROUGHT:
        raise Refused("Choose where the file comes from.", "source")
    if paper is None:
        raise Refused("Choose the file.", "file")
    state = application.jurisdiction
    if source == WAGES:
        table = tables.read(paper, "Matches", MATCHES, state, optional=("soc", "naics"), by=by, at=at)
    else:
        table = tables.read(paper, "Job records", BESIDE[:2], state, optional=BESIDE[2:], by=by, at=at)

    def write(thing: Thing) -> Said:
        said = {"source": source, "rows": len(table.rows), "file": table.name}
        if source == WAGES:
            _matches(application, table, at, by)
        else:
            _beside(application, source, table, at, by)
        return said

    with transaction.atomic():
        return act(application, "take_in_jobs", by=by, at=at, seen=seen, key=key, write=write)


def _matches(application: Application, table: tables.Table, at: datetime, by: Person) -> None:
    for row in table.rows:
        job, _ = JobRecord.objects.update_or_create(
            application=application,
            award_year=row.read("award_year", _year, "an award year such as 2029-30"),
            student_id=row.read(
                "student_id", _key, "the institution's own key of the completer, no number of a person"
            ),
            defaults={
                "quarter": row.read("quarter", _quarter, "a quarter such as 2030Q2"),
                "matched": row.read("matched", _yes_no, "Y or N"),
            },
        )
        if row.cells.get("soc") or row.cells.get("naics"):
            _say(job, WAGES, row, at, by)


def _beside(application: Application, source: str, table: tables.Table, at: datetime, by: Person) -> None:
    there = {(job.award_year, job.student_id): job for job in application.jobs.all()}
    for row in table.rows:
        named = row.read("award_year", _year, "an award year such as 2029-30"), row.cells["student_id"]
        if named not in there:
            raise Refused(
                f"Row {row.number}: this completer is not among those of the wage match. Bring in the match first.",
                "file",
            )
        _say(there[named], source, row, at, by)


def _say(job: JobRecord, source: str, row: tables.Row, at: datetime, by: Person) -> None:
    given = row.cells.get("confidence") or ""
    if given and given not in placing.words(job.application.jurisdiction)["confidence"]:
        raise Refused(f"Row {row.number}, confidence: write high, medium or low.", "file")
    soc = row.read("soc", _soc, "a SOC code such as 51-4121, or nothing")
    naics = row.read("naics", _naics, "an industry code of two to six digits, or nothing")
    JobSource.objects.create(job=job, source=source, soc_code=soc, naics=naics, confidence=given, at=at, by=by)


def _soc(text: str) -> str:
    if text and not has_form(text, "NN-NNNN"):
        raise ValueError(text)
    return text


def _naics(text: str) -> str:
    if text and not (text.isascii() and text.isdigit() and 2 <= len(text) <= 6):
        raise ValueError(text)
    return text


def _key(text: str) -> str:
    digits = text.replace("-", "")
    if not text or len(text) > 60 or (len(digits) == 9 and digits.isdigit()):
        raise ValueError(text)
    return text


def _yes_no(text: str) -> bool:
    return {"Y": True, "N": False}[text] if text in ("Y", "N") else _fail(text)


def _fail(text: str) -> bool:
    raise ValueError(text)


def _year(text: str) -> int:
    try:
        return AwardYear.parse(text).start
    except CalendarError as problem:
        raise ValueError from problem


def _quarter(text: str) -> int:
    try:
        return Quarter.parse(text).index
    except CalendarError as problem:
        raise ValueError from problem


@dataclass(frozen=True)
class Placed:
    """A completer of an award year: the job as its best source has it, and how it stands against the program."""

    job: JobRecord
    best: JobSource | None
    stands: str


def rule(application: Application, year: int) -> str:
    """Which placement counts for an award year: `ordinary`, `occupational`, or `waived`."""
    first = law.value(application.jurisdiction, "rates.occupational_from_award_year", AwardYear(year).first_day).whole
    waived = application.waivers.filter(state="recorded", measure="placement", award_year=year).exists()
    return rates.placement_rule(year, first, waived)


def placed(application: Application, year: int) -> list[Placed]:
    """Every completer of an award year under the rule of that year; nobody is counted by a guess."""
    approval = getattr(application, "approval", None)
    if approval is None:
        return []
    which, filed = rule(application, year), approval.filing.facts
    programs, decisions = tuple(filed.get("soc_codes") or ()), comparables(application.jurisdiction)
    jobs = application.jobs.filter(award_year=year).select_related("application").prefetch_related("sources")
    return [_placed(job, which, programs, year, decisions) for job in jobs]


def _placed(job: JobRecord, which: str, programs: tuple[str, ...], year: int, decisions: Iterable[Any]) -> Placed:
    best = best_of(job.sources.all())
    employed = job.matched or any(each.employed for each in job.sources.all())
    if not employed:
        return Placed(job, best, NO_JOB)
    if which != "occupational":
        return Placed(job, best, placing.COUNTS)
    soc = best.soc_code if best else ""
    return Placed(job, best, placing.placing(programs, soc, AwardYear(year), decisions))


def best_of(sources: Iterable[JobSource]) -> JobSource | None:
    """What counts of several sources: the last one that names an occupation, else the last one at all."""
    said = list(sources)
    named = [each for each in said if each.soc_code]
    return (named or said or [None])[-1]  # type: ignore[list-item]


def coverage(rows: Iterable[Placed]) -> Counter[str]:
    """How many of a year stand where."""
    return Counter(each.stands for each in rows)
