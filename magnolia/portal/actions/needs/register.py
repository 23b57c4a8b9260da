"""The register of needs: one function a word of needs.toml, each answering with a sentence or None.

A preview (`said["preview"]`) leaves out what only the form itself can bring.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from magnolia.policy.workflow import process

if TYPE_CHECKING:
    from ..moves import Attempt

Answer = str | tuple[str, str] | None
NEEDS: dict[str, Callable[[Attempt], Answer]] = {}


def need(function: Callable[[Attempt], Answer]) -> Callable[[Attempt], Answer]:
    """Register the function under its own name; a test holds the names against needs.toml."""
    NEEDS[function.__name__] = function
    return function


def unmet(attempt: Attempt) -> tuple[str, str, str] | None:
    """The first need of the move that is not met: its sentence, the field at fault or empty, and its name."""
    words = process(attempt.jurisdiction).needs
    for name in attempt.move.needs:
        answer = NEEDS[name](attempt)
        if answer is not None:
            sentence, field = answer if isinstance(answer, tuple) else (answer, "")
            return sentence or words[name], field, name
    return None


def gates(attempt: Attempt) -> list[tuple[str, str]]:
    """Every need of the move with the sentence of what stands in its way, or an empty one, for a preview."""
    words = process(attempt.jurisdiction).needs
    found = []
    for name in attempt.move.needs:
        answer = NEEDS[name](attempt)
        sentence = answer[0] if isinstance(answer, tuple) else answer
        found.append((name, "" if answer is None else sentence or words[name]))
    return found


def preview(attempt: Attempt) -> bool:
    """Whether a page asks what stands in the way before anything was typed."""
    return bool(attempt.said.get("preview"))
