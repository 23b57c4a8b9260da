"""The holiday list of a year: what the statute gives, what was proclaimed, who entered it, who confirmed it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from magnolia.policy.calendar import CalendarError
from magnolia.policy.workflow import process

from ...actions import law
from ...actions.keeping import holidays as keep
from ...actions.moves import Problem
from ...models import CalendarYear, Event
from ..forms import PlainForm
from ..request import Request, today
from . import keeping


class ClosingForm(PlainForm):
    """A day the State's offices are closed beside the statute's."""

    day = forms.DateField(label="Day")
    name = forms.CharField(label="Name", max_length=120, help_text="Such as: day after Thanksgiving.")
    basis = forms.CharField(
        label="Legal basis", max_length=300, help_text="The proclamation or section, with its number and date."
    )


class YearForm(PlainForm):
    """Which year to look at."""

    year = forms.IntegerField(label="Year", min_value=dt.MINYEAR, max_value=dt.MAXYEAR, required=False)


def holidays(request: Request) -> HttpResponse:
    """One year's list; an administrator opens it, adds closings and confirms it."""
    state = keeping.state_of(request, "administrator", "auditor")
    asked = YearForm({"year": request.POST.get("year") or request.GET.get("year")})
    year = (asked.cleaned_data["year"] if asked.is_valid() else None) or today(request, state).year
    row = keeping.visible(request, CalendarYear).filter(jurisdiction=state, year=year).select_related("case").first()
    form = ClosingForm()
    if request.method == "POST":
        form = ClosingForm(request.POST if request.POST.get("do") == "close" else None)
        if _act(request, state, year, row, form):
            return redirect(f"{reverse('holidays')}?year={year}")
    days, missing = _days(state, year, row)
    years = keeping.visible(request, CalendarYear).filter(jurisdiction=state).order_by("year")
    context = {
        "year": year,
        "row": row,
        "asked": asked,
        "days": days,
        "missing": missing,
        "years": years,
        "status": process(state).life("calendar_year").states[row.state] if row else None,
        "confirmed": _confirmed(row),
        "form": form,
        "mine": keeping.holds(request, state, "administrator"),
        "blank": CalendarYear(),
    }
    return keeping.show(request, "staff/holidays.html", context, form, asked)


def _act(request: Request, state: str, year: int, row: CalendarYear | None, form: ClosingForm) -> bool:
    """Do what the sent form asks for; True when it is done, else the reason stands in a message or in the form."""
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
    try:
        if request.POST.get("do") == "open":
            keep.open_year(state, year, **who)
            messages.success(request, f"The list of {year} is open. Check it, add closings, then confirm it.")
        elif row is None:
            messages.error(request, f"Open the list of {year} first.")
        elif request.POST.get("do") == "confirm":
            keep.confirm(row, seen=keeping.seen(request), **who)
            messages.success(request, f"The list of {year} is confirmed.")
        else:
            return _close(request, row, form, who)
    except Problem as problem:
        messages.error(request, str(problem))
    return True


def _close(request: Request, row: CalendarYear, form: ClosingForm, who: dict[str, Any]) -> bool:
    if not keeping.done(form, lambda given: keep.add_closing(row, **given, seen=keeping.seen(request), **who)):
        return False
    moved = Event.objects.filter(
        move="deadline_moved", recorded_at=request.at, case__jurisdiction=row.jurisdiction
    ).count()
    messages.success(request, f"The closing is added. Open deadlines moved later: {moved}.")
    return True


def _days(state: str, year: int, row: CalendarYear | None) -> tuple[list[dict[str, Any]], str]:
    """The closed days of the year with who entered each, or the sentence why there are none."""
    try:
        found = law.calendar(state).holidays(year)
    except CalendarError as problem:
        return [], f"{str(problem)[0].upper()}{str(problem)[1:]}."
    entered = {c.day: c for c in row.closings.select_related("entered_by")} if row else {}
    return [{"day": h, "closing": entered.get(h.date) if h.source == "closing" else None} for h in found], ""


def _confirmed(row: CalendarYear | None) -> Event | None:
    """The event by which a person confirmed the list."""
    if row is None:
        return None
    return Event.objects.filter(thing_id=row.pk, move="confirm").select_related("by").order_by("-seq").first()
