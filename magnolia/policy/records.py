"""Words about participant records beyond the form of a row, and the two rules a row is read by: exit, and service.

Pure. Source: State policy 8.4, 8.4.1; 34 CFR 690.94.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from .layers import fill_all, overlay, read, state_layer

COMPLETED = "completed"
COMPLETION, OTHER, ATTENDANCE, NONE = "completion", "other", "attendance", "none"  # words of [exit]
# What may be repeated of a key or code a file gave: nothing that could be a person's number, and no long text.
REPEATABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,39}")
LIKE_A_NUMBER = re.compile(r"\d{3}[-. ]?\d{2}[-. ]?\d{4}")
SHORTENED = re.compile(r"[0-9]+([.][0-9]+)?[eE][+]?[0-9]+")  # what a spreadsheet makes of a long number


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The sentences of records.toml, with the State's names."""
    layer = state_layer(jurisdiction)
    found: dict[str, Any] = fill_all(overlay(read("model", "records"), read(layer, "records")), read(layer, "profile"))
    return found


def exit_of(
    status: str, completion: date | None, attendance: date | None, other: date | None, citation: str
) -> tuple[date | None, str]:
    """A person's day of exit and what it rests on, a word of [exit] (State policy 8.4.1).

    A completer's is the day of completion. Another day takes the place of the last attendance only with its citation.
    """
    if status == COMPLETED and completion is not None:
        return completion, COMPLETION
    if other is not None and citation.strip():
        return other, OTHER
    return (attendance, ATTENDANCE) if attendance is not None else (None, NONE)


def repeatable(given: str) -> str:
    """A key or code as a sentence may repeat it; a row's cell can hold anything, so what looks personal is left out."""
    if REPEATABLE.fullmatch(given) and not LIKE_A_NUMBER.search(given):
        return f"“{given}”"
    return "another one"
