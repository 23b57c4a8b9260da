"""What a reviewer's finding needs before it stands: pure functions over its answers and the register's question.

Source: policy 7.4 and "State Review Criteria"; the words and what is needed stand in model/review.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from .layers import LawError
from .periods import AwardYear, say_day

if TYPE_CHECKING:
    from .registers import Question

Fault = tuple[str, str]  # the sentence, and the field it is about
YES_NO = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True)
class Ending:
    """How a finding can end; one that `settles` no longer stands in the way of an approval."""

    id: str
    label: str
    tone: str
    settles: bool


@dataclass(frozen=True)
class Point:
    """An answer of the reviewer that belongs to one question; see the head of review.toml."""

    id: str
    label: str
    kind: str
    help: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    needed_for: tuple[str, ...] = ()
    when: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> Mapping[str, str]:
        """What can be chosen, for a choice or a yes and no; otherwise nothing."""
        return YES_NO if self.kind == "yes_no" else self.choices

    def asked_with(self, answers: Mapping[str, str]) -> bool:
        """Whether the other answers make this one needed."""
        return all(answers.get(name) == value for name, value in self.when.items())

    def says(self, answer: str) -> str:
        """An answer as people read it."""
        if self.kind == "award_year" and answer:
            return AwardYear(int(answer)).long
        if self.kind == "date" and answer:
            return say_day(date.fromisoformat(answer))
        return self.options.get(answer, answer)


@dataclass(frozen=True)
class Judged:
    """One finding as it is weighed; `answers` are its points by id, `proven` whether a document or place was named."""

    outcome: str
    reason: str
    rationale: str
    proven: bool
    answers: Mapping[str, str]


def answers_of(block: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """One set of answers that together are enough."""
    if not all(isinstance(value, list) for value in block.values()):
        raise LawError("met_when: each point needs a list of answers.")
    return {name: tuple(value) for name, value in block.items()}


def sets_of(lists: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Lists of point ids that are answered all together or not at all."""
    return tuple(tuple(each) for each in lists)


def read_answer(point: Point, typed: str) -> str:
    """What was typed as it is kept: digits without commas, ISO days. Raises ValueError with the sentence."""
    text = " ".join(typed.split()) if point.kind != "long" else typed.strip()
    if not text:
        return ""
    if point.options:
        if text not in point.options:
            raise ValueError("Choose one from the list.")
        return text
    return READS.get(point.kind, str)(text)


def _whole(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,9}", text.replace(",", "")):
        raise ValueError("Type a whole number.")
    return str(int(text.replace(",", "")))


def _number(text: str) -> str:
    try:
        number = Decimal(re.sub(r"[$,%\s]", "", text))
    except InvalidOperation:
        raise ValueError("Type a number.") from None
    if not number.is_finite() or number < 0:
        raise ValueError("Type a number that is not below zero.")
    return f"{number:f}"


def _day(text: str) -> str:
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date().isoformat()
    raise ValueError("Give a day that exists, such as July 1, 2026.")


def _award_year(text: str) -> str:
    """The year an award year starts in, from `2026-27`, `2026-2027` or that year alone."""
    found = re.fullmatch(r"(20\d{2})(?:\s*[-–]\s*(?:20)?(\d{2}))?", text)
    if not found or (found[2] and int(found[2]) != (int(found[1]) + 1) % 100):
        raise ValueError("Type the award year as 2026-2027.")
    return found[1]


READS = {"whole": _whole, "number": _number, "money": _number, "date": _day, "award_year": _award_year}


def asked_of(asked: Question, stated: Mapping[str, Any]) -> Question:
    """The question as a program is asked it by its answers of the form: without what other programs alone need."""
    points = {
        name: point
        for name, point in asked.points.items()
        if all(stated.get(fact) == value for fact, value in point.facts.items())
    }
    return replace(asked, points=points)


def fault(asked: Question, found: Judged) -> Fault | None:
    """What a finding lacks, or None when it stands: outcome, reason, rationale, evidence, then its own answers."""
    return _form(asked, found) or _own_answers(asked, found)


def _form(asked: Question, found: Judged) -> Fault | None:
    if found.outcome == "not_applicable" and "not_applicable" not in asked.endings:
        return f"“{asked.title}” applies to every program, so it cannot be “not applicable”.", "outcome"
    if found.outcome not in asked.endings:
        return "Choose one of the findings listed for this criterion.", "outcome"
    if found.outcome != "not_met" and found.reason:
        return "A reason code belongs to “not met” only. Take it away, or change the finding.", "reason"
    if found.outcome == "not_met" and found.reason not in asked.reasons:
        return "“Not met” needs one of this criterion's reasons.", "reason"
    if not found.rationale.strip():
        return "Write the rationale of the finding.", "rationale"
    if found.outcome in ("met", "considered") and not found.proven:
        return "“Met” needs evidence: choose a document, or name what shows it.", "evidence"
    return None


def _own_answers(asked: Question, found: Judged) -> Fault | None:
    for point in asked.points.values():
        needed = found.outcome in point.needed_for and point.asked_with(found.answers)
        if needed and not found.answers.get(point.id):
            return f"This finding needs an answer to “{point.label}”.", f"point_{point.id}"
    for group in asked.together:
        # An answer that two groups share counts for neither by itself.
        own = [name for name in group if sum(name in other for other in asked.together) == 1]
        given = [name for name in own if found.answers.get(name)]
        lacking = [name for name in group if not found.answers.get(name)]
        if given and lacking:
            first = asked.points[lacking[0]]
            return f"“{asked.points[given[0]].label}” needs “{first.label}” beside it.", f"point_{first.id}"
    if found.outcome == "met" and asked.met_when and not any(_holds(each, found.answers) for each in asked.met_when):
        return asked.met_needs, "outcome"
    return None


def _holds(needed: Mapping[str, tuple[str, ...]], answers: Mapping[str, str]) -> bool:
    return all(answers.get(name) in allowed for name, allowed in needed.items())
