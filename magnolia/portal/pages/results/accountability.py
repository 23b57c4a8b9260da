"""The three core measures of a program, and for each award year when its rates can be worked out."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from ...actions.results import core
from ..case.case import fetch, surround
from ..request import Request, today


def accountability(request: Request, pk: UUID) -> HttpResponse:
    """Each measure with its standard, value, cohort, source and day; then the schedule of the cohorts."""
    application = fetch(request, pk, "accountability")
    day = today(request, application.jurisdiction)
    held = core.current(application)
    plans = core.schedule(application, held, day)
    context = surround(request, application, "accountability") | {
        "measures": core.core_measures(application, held, plans, day),
        "cohorts": plans,
    }
    return render(request, "results/accountability.html", context)
