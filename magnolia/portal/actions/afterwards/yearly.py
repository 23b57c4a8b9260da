"""What an institution reports each award year after the approval: the list of completers, its price, its two rates.

A list is read in memory and checked row by row; nothing of a student is kept, only how many rows it had and its hash.
Source: 34 CFR 690.94, 690.95; State policy, "State Review and Secretary Evaluation".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from magnolia.policy import yearly
from magnolia.policy.data_template import template
from magnolia.policy.periods import AwardYear

from ... import clock
from ...models import Application, Event, Exclusion, Person, Thing, YearlyReport
from .. import law
from ..applying import template_files
from ..moves import Refused, Said, act
from ..papers import incoming
from ..papers.file_kinds import CSV
from ..papers.matching import IDENTIFIER, TABLE
from ..papers.proofs import Paper
from . import prices

FILE, SEND_BACK = "file", "send_back"
COMPLETERS, PRICE, COMPLETION, PLACEMENT = "completers", "price", "completion", "placement"


def _report(application: Application, award_year: int, matter: str) -> YearlyReport:
    """The report of a year and matter as it stands, or a new one."""
    found = YearlyReport.objects.filter(application=application, award_year=award_year, matter=matter).first()
    return found or YearlyReport(case=application.case, application=application, award_year=award_year, matter=matter)


def _file(
    report: YearlyReport,
    values: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
    move: str = FILE,
    said: Mapping[str, Any] | None = None,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Make the move with the columns of a report; the version a page saw is that of the case and is not asked for."""
    today = clock.local_date(report.application.jurisdiction, at)

    def write(thing: Thing) -> Said:
        for name, value in ({"filed_on": today, "faults": ""} | dict(values)).items():
            setattr(thing, name, value)
        return {"award_year": report.award_year, "matter": report.matter} | dict(values) | dict(said or {})

    return act(report, move, by=by, at=at, key=key, write=write)


def file_completers(
    application: Application, *, award_year: int, paper: Paper, by: Person, at: datetime, **rest: Any
) -> Event:
    """File the list of completers of a year; with any faulty row it is sent back, each named, and nothing is kept."""
    state, today = application.jurisdiction, clock.local_date(application.jurisdiction, at)
    try:
        title = yearly.words(state)["matter"][COMPLETERS]["label"]
        content = incoming.receive(*paper, title, (CSV.ending,), state, at, by=by).content
        text = content.decode("utf-8-sig")
    except incoming.BadDocument as fault:
        raise Refused(str(fault), "paper") from None
    except UnicodeDecodeError:
        raise Refused("Save the list as CSV in UTF-8 and add it again.", "paper") from None
    fields = template(state).of(TABLE, template_files.current(state, today))
    identifiers = [field.column for field in fields if field.match == IDENTIFIER]
    said = yearly.words(state)
    checked = yearly.check(text, AwardYear(award_year), identifiers, said)
    if not checked.rows:
        raise Refused(said["fault"]["empty"], "paper")
    faults = "\n".join(str(fault) for fault in checked.faults)
    values = {"rows": checked.rows, "faults": faults}
    if not faults:
        values |= {"sha256": hashlib.sha256(content).hexdigest()}
    move = SEND_BACK if faults else FILE
    return _file(_report(application, award_year, COMPLETERS), values, by=by, at=at, move=move, **rest)


def file_price(
    application: Application,
    *,
    award_year: int,
    tuition: Decimal | None,
    fees: Decimal | None,
    reported_on: date | None,
    by: Person,
    at: datetime,
    **rest: Any,
) -> Event:
    """File the price of a year with the day it was reported to the Secretary; without that day it stays open."""
    report = _report(application, award_year, PRICE)
    report.paid, report.required_fees = tuition, fees
    values = {"reported_on": reported_on}
    with transaction.atomic():
        event = _file(report, values, by=by, at=at, said={"tuition": tuition, "fees": fees}, **rest)
        if event.thing_id == report.pk and report.price_id is None and tuition is not None and fees is not None:
            report.price = prices.of_report(application, award_year, tuition, fees, by=by, at=at)
            report.save(update_fields=["price"])
    return event


def file_completion(
    application: Application,
    *,
    award_year: int,
    participants: int,
    completed: int,
    exclusions: Iterable[tuple[str, int]] = (),
    by: Person,
    at: datetime,
    **rest: Any,
) -> Event:
    """File the counts of the completion rate. Raises Refused, with the rate as it stays, for another exclusion."""
    given = tuple(exclusions)
    found, sentence = _told(application, award_year, COMPLETION, completed, participants, given)
    if found is None or found.refused:
        raise Refused(sentence, "participants" if found is None else "exclusions")
    report = _report(application, award_year, COMPLETION)
    event = _file(report, {"participants": participants, "completed": completed}, by=by, at=at, **rest)
    if event.thing_id == report.pk and not report.exclusions.exists():
        Exclusion.objects.bulk_create(Exclusion(report=report, reason=reason, persons=n) for reason, n in given)
    return event


def file_placement(
    application: Application,
    *,
    award_year: int,
    completers: int,
    employed: int,
    source: str,
    by: Person,
    at: datetime,
    **rest: Any,
) -> Event:
    """File the counts of the placement rate and the records that showed it. Raises Refused for another source."""
    if source not in yearly.words(application.jurisdiction)["source"]:
        raise Refused(f"“{source}” is no source the State has approved.", "source")
    found, sentence = _told(application, award_year, PLACEMENT, employed, completers)
    if found is None:
        raise Refused(sentence, "completers")
    values = {"completers": completers, "employed": employed, "source": source}
    return _file(_report(application, award_year, PLACEMENT), values, by=by, at=at, **rest)


def _told(
    application: Application, award_year: int, measure: str, count: int, of: int, exclusions: Any = ()
) -> tuple[Any, str]:
    day = AwardYear(award_year).first_day
    percent = Decimal(law.value(application.jurisdiction, f"rates.{measure}_percent", day).whole)
    return yearly.told(yearly.words(application.jurisdiction), count, of, percent, exclusions)


def rate_of(report: YearlyReport) -> str:
    """The rate a report gives, in words; empty for a report that gives none."""
    of_matter: dict[str, Callable[[], tuple[Any, str]]] = {
        COMPLETION: lambda: _told(
            report.application,
            report.award_year,
            COMPLETION,
            report.completed or 0,
            report.participants or 0,
            [(row.reason, row.persons) for row in report.exclusions.all()],
        ),
        PLACEMENT: lambda: _told(
            report.application, report.award_year, PLACEMENT, report.employed or 0, report.completers or 0
        ),
    }
    return of_matter[report.matter]()[1] if report.matter in of_matter else ""


def duties(application: Application, on: date) -> list[yearly.Duty]:
    """Every report the program owes on a day, and where it stands."""
    number = law.parameters(application.jurisdiction)["yearly.due_months"]
    reports = {(row.award_year, row.matter): row.state for row in application.yearly_reports.all()}
    # Signed participant records of a year hold its completers: no list of them is asked for beside (policy 8.4).
    records = application.data_submissions.filter(state="signed").values_list("award_year", flat=True)
    reports |= {(year, COMPLETERS): yearly.FILED for year in records}
    waived = set(application.waivers.filter(state="recorded").values_list("award_year", "measure"))
    matters = yearly.words(application.jurisdiction)["matter"]

    def months(year: AwardYear) -> int:
        return number.on(year.first_day).whole

    return yearly.duties(matters, application.award_year, on, months, reports, waived)
