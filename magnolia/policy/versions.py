"""Two filings of one application compared: only what changed. Pure: frozen facts and documents come in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FIGURE = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")  # a code with leading zeros is no figure


@dataclass(frozen=True)
class ChangedAnswer:
    """One answer that differs; in a table, only the rows that differ."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class ChangedSlot:
    """One place for documents in which a document came or went, by their frozen rows."""

    slot: str
    gone: tuple[Mapping[str, Any], ...]
    come: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Changes:
    answers: tuple[ChangedAnswer, ...]
    slots: tuple[ChangedSlot, ...]

    def __bool__(self) -> bool:
        return bool(self.answers or self.slots)


def compare(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    papers_before: Sequence[Mapping[str, Any]],
    papers_after: Sequence[Mapping[str, Any]],
) -> Changes:
    """What changed from one filing to the next. Facts by name; documents as rows with `slot`, `name` and `sha256`."""
    names = [*before, *(name for name in after if name not in before)]
    answers = [_answer(name, before.get(name), after.get(name)) for name in names]
    slots = dict.fromkeys([*(p["slot"] for p in papers_before), *(p["slot"] for p in papers_after)])
    changed = [_slot(slot, papers_before, papers_after) for slot in slots]
    return Changes(tuple(a for a in answers if a is not None), tuple(s for s in changed if s.gone or s.come))


def _answer(name: str, before: Any, after: Any) -> ChangedAnswer | None:
    if _plain(before) == _plain(after):
        return None
    if _is_table(before) or _is_table(after):
        old, new = before or [], after or []
        gone = [row for row in old if _plain(row) not in [_plain(r) for r in new]]
        come = [row for row in new if _plain(row) not in [_plain(r) for r in old]]
        return ChangedAnswer(name, gone, come)
    return ChangedAnswer(name, before, after)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(row, Mapping) for row in value)


def _plain(value: Any) -> Any:
    """A value without what makes no difference: 320 and 320.00 are the same, and so are all ways to say nothing."""
    if value in (None, "", []):
        return None
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items() if _plain(each) is not None}
    if isinstance(value, str | Decimal):
        return Decimal(value) if FIGURE.fullmatch(str(value)) else value
    return value


def _slot(slot: str, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> ChangedSlot:
    old, new = [p for p in before if p["slot"] == slot], [p for p in after if p["slot"] == slot]
    kept_old, kept_new = {_paper(p) for p in old}, {_paper(p) for p in new}
    return ChangedSlot(
        slot, tuple(p for p in old if _paper(p) not in kept_new), tuple(p for p in new if _paper(p) not in kept_old)
    )


def _paper(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["name"], row["sha256"]
