"""What a review draws on besides the filing: people asked outside, and the Secretary's value-added earnings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.periods import AwardYear, award_year
from magnolia.policy.registers import review

from ...actions.needs.review import weighing
from ...actions.reviewing import contacts as log
from ...actions.reviewing import earnings as amounts
from ...actions.reviewing.grounds import earnings_of
from ...models import Application
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
    form = EarningsForm(_years(request, application), request.POST or None)
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = blamed(do(request, application, amounts.record, application, **form.cleaned_data), form)
        if outcome.done:
            messages.success(request, f"{move_of(application, EARNINGS).done}.")
            return redirect("earnings", application.pk)
    context = surround(request, application, "earnings") | {
        "amounts": [(row, AwardYear(row.award_year).long) for row in earnings_of(application)],
        "weighing": weighing(application),
        "form": form,
        "kept": kept(request, application, EARNINGS, form),
        "may": may(request, application),
        "outcome": outcome,
    }
    return render(request, "reviewer/earnings.html", context, status=unfinished(form, outcome))


def _years(request: Request, application: Application) -> list[tuple[Any, str]]:
    """Award years an amount can be for: that of the application, this one and those before."""
    now = award_year(today(request, application.jurisdiction)).start
    years = sorted({application.award_year, *(now - back for back in YEARS_BACK)}, reverse=True)
    return [(year, AwardYear(year).long) for year in years]
