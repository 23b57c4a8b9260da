"""The findings of a self-check as people read them: by outcome, with their numbers, and where to change an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from magnolia.policy import criteria
from magnolia.policy.answers import dollars, in_words
from magnolia.policy.registers import review
from magnolia.policy.self_check import self_check
from magnolia.policy.trying import Try, Worked

from ...actions.applying import self_checking
from ..case.filed import ANSWERED

# Title and what it means, in the order in which a reader needs them.
GROUPS = {
    "not_met": ("Not met", "Each of these alone is enough to fail. Nothing else makes up for it."),
    "missing": (
        "Missing",
        "An answer is missing, so the rule cannot say yes or no. This is not the same as “not met”.",
    ),
    "needs_review": ("A reviewer will decide", "The answers do not settle it. A person looks at it in the review."),
    "met": ("Met", "As you answered. A reviewer will look at the papers behind it."),
    "not_applicable": ("Does not apply", "The rule does not concern this program."),
}


@dataclass(frozen=True)
class Line:
    """One finding with its question, the numbers it rests on, the criterion, and the pages that ask about it."""

    id: str
    asks: str
    message: str
    citation: str
    numbers: tuple[tuple[str, str, str], ...]  # what it means, value with unit, source
    criterion: tuple[str, str]  # title, address on the page of criteria
    pages: tuple[tuple[str, str], ...]  # title and address
    later: str = ""  # why nothing is asked here


@dataclass(frozen=True)
class Told:
    """Everything said of the answers: findings by outcome, what does not fit, what is not answered, and tries."""

    groups: list[tuple[str, str, str, str, list[Line]]]  # outcome, title, what it means, tone, findings
    later: list[Line]
    unfit: list[tuple[str, str]]
    notes: list[str]
    open: list[tuple[str, str, list[str]]]
    tries: list[tuple[str, str, list[dict[str, Any]]]]

    def count(self, outcome: str) -> int:
        return sum(len(lines) for name, _, _, _, lines in self.groups if name == outcome)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Title and number of each outcome there is."""
        return [(title, len(lines)) for _, title, _, _, lines in self.groups]


def told(jurisdiction: str, answers: Mapping[str, Any], on: date, url: Callable[[str], str]) -> Told:
    """What the rules say of the answers on a day; `url` is the address of a page of the self-check."""
    check = self_check(jurisdiction)
    lines = [
        (each.finding.outcome, _line(jurisdiction, each, url))
        for each in self_checking.findings(jurisdiction, answers, on)
    ]
    gaps, form = self_checking.gaps(jurisdiction, answers, on), check.form
    groups = [
        (
            outcome,
            title,
            says,
            ANSWERED[outcome][1],
            [line for found, line in lines if found == outcome and not line.later],
        )
        for outcome, (title, says) in GROUPS.items()
    ]
    said: dict[str, list[str]] = {}
    for gap in gaps:
        if not gap.unfit:
            said.setdefault(form.group_of(gap.field), []).append(_named(form, gap))
    return Told(
        groups=[each for each in groups if each[4]],
        later=[line for _, line in lines if line.later],
        unfit=[(gap.says, url(form.group_of(gap.field))) for gap in gaps if gap.unfit],
        notes=[note.says for note in self_checking.notes(jurisdiction, answers, on)],
        open=[(form.groups[page].title, url(page), words) for page, words in said.items()],
        tries=[
            _table_of(jurisdiction, fact, found)
            for fact, found in self_checking.tried(jurisdiction, answers, on).items()
        ],
    )


def _named(form: Any, gap: Any) -> str:
    """An open question by its label; in a table with the row."""
    if not gap.row:
        return str(form.label_of(gap.field))
    table = form.tables[gap.field]
    return f"{table.one} {gap.row}: {table.questions[gap.column].label}"


def _line(jurisdiction: str, each: Worked, url: Callable[[str], str]) -> Line:
    check, asked = self_check(jurisdiction), criteria.register(jurisdiction)[each.finding.criterion]
    pages = dict.fromkeys(page for fact in asked.reads for page in check.page_of(fact))
    in_order = [page for page in check.form.groups if page in pages]
    return Line(
        id=each.finding.criterion,
        asks=asked.asks,
        message=each.finding.message,
        citation=each.finding.citation,
        numbers=tuple(
            (parameter.means, f"{value.text} {parameter.unit}".strip(), value.cite) for parameter, value in each.numbers
        ),
        criterion=_criterion(jurisdiction, each.finding.criterion),
        pages=tuple((check.form.groups[page].title, url(page)) for page in in_order),
        later=check.later.get(each.finding.criterion, ""),
    )


def _criterion(jurisdiction: str, name: str) -> tuple[str, str]:
    """Title and address of the reviewer's question that a rule serves."""
    page = reverse("criteria", args=[jurisdiction])
    for question in review(jurisdiction).questions.values():
        if name in question.shows:
            return f"{question.number}. {question.title}", f"{page}#q-{question.id}"
    return "All criteria", page


def _table_of(jurisdiction: str, fact: str, found: tuple[Try, ...]) -> tuple[str, str, list[dict[str, Any]]]:
    """The question of the figure, that of the criterion it turns, and a row a figure."""
    check = self_check(jurisdiction)
    how, question = check.tries[fact], check.form.questions[check.tries[fact].asks]
    said = dollars if question.kind == "money" else in_words
    rows = [_tried(each, said) for each in found]
    return question.label, criteria.register(jurisdiction)[how.criterion].asks, rows


def _tried(each: Try, said: Callable[[Decimal], str]) -> dict[str, Any]:
    label, tone = ANSWERED[each.finding.outcome]
    return {
        "figure": said(each.figure),
        "label": label,
        "tone": tone,
        "says": each.finding.message,
        "given": each.given,
    }
