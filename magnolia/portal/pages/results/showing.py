"""One result on a page: its states in words, what came before it, and what was said of it."""

from __future__ import annotations

from typing import Any

from magnolia.policy.periods import say_day
from magnolia.policy.workflow import process

from ... import access
from ...actions.results import explained, keeping_people, shown
from ...actions.results.standing import Told, told
from ...models import Application, OutcomeResult, RateCorrection
from ..request import Request


def lines(request: Request, each: Told, rows: list[OutcomeResult]) -> dict[str, Any]:
    """A result for results/_result.html; `rows` are all results of its program, for those it took the place of."""
    row, life = each.row, process(each.jurisdiction).life(OutcomeResult.kind)
    until = shown.open_until(row, request.at) if row.state == "preview" else None
    answers = process(each.jurisdiction).life(RateCorrection.kind).states
    earlier = [
        one
        for one in rows
        if (one.award_year, one.metric) == (row.award_year, row.metric) and one.run.number < row.run.number
    ]
    return {
        "told": each,
        "state": life.states[row.state],
        "until": say_day(until) if until else "",
        "corrections": [(one, answers[one.state]) for one in row.corrections.all()],
        "earlier": told(earlier),
        "changes": explained.changes(row, row.replaces) if row.replaces else [],
        "persons_kept": keeping_people.kept(row.run_id),
    }


def sees_persons(request: Request, application: Application) -> bool:
    """Whether this person may read why each person of a rate counts, by pseudonym."""
    return bool(access.roles_toward(request.standing, application) & set(access.PERSONS))
