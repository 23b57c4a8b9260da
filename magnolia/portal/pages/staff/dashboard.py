"""The staff's dashboard: time against clocks, backlog, determinations, reasons; each chart with its table and file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from magnolia.policy.periods import AwardYear

from ... import access
from ..cells import answer_csv
from ..office import keeping
from ..request import Request, today
from . import dashboard_tables, dashboard_times
from .dashboard_tables import Asked, Table
from .queue_filters import award_years, cycle_choices, in_cycle

FIRST: dict[str, Callable[[Asked], Table]] = {
    "backlog": dashboard_tables.backlog,
    "time-in-stage": dashboard_times.time_in_stage,
    "time-in-state": dashboard_tables.time_in_state,
    "time-to-decision": dashboard_times.time_to_decision,
}
TABLES = FIRST | {slug: made for slug, made in dashboard_tables.TABLES.items() if slug not in FIRST}


class Filters(forms.Form):
    """What the address asks for; a value nobody offers shows everything."""

    award_year = forms.ChoiceField(label="Award year", required=False)
    cycle = forms.ChoiceField(label="Approval cycle", required=False)

    def __init__(self, *args: Any, years: list[int], cycles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["award_year"].choices = [  # type: ignore[attr-defined]
            ("", "All"),
            *((str(year), AwardYear(year).long) for year in years),
        ]
        self.fields["cycle"].choices = [("", "All"), *cycles]  # type: ignore[attr-defined]


def _asked(request: Request) -> tuple[Filters, Asked]:
    jurisdiction = keeping.state_of(request, "intake", "reviewer", "director", "auditor")
    form = Filters(request.GET, years=award_years(request, jurisdiction), cycles=cycle_choices(jurisdiction))
    form.is_valid()
    rows = access.known_to(request.standing).filter(jurisdiction=jurisdiction)
    if year := form.cleaned_data.get("award_year"):
        rows = rows.filter(award_year=int(year))
    rows = in_cycle(rows, form.cleaned_data.get("cycle", ""))
    return form, Asked(jurisdiction, rows, today(request, jurisdiction))


def dashboard(request: Request) -> HttpResponse:
    """All tables over the cases the address asks for; what a person is recused from is counted nowhere."""
    form, asked = _asked(request)
    query = request.GET.urlencode()
    context = {
        "form": form,
        "tables": [
            (made, "|".join(made.headers), reverse("dashboard_table", args=[slug]) + (f"?{query}" if query else ""))
            for slug, made in ((slug, make(asked)) for slug, make in TABLES.items())
        ],
        "on": asked.on,
    }
    return render(request, "work/dashboard.html", context)


def table(request: Request, table: str) -> StreamingHttpResponse:
    """The figures of one table as CSV, with the same filters."""
    if table not in TABLES:
        raise Http404("no such table")
    _, asked = _asked(request)
    made = TABLES[table](asked)
    headers = [header.removeprefix("#") for header in made.headers]
    return answer_csv(f"{asked.jurisdiction}-{table}-{asked.on}", [headers, *made.rows])
