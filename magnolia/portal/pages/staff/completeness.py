"""The completeness check: what the rules found, the list of deficiencies, the confirmations, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.workflow import process

from ...actions import deadlines
from ...actions.applying.places import places, places_of, stays_shut
from ...actions.checking import check, confirm
from ...actions.checking.look import Found, lacks_of, look
from ...actions.moves import Refused
from ...models import Application
from ..acting import WordsForm, blamed, in_the_way, kept, may, move_of, try_words, unfinished
from ..case.case import fetch, surround
from ..case.filed import filed
from ..doing import do
from ..moving import Outcome, try_move, word_of
from ..request import Request, today
from .checking import AnswersForm, DeficiencyForm, MoreTimeForm, PapersForm

ADD, DROP, CLEAR, FOUND, ANSWER, READ, MORE_TIME = "add", "drop", "clear", "found", "answer", "read", "more_time"
SENDS = ("start_completeness", "find_complete", "return_for_correction")
CLOCK = check.CLOCK


@dataclass
class Sheet:
    """The forms of the page and what the rules found, as this request filled them in."""

    found: dict[str, Found]
    item: DeficiencyForm
    answers: AnswersForm
    papers: PapersForm
    more_time: MoreTimeForm
    ending: WordsForm | None = None

    @property
    def sent(self) -> Any:
        """The form that was sent, for the summary of its errors."""
        rows = (self.ending, self.item, self.answers, self.papers, self.more_time)
        return next((form for form in rows if form is not None and form.is_bound), self.item)


def completeness(request: Request, pk: UUID) -> HttpResponse:
    """The check of one application; forms only for those whose move is open."""
    application = fetch(request, pk, "completeness")
    word, _, number = word_of(request).partition(" ")
    sheet, outcome = _sheet(request, application, word), Outcome()
    if request.method == "POST":
        if word in _endings(application):
            outcome, sheet.ending = try_words(request, application, word)
        else:
            outcome = _do(request, application, word, number, sheet)
        if outcome.done and outcome.event is not None:
            messages.success(request, f"{move_of(application, outcome.event.move).done}.")
            return redirect("completeness", application.pk)
    context = _context(request, application, sheet) | {"outcome": outcome}
    return render(request, "reviewer/completeness.html", context, status=unfinished(sheet.sent, outcome))


def _sheet(request: Request, application: Application, word: str) -> Sheet:
    """Each form with what was typed, where this request sent it."""
    found = look(application, today(request, application.jurisdiction))

    def typed(name: str) -> Any:
        return request.POST if word == name else None

    return Sheet(
        found=found,
        item=DeficiencyForm(application.jurisdiction, typed(ADD)),
        answers=AnswersForm(application, found, typed(ANSWER)),
        papers=PapersForm(application, typed(READ)),
        more_time=MoreTimeForm(typed(MORE_TIME)),
    )


def _do(request: Request, application: Application, word: str, number: str, sheet: Sheet) -> Outcome:
    """One button of the page."""
    if word in SENDS:
        return try_move(request, application, word)
    if word in (DROP, CLEAR) and number.isascii() and number.isdigit():
        action = check.drop_deficiency if word == DROP else check.clear_deficiency
        return do(request, application, action, application, int(number))
    if word == FOUND:
        lack = next((each for each in lacks_of(sheet.found) if each.key == number and not each.listed), None)
        if lack is None:
            return Outcome(problem=Refused("The rules no longer find this, or it is on the list already."))
        return do(request, application, check.list_found, application, lack)
    return _send(request, application, word, sheet)


def _send(request: Request, application: Application, word: str, sheet: Sheet) -> Outcome:
    """One of the page's forms, as it was filled in."""
    if word == ADD:
        return _with(sheet.item, lambda given: do(request, application, check.list_deficiency, application, **given))
    if word == ANSWER:
        form = sheet.answers
        return _with(form, lambda _: do(request, application, confirm.confirm, application, form.answers()))
    if word == READ:
        papers = sheet.papers
        return _with(papers, lambda _: do(request, application, confirm.read_papers, application, papers.typed()))
    if word == MORE_TIME:
        return _with(sheet.more_time, lambda given: do(request, application, check.extend, application, **given))
    return Outcome(problem=Refused("Choose one of the buttons of this page."))


def _with(form: Any, act: Any) -> Outcome:
    """The action on a form without faults; a refusal stands at the field it names."""
    return blamed(act(form.cleaned_data), form) if form.is_valid() else Outcome()


def _endings(application: Application) -> tuple[str, ...]:
    """The moves that the correction clock proposes to a person when it has run out."""
    return process(application.jurisdiction).clocks[CLOCK].proposes


def overdue(request: Request, application: Application) -> bool:
    """Whether a correction was due and has not come."""
    running = deadlines.open_now(application).filter(clock=CLOCK).select_related("case").first()
    return running is not None and not deadlines.is_open(running, request.at)


def endings(request: Request, application: Application, tried: WordsForm | None) -> list[WordsForm]:
    """A form for each ending of an overdue correction that this person may choose."""
    if not overdue(request, application):
        return []
    open_here = may(request, application)
    return [
        tried if tried is not None and tried.move.name == name else WordsForm(move_of(application, name))
        for name in _endings(application)
        if name in open_here
    ]


def _context(request: Request, application: Application, sheet: Sheet) -> dict[str, Any]:
    kinds, day = check.kinds(application.jurisdiction), today(request, application.jurisdiction)
    this_round, allowed = check.current_round(application), may(request, application)
    rows = application.deficiencies.select_related("cleared_by").prefetch_related("documents", "opens")
    cycle, titles = application.cycle, places(application.jurisdiction)
    open_now = {place for row in rows if not row.cleared_at for place in places_of(row)}
    due = deadlines.compute(application.jurisdiction, CLOCK, day, cycle) if check.MOVE in allowed else None
    move = sheet.ending.move.name if sheet.ending else check.MOVE
    return (
        surround(request, application, "completeness")
        | filed(application)
        | {
            "sheet": sheet,
            "lacks": [lack for lack in lacks_of(sheet.found) if not lack.listed],
            "may": allowed,
            "stopped": in_the_way(request, application),
            "moves": process(application.jurisdiction).life("application").moves,
            "deficiencies": [
                {
                    "row": r,
                    "kind": kinds.get(r.kind, r.kind),
                    "sent": r.round < this_round,
                    "opens": [titles.get(each.place, each.place) for each in r.opens.all()],
                    "shut": [
                        title
                        for place in places_of(r)
                        for other, title in stays_shut(application.jurisdiction, place).items()
                        if not r.cleared_at and other not in open_now
                    ],
                }
                for r in rows
            ],
            "kinds": kinds,
            "due": due,
            "compares": application.filings.count() > 1,
            "overdue": overdue(request, application),
            "endings": endings(request, application, sheet.ending),
            "proposed": [move_of(application, name) for name in _endings(application)],
            "kept": kept(request, application, move, sheet.sent),
            "has_errors": bool(sheet.sent.errors),
        }
    )
