"""What makes a form refuse to load: a question, table or sentence that names something that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .layers import LawError
from .typed import refuse_unfilled

if TYPE_CHECKING:
    from .form import Form, Question, Sentence


def refuse_misfits(found: Form, kinds: Collection[str]) -> None:
    """Raise LawError for the first block that does not fit the others; `kinds` are those a question can have."""
    for each in (*found.questions.values(), *(q for t in found.tables.values() for q in t.questions.values())):
        _fits(found, each, kinds)
    _refers(found)


def _fits(found: Form, question: Question, kinds: Collection[str]) -> None:
    """Refuse a question of an unknown kind or section, with a condition nobody can meet, or with names left open."""
    place = f"table.{question.table}.question.{question.id}" if question.table else f"question.{question.id}"
    if question.kind not in kinds:
        raise LawError(f"{place}: there is no kind {question.kind!r}.")
    if bool(question.table) == bool(question.section) or question.section not in {"", *found.sections}:
        raise LawError(f"{place}: there is no section {question.section!r}.")
    if (question.kind == "choice") != bool(question.choices):
        raise LawError(f"{place}: a choice, and nothing else, has choices.")
    if question.ahead + bool(question.too_late) != (question.kind == "date"):
        raise LawError(f"{place}: a date, and nothing else, has either `ahead` or `too_late`.")
    asked = found.tables[question.table].questions if question.table else found.questions
    if question.unless and question.unless not in asked:
        raise LawError(f"{place}: `unless` names {question.unless!r}, which is no question here.")
    for name, value in question.when.items():
        _can_be_answered(place, asked, name, value)
    if (question.needed or question.when) and not question.missing:
        raise LawError(f"{place} is needed and has no `missing`.")
    said = (question.label, question.help, question.wrong, question.missing, question.too_late)
    for words in (*said, *question.choices.values()):
        refuse_unfilled(place, words)


def _can_be_answered(place: str, asked: Mapping[str, Question], name: str, value: Any) -> None:
    known = asked.get(name)
    yes_or_no = known is not None and known.kind == "yes_no" and isinstance(value, bool)
    if known is None or not (yes_or_no or value in known.choices):
        raise LawError(f"{place}: `when` names {name} = {value!r}, which nobody can answer.")


def _refers(found: Form) -> None:
    """Refuse a section, table or sentence that names something that is not there."""
    for section in found.sections.values():
        if section.group not in found.groups:
            raise LawError(f"section.{section.id}: there is no group {section.group!r}.")
    for table in found.tables.values():
        place = f"table.{table.id}"
        if table.section not in found.sections:
            raise LawError(f"{place}: there is no section {table.section!r}.")
        if (table.needed or table.when) and not table.missing:
            raise LawError(f"{place} is needed and has no `missing`.")
        for name, value in table.when.items():
            _can_be_answered(place, found.questions, name, value)
        for words in (table.title, table.one, table.add, table.help, table.missing):
            refuse_unfilled(place, words)
    for sentence in _sentences(found):
        if sentence.field not in {*found.questions, *found.tables}:
            raise LawError(f"The sentence {sentence.id} stands at {sentence.field!r}, which is no question or table.")


def _sentences(found: Form) -> Iterator[Sentence]:
    yield from found.gaps.values()
    yield from found.notes.values()
