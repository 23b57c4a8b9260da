"""The public self-check: the questions it asks, from the application form, and what answers cannot carry over.

Read from model/self_check.toml with the State's over it. Its questions are a Form like the application's, so that
fields, gaps and labels are the same; a page of the self-check is a group with one section.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .form import Form, Group, Question, Section, Table, build
from .layers import Block, LawError, fill_all, overlay, read, state_layer

OWN = ("open", "page", "fits_not", "later", "tries")
LAID_OVER = ("group", "section", "question", "table")


@dataclass(frozen=True)
class Trying:
    """How a fact is tried: the criterion it can turn, how far beside a limit, and the question that asks for it.

    `most` is the fact that bounds it from above, where the rule compares a part with a whole; `beyond`: it may be more.
    """

    criterion: str
    step: Decimal
    asks: str
    most: str = ""
    beyond: bool = False


@dataclass(frozen=True)
class SelfCheck:
    """The self-check of one jurisdiction.

    `fits_not` says of a question, or a table's column (`credit.document`), why the application form does not take it;
    `later` of a criterion why nothing is asked here; `open` is the choice that takes an answer back; `tries` holds
    facts with the criterion that one figure in place of another can turn.
    """

    form: Form
    open: str
    fits_not: Mapping[str, str]
    later: Mapping[str, str]
    tries: Mapping[str, Trying]

    def page_of(self, fact: str) -> list[str]:
        """The pages with a question or table that feeds a fact, in order."""
        return [group for group in self.form.groups if fact in self.form.facts_of(group)]


@cache
def self_check(jurisdiction: str) -> SelfCheck:
    """The self-check of a jurisdiction; raises LawError naming what a page asks and nobody defines."""
    layer = state_layer(jurisdiction)
    profile = read(layer, "profile")
    own = overlay(read("model", "self_check"), read(layer, "self_check"))
    for name in own.keys() - {*OWN, *LAID_OVER}:
        raise LawError(f"self_check.toml: nothing reads [{name}].")
    blocks = overlay(read("model", "form"), read(layer, "form"))
    laid = overlay(blocks, {name: own.get(name, {}) for name in LAID_OVER})
    own, whole = fill_all(own, profile), build(fill_all(laid, profile))
    return SelfCheck(
        form=_asked(whole, own["page"]),
        open=str(own["open"]),
        fits_not=own["fits_not"],
        later=own["later"],
        tries={name: Trying(**each | {"step": Decimal(each["step"])}) for name, each in own["tries"].items()},
    )


def _asked(whole: Form, pages: Block) -> Form:
    """The form with only the questions and tables that a page asks, each page with one section of its name."""
    questions: dict[str, Question] = {}
    tables: dict[str, Table] = {}
    for page, block in pages.items():
        for name in block["asks"]:
            if name in whole.questions:
                questions[name] = replace(whole.questions[name], section=page)
            elif name in whole.tables:
                tables[name] = replace(whole.tables[name], section=page)
            else:
                raise LawError(f"self_check.toml: page.{page} asks {name!r}, which is no question or table.")
    hang = {**{q.id: q.when for q in questions.values()}, **{t.id: t.when for t in tables.values()}}
    for name, when in hang.items():
        if missing := when.keys() - questions.keys():
            raise LawError(f"self_check.toml: {name} hangs on {sorted(missing)[0]}, which no page asks.")
    return replace(
        whole,
        groups={page: Group(page, block["title"], block["help"]) for page, block in pages.items()},
        sections={page: Section(page, page, block["title"]) for page, block in pages.items()},
        questions={name: replace(each, unless="") for name, each in questions.items()},
        tables=tables,
    )


def typed(form: Form, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as rules and fields read them, from answers kept as plain text; what no question asks is left out."""
    made: dict[str, Any] = {}
    for name, value in kept.items():
        if name in form.questions:
            made[name] = _typed(form.questions[name], value)
        elif name in form.tables:
            columns = form.tables[name].questions
            made[name] = [{cell: _typed(columns[cell], row[cell]) for cell in row if cell in columns} for row in value]
    return made


def _typed(question: Question, value: Any) -> Any:
    if value in (None, ""):
        return value
    if question.kind in ("number", "money"):
        return Decimal(str(value))
    if question.kind == "date":
        return value if isinstance(value, date) else date.fromisoformat(value)
    return int(value) if question.kind == "whole" else value
