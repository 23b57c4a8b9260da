"""The three core measures of a program and the day each can be worked out (State policy 8.5, 8.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from magnolia.policy import measures
from magnolia.policy.earnings import fill
from magnolia.policy.outcome_runs import words
from magnolia.policy.periods import AwardYear, Quarter, award_year, say_day

from ...models import Application, OutcomeResult, WageLoad
from .. import law
from ..afterwards import comparing
from ..applying.on_record import earnings_of
from .standing import COMPLETION, CURRENT, PLACEMENT, Told, quarter_words, rows_of, told

EARNINGS = "earnings"


@dataclass(frozen=True)
class Core:
    """One core measure as a page shows it."""

    label: str
    standard: str
    cite: str
    value: str
    cohort: str
    source: str
    day: str
    stands: dict[str, Any]


@dataclass(frozen=True)
class Cohort:
    """An award year's cohorts: when each rate can be worked out, and what is still open."""

    year: str
    plan: measures.Planned
    completion_from: date | None
    placement_from: date
    quarters_missing: tuple[str, ...]
    open_completion: str
    open_placement: str


def current(application: Application) -> list[Told]:
    return told([row for row in rows_of(application) if row.state in CURRENT])


def core_measures(application: Application, held: Iterable[Told], plans: Iterable[Cohort], today: date) -> list[Core]:
    """Completion, placement and earnings; what is not known yet is awaited, and never shown as failed."""
    results, first = list(held), next(iter(plans), None)
    found = []
    for metric in (COMPLETION, PLACEMENT):
        latest = next((each for each in results if each.row.metric == metric), None)
        found.append(_of(latest) if latest else _none_yet(application, metric, first, today))
    return [*found, _earnings(application)]


def _of(each: Told) -> Core:
    row, measure = each.row, each.measure
    cohort = f"{row.numerator} of {row.denominator}; {row.cohort} {measure['cohort']}, {row.excluded} excluded"
    value, said = each.value, each.said["says"]
    if row.pending and row.metric == COMPLETION:
        value = f"{said['window_open']}: {value}"
    run = f"{measure['source']}, run {row.run.number}"
    return Core(
        f"{measure['label']}, {each.year}", f"{_plain(each.standard['percent'])} percent", each.standard["cite"], value,
        cohort, run, say_day(row.run.as_of), each.stands,
    )  # fmt: skip


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _none_yet(application: Application, metric: str, first: Cohort | None, today: date) -> Core:
    said = words(application.jurisdiction)
    measure, says = said["measure"][metric], said["says"]
    standard = law.value(application.jurisdiction, measure["standard"], today)
    if metric == PLACEMENT:
        value = says["awaiting_quarter"]
    else:
        runs = first is not None and (first.plan.window_closes is None or first.plan.window_closes >= today)
        value = says["window_open" if runs else "no_records"]
    return Core(
        measure["label"], f"{_plain(Decimal(standard.whole))} percent", standard.cite, value, "", measure["source"], "",
        said["stands"]["awaiting"],
    )  # fmt: skip


def _earnings(application: Application) -> Core:
    said = words(application.jurisdiction)
    measure, says = said["measure"][EARNINGS], said["says"]
    row = earnings_of(application).order_by("-award_year", "-published_on", "-id").first()
    if row is None:
        return Core(measure["label"], says["earnings_standard"], measure["cite"], says["no_amount"], "",
                    measure["source"], "", said["stands"]["not_yet"])  # fmt: skip
    [year] = comparing.compare(application, [row.award_year])
    paid = None if year.price is None else year.price.total
    word = "awaiting" if paid is None else "met" if year.finding.outcome == "met" else "not_met"
    value = f"${row.amount:,.2f}" + (f", {says['no_price']}" if paid is None else f" against ${paid:,.2f}")
    return Core(f"{measure['label']}, {AwardYear(row.award_year).long}", says["earnings_standard"], measure["cite"],
                value, "", f"{measure['source']}, {row.notice}", say_day(row.published_on),
                said["stands"][word])  # fmt: skip


def schedule(application: Application, held: Iterable[Told], today: date) -> list[Cohort]:
    """Every award year from that of the approval to the one today is in."""
    state = application.jurisdiction
    results = {(each.row.award_year, each.row.metric): each for each in held}
    loaded = {
        Quarter(index)
        for index in WageLoad.objects.filter(jurisdiction=state, source=state.upper()).values_list("quarter", flat=True)
    }
    approval = getattr(application, "approval", None)
    facts = approval.filing.facts if approval is not None else {}
    weeks = Decimal(str(facts["instructional_weeks"])) if facts.get("instructional_weeks") else None
    percent = law.parameters(state)["rates.normal_time_percent"]
    made = []
    for start in range(application.award_year, max(award_year(today).start, application.award_year) + 1):
        year = AwardYear(start)
        plan = measures.plan(year, weeks, percent.on(max(year.first_day, percent.values[0].starts)).whole, loaded)
        completion, placement = results.get((start, COMPLETION)), results.get((start, PLACEMENT))
        closes = _closes(completion) or plan.window_closes
        measured = _measured(placement, year)
        missing = [each for each in measured if each not in loaded] if measured else plan.missing
        made.append(
            Cohort(
                year.long,
                plan,
                closes + timedelta(days=1) if closes else None,
                max(measured).last_day if measured else plan.placement_from,
                tuple(quarter_words(state, each.index) for each in missing),
                _open(state, completion),
                _open(state, placement),
            )
        )
    return made


def _closes(each: Told | None) -> date | None:
    row: OutcomeResult | None = each.row if each else None
    return row.quality.window_closes if row is not None and hasattr(row, "quality") else None


def _measured(each: Told | None, year: AwardYear) -> list[Quarter]:
    """The quarters that are measured, once the records are from after the award year and no exit can be added."""
    if each is None or each.row.run.as_of <= year.last_day:
        return []
    return [Quarter(one.quarter) for one in each.row.quarters.all()]


def _open(state: str, each: Told | None) -> str:
    """What is open of a cohort, in words."""
    says = words(state)["says"]
    if each is None:
        return str(says["no_result"])
    if not each.row.pending:
        return str(says["nothing_open"])
    return fill(says["open"], pending=each.row.pending, of=each.row.denominator) + (
        f" ({', '.join(each.waiting)})" if each.waiting else ""
    )
