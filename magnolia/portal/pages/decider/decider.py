"""The decider's page: the case on one page, and the determination."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.workflow import process

from ...actions.deciding import decide, release
from ...actions.deciding.signing import statement
from ...models import Application, Event
from ..acting import WordsForm, blamed, in_the_way, kept, may, move_of, try_words, unfinished
from ..board.recommend import summary
from ..case.case import fetch, surround
from ..case.filed import filed
from ..doing import do
from ..moving import Outcome, asks_for_preview, word_of
from ..request import Request
from ..staff.completeness import endings, overdue
from . import held
from .deciding import ROWS, DeterminationForm, rows_of

REISSUE, ALL_MET = "reissue_denial", "conditions_met"
CLOSE = "close_condition"
MORE = "more"


def determination(request: Request, pk: UUID) -> HttpResponse:
    """Facts, findings, advice and recommendation on one page, and the outcomes for whoever may determine."""
    application = fetch(request, pk, "determination")
    word = word_of(request)
    tried: DeterminationForm | None = None
    spoken: WordsForm | None = None
    outcome = Outcome()
    if request.method == "POST" and MORE in request.POST:
        tried = _more_rows(request, application, request.POST[MORE])
    elif request.method == "POST":
        if word.startswith(f"{held.TAKE_BACK} "):
            outcome, spoken = held.take_back(request, application, word)
        elif word in _by_words(application):
            outcome, spoken = try_words(request, application, word)
        else:
            outcome, tried = _determine(request, application, word)
        if outcome.done:
            messages.success(request, held.done_words(outcome) or f"{move_of(application, word).done}.")
            return redirect("determination", application.pk)
    context = _context(request, application, tried, spoken) | {"outcome": outcome}
    sent = spoken or tried
    status = unfinished(sent, outcome) if sent else outcome.status
    return render(request, "decider/determination.html", context, status=status)


def _by_words(application: Application) -> tuple[str, ...]:
    """Moves of this page that need a reason and nothing else."""
    return (REISSUE, *process(application.jurisdiction).clocks["correction"].proposes)


def _form(request: Request, application: Application, move: str, **more: Any) -> DeterminationForm:
    chosen = move_of(application, move)
    rows = application.findings.filter(outcome="not_met").values_list("question", flat=True)
    questions = surround(request, application, "determination")["register"].questions
    unmet = [(q.id, f"{q.number}. {q.title}") for q in questions.values() if q.id in set(rows)]
    initial = {"signed_title": request.user.title} | more.pop("initial", {})
    return DeterminationForm(chosen, application.jurisdiction, unmet, initial=initial, **more)


def _more_rows(request: Request, application: Application, move: str) -> DeterminationForm | None:
    """The form of an outcome again, as typed so far, with more lines for conditions."""
    if move not in {m.name for m in decide.determinations(application.jurisdiction)}:
        return None
    start = f"{move}-"
    typed = {key.removeprefix(start): value for key, value in request.POST.items() if key.startswith(start)}
    before = rows_of(request.POST, move)
    form = _form(request, application, move, rows=before + ROWS, initial=typed | {"rows": before + ROWS})
    form.first_new = f"condition_{before + 1}"
    return form


def _determine(request: Request, application: Application, move: str) -> tuple[Outcome, DeterminationForm | None]:
    """Make the determination that was sent; a value that is no outcome is refused with the four there are (DET-02)."""
    if move not in {m.name for m in decide.determinations(application.jurisdiction)}:
        return do(
            request, application, decide.determine, application, move, basis="", signed_name="", signed_title=""
        ), None
    form = _form(request, application, move, data=request.POST)
    if not form.is_valid():
        return Outcome(), form
    given = form.cleaned_data
    ahead = given.get("release_on")
    action: Callable[..., Event] = decide.determine
    if ahead is not None:
        action = release.on_its_day if asks_for_preview(request) else release.sign_ahead
    outcome = do(
        request,
        application,
        action,
        application,
        move,
        **({"release_on": ahead} if ahead is not None else {}),
        basis=given["basis"],
        signed_name=given["signed_name"],
        signed_title=given["signed_title"],
        reason=given.get("reason", ""),
        asked_for=given.get("asked_for", ""),
        grounds=form.typed_grounds(),
        conditions=form.typed_conditions(),
    )
    return blamed(outcome, form), form


def _context(
    request: Request, application: Application, tried: DeterminationForm | None, spoken: WordsForm | None
) -> dict[str, Any]:
    open_here = may(request, application)
    stopped = in_the_way(request, application)
    possible = [m for m in decide.determinations(application.jurisdiction) if m.name in open_here]
    outcomes = [
        {
            "move": move,
            "form": tried if tried and tried.move.name == move.name else _form(request, application, move.name),
            "stopped": stopped.get(move.name, ""),
            "open": bool(tried and tried.move.name == move.name),
        }
        for move in possible
    ]
    reissue = spoken if spoken and spoken.move.name == REISSUE else WordsForm(move_of(application, REISSUE))
    return (
        surround(request, application, "determination")
        | filed(application)
        | summary(application)
        | {
            "may": open_here,
            "stopped": stopped,
            "outcomes": outcomes,
            "statement": statement(application.jurisdiction, "determine"),
            "determinations": _made(application),
            "held": held.told(request, application, spoken),
            "reissue": reissue if REISSUE in open_here else None,
            "overdue": overdue(request, application),
            "endings": endings(request, application, spoken),
            "has_errors": bool((tried and tried.errors) or (spoken and spoken.errors)),
            "tried": tried,
            "spoken": spoken,
            "kept": _kept(request, application, spoken or tried),
        }
    )


def _kept(
    request: Request, application: Application, sent: DeterminationForm | WordsForm | None
) -> list[tuple[str, str]]:
    return kept(request, application, sent.move.name, sent) if sent and sent.move.thing == application.kind else []


def _made(application: Application) -> list[dict[str, Any]]:
    """Determinations so far, newest first, with their grounds, conditions and letters."""
    states = process(application.jurisdiction).life("application").states
    questions = {row["question"].id: row["question"] for row in summary(application)["judged"]}
    rows = application.determinations.select_related("by", "designation", "event", "signed__held").order_by("-id")
    return [
        {
            "row": row,
            "state": states[row.outcome],
            "signed_before": release.signed_before(row.signed, application.jurisdiction),
            "grounds": [(questions.get(g.question), g.text) for g in row.grounds.all()],
            "conditions": row.conditions.all(),
            "letters": row.event.letters.all() if row.event else [],
        }
        for row in rows
    ]
