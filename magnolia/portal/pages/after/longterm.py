"""Earnings years after completion, for evaluation only: medians, the State's benchmarks, runs brought in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy import longterm
from magnolia.policy.answers import dollars
from magnolia.policy.earnings import fill
from magnolia.policy.periods import AwardYear, Quarter, award_year, say_day

from ...actions import law
from ...actions.afterwards import longterm as keeping_longterm
from ...models import Application, Benchmark, LongTermResult, LongTermRun
from ..acting import WordsForm, blamed, may, move_of
from ..case.case import fetch, surround
from ..doing import do
from ..forms import MoneyField, PlainForm
from ..moving import Outcome
from ..office import keeping
from ..request import Request, today


class BenchmarkForm(PlainForm):
    """A published figure, and why it is one to look beside."""

    measure = forms.CharField(
        label="What it measures", max_length=200,
        help_text="Such as: median earnings of people in the State whose highest schooling is a high school diploma.",
    )  # fmt: skip
    year = forms.IntegerField(label="Year it is for", min_value=1990, max_value=2200)
    amount = MoneyField(label="Amount a year")
    source = forms.CharField(label="Source", max_length=300, help_text="So that anyone can find it.")
    reason = forms.CharField(label="Why this one", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class RunForm(PlainForm):
    """The two files that the command wrote."""

    file = forms.FileField(label="Medians (longterm.csv)")
    manifest = forms.FileField(label="Manifest (run.json)")


def case_longterm(request: Request, pk: UUID) -> HttpResponse:
    """What is known of a program, by the award year of completion, beside the benchmarks; "not yet" until it can be."""
    application = fetch(request, pk, "longterm")
    state = application.jurisdiction
    said = longterm.words(state)["label"]
    rows = list(
        application.long_term_results.select_related("run").order_by("award_year", "-run__brought_at", "-run_id")
    )
    latest: dict[int, LongTermResult] = {}
    for row in rows:
        latest.setdefault(row.award_year, row)
    run = LongTermRun.objects.filter(jurisdiction=state).order_by("-wages_through").first()
    through = Quarter(run.wages_through) if run else None
    last = award_year(today(request, state)).start
    years = range(application.award_year, max(last, application.award_year) + 1)
    context = surround(request, application, "longterm") | {
        "lines": [_line(application, year, latest.get(year), through) for year in sorted({*years, *latest})],
        "benchmarks": Benchmark.objects.filter(jurisdiction=state, state="entered"),
        "said": said,
        "outcome": Outcome(),
    }
    return render(request, "earnings/longterm.html", context)


def _line(application: Application, year: int, row: LongTermResult | None, through: Quarter | None) -> dict[str, Any]:
    state = application.jurisdiction
    said, opened = longterm.words(state)["label"], AwardYear(year)
    rule = longterm.Law.on(law.parameters(state), opened.first_day)
    needed = longterm.quarters(opened.last_day, rule)[-1]
    made: dict[str, Any] = {"year": opened.long, "row": None, "median": "", "stands": ""}
    if row is not None and row.median is not None:
        least = law.value(state, "publication.smallest_cell", opened.first_day).whole
        return made | {"row": row, "median": dollars(row.median) if row.complete >= least else said["few"]}
    if through is None or through < needed:
        starts = longterm.starts(opened.first_day, rule)
        word = "not_yet" if through is None else "waits"
        stands = fill(said[word], year=opened.long, day=say_day(starts), quarter=needed, through=through)
        return made | {"stands": stands}
    return made | {"stands": fill(said["ready"], through=through)}


def benchmarks(request: Request) -> HttpResponse:
    """The State's benchmarks, each with source, year and reason; and the medians of a run."""
    state = keeping.state_of(request, "director", "reviewer", "auditor")
    mine = any(keeping.holds(request, state, role) for role in ("director", "reviewer"))
    word = request.POST.get("do", "")
    entering = BenchmarkForm(request.POST if word == "enter" else None)
    bringing = RunForm(request.POST, request.FILES) if word == "bring" else RunForm()
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}

    def bring(typed: dict[str, Any]) -> None:
        files = [(typed[name].name or "", typed[name]) for name in ("file", "manifest")]
        keeping_longterm.bring(state, *files, **who)

    done = ""
    if mine and word == "enter" and keeping.done(entering, lambda t: keeping_longterm.enter(state, **t, **who)):
        done = "Benchmark entered."
    if mine and word == "bring" and keeping.done(bringing, bring):
        done = "Medians brought in. They are shown with their programs, for evaluation only."
    rows = Benchmark.objects.filter(jurisdiction=state).select_related("by", "struck_by", "case")
    runs, outcome, struck = LongTermRun.objects.filter(jurisdiction=state).select_related("by"), Outcome(), None
    if mine and word == "strike":
        outcome, struck = _strike(request, keeping.chosen(request, rows))
        done = "The benchmark is struck. Enter the right one below, if there is one." if outcome.done else ""
    if done:
        messages.success(request, done)
        return redirect("benchmarks")
    context = {
        "rows": [(row, _striking(request, row, struck)) for row in rows],
        "outcome": outcome,
        "runs": [(row, Quarter(row.wages_through)) for row in runs],
        "entering": entering,
        "bringing": bringing,
        "mine": mine,
        "said": longterm.words(state)["label"],
    }
    answer = keeping.show(request, "earnings/benchmarks.html", context, entering, bringing, struck)
    answer.status_code = outcome.status if outcome.problem else answer.status_code
    return answer


def _strike(request: Request, row: Benchmark) -> tuple[Outcome, WordsForm]:
    form, outcome = WordsForm(move_of(row, "strike"), request.POST, row.pk), Outcome()
    if form.is_valid():
        outcome = blamed(do(request, row, keeping_longterm.strike, row, reason=form.cleaned_data["reason"]), form)
    return outcome, form


def _striking(request: Request, row: Benchmark, tried: WordsForm | None) -> WordsForm | None:
    """The form that strikes a benchmark, with what was typed into it; None for whoever may not, or once it is done."""
    if "strike" not in may(request, row):
        return None
    typed = tried is not None and request.POST.get("pk") == str(row.pk)
    return tried if typed else WordsForm(move_of(row, "strike"), None, row.pk)
