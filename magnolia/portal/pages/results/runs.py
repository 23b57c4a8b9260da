"""Runs whose counts came in: every run, one more from its two files, and what waits for the data steward."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from magnolia.policy.outcome_runs import words
from magnolia.policy.periods import AwardYear, Quarter
from magnolia.policy.workflow import process

from ... import access
from ...actions import law
from ...actions.results import bringing
from ...actions.results.standing import differences
from ...models import Event, OutcomeResult, OutcomeRun, RateCorrection
from ..forms import PlainForm
from ..office import keeping
from ..request import Request, today

STEWARD = "data_steward"
ON_A_PAGE, CONFLICTS = 50, 200
MEGABYTE = 1024 * 1024


class BringForm(PlainForm):
    """The two files of a run."""

    manifest = forms.FileField(label="run.json", help_text="What the run says about itself.")
    rates = forms.FileField(label="rates.csv", help_text="The counts of the same run.")

    def __init__(self, most: int, *sent: Any) -> None:
        super().__init__(*sent)
        self.most = most

    def clean(self) -> dict[str, Any]:
        for name in ("manifest", "rates"):
            file = self.cleaned_data.get(name)
            if file is not None and file.size > self.most * MEGABYTE:
                self.add_error(name, f"The file is larger than {self.most} megabytes. Bring it in by the command.")
        return self.cleaned_data


def outcome_runs(request: Request) -> HttpResponse:
    """Every run, requests to answer, differences to follow up, and the form for one more."""
    state = keeping.state_of(request, *access.RUNS)
    mine = keeping.holds(request, state, STEWARD)
    most = law.value(state, "documents.largest_sent_in_parts", today(request, state)).whole
    form = BringForm(most, request.POST, request.FILES) if request.method == "POST" and mine else BringForm(most)
    made: list[bringing.Brought] = []

    def bring(given: dict[str, Any]) -> None:
        files = [given[name].read() for name in ("manifest", "rates")]
        made.append(bringing.bring(state, *files, by=request.user, at=request.at, key=keeping.key(request)))

    if mine and form.is_bound and keeping.done(form, bring):
        messages.success(request, _brought(state, made[0]))
        return redirect("outcome_run", made[0].run.pk)
    runs = keeping.visible(request, OutcomeRun).filter(jurisdiction=state).select_related("by")
    asked = keeping.visible(request, RateCorrection).filter(state="asked", application__jurisdiction=state)
    results = keeping.visible(request, OutcomeResult).filter(application__jurisdiction=state)
    context = {
        "mine": mine,
        "form": form,
        "blank": OutcomeRun(),
        "runs": [(row, Quarter(row.wages_through)) for row in runs],
        "asked": asked.select_related("result__application__institution", "result").order_by("asked_on", "id"),
        "differences": differences(results),
    }
    return keeping.show(request, "results/runs.html", context, form)


def _brought(state: str, made: bringing.Brought) -> str:
    sentence: str = words(state)["says"]["brought"]
    return sentence.format(run=made.run.number, shown=made.new, unchanged=made.unchanged, other_years=made.left_out)


def outcome_run(request: Request, run: UUID) -> HttpResponse:
    """One run: what went in, by which method and law, the results it made, and the records that conflict."""
    row = get_object_or_404(keeping.visible(request, OutcomeRun).select_related("by"), pk=run)
    told = row.manifest
    rows = keeping.visible(request, OutcomeResult).filter(run=row).select_related("application__institution", "quality")
    page = Paginator(
        rows.order_by("application__institution__name", "application__program_name", "award_year", "metric"), ON_A_PAGE
    ).get_page(request.GET.get("page"))
    life, said = process(row.jurisdiction).life(OutcomeResult.kind), words(row.jurisdiction)
    event = Event.objects.filter(thing_id=row.pk).select_related("text").order_by("seq").first()
    context = {
        "row": row,
        "through": Quarter(row.wages_through),
        "manifest": told,
        "loads": [(load, Quarter(load.quarter)) for load in row.loads.all()],
        "page": page,
        "lines": [
            (each, said["measure"][each.metric]["label"], AwardYear(each.award_year).long, life.states[each.state])
            for each in page
        ],
        "counts": json.loads(event.text.text or "{}") if event is not None else {},
        "conflicts": told["identity_conflicts"][:CONFLICTS],
        "conflicts_more": max(len(told["identity_conflicts"]) - CONFLICTS, 0),
        "states_used": said["says"]["swis"].format(states=", ".join(told["other_states"]))
        if row.swis
        else said["says"]["no_swis"],
        "trail": [("Outcome runs", "outcome_runs")],
    }
    return keeping.show(request, "results/run.html", context)
