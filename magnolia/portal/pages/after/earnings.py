"""The Secretary's value-added earnings of a program beside its price, by year. No figure here is the State's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.answers import dollars
from magnolia.policy.earnings import fill, words
from magnolia.policy.periods import AwardYear, award_year, say_day

from ... import access
from ...actions.afterwards import comparing, federal_reports
from ...actions.applying.on_record import entered_of
from ...actions.needs.review import weighing
from ...actions.reviewing import earnings as amounts
from ...doors import INSTITUTION
from ...models import Application, EarningsAmount, Listing
from ..acting import WordsForm, blamed, kept, may, move_of, unfinished
from ..case.case import fetch, surround
from ..doing import do
from ..moving import Outcome
from ..request import Request, today
from ..reviewer.review_forms import EarningsForm

RECORD, CONFIRM, DROP = "record_earnings", "confirm_earnings", "drop_earnings"
YEARS_BACK = range(6)


def earnings(request: Request, pk: UUID) -> HttpResponse:
    """Each award year with its amount, its price and how they compare; amounts to confirm; one more from a notice."""
    application = fetch(request, pk, "earnings")
    said = words(application.jurisdiction)
    adding = request.POST.get("do", RECORD) == RECORD
    data = request.POST if request.method == "POST" and adding else None
    form = EarningsForm(_years(request, application), said["origin"], data)
    outcome, reason = Outcome(), None
    if request.method == "POST":
        outcome, reason = _moved(request, application, form)
        if outcome.done and outcome.event:
            messages.success(request, f"{move_of(application, outcome.event.move).done}.")
            return redirect("earnings", application.pk)
    rows, mine = list(entered_of(application)), may(request, application)
    context = surround(request, application, "earnings") | {
        "years": _compared(request, application, rows),
        "standing": _standing(application, rows),
        "amounts": [_told(request, application, rows, row, mine, reason) for row in rows],
        "pooled": access.visible_to(request.standing, Listing).filter(
            approval__application__institution=application.institution_id,
            cip_code=application.facts.cip_code,
            ended_on__isnull=True,
        ),
        "pooling": fill(said["pooling"]["note"], cip=application.facts.cip_code),
        "liability": said["liability"]["note"],
        "weighing": weighing(application) if _inside(request, application) else "",
        "reasons": "cohort" if _inside(request, application) else "",
        "after": getattr(application, "approval", None) is not None,
        "form": form,
        "kept": kept(request, application, RECORD, form),
        "may": mine,
        "outcome": outcome,
    }
    return render(request, "earnings/earnings.html", context, status=unfinished(reason or form, outcome))


def _inside(request: Request, application: Application) -> bool:
    return bool(access.roles_toward(request.standing, application) - INSTITUTION)


def _moved(request: Request, application: Application, form: EarningsForm) -> tuple[Outcome, forms.Form | None]:
    """Record, confirm or drop, as the posted form asks."""
    word, _, which = request.POST.get("do", RECORD).partition(" ")
    if word == RECORD:
        if not form.is_valid():
            return Outcome(), None
        return blamed(do(request, application, amounts.record, application, **form.cleaned_data), form), None
    row = entered_of(application).filter(pk=which if which.isdigit() else 0).select_related("application__case").first()
    if row is None or word not in (CONFIRM, DROP):
        raise Http404("no such amount")
    if word == CONFIRM:
        return do(request, application, amounts.confirm, row), None
    reason = WordsForm(move_of(application, DROP), request.POST, of=row.pk)
    if not reason.is_valid():
        return Outcome(), reason
    return do(request, application, amounts.drop, row, **reason.cleaned_data), reason


def _compared(request: Request, application: Application, rows: list[EarningsAmount]) -> list[dict[str, Any]]:
    """The award years from that of the application to the coming one, and any with an amount, the latest first."""
    day = today(request, application.jurisdiction)
    last = max(award_year(day).start + 1, application.award_year)
    years = {*range(application.award_year, last + 1), *(row.award_year for row in rows if not row.dropped_on)}
    found = comparing.compare(application, sorted(years, reverse=True))
    pending = {row.award_year for row in rows if not row.confirmed_on and not row.dropped_on}
    missing = federal_reports.missing(application, years)
    return [
        _year(application, each, day, each.year.start in pending) | {"missing": missing[each.year.start]}
        for each in found
    ]


def _year(application: Application, each: comparing.Compared, day: Any, pending: bool) -> dict[str, Any]:
    said = words(application.jurisdiction)
    made = {
        "year": each.year.long,
        "amount": each.amount,
        "price": each.price,
        "finding": each.finding.message if each.amount else "",
        "cite": each.finding.citation,
        "outcome": each.finding.outcome,
        "timing": "",
        "cure": "",
    }
    if each.amount is None:
        word = "overdue" if day > each.due else "expected"
        made["timing"] = said["year"]["waiting"] if pending else fill(said["year"][word], due=say_day(each.due))
    elif each.over:
        word = "lower" if each.amount.amount > 0 else "no_price"
        made["cure"] = fill(said["cure"][word], amount=dollars(each.amount.amount))
    return made


def _standing(application: Application, rows: list[EarningsAmount]) -> str:
    """Where the amount of the award year asked for stands, in words; without one nothing is passed or failed."""
    said, year = words(application.jurisdiction)["standing"], AwardYear(application.award_year)
    row = next((row for row in reversed(rows) if row.award_year == year.start and row.confirmed_on), None)
    if row is None:
        return fill(said["none"], year=year.long)
    return fill(said["there"], year=year.long, amount=dollars(row.amount), day=say_day(row.published_on))


def _told(
    request: Request,
    application: Application,
    rows: list[EarningsAmount],
    row: EarningsAmount,
    mine: set[str],
    tried: forms.Form | None,
) -> dict[str, Any]:
    """An amount with its days, whether it counts, and what this person may do with it."""
    said, year = words(application.jurisdiction), AwardYear(row.award_year)
    last = comparing.due(application.jurisdiction, year)
    late = row.published_on > last
    both = fill(said["late"]["both"], published=say_day(row.published_on), due=say_day(last)) if late else ""
    open_here = row.confirmed_on is None and row.dropped_on is None
    again = request.POST.get("do") == f"{DROP} {row.pk}"
    return {
        "row": row,
        "year": year.long,
        "timely": fill(said["standing"]["late" if late else "on_time"], due=say_day(last)),
        "late": both,
        "standing": _counts(rows, row),
        "confirms": open_here and CONFIRM in mine and row.by_id != request.user.pk,
        "own": open_here and CONFIRM in mine and row.by_id == request.user.pk,
        "drops": (tried if again and tried else WordsForm(move_of(application, DROP), of=row.pk))
        if open_here and DROP in mine
        else None,
    }


def _counts(rows: list[EarningsAmount], row: EarningsAmount) -> tuple[str, str]:
    """Whether an amount counts, in words and tone."""
    if row.dropped_on:
        return "Dropped", "neutral"
    if row.confirmed_on is None:
        return "Waits for a second person", "warn"
    later = any(each.award_year == row.award_year and each.confirmed_on and each.pk > row.pk for each in rows)
    return ("Superseded by a later one", "neutral") if later else ("Counts", "good")


def _years(request: Request, application: Application) -> list[tuple[Any, str]]:
    """Award years an amount can be for: that of the application, the coming one, this one and those before."""
    now = award_year(today(request, application.jurisdiction)).start
    years = sorted({application.award_year, now + 1, *(now - back for back in YEARS_BACK)}, reverse=True)
    return [(year, AwardYear(year).long) for year in years]
