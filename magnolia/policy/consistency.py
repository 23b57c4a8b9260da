"""Facts that are said in more than one place, compared: every disagreement with both its sources.

Pure: the answers of the form and what a person read in the papers come in. Source: State policy 7.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .answers import dollars, in_words
from .completeness import Checklist, Fact, Source

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Statement:
    """What one place says of a fact: a figure, or the words as they stand there."""

    fact: str
    source: str
    value: Decimal | str


@dataclass(frozen=True)
class Disagreement:
    """Two places that say something else. `warning` is true where only the spelling of a name differs."""

    fact: Fact
    first: Statement
    second: Statement
    warning: bool
    says: str


def statements(register: Checklist, stated: Answers, read: Mapping[tuple[str, str], str]) -> list[Statement]:
    """Everything said of each fact, in the order of the register.

    `stated` are answers by name of their question, tables as lists of rows; `read` is what a person read in a paper, by
    fact and place for documents. A place that says nothing is left out.
    """
    made = []
    for fact in register.facts.values():
        for source in fact.stated:
            value = read.get((fact.id, source.paper)) if source.paper else _said(source, stated)
            if value not in (None, ""):
                made.append(Statement(fact.id, source.source, value if fact.kind == "text" else _figure(value)))
    return made


def _figure(value: Any) -> Decimal:
    return Decimal(str(value))


def _said(source: Source, stated: Answers) -> Any:
    if source.answer:
        return stated.get(source.answer)
    if source.sum:
        return _total(stated.get(name) for name in source.sum)
    rows = stated.get(source.table) or []
    if source.rows == "current":
        running = [row.get(source.column) for row in rows if not row.get("to_day")]
        return running[-1] if running else None
    return _total(row.get(source.column) for row in rows) if rows else None


def _total(values: Iterable[Any]) -> Decimal | None:
    """The sum; None as soon as one figure is missing."""
    figures = list(values)
    return None if any(v in (None, "") for v in figures) else sum((_figure(v) for v in figures), Decimal(0))


def disagreements(register: Checklist, said: Iterable[Statement]) -> list[Disagreement]:
    """Each statement that differs from the first one of its fact, with both sources and both values."""
    by_fact: dict[str, list[Statement]] = {}
    for statement in said:
        by_fact.setdefault(statement.fact, []).append(statement)
    return [found for name, rows in by_fact.items() for found in _differing(register, register.facts[name], rows)]


def _differing(register: Checklist, fact: Fact, rows: list[Statement]) -> Iterator[Disagreement]:
    first = rows[0]
    for other in rows[1:]:
        if _same(first.value, other.value):
            continue
        warning = fact.kind == "text"
        words = {
            "label": fact.label,
            "first_source": first.source,
            "second_source": other.source,
            "first": _words(fact, first.value),
            "second": _words(fact, other.value),
        }
        yield Disagreement(fact, first, other, warning, register.says("spelled" if warning else "disagree", **words))


def _same(one: Decimal | str, other: Decimal | str) -> bool:
    """Figures by value; names by their characters, spaces at the ends and between words apart."""
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def _words(fact: Fact, value: Decimal | str) -> str:
    if isinstance(value, str):
        return value
    return dollars(value) if fact.kind == "money" else f"{in_words(value)} {fact.unit}".strip()


def readable(fact: Fact, typed: str) -> str:
    """What a person typed for a paper, as it is kept: a figure without signs and commas. Raises ValueError for none."""
    if fact.kind == "text" or not typed.strip():
        return typed.strip()
    try:
        figure = Decimal(typed.translate(str.maketrans("", "", "$, ")))
    except InvalidOperation:
        raise ValueError(typed) from None
    if not figure.is_finite() or figure < 0:
        raise ValueError(typed)
    return str(figure)
