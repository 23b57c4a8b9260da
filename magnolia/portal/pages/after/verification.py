"""The rates of a program: where each stands, what was asked for, and the document files of its award years."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from magnolia.policy.periods import AwardYear, say_day
from magnolia.policy.verifying import verifying
from magnolia.policy.workflow import process

from ...actions.verifying import standing
from ...models import Application, OutcomeRequest, OutcomeResult
from ..case.case import fetch, surround
from ..request import Request


def rate_verification(request: Request, pk: UUID) -> HttpResponse:
    """Every rate of the program with its state, and every request with its day and result."""
    application = fetch(request, pk, "rate_verification")
    rows = list(
        application.outcome_results.select_related("application", "run", "submission").prefetch_related("decisions")
    )
    context = surround(request, application, "rate_verification") | {
        "rates": [line(row) for row in rows if row.state != "superseded"],
        "replaced": [line(row) for row in rows if row.state == "superseded"],
        "requests": [told(row) for row in application.outcome_requests.select_related("result", "proof", "closed_by")],
        "years": [(year, AwardYear(year).long) for year in sorted({row.award_year for row in rows}, reverse=True)],
    }
    return render(request, "after/rate_verification.html", context)


def line(row: OutcomeResult) -> dict[str, object]:
    """One rate in words: its measure, year, figure, rule, and where it stands."""
    state = row.application.jurisdiction
    words = verifying(state)
    decided = standing.decision(row)
    return {
        "row": row,
        "year": AwardYear(row.award_year).long,
        "measure": words.words["metric"][row.metric]["label"],
        "rate": standing.in_words(row),
        "outcome": words.words["outcome"][decided.outcome if decided else standing.outcome(row)],
        "decided": decided,
        "open": bool(row.pending and row.denominator),
        "rule": standing.rule_words(state, row.metric, decided.rule if decided else standing.rule(row)),
        "state": process(state).life(row.kind).states[row.state],
    }


def told(row: OutcomeRequest) -> dict[str, object]:
    """A request in words."""
    state = row.application.jurisdiction
    words = verifying(state).words
    return {
        "row": row,
        "way": words["way"][row.way]["label"],
        "matter": words["matter"][row.matter],
        "measure": words["metric"][row.result.metric]["label"],
        "year": AwardYear(row.result.award_year).long,
        "state": process(state).life(row.kind).states[row.state],
        "due": say_day(row.due),
    }


def result_of(request: Request, application: Application, pk: UUID) -> OutcomeResult | None:
    """One rate of the application."""
    found: OutcomeResult | None = (
        application.outcome_results.select_related("case", "run", "submission", "application__institution")
        .filter(pk=pk)
        .first()
    )
    return found
