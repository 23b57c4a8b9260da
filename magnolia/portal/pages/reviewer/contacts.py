"""What a review draws on besides the filing: people asked outside, and the Secretary's value-added earnings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.answers import dollars
from magnolia.policy.earnings import due, fill, words
from magnolia.policy.periods import AwardYear, award_year, say_day
from magnolia.policy.registers import review

from ... import access
from ...actions import law
from ...actions.needs.review import weighing
from ...actions.reviewing import contacts as log
from ...actions.reviewing import earnings as amounts
from ...actions.reviewing.grounds import earnings_of
from ...models import Application, EarningsAmount, Listing
from ..acting import blamed, kept, may, move_of, unfinished
from ..case.case import fetch, surround
from ..doing import do
from ..moving import Outcome
from ..request import Request, today
from .review_forms import ContactForm, EarningsForm

LOG, EARNINGS = "log_contact", "record_earnings"
YEARS_BACK = range(6)


def contacts(request: Request, pk: UUID) -> HttpResponse:
    """The log of contacts, and one more."""
    application = fetch(request, pk, "contacts")
    form = ContactForm(review(application.jurisdiction), request.POST or None)
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = blamed(do(request, application, log.log, application, **form.cleaned_data), form)
        if outcome.done:
            messages.success(request, f"{move_of(application, LOG).done}.")
            return redirect("contacts", application.pk)
    kinds = review(application.jurisdiction).contact_kinds
    rows = application.contacts.select_related("by")
    context = surround(request, application, "contacts") | {
        "contacts": [(row, kinds[row.kind].title if row.kind in kinds else row.kind) for row in rows],
        "form": form,
        "kept": kept(request, application, LOG, form),
        "may": may(request, application),
        "outcome": outcome,
    }
    return render(request, "reviewer/contacts.html", context, status=unfinished(form, outcome))


def earnings(request: Request, pk: UUID) -> HttpResponse:
    """The Secretary's amounts for the program, and one more from a federal notice."""
    application = fetch(request, pk, "earnings")
    said = words(application.jurisdiction)
    form = EarningsForm(_years(request, application), said["origin"], request.POST or None)
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = blamed(do(request, application, amounts.record, application, **form.cleaned_data), form)
        if outcome.done:
            messages.success(request, f"{move_of(application, EARNINGS).done}.")
            return redirect("earnings", application.pk)
    amounts_there = list(earnings_of(application))
    context = surround(request, application, "earnings") | {
        "standing": _standing(application, amounts_there),
        "amounts": _timely(application, amounts_there),
        "pooled": access.visible_to(request.standing, Listing).filter(
            approval__application__institution=application.institution_id,
            cip_code=application.facts.cip_code,
            ended_on__isnull=True,
        ),
        "pooling": fill(said["pooling"]["note"], cip=application.facts.cip_code),
        "weighing": weighing(application),
        "form": form,
        "kept": kept(request, application, EARNINGS, form),
        "may": may(request, application),
        "outcome": outcome,
    }
    return render(request, "reviewer/earnings.html", context, status=unfinished(form, outcome))


def _standing(application: Application, rows: list[EarningsAmount]) -> str:
    """Where the amount of the award year asked for stands, in words; without one nothing is passed or failed."""
    said, year = words(application.jurisdiction)["standing"], AwardYear(application.award_year)
    row = next((row for row in reversed(rows) if row.award_year == year.start), None)
    if row is None:
        return fill(said["none"], year=year.long)
    return fill(said["there"], year=year.long, amount=dollars(row.amount), day=say_day(row.published_on))


def _timely(application: Application, rows: list[EarningsAmount]) -> list[tuple[EarningsAmount, str, str]]:
    """Each amount with its award year, and whether the Secretary published it in time; a late one counts too."""
    said, months = words(application.jurisdiction)["standing"], law.parameters(application.jurisdiction)
    told = []
    for row in rows:
        year = AwardYear(row.award_year)
        last = due(year, months["vae.months_before"].on(year.first_day).whole)
        word = "on_time" if row.published_on <= last else "late"
        told.append((row, year.long, fill(said[word], due=say_day(last))))
    return told


def _years(request: Request, application: Application) -> list[tuple[Any, str]]:
    """Award years an amount can be for: that of the application, the coming one, this one and those before."""
    now = award_year(today(request, application.jurisdiction)).start
    years = sorted({application.award_year, now + 1, *(now - back for back in YEARS_BACK)}, reverse=True)
    return [(year, AwardYear(year).long) for year in years]
