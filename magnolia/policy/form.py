"""The application form in words: parts, groups, sections, questions and tables of Personal Details.

Read from model/form.toml with the State's form.toml over it; names of offices filled in, references checked.
What is missing in a set of answers is found in complete.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .typed import from_block, refuse_unfilled

TEXTS = ("text", "long", "lines", "email", "phone", "opeid", "cip", "soc")
KINDS = (*TEXTS, "whole", "number", "money", "yes_no", "choice", "date", "document")
COMPUTED = ("required_fees",)  # answers that nobody types: the sum of the fee lines
GROUPS = ("part", "group", "section", "question", "table", "gap", "note", "words")


@dataclass(frozen=True)
class Part:
    """One of the three parts of the form."""

    id: str
    title: str
    says: str


@dataclass(frozen=True)
class Group:
    """Questions that stand on one page of Personal Details."""

    id: str
    title: str
    help: str = ""


@dataclass(frozen=True)
class Section:
    """Questions and tables that stand together on a page, under one heading."""

    id: str
    group: str
    title: str
    help: str = ""


@dataclass(frozen=True)
class Question:
    """One question by the name of the fact it answers; see the head of model/form.toml for what each field means."""

    id: str
    label: str
    kind: str
    section: str = ""
    table: str = ""
    needed: bool = False
    above_zero: bool = False
    help: str = ""
    unit: str = ""
    width: str = ""
    wrong: str = ""
    missing: str = ""
    digits_at_least: int = 0
    digits_at_most: int = 0
    autocomplete: str = ""
    same_choices: str = ""
    fact: tuple[str, ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)
    when: Mapping[str, Any] = field(default_factory=dict)

    def needed_with(self, answers: Mapping[str, Any]) -> bool:
        """Whether another answer, such as the ground, makes this one needed."""
        return bool(self.when) and all(answers.get(name) == value for name, value in self.when.items())

    def lacks(self, answers: Mapping[str, Any]) -> bool:
        """Whether the answer is needed and not there. In a table `answers` are those of the row."""
        if not (self.needed or self.needed_with(answers)):
            return False
        answer = answers.get(self.id)
        return answer in (None, "", []) or (self.above_zero and not answer)


@dataclass(frozen=True)
class Table:
    """Rows of like answers, such as employers; `one` is what a row is called, `needed`: at least one row.

    `total` is the column that is summed, if one is.
    """

    id: str
    section: str
    title: str
    one: str
    add: str
    questions: Mapping[str, Question]
    needed: bool = False
    help: str = ""
    missing: str = ""
    total: str = ""
    fact: tuple[str, ...] = ()
    when: Mapping[str, Any] = field(default_factory=dict)

    def needed_with(self, answers: Mapping[str, Any]) -> bool:
        """Whether another answer makes at least one row needed."""
        return bool(self.when) and all(answers.get(name) == value for name, value in self.when.items())


@dataclass(frozen=True)
class Sentence:
    """What is said of answers that do not fit each other; `field` is the question or table it stands at."""

    id: str
    field: str
    says: str


@dataclass(frozen=True)
class Form:
    """The whole form of one jurisdiction, by id and in order."""

    parts: Mapping[str, Part]
    groups: Mapping[str, Group]
    sections: Mapping[str, Section]
    questions: Mapping[str, Question]
    tables: Mapping[str, Table]
    gaps: Mapping[str, Sentence]
    notes: Mapping[str, Sentence]
    words: Mapping[str, str]

    def sections_of(self, group: str) -> tuple[Section, ...]:
        return tuple(section for section in self.sections.values() if section.group == group)

    def of_section(self, section: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions.values() if question.section == section)

    def of_group(self, group: str) -> tuple[Question, ...]:
        """The questions of a page that are asked once, in order."""
        return tuple(q for section in self.sections_of(group) for q in self.of_section(section.id))

    def tables_of(self, group: str) -> tuple[Table, ...]:
        """The tables of a page, in order."""
        return tuple(t for section in self.sections_of(group) for t in self.tables.values() if t.section == section.id)

    def places_of(self, group: str) -> tuple[tuple[str, str], ...]:
        """Name and label of each question and table of a page."""
        asked = [(question.id, question.label) for question in self.of_group(group)]
        return (*asked, *((table.id, table.title) for table in self.tables_of(group)))

    def group_of(self, field: str) -> str:
        """The page on which a question or table stands."""
        held: Question | Table = self.questions[field] if field in self.questions else self.tables[field]
        return self.sections[held.section].group

    def label_of(self, field: str) -> str:
        """What a question or table is called."""
        return self.questions[field].label if field in self.questions else self.tables[field].title

    def facts_of(self, group: str) -> frozenset[str]:
        """The facts that the questions and tables of a page feed, as criteria name them."""
        fed: list[Question | Table] = [*self.of_group(group), *self.tables_of(group)]
        return frozenset(name for each in fed for name in each.fact)

    def lines(self, group: str, stated: Mapping[str, Any]) -> list[tuple[str, Question, Any]]:
        """The answers of a page one below the other: label, question, value; a row of a table is named in the label."""
        made = []
        for section in self.sections_of(group):
            made += [(each.label, each, stated.get(each.id)) for each in self.of_section(section.id)]
            for table in self.tables.values():
                if table.section == section.id:
                    made += _rows_told(table, stated.get(table.id) or [])
        return made

    def says(self, word: str, **filled: object) -> str:
        """A sentence of the form with its {names} filled in."""
        return self.words[word].format(**filled)


def _rows_told(table: Table, rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, Question, Any]]:
    for place, row in enumerate(rows, start=1):
        for each in table.questions.values():
            yield f"{table.one} {place}: {each.label}", each, row.get(each.id)
    figures = [row.get(table.total) for row in rows] if table.total else []
    if figures and not {None, ""} & set(figures):
        total = sum((Decimal(str(each)) for each in figures), Decimal(0))
        yield f"{table.title}: total", table.questions[table.total], total


@cache
def form(jurisdiction: str) -> Form:
    """The form of a jurisdiction; raises LawError naming the block and what it lacks or wrongly names."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "form"), read(layer, "form"))
    return build(fill_all(blocks, read(layer, "profile")))


def build(blocks: Block) -> Form:
    """The form from laid blocks."""
    for name in blocks.keys() ^ set(GROUPS):
        raise LawError(f"form.toml: [{name}] is missing, or nothing reads it.")
    shared = {name: block.get("choices", {}) for name, block in blocks["question"].items()}

    def rows(kind: type[Any], name: str) -> dict[str, Any]:
        return {key: from_block(kind, f"{name}.{key}", block, id=key) for key, block in blocks[name].items()}

    found = Form(
        parts=rows(Part, "part"),
        groups=rows(Group, "group"),
        sections=rows(Section, "section"),
        questions={name: _question(name, block, shared) for name, block in blocks["question"].items()},
        tables={name: _table(name, block, shared) for name, block in blocks["table"].items()},
        gaps=rows(Sentence, "gap"),
        notes=rows(Sentence, "note"),
        words=blocks["words"],
    )
    for each in (*found.questions.values(), *(q for t in found.tables.values() for q in t.questions.values())):
        _fits(found, each)
    _refers(found)
    return found


def _question(name: str, block: Block, shared: Mapping[str, Any], table: str = "") -> Question:
    place = f"table.{table}.question.{name}" if table else f"question.{name}"
    if same := block.get("same_choices"):
        if same not in shared:
            raise LawError(f"{place}: there is no question {same!r} to share choices with.")
        block = {**block, "choices": shared[same]}
    return from_block(Question, place, block, id=name, table=table)


def _table(name: str, block: Block, shared: Mapping[str, Any]) -> Table:
    asked = {key: _question(key, inner, shared, name) for key, inner in block.get("question", {}).items()}
    plain = {key: value for key, value in block.items() if key != "question"}
    return from_block(Table, f"table.{name}", plain, id=name, questions=asked)


def _fits(found: Form, question: Question) -> None:
    """Refuse a question of an unknown kind or section, with a condition nobody can meet, or with names left open."""
    place = f"table.{question.table}.question.{question.id}" if question.table else f"question.{question.id}"
    if question.kind not in KINDS:
        raise LawError(f"{place}: there is no kind {question.kind!r}.")
    if bool(question.table) == bool(question.section) or question.section not in {"", *found.sections}:
        raise LawError(f"{place}: there is no section {question.section!r}.")
    if (question.kind == "choice") != bool(question.choices):
        raise LawError(f"{place}: a choice, and nothing else, has choices.")
    asked = found.tables[question.table].questions if question.table else found.questions
    for name, value in question.when.items():
        _can_be_answered(place, asked, name, value)
    if (question.needed or question.when) and not question.missing:
        raise LawError(f"{place} is needed and has no `missing`.")
    for words in (question.label, question.help, question.wrong, question.missing, *question.choices.values()):
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
