"""Changes of an approved program: what may change how, a form for the institution, and the State's answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.approved import approved
from magnolia.policy.form import form as asked
from magnolia.policy.workflow import process

from ... import access
from ...actions.publishing import program_changes as changing
from ...models import Application, Approval, ProgramChange
from ..acting import WordsForm, blamed, in_the_way, may, move_of, unfinished
from ..case.case import fetch, surround
from ..doing import do
from ..moving import Outcome
from ..request import Request
from . import proofs
from .deciding import SigningForm, words

FILE, ACCEPT, REFUSE = "file", "accept", "refuse"


class ChangeForm(SigningForm):
    """A new value for each fact that changes, why, what shows it, and the signature."""

    def __init__(self, approval: Approval, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        questions, self.standing = asked(approval.jurisdiction).questions, changing.now(approval)
        made: dict[str, forms.Field] = {
            name: forms.CharField(
                label=questions[name].label, required=False, help_text=f"On record: {value or 'nothing'}."
            )
            for name, value in self.standing.items()
        }
        made["reason"] = words("Why the program changes", rows=3)
        made["reference"] = forms.CharField(
            label="Reference", max_length=300, required=False, help_text=proofs.REFERENCE
        )
        made["paper"] = proofs.paper_field()
        self.fields = made | self.fields

    def given(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = proofs.given(self)
        return typed | {"changes": {name: typed.pop(name) for name in self.standing}}


def changes(request: Request, pk: UUID) -> HttpResponse:
    """The changes of an approved program, oldest first, and the forms of whoever may file or decide."""
    application = fetch(request, pk, "changes")
    approval = Approval.objects.select_related("filing", "case", "application").filter(application=application).first()
    if approval is None:
        raise Http404("not certified yet")
    life = process(application.jurisdiction).life(ProgramChange.kind)
    word, _, which = request.POST.get("do", "").partition(" ")
    initial = {"signed_title": request.user.title}
    form: Any = ChangeForm(approval, initial=initial)
    outcome = Outcome()
    tried: Any = None
    if request.method == "POST" and word == FILE:
        form = tried = ChangeForm(approval, request.POST, request.FILES, initial=initial)
        if form.is_valid():
            outcome = blamed(_file(request, approval, form), form)
    elif request.method == "POST":
        outcome, tried = _decide(request, application, word, which)
    if outcome.done:
        messages.success(request, f"{life.moves[word].done}.")
        return redirect("changes", application.pk)
    roles = access.roles_toward(request.standing, application)
    context = surround(request, application, "changes") | {
        "rows": [_line(request, row, tried) for row in _rows(application)],
        "ways": _ways(application),
        "form": form if set(life.moves[FILE].who) & roles and approval.state == "in_force" else None,
        "tried": tried,
        "outcome": outcome,
    }
    return render(request, "decider/changes.html", context, status=unfinished(tried, outcome) if tried else 200)


def _file(request: Request, approval: Approval, form: ChangeForm) -> Outcome:
    """Filing makes a new thing, so there is no version the page could have shown."""

    def action(*, by: Any, at: Any, seen: Any, key: Any, **given: Any) -> Any:
        return changing.file(approval, by=by, at=at, key=key, **given)

    return do(request, approval, action, **form.given())


def _rows(application: Application) -> list[ProgramChange]:
    return list(application.program_changes.select_related("case", "application", "proof").prefetch_related("facts"))


def _decide(request: Request, application: Application, word: str, which: str) -> tuple[Outcome, WordsForm]:
    row = next((row for row in _rows(application) if str(row.pk) == which), None)
    if row is None or word not in (ACCEPT, REFUSE):
        raise Http404("no such change")
    form = WordsForm(move_of(row, word), request.POST)
    if not form.is_valid():
        return Outcome(), form
    return blamed(do(request, row, changing.decide, row, word, **form.cleaned_data), form), form


def _line(request: Request, row: ProgramChange, tried: Any) -> dict[str, Any]:
    open_here, questions = may(request, row), asked(row.case.jurisdiction).questions
    refusing = tried if isinstance(tried, WordsForm) else WordsForm(move_of(row, REFUSE))
    return {
        "row": row,
        "state": process(row.case.jurisdiction).life(row.kind).states[row.state],
        "facts": [(questions[each.fact], each.before, each.after) for each in row.facts.all()],
        "accept": move_of(row, ACCEPT) if ACCEPT in open_here else None,
        "stopped": in_the_way(request, row).get(ACCEPT, "") if ACCEPT in open_here else "",
        "refuse": refusing if REFUSE in open_here else None,
    }


def _ways(application: Application) -> list[tuple[str, list[tuple[str, str]]]]:
    """Under each way to change the facts it is for, with the reason."""
    register, questions = approved(application.jurisdiction), asked(application.jurisdiction).questions
    return [
        (said, [(questions[row.id].label, row.why) for row in register.changes.values() if row.by == way])
        for way, said in register.ways.items()
    ]
