"""The case page: where an application stands, whose turn it is, what is next, and its timeline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from .. import access
from ..actions import filing, law, reading
from ..actions.deadlines import open_now
from ..actions.moves import offers
from ..doors import may_open
from ..models import Application, Event
from .moving import Outcome, told, try_move
from .request import Request, today

# Pages of a case beside the case itself, each behind its own door; the states in which it has something to show.
SECTIONS = (
    ("completeness", "Completeness"),
    ("review", "Review"),
    ("consultation", "Consultation"),
    ("recommendation", "Recommendation"),
    ("determination", "Determination"),
    ("conditions", "Conditions"),
    ("certification", "Certification"),
    ("federal", "Federal filing"),
    ("case_print", "Whole filing"),
    ("record", "Administrative record"),
)
# Moves that have a page of their own where rows are written with them.
PAGE_OF = {
    "submit": "part_declarations",
    "resubmit": "part_declarations",
    "answer_return": "part_declarations",
    "find_complete": "completeness",
    "return_for_correction": "completeness",
    "finish_review": "review",
    "attest_consultation": "consultation",
    "recommend": "recommendation",
    "approve": "determination",
    "approve_conditionally": "determination",
    "deny": "determination",
    "defer": "determination",
    "return_for_information": "determination",
    "conditions_met": "conditions",
    "certify": "certification",
}


def fetch(request: Request, pk: UUID, what: str) -> Application:
    """The application, if this person may see it; the look is written to the access log."""
    rows = access.visible_to(request.standing, Application).select_related("case", "institution", "facts")
    application = get_object_or_404(rows, pk=pk)
    reading.note(request.user, application.case, what, request.at)
    return application


def surround(request: Request, application: Application, here: str) -> dict[str, Any]:
    """Context every page of a case shares: names, whose turn, next, deadlines, sections."""
    table = process(application.jurisdiction)
    life = table.life("application")
    state = life.states[application.state]
    roles = access.roles_toward(request.standing, application)
    open_deadlines = list(open_now(application).select_related("case"))
    day = today(request, application.jurisdiction)
    return {
        "application": application,
        "state": state,
        "stage": life.stages[state.stage],
        "stages": list(life.stages.items()),
        "turn": [table.roles[r].label for r in state.turn],
        "your_turn": bool(set(state.turn) & roles),
        "clocks": [
            {
                "label": table.clocks[d.clock].label,
                "due": law.calendar(application.jurisdiction).last_moment(d.due),
                "left": (d.due - day).days,
                "deadline": d,
            }
            for d in open_deadlines
        ],
        "sections": [("Case", reverse("case", args=[application.pk]), here == "case")]
        + [
            (label, reverse(name, args=[application.pk]), here == name)
            for name, label in SECTIONS
            if may_open(name, True, roles) and (name != "federal" or hasattr(application, "federal_filing"))
        ],
        "register": review(application.jurisdiction),
    }


def case(request: Request, pk: UUID) -> HttpResponse:
    """One application: its stage, timeline, letters, and what this person can do next."""
    application = fetch(request, pk, "case")
    return _show(request, application, Outcome())


def _show(request: Request, application: Application, outcome: Outcome) -> HttpResponse:
    events = (
        Event.objects.filter(case=application.case)
        .exclude(thing_kind="notice")
        .select_related("by", "case", "text")
        .order_by("seq")
    )
    mine = access.roles_toward(request.standing, application)
    inside = {"preparer", "certifying_official"} & mine
    shown = [e for e in events if not (e.move == "save" and e.thing_kind == "application")]
    context = surround(request, application, "case") | {
        "timeline": [line | {"role": e.role} for line, e in zip(told(shown), shown, strict=True)],
        "offers": [
            {"move": o.move, "refused": o.refused, "page": _page_of(o.move.name, application, mine)}
            for o in offers(application, request.standing, request.at)
        ],
        "letters": application.letters.order_by("-id"),
        "gaps": filing.gaps(application) if inside and application.state in ("draft", "correction", "returned") else [],
        "inside": bool(inside),
        "editable": bool(inside) and application.state in ("draft", "attestation", "correction", "returned"),
        "outcome": outcome,
        "typed": request.POST.dict() if request.method == "POST" else {},
    }
    return render(request, "case/case.html", context, status=outcome.status)


def _page_of(move: str, application: Application, roles: set[str]) -> str:
    name = PAGE_OF.get(move)
    return reverse(name, args=[application.pk]) if name and may_open(name, True, roles) else ""


@require_POST
def case_move(request: Request, pk: UUID, move: str) -> HttpResponse:
    """Make a move that needs no more than words: the buttons of the case page."""
    application = fetch(request, pk, "case")
    life = process(application.jurisdiction).life("application")
    asked = life.moves[move].asks if move in life.moves else ()
    outcome = try_move(request, application, move, said={word: request.POST.get(word, "") for word in asked})
    if not outcome.done:
        return _show(request, application, outcome)
    messages.success(request, f"{life.moves[move].done}.")
    return redirect("case", application.pk)
