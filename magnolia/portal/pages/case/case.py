"""The case page: where an application stands, whose turn it is, what is next, and its timeline."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as flashes
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.letter_text import LetterText
from magnolia.policy.periods import AwardYear
from magnolia.policy.registers import review
from magnolia.policy.workflow import Life, Move, Process, State, process

from ... import access, clock
from ...actions import law
from ...actions.applying.places import in_correction
from ...actions.applying.slots import checklist
from ...actions.deadlines import open_now
from ...actions.deciding import conditions
from ...actions.held import hold
from ...actions.offers import offers
from ...actions.recording import reading
from ...actions.reviewing import assign, messages
from ...doors import INSTITUTION, may_open
from ...models import Application, Event, HeldDetermination, Letter
from ..doing import do
from ..forms import PlainForm
from ..institution import live, parts
from ..moving import Outcome, form_only, told, try_move
from ..request import Request, today
from ..staff.queue import after_time, waiting_state
from ..words import moment_words
from . import ends, in_cycle
from .asked import told_requests
from .sections import SECTIONS, page_of, sections

# States in which the last letter says what is asked of whoever has the turn.
TOLD_BY_LETTER = ("correction", "conditional", "returned", "denied")
MOVES_A_DAY = ("more_time",)  # letters that change a day and nothing of what the one before says
CHECKING = ("start_completeness", "answer_completeness")  # on the page of the check; a State may have one of them
# Who records the institution's federal filing and the Secretary's decision; the case page leads them there.
FILES_WITH_THE_DEPARTMENT = frozenset({"certifying_official", "director"})


def _checking(life: Life) -> list[Move]:
    return [life.moves[name] for name in CHECKING if name in life.moves]


def fetch(request: Request, pk: UUID, what: str) -> Application:
    """The application, if this person may see it; the look is written to the access log."""
    rows = access.visible_to(request.standing, Application).select_related(
        "case", "institution", "facts", "cycle", "federal_filing", "approval", "holder"
    )
    application = get_object_or_404(rows, pk=pk)
    reading.note(request.user, application.case, what, request.at)
    if request.method in ("GET", "HEAD"):
        hold(application)
    return application


def surround(request: Request, application: Application, here: str) -> dict[str, Any]:
    """Context every page of a case shares: names, whose turn, next, deadlines, sections.

    Nothing is written after it.
    """
    hold(application)
    table = process(application.jurisdiction)
    life = table.life("application")
    state = life.states[application.state]
    roles = access.roles_toward(request.standing, application)
    three = parts.parts(application) if may_open("part_details", True, roles) else []
    ended = ends.ended(table, application)
    open_deadlines = ended.running if ended else tuple(open_now(application).select_related("case"))
    day = today(request, application.jurisdiction)
    waits = ended.state if ended else waiting_state(table, application)
    for deadline in () if application.waits else open_deadlines:
        waits = after_time(table, waits, deadline.clock, (deadline.due - day).days)
    return {
        "application": application,
        "state": ended.state if ended else state,
        "stage": life.stages[state.stage],
        "stages": list(life.stages.items()),
        "turn": [table.roles[r].label for r in waits.turn],
        "your_turn": bool(set(waits.turn) & roles),
        "next": _next(application, waits, three),
        "award_year": AwardYear(application.award_year).long,
        "zone": clock.zone(application.jurisdiction).key,
        "parts": [(part, reverse(part.address, args=[application.pk]), part.address == here) for part in three],
        "clocks": [
            {
                "label": table.clocks[d.clock].label,
                "due": law.calendar(application.jurisdiction).last_moment(d.due),
                "left": (d.due - day).days,
                "deadline": d,
            }
            for d in open_deadlines
        ],
        "draft": _draft(request, application, three, here),
        "sections": sections(application, roles, here, {part.address: part.note for part in three}),
        "register": review(application.jurisdiction),
        "assigned_to": application.holder if any(table.roles[role].of in access.INSIDE for role in roles) else None,
        "unread_messages": 0 if here == "messages" else messages.unread_in(request.standing, application),
        "with_another": _with_another(request, application, table, roles),
        "told_by": _told_by(application, ended),
    } | in_cycle.about(application, request.at)


def _next(application: Application, waits: State, three: list[parts.PartState]) -> str:
    """What is next in words; in a draft where only the signature is missing, that it is to be asked for."""
    asking = process(application.jurisdiction).life("application").moves["request_attestation"]
    filled = three and all(part.complete or part.id == "declarations" for part in three)
    return (
        form(application.jurisdiction).says("filled") if filled and application.state in asking.starts else waits.next
    )


def _told_by(application: Application, ended: ends.Ended | None) -> Letter | None:
    """The last letter where it says what follows, and by when."""
    letters = application.letters.exclude(kind__in=MOVES_A_DAY).order_by("-id")
    if ended is not None:
        return letters.filter(kind__in=ended.letters).first()
    return letters.first() if application.state in TOLD_BY_LETTER else None


def _with_another(request: Request, application: Application, table: Process, roles: set[str]) -> dict[str, Any] | None:
    """Who has the case in a role this person shares; asked only where the person could otherwise act in it."""
    shared = [role for role in roles if table.roles[role].assigned]
    held = assign.with_another(application, request.user, shared) if shared else None
    return {"row": held, "role": table.roles[held.role].label} if held else None


def _draft(
    request: Request, application: Application, three: list[parts.PartState], here: str
) -> dict[str, Any] | None:
    """The line above every page of a draft; for its own institution, as long as the filing is with it."""
    life = process(application.jurisdiction).life("application")
    if not three or application.state not in {*life.moves["save"].starts, *life.moves["declare"].starts}:
        return None
    match = request.resolver_match
    group = form(application.jurisdiction).groups.get(str(match.kwargs.get("group", "")) if match else "")
    place = group.title if group else dict(SECTIONS).get(here, "Case")
    return live.line(request, application, place) | {"count": sum(len(part.missing) for part in three)}


def case(request: Request, pk: UUID) -> HttpResponse:
    """One application: its stage, timeline, letters, and what this person can do next."""
    application = fetch(request, pk, "case")
    return _show(request, application, Outcome())


def _show(request: Request, application: Application, outcome: Outcome, tried: str = "") -> HttpResponse:
    events = (
        Event.objects.filter(case=application.case)
        .exclude(thing_kind__in=[life.name for life in process(application.jurisdiction).lives.values() if life.inside])
        .select_related("by", "case", "text")
        .order_by("seq")
    )
    table = process(application.jurisdiction)
    life = table.life("application")
    mine = access.roles_toward(request.standing, application)
    inside = INSTITUTION & mine
    shown = [e for e in events if not (e.move == "save" and e.thing_kind == "application")]
    state, stages = life.states[application.state], list(life.stages)
    ended = ends.ended(table, application)
    context = (
        surround(request, application, "case")
        | {
            "timeline": _timeline(table, shown, mine),
            "stages_ahead": [life.stages[s] for s in stages[stages.index(state.stage) + 1 :] if state.tone != "bad"],
            "offers": [
                {
                    "move": o.move,
                    "refused": o.refused,
                    "need": o.need,
                    "page": page_of(o.move.name, application, mine),
                    "form": _asking(o.move, request, outcome) if o.move.name == tried else _asking(o.move),
                    "tried": o.move.name == tried,
                }
                for o in offers(application, request.standing, request.at)
                if not (o.move.name == "file_appeal" and o.refused)
            ],
            "letters": [
                (letter, LetterText.from_json(letter.text).title) for letter in application.letters.order_by("-id")
            ],
            "inside": bool(inside),
            "editable": bool(inside) and application.state in life.moves["save"].starts,
            "files": bool(mine & FILES_WITH_THE_DEPARTMENT) and hasattr(application, "federal_filing") and not ended,
            "checks": any(application.state in move.starts and mine & set(move.who) for move in _checking(life)),
            "supplies": bool(inside) and application.state in life.moves["supply"].starts,
            "corrects": bool(inside) and in_correction(application),
            "requests": told_requests(application, today(request, application.jurisdiction)),
            "checklist": checklist(application),
            "signed_ahead": access.visible_to(request.standing, HeldDetermination)
            .filter(application=application, state="held")
            .first(),
            "outcome": outcome,
        }
        | (ends.appeal_of(ended, mine) if ended else {})
    )
    return render(request, "case/case.html", context, status=outcome.status)


def _asking(move: Move, request: Request | None = None, outcome: Outcome | None = None) -> PlainForm:
    """A box for each thing a move has to be told in words, with what was typed where the try was refused."""
    form = PlainForm(request.POST if request else None, auto_id=f"{move.name}-%s")
    for word in move.asks:
        form.fields[word] = forms.CharField(label=word.capitalize(), widget=forms.Textarea)
    if outcome is not None and outcome.field in form.fields:
        form.errors.clear()
        form.add_error(outcome.field, str(outcome.problem))
    return form


def _timeline(table: Process, events: list[Event], roles: set[str]) -> list[dict[str, Any]]:
    """The events in words; the same quiet step by the same person several times in a row is one line."""
    lines: list[dict[str, Any]] = []
    for line, event in zip(told(events), events, strict=True):
        line |= {"role_words": table.roles[event.role].label if event.by else "", "words": _words(table, event, roles)}
        same = {"move": event.move, "person": event.by_id, "times": 1}
        quiet = table.life(event.thing_kind).moves[event.move].quiet
        if quiet and lines and all(lines[-1][key] == same[key] for key in ("move", "person")):
            same["times"] = lines.pop()["times"] + 1
        lines.append(line | same)
    return lines


def _words(table: Process, event: Event, roles: set[str]) -> list[str]:
    """What a move was made with in words, such as a remark; for those who can make the move or are told of it."""
    move = table.life(event.thing_kind).moves[event.move]
    if not move.asks or not roles & {*move.who, *move.tells}:
        return []
    said = json.loads(event.text.text or "{}")
    return [said[word] for word in move.asks if said.get(word)]


@form_only("case")
def case_move(request: Request, pk: UUID, move: str) -> HttpResponse:
    """Make a move that needs no more than words: the buttons of the case page."""
    application = fetch(request, pk, "case")
    life = process(application.jurisdiction).life("application")
    if move not in life.moves or life.moves[move].quiet:
        raise Http404("quiet moves are made by the pages that write rows with them")
    asked = life.moves[move].asks
    if move == conditions.REVIEWED:
        outcome = do(request, application, conditions.reviewed, application)
    else:
        outcome = try_move(request, application, move, said={word: request.POST.get(word, "") for word in asked})
    if not outcome.done:
        return _show(request, application, outcome, tried=move)
    letter = outcome.event.letters.first() if outcome.event else None
    issued = (
        f" Letter {letter.number}, {moment_words(letter.issued_at, clock.zone(application.jurisdiction))}."
        if letter
        else ""
    )
    made = life.moves[outcome.event.move if outcome.event else move]
    flashes.success(request, f"{made.done}.{issued}")
    return redirect("case", application.pk)
