"""A case after the end of its approval: where that stands, until when it can be appealed, and in which words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from magnolia.policy.letter_text import LetterText, Part
from magnolia.policy.workflow import Process, State

from ...actions.deadlines import open_now
from ...models import Application, Approval, Deadline

RIGHTS = "rights"  # the part of the letter that says how to appeal
APPEAL = "file_appeal"


@dataclass(frozen=True)
class Ended:
    """An approval that no longer counts, as its case tells of it; `letters` are the kinds that announce such an end."""

    approval: Approval
    state: State  # with the turn and the words that hold now
    letters: tuple[str, ...]
    who: tuple[str, ...]  # roles that may appeal
    running: tuple[Deadline, ...]


def ended(table: Process, application: Application) -> Ended | None:
    """Where the approval stands, once it no longer counts: the case itself stays certified for good."""
    if not table.life(application.kind).states[application.state].settled:
        return None
    life = table.life(Approval.kind)
    row = Approval.objects.filter(application=application).exclude(state=life.starts).first()
    if row is None:
        return None
    kinds = tuple(move.letter for move in life.moves.values() if move.letter and move.to == row.state)
    state, running = life.states[row.state], tuple(open_now(row).select_related("case"))
    if state.turn and not running:
        state = replace(state, turn=(), next=table.needs["appeal_not_filed"])
    return Ended(row, state, kinds, life.moves[APPEAL].who, running)


def appeal_of(end: Ended, roles: set[str]) -> dict[str, Any]:
    """Context of the case page while an appeal can be filed: how, in the words of the letter, and where."""
    letters = end.approval.application.letters.filter(kind__in=end.letters).order_by("-id")
    letter = letters.first() if end.running else None
    rights = _rights(LetterText.from_json(letter.text)) if letter else None
    at = reverse("appeal", args=[end.approval.application_id])
    return {"appeal_rights": rights, "appeal_at": at if rights and roles & {*end.who} else ""}


def _rights(text: LetterText) -> Part | None:
    return next((part for part in text.parts if part.name == RIGHTS), None)
