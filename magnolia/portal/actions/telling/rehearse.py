"""A move as it would be made: run whole, its letter read, and everything taken back.

A preview that came from other code than the letter could differ from it; this one differs only in saying that nobody
has signed it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from magnolia.policy.letters import LetterText, unsigned

from ...models import Event, Thing
from .letters import printed


class _Rehearsed(Exception):
    """Takes the rehearsal back; carries what it would have written."""

    def __init__(self, letter: dict[str, Any] | None) -> None:
        super().__init__()
        self.letter = letter


def letter_of(thing: Thing, action: Callable[[], Event], label: str) -> dict[str, Any] | None:
    """The letter that `action`, a move of `thing`, would write, as `letters.printed` gives it; None if it writes none.

    `label` stands where the number will be. Nothing is kept: no event, no number, no notice, no once-only key.
    Raises what the action raises.
    """
    try:
        with transaction.atomic():
            letter = action().letters.order_by("-pk").first()
            words = (
                printed(unsigned(LetterText.from_json(letter.text)), number=label, dated=letter.dated)
                if letter is not None
                else None
            )
            raise _Rehearsed(words)
    except _Rehearsed as done:
        return done.letter
    finally:
        if not thing._state.adding:
            thing.refresh_from_db()
