"""Answers and changes of an application in words: `{% load case_words %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template

from magnolia.policy.form import form
from magnolia.policy.registers import review

from ..pages.words import day_words, joined, money, number

register = template.Library()


@register.filter
def question_words(name: str, jurisdiction: str) -> str:
    """What a key of a saved change is called on the form: a question, or a place for documents."""
    kind, _, rest = name.partition(".")
    slots, words = review(jurisdiction).slots, form(jurisdiction)
    if kind in ("slot", "reason") and rest in slots:
        after = "" if kind == "slot" else ", why it does not apply"
        return f"{words.parts['attachments'].title}: {slots[rest].title}{after}"
    if kind == "deficiency":
        return f"Answer to “{rest}”"
    if name in words.questions or name in words.tables:
        return words.label_of(name)
    return name.replace("_", " ").capitalize()


@register.filter
def answer_words(value: Any, question: Any) -> str:
    """An answer as people read it; an empty text for no answer. `question` is a Question or Table of policy.form."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return joined(value) if not isinstance(value[0], Mapping) else "\n".join(_row(each, question) for each in value)
    if question is None:
        return str(value)
    if question.choices:
        return str(question.choices.get(value, value))
    if question.kind == "money":
        return money(value)
    if question.kind == "date":
        return day_words(value)
    if question.kind in ("number", "whole"):
        return _figure(value, question.unit)
    return str(value)


def _row(row: Mapping[str, Any], table: Any) -> str:
    """A row of a table on one line, for a list of changes."""
    asked = getattr(table, "questions", {})
    return "; ".join(answer_words(cell, asked.get(name)) for name, cell in row.items() if cell not in (None, "", []))


@register.filter
def gap_words(gap: Any, jurisdiction: str) -> str:
    """What is missing, with its place: question, or table, row and column."""
    words = form(jurisdiction)
    if gap.row:
        table = words.tables[gap.field]
        return f"{table.one} {gap.row}, {table.questions[gap.column].label}: {gap.says}"
    return f"{words.label_of(gap.field)}: {gap.says}"


def _figure(value: Any, unit: str) -> str:
    """A figure without needless zeros, with its unit; a frozen filing keeps figures as text."""
    exact = Decimal(str(value))
    whole = exact.to_integral_value()
    return f"{number(int(whole)) if exact == whole else exact.normalize()} {unit}".strip()


@register.filter
def in_words(changed: Iterable[Mapping[str, Any]], jurisdiction: str) -> list[dict[str, str]]:
    """Changes as `pages.moving.told` gives them, each with the question's name and both answers in words."""
    words = form(jurisdiction)
    asked = {**words.questions, **words.tables}
    return [
        {
            "name": question_words(each["name"], jurisdiction),
            "before": answer_words(each["before"], asked.get(each["name"])),
            "after": answer_words(each["after"], asked.get(each["name"])),
        }
        for each in changed
    ]
