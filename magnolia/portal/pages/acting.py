"""What the State's pages share: which moves are open, forms that ask for words, a refusal put where it belongs."""

from __future__ import annotations

from typing import Any

from django import forms

from magnolia.policy.workflow import Move, open_moves, process

from .. import access
from ..actions.moves import Refused
from ..actions.offers import offers
from ..models import Thing
from .forms import PlainForm
from .moving import Outcome, try_move
from .request import Request


def blamed(outcome: Outcome, form: forms.Form) -> Outcome:
    """Put a refusal on the field it names; what is left for the page to say above the form."""
    if isinstance(outcome.problem, Refused) and outcome.field in form.fields:
        form.add_error(outcome.field, str(outcome.problem))
        return Outcome()
    return outcome


def unfinished(form: forms.Form, outcome: Outcome) -> int:
    """HTTP status of a form shown again."""
    return 422 if form.errors and outcome.problem is None else outcome.status


def may(request: Request, thing: Thing) -> set[str]:
    """Names of the moves that start where the thing stands and that this person's roles may make."""
    life = process(thing.case.jurisdiction).life(thing.kind)
    return {m.name for m in open_moves(life, thing.state, access.roles_toward(request.standing, thing))}


def in_the_way(request: Request, thing: Thing) -> dict[str, str]:
    """What still stands in the way of each move this person may make, by name; moves that are open are left out."""
    return {o.move.name: o.refused for o in offers(thing, request.standing, request.at) if o.refused}


def kept(request: Request, thing: Thing, move: str, form: forms.Form | None) -> list[tuple[str, str]]:
    """What a person typed into a form that the page no longer shows, because the case moved on meanwhile."""
    if form is None or not form.is_bound or move in may(request, thing):
        return []
    typed = [(str(field.label), field.value()) for field in form if not field.is_hidden]
    return [(label, value) for label, value in typed if isinstance(value, str) and value.strip()]


def move_of(thing: Thing, name: str) -> Move:
    return process(thing.case.jurisdiction).life(thing.kind).moves[name]


class WordsForm(PlainForm):
    """What a move asks to be said: one text a word of its `asks`, such as a reason.

    `of` tells its fields apart where a page has the same move for several things.
    """

    def __init__(self, move: Move, data: Any = None, of: object = "") -> None:
        super().__init__(data, prefix=move.name, auto_id=f"id_{of}{'-' if of else ''}%s")
        self.move = move
        for word in move.asks:
            self.fields[word] = forms.CharField(
                label=word.capitalize(), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
            )


def try_words(request: Request, thing: Thing, name: str, of: object = "") -> tuple[Outcome, WordsForm]:
    """Make a move that needs no more than words."""
    form = WordsForm(move_of(thing, name), request.POST, of)
    if not form.is_valid():
        return Outcome(), form
    outcome = try_move(request, thing, name, said=form.cleaned_data)
    return blamed(outcome, form), form
