"""How the process works and by which criteria, read from the tables of the law, so that no page disagrees with it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from magnolia.policy.criteria import register
from magnolia.policy.form import form as form_words
from magnolia.policy.parameters import MissingParameter, Parameter
from magnolia.policy.registers import review
from magnolia.policy.sources import everything_cited, search, sources
from magnolia.policy.workflow import Process, process

from ...actions import law
from ...actions.applying import windows
from ...models import Cycle
from ..forms import PlainForm
from ..office import keeping
from ..office.cycles import line, shown
from ..request import Request, known_state, today
from .diagram import draw, rows


def process_page(request: Request, jurisdiction: str) -> HttpResponse:
    """Stages, moves, clocks and who may not do what, from the State's tables."""
    state = known_state(jurisdiction)
    table = process(state)
    life = table.life("application")
    moves = [{"row": row, "who": [table.roles[r].label for r in row.who]} for row in rows(life)]
    context = _cycles(request, state) | {
        "state": state,
        "picture": draw(life),
        "moves": moves,
        "stages": [
            (words, [s for s in life.states.values() if s.stage == stage]) for stage, words in life.stages.items()
        ],
        "clocks": _clocks(state, table, request),
        "separated": _separated(table),
        "heard": form_words(state).questions["input_channel"].choices.values(),
        "roles": [role for role in table.roles.values() if role.of != "system"],
    }
    return render(request, "public/process.html", context)


def _cycles(request: Request, state: str) -> dict[str, Any]:
    """The cycle to apply in next, whole; the others with their dates, the latest first."""
    published = keeping.visible(request, Cycle).filter(jurisdiction=state, state="published")
    every = list(published.select_related("case").order_by("deadline", "name"))
    ahead = [row for row in every if windows.standing(row, request.at) != windows.CLOSED]
    others = [line(row, request.at) for row in reversed(every) if row not in ahead[:1]]
    return {"one": shown(request, ahead[0]) if ahead else None, "others": others}


def _clocks(jurisdiction: str, table: Process, request: Request) -> list[dict[str, Any]]:
    """Every clock with the number and the source in force today."""
    parameters = law.parameters(jurisdiction)
    made = []
    for clock in table.clocks.values():
        if not clock.count:
            continue
        try:
            value = parameters[clock.count].on(today(request, jurisdiction))
        except MissingParameter:
            continue
        made.append({"clock": clock, "means": parameters[clock.count].means, "value": value})
    return made


def _separated(table: Process) -> list[tuple[str, list[str]]]:
    """Moves closed to a person who made an earlier one: (move, earlier moves), in words."""
    life = table.life("application")
    found = [(m.label, [life.moves[e].label for e in m.not_by]) for m in life.moves.values() if m.not_by]
    return [(" / ".join(label for label, _ in same), list(earlier)) for earlier, same in _grouped(found)]


def _grouped(found: list[tuple[str, list[str]]]) -> list[tuple[list[str], list[tuple[str, list[str]]]]]:
    in_order = sorted(found, key=lambda each: each[1])
    return [(list(earlier), list(same)) for earlier, same in groupby(in_order, key=lambda each: each[1])]


class Search(PlainForm):
    """Words to look for in the rules."""

    q = forms.CharField(required=False, max_length=200, label="Search the rules")


def criteria(request: Request, jurisdiction: str) -> HttpResponse:
    """Every criterion, question, declaration and number with its source, and a search over all of them."""
    state = known_state(jurisdiction)
    form = Search(request.GET or None)
    sought = form.cleaned_data["q"] if form.is_valid() else ""
    found = review(state)
    checks = register(state)
    slots = found.slots
    context = {
        "state": state,
        "form": form,
        "has_errors": bool(form.errors),
        "sought": sought,
        "hits": search(state, sought),
        "questions": [
            {
                "question": q,
                "checks": [checks[c] for c in q.shows],
                "documents": [slots[s].title for s in q.evidence_slots],
            }
            for q in found.questions.values()
        ],
        "register": found,
        "others": [row for row in everything_cited(state) if row.kind in ("matter", "aim", "document", "board topic")],
        "numbers": [_number(p, state, request) for p in law.parameters(state).values()],
        "sources": [(s, s.id) for s in sources(state).values()],
    }
    return render(request, "public/criteria.html", context)


def _number(parameter: Parameter, jurisdiction: str, request: Request) -> dict[str, Any]:
    """A number as it stands today, or from its first day on, with what is adopted for later."""
    day = today(request, jurisdiction)
    try:
        now = parameter.on(day)
    except MissingParameter:
        now = parameter.values[0]
    later = [value for value in parameter.values if value.starts > day and value is not now]
    return {"parameter": parameter, "now": now, "later": later}
