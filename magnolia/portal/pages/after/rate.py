"""One rate: its verification step by step, its notes, what is asked for, the decision and what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.verifying import verifying
from magnolia.policy.workflow import process

from ... import access, clock
from ...actions import law
from ...actions.moves import act
from ...actions.results import shown as first_look
from ...actions.verifying import recomputing, requests, shown, standing, verify
from ...models import Application, OutcomeResult, RateCorrection, Thing
from ..acting import blamed, in_the_way, may, unfinished
from ..case.case import fetch, surround
from ..decider.proofs import given
from ..doing import do
from ..moving import Outcome
from ..request import Request
from . import rate_forms
from .verification import line, result_of, told

Make = Callable[..., Any]
# Buttons of the page: the form, the action, and what the word after the button's name is called.
OF_RESULT: dict[str, tuple[type[forms.Form] | None, Make, str]] = {
    "sign_step": (rate_forms.StepForm, verify.sign_step, "step"),
    "unsign_step": (rate_forms.ReasonForm, verify.unsign_step, "step"),
    "decide": (rate_forms.DecisionForm, verify.decide, ""),
    "reopen": (rate_forms.ReasonForm, verify.reopen, ""),
    "add_note": (rate_forms.NoteForm, verify.add_note, ""),
    "strike_note": (rate_forms.ReasonForm, verify.strike_note, "note"),
    "certify_placement": (None, lambda result, **rest: act(result, "certify_placement", **rest), ""),
    "ask": (rate_forms.RequestForm, requests.ask, ""),
}
OF_REQUEST: dict[str, tuple[type[forms.Form], Make]] = {
    "reply": (rate_forms.AnswerForm, requests.answer),
    "show": (rate_forms.AnswerForm, requests.answer),
    "conclude": (rate_forms.ResultForm, requests.close),
    "close": (rate_forms.ResultForm, requests.close),
    "not_enough": (
        rate_forms.ReasonForm,
        lambda row, *, reason, **rest: act(row, "not_enough", said={"reason": reason}, **rest),
    ),
}
WORDED = (rate_forms.NoteForm, rate_forms.RequestForm)  # forms that take the register


def rate(request: Request, pk: UUID, result: UUID) -> HttpResponse:
    """Verify, ask, note and decide; everybody else of the case reads."""
    application = fetch(request, pk, "rate")
    row = result_of(request, application, result)
    if row is None:
        raise Http404("no such rate")
    outcome, tried, button = Outcome(), None, request.POST.get("do") or request.POST.get("preview", "")
    if request.method == "POST":
        outcome, tried = _try(request, application, row, button)
        if outcome.done and outcome.event:
            life = process(application.jurisdiction).life(outcome.event.thing_kind)
            messages.success(request, f"{life.moves[outcome.event.move].done}.")
            return redirect("rate", application.pk, row.pk)
    context = surround(request, application, "rate_verification") | _waits(request, row)
    context |= _context(request, row, button, tried)
    context |= {"outcome": outcome, "tried": tried, "has_errors": bool(tried is not None and tried.errors)}
    return render(request, "after/rate.html", context, status=unfinished(tried, outcome) if tried else outcome.status)


def _waits(request: Request, row: OutcomeResult) -> dict[str, Any]:
    """Whose turn the rate is, in place of whose turn the program is, and until when."""
    state = row.application.jurisdiction
    table = process(state)
    life, until = table.life(row.kind), first_look.open_until(row, request.at)
    turn, what = life.states[row.state].turn, life.states[row.state].next
    if row.state == "preview" and first_look.unanswered(row):
        asked = table.life(RateCorrection.kind).states["asked"]
        turn, what, until = asked.turn, asked.next, None
    elif until is not None:
        turn = life.moves["confirm"].who
    elif row.state == "preview" and row.pending:
        turn, what = (), verifying(state).says("windows_open")
    calendar = law.calendar(state)
    left = (until - clock.local_date(state, request.at)).days if until else 0
    return {
        "turn": [table.roles[role].label for role in turn],
        "your_turn": bool(set(turn) & access.roles_toward(request.standing, row.application)),
        "next": what,
        "clocks": [{"due": calendar.last_moment(until), "left": left}] if until else [],
        "unsent": False,
        "told_by": None,
    }


def _made(kind: type[forms.Form] | None, state: str, of: str, *sent: Any) -> forms.Form | None:
    if kind is None:
        return None
    words: tuple[Any, ...] = (verifying(state),) if kind in WORDED else ()
    make: Make = kind
    made: forms.Form = make(*words, *sent, prefix=of.replace(" ", "-"), auto_id=f"id_{of.replace(' ', '-')}_%s")
    return made


def _try(
    request: Request, application: Application, row: OutcomeResult, button: str
) -> tuple[Outcome, forms.Form | None]:
    """One button: of the rate itself with the step or note it is about, or of a request."""
    word, _, which = button.partition(" ")
    thing: Thing = row
    more: dict[str, Any] = {}
    if word in OF_RESULT:
        kind, action, name = OF_RESULT[word]
        if name:
            more = {name: int(which) if name == "note" and which.isascii() and which.isdigit() else which}
    elif word in OF_REQUEST:
        found = next((each for each in _asked(row) if str(each.pk) == which), None)
        if found is None:
            raise Http404("no such request")
        thing, (kind, action) = found, OF_REQUEST[word]
    else:
        raise Http404("no such step")
    form = _made(kind, application.jurisdiction, button, request.POST, request.FILES)
    if form is None:
        return do(request, thing, action, thing, **more), None
    if not form.is_valid():
        return Outcome(), form
    typed = given(form) if "paper" in form.fields else form.cleaned_data
    return blamed(do(request, thing, action, thing, **typed, **more), form), form


def _asked(row: OutcomeResult) -> list[Any]:
    """Requests about the measure and year, also those about an earlier run."""
    rows = row.application.outcome_requests.filter(result__award_year=row.award_year, result__metric=row.metric)
    return list(rows.select_related("case", "application", "result", "proof", "closed_by"))


def _context(request: Request, row: OutcomeResult, button: str, tried: forms.Form | None) -> dict[str, Any]:
    state, mine = row.application.jurisdiction, may(request, row)
    words = verifying(state)

    def form(of: str) -> forms.Form | None:
        if tried is not None and of == button:
            return tried
        word = of.partition(" ")[0]
        kind = OF_RESULT[word][0] if word in OF_RESULT else OF_REQUEST[word][0]
        return _made(kind, state, of)

    decided = standing.decision(row)
    asked: list[dict[str, Any]] = [told(each) | {"buttons": _buttons(request, each, form)} for each in _asked(row)]
    blocked = in_the_way(request, row)
    return {
        "result": row,
        "line": line(row),
        "steps": _steps(row, mine, form),
        "asked": asked,
        "awaiting": any(each["row"].state != "closed" for each in asked),
        "notes": [
            {"row": note, "kind": words.words["note"][note.kind],
             "strike": form(f"strike_note {note.place}") if "strike_note" in mine and not note.struck_on else None}
            for note in row.notes.select_related("by", "struck_by")
        ],
        "decided": decided,
        "standard": f"{(decided.standard if decided else standing.standard(row)).normalize():f}",
        "guidance": decided.guidance.splitlines() if decided else standing.guidance(row),
        "again": recomputing.recompute(row) if decided else [],
        "forms": {name: form(name) for name in ("decide", "reopen", "add_note", "ask") if _offered(row, name, mine)},
        "blocked": blocked,
        "certifies": "certify_placement" in mine and "certify_placement" not in blocked,
        "letters": row.application.letters.filter(kind="placement_certificate", event__thing_id=row.pk),
        "publishes": "publish" in mine,
    }  # fmt: skip


def _offered(row: OutcomeResult, name: str, mine: set[str]) -> bool:
    """Whether a form stands on the page: a decision only where the rate is final, a request where one may be made."""
    if name == "ask":
        return "sign_step" in mine
    if name == "decide":
        return name in mine and standing.outcome(row) != "pending"
    return name in mine


def _steps(row: OutcomeResult, mine: set[str], form: Make) -> list[dict[str, Any]]:
    """Each step with its data: as it was shown when it was signed, else as it is now."""
    signed = {each.step: each for each in row.steps.select_related("by")}
    return [
        {
            "place": place,
            "step": step,
            "signed": signed.get(step.id),
            "shown": signed[step.id].shown.splitlines() if step.id in signed else shown.beside(row, step.id),
            "sign": form(f"sign_step {step.id}") if step.id not in signed and "sign_step" in mine else None,
            "unsign": form(f"unsign_step {step.id}") if step.id in signed and "unsign_step" in mine else None,
        }
        for place, step in enumerate(verifying(row.application.jurisdiction).steps[row.metric].values(), 1)
    ]


def _buttons(request: Request, each: Any, form: Make) -> list[tuple[Any, Any]]:
    """The moves this person may make on a request, each with its form."""
    life, mine = process(each.application.jurisdiction).life(each.kind), may(request, each)
    return [(life.moves[name], form(f"{name} {each.pk}")) for name in OF_REQUEST if name in mine]
