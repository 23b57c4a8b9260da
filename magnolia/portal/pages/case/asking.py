"""Requests for further documents: what was asked and sent, asking, and sending the reply to its own place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from magnolia.policy.registers import review
from magnolia.policy.workflow import Life, open_moves, process

from ... import access
from ...actions.applying import filing
from ...actions.applying.slots import checklist
from ...actions.moves import Refused
from ...actions.reviewing import ask
from ...models import Application, InformationRequest
from ..acting import WordsForm, blamed, try_words, unfinished
from ..doing import do
from ..moving import Outcome, try_move
from ..request import Request, today
from ..reviewer.review_forms import AskForm, ReplyForm
from .asked import told_requests
from .case import fetch, surround

ASK, REPLY, AGAIN = "ask", "answer", "ask_again"


def requests_page(request: Request, pk: UUID) -> HttpResponse:
    """The requests of a case: the State asks and closes, the institution answers."""
    application = fetch(request, pk, "requests")
    word, _, number = request.POST.get("do", "").partition(" ")
    asking = _ask_form(request, application, word)
    tried: WordsForm | ReplyForm | AskForm = asking
    outcome = Outcome()
    if request.method == "POST":
        if word == ASK:
            outcome = _ask(request, application, asking)
        else:
            outcome, tried = _on_one(request, application, word, number)
        if outcome.done:
            messages.success(request, f"{_life(application).moves[word].done}.")
            return redirect("requests", application.pk)
    return render(
        request,
        "case/requests.html",
        _context(request, application, asking, tried, number) | {"outcome": outcome},
        status=unfinished(tried, outcome),
    )


def _life(application: Application) -> Life:
    return process(application.jurisdiction).life(InformationRequest.kind)


def _ask_form(request: Request, application: Application, word: str) -> AskForm:
    register, day = review(application.jurisdiction), today(request, application.jurisdiction)
    wished = {"question": request.GET.get("question", ""), "due": ask.proposed_due(application.jurisdiction, day)}
    return AskForm(register, request.POST if word == ASK else None, initial={"asker": "agency"} | wished)


def _ask(request: Request, application: Application, form: AskForm) -> Outcome:
    if not form.is_valid():
        return Outcome()
    return blamed(do(request, application, ask.ask, application, **form.cleaned_data), form)


def _on_one(
    request: Request, application: Application, word: str, number: str
) -> tuple[Outcome, WordsForm | ReplyForm | AskForm]:
    """One button at one request."""
    life = _life(application)
    nothing = AskForm(review(application.jurisdiction))
    if word not in life.moves or not (number.isascii() and number.isdigit()):
        return Outcome(problem=Refused("Choose one of the buttons of this page.")), nothing
    rows = access.visible_to(request.standing, InformationRequest).filter(application=application)
    thing = get_object_or_404(rows.select_related("case", "application"), place=int(number))
    if word == REPLY:
        form = ReplyForm(request.POST, request.FILES, auto_id=f"{thing.place}-%s")
        if not form.is_valid():
            return Outcome(), form
        file = form.cleaned_data["file"]
        return blamed(do(request, thing, ask.answer, thing, file.name or "", file), form), form
    if word == AGAIN:
        words = WordsForm(life.moves[word], request.POST, thing.place)
        if not words.is_valid():
            return Outcome(), words
        return blamed(do(request, thing, ask.ask_again, thing, **words.cleaned_data), words), words
    if life.moves[word].asks:
        return try_words(request, thing, word, thing.place)
    return try_move(request, thing, word), nothing


def _context(request: Request, application: Application, asking: AskForm, tried: Any, number: str) -> dict[str, Any]:
    """The page's words: each request with what this person may do with it."""
    life, roles = _life(application), access.roles_toward(request.standing, application)
    listed = told_requests(application, today(request, application.jurisdiction))
    for each in listed:
        mine = [m for m in open_moves(life, each["row"].state, roles) if m.name != REPLY]
        was_tried = str(each["row"].place) == number
        each |= {
            "moves": [m for m in mine if not m.asks],
            "words": [
                tried
                if was_tried and isinstance(tried, WordsForm) and tried.move == m
                else WordsForm(m, of=each["row"].place)
                for m in mine
                if m.asks
            ],
            "reply": _reply(life, each, roles, tried if was_tried else None),
        }
    return surround(request, application, "requests") | {
        "listed": listed,
        "asking": asking,
        "tried": tried,
        "may_ask": bool(set(life.moves[ASK].who) & roles) and filing.still_runs(application),
        "checklist": checklist(application),
    }


def _reply(life: Life, each: dict[str, Any], roles: set[str], tried: Any) -> ReplyForm | None:
    """The form of a reply where this person may send one, with what was wrong with the last try."""
    open_here = {m.name for m in open_moves(life, each["row"].state, roles)}
    if REPLY not in open_here:
        return None
    return tried if isinstance(tried, ReplyForm) else ReplyForm(auto_id=f"{each['row'].place}-%s")
