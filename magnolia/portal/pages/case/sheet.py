"""A page of a case about things of one kind: each with its facts and the forms of its moves, and forms for one more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.workflow import process

from ... import access
from ...actions.moves import act
from ...models import Application, Thing
from ..acting import WordsForm, blamed, may, try_words, unfinished
from ..decider.proofs import given
from ..doing import do
from ..moving import Outcome
from ..request import Request
from .case import surround

MakeForm = Callable[..., forms.Form]


@dataclass(frozen=True)
class Step:
    """A move with its form and action; WORDS is one that asks for words alone."""

    form: MakeForm
    action: Callable[..., Any]
    move: str = ""  # where its name is not the step's
    title: str = ""  # where several steps make the same move


def _words(application: Application, thing: Thing, *sent: Any, prefix: str, **more: Any) -> forms.Form:
    move = process(application.jurisdiction).life(thing.kind).moves[prefix]
    return WordsForm(move, sent[0] if sent else None, f"{prefix}-{thing.pk}")


WORDS = Step(_words, act)


@dataclass(frozen=True)
class Sheet:
    """What a page shows: its address, its things, their facts in words, and the moves it offers."""

    page: str
    template: str
    model: type[Any]
    rows: Callable[[Application], Iterable[Any]]
    told: Callable[[Any], dict[str, Any]]  # heading, and facts as pairs
    opening: Mapping[str, Step]
    steps: Mapping[str, Step] = field(default_factory=dict)


def show(
    request: Request,
    application: Application,
    sheet: Sheet,
    *,
    open_here: bool = True,
    more: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """Make the move a form asks for, or show the page; `more` is asked for what the template needs besides.

    `do` is the name of an opening move, or that of another move and the key of its thing.
    """
    word, _, which = request.POST.get("do", "").partition(" ")
    tried: Any = None
    outcome = Outcome()
    life = process(application.jurisdiction).life(sheet.model.kind)
    if request.method == "POST":
        if word in sheet.opening and not which:
            outcome, tried = _try(request, application, application, sheet.opening[word], word)
        else:
            thing = next((row for row in sheet.rows(application) if str(row.pk) == which), None)
            if thing is None or word not in sheet.steps:
                raise Http404("no such step")
            outcome, tried = _on_one(request, application, thing, sheet.steps[word], word)
        if outcome.done and outcome.event:
            messages.success(request, f"{life.moves[outcome.event.move].done}.")
            return redirect(sheet.page, application.pk)
    roles = access.roles_toward(request.standing, application)
    context = surround(request, application, sheet.page) | {
        "rows": [_line(request, application, sheet, row, word if str(row.pk) == which else "", tried)
                 for row in sheet.rows(application)],
        "forms": [
            {
                "name": name,
                "title": step.title or life.moves[step.move or name].label,
                "form": tried if name == word and not which else _form(application, None, step, name),
            }
            for name, step in sheet.opening.items()
            if open_here and set(life.moves[step.move or name].who) & roles
        ],
        "others": _openers(application, sheet),
        "tried": tried,
        "has_errors": bool(tried is not None and tried.errors),
        "outcome": outcome,
    }  # fmt: skip
    return render(request, sheet.template, context | more(), status=unfinished(tried, outcome) if tried else 200)


def _openers(application: Application, sheet: Sheet) -> list[str]:
    """The roles that may add a thing to the page, in words."""
    table = process(application.jurisdiction)
    moves = [table.life(sheet.model.kind).moves[step.move or name] for name, step in sheet.opening.items()]
    return list(dict.fromkeys(table.roles[role].label for move in moves for role in move.who))


def _form(application: Application, thing: Thing | None, step: Step, name: str, *sent: Any) -> forms.Form:
    of = f"{name}-{thing.pk}" if thing is not None else name
    return step.form(application, thing, *sent, prefix=name, auto_id=f"id_{of}_%s")


def _try(request: Request, application: Application, thing: Thing, step: Step, name: str) -> tuple[Outcome, forms.Form]:
    of = None if thing is application else thing
    form = _form(application, of, step, name, request.POST, request.FILES)
    if not form.is_valid():
        return Outcome(), form
    typed = given(form) if "paper" in form.fields else form.cleaned_data
    return blamed(do(request, thing, step.action, thing, **typed), form), form


def _on_one(
    request: Request, application: Application, thing: Thing, step: Step, name: str
) -> tuple[Outcome, forms.Form]:
    if step is WORDS:
        return try_words(request, thing, name, of=f"{name}-{thing.pk}")
    return _try(request, application, thing, step, name)


def _line(request: Request, application: Application, sheet: Sheet, row: Any, word: str, tried: Any) -> dict[str, Any]:
    mine, life = may(request, row), process(application.jurisdiction).life(row.kind)
    return sheet.told(row) | {
        "row": row,
        "state": life.states[row.state],
        "forms": [
            (life.moves[name], tried if name == word else _form(application, row, step, name))
            for name, step in sheet.steps.items()
            if name in mine
        ],
    }
