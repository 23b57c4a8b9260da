"""A determination that is signed and waits for its release: what it says, and taking it back."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from magnolia.policy.letters import say_day
from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from ... import access
from ...actions.deciding import release
from ...models import Application, Event, HeldDetermination
from ..acting import WordsForm, may, move_of, try_words
from ..moving import Outcome
from ..request import Request

TAKE_BACK = "take_back"


def _rows(request: Request, application: Application) -> QuerySet[HeldDetermination]:
    rows = access.visible_to(request.standing, HeldDetermination).filter(application=application)
    return rows.select_related("case", "application", "by", "signed")


def take_back(request: Request, application: Application, word: str) -> tuple[Outcome, WordsForm]:
    """Take the determination back that the button names, with the reason typed beside it."""
    try:
        key = UUID(word.removeprefix(TAKE_BACK).strip())
    except ValueError:
        raise Http404("no such determination") from None
    row = _rows(request, application).filter(pk=key).first()
    if row is None:
        raise Http404("no such determination")
    return try_words(request, row, TAKE_BACK, of=row.pk)


def done_words(outcome: Outcome) -> str:
    """What is said after a determination was signed ahead or taken back; empty for any other move."""
    event = outcome.event
    if event is None or event.thing_kind != HeldDetermination.kind:
        return ""
    row = HeldDetermination.objects.get(pk=event.thing_id)
    if event.move == TAKE_BACK:
        return "The signed determination is taken back. Nothing was decided by it, and nobody outside saw it."
    return f"Signed. It goes out when {say_day(row.release_on)} begins; until then nobody outside sees it."


def told(request: Request, application: Application, spoken: WordsForm | None) -> list[dict[str, Any]]:
    """Determinations signed ahead that are not made: waiting with its button, taken back or lapsed."""
    rows = list(_rows(request, application).exclude(state="released"))
    life = process(application.jurisdiction).life(HeldDetermination.kind)
    moves = process(application.jurisdiction).life(application.kind).moves
    questions = review(application.jurisdiction).questions
    why = _reasons(rows)
    made = []
    for row in rows:
        said, tried = release.what(row.signed), spoken if spoken and spoken.move.thing == row.kind else None
        made.append(
            {
                "row": row,
                "state": life.states[row.state],
                "label": moves[said["move"]].label,
                "said": said,
                "grounds": [(questions.get(g["question"]), g["text"]) for g in said["grounds"]],
                "reason": why.get(row.pk, ""),
                "words": (tried or WordsForm(move_of(row, TAKE_BACK), of=row.pk))
                if TAKE_BACK in may(request, row)
                else None,
            }
        )
    return made


def _reasons(rows: list[HeldDetermination]) -> dict[UUID, str]:
    """Why each was taken back, or could not be released when it was tried last."""
    events = Event.objects.filter(thing_id__in=[row.pk for row in rows], move__in=(TAKE_BACK, "not_released"))
    said = {e.thing_id: json.loads(e.text.text or "{}") for e in events.select_related("text").order_by("seq")}
    return {pk: words.get("reason", "") for pk, words in said.items()}
