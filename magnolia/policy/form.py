"""The application form in words: parts, groups, sections, questions and tables of Personal Details.

Read from model/form.toml with the State's form.toml over it; names of offices filled in, references checked.
What is missing in a set of answers is found in complete.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .form_checks import refuse_misfits
from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .typed import from_block

TEXTS = ("text", "long", "lines", "email", "phone", "opeid", "cip", "soc")
KINDS = (*TEXTS, "whole", "number", "money", "yes_no", "choice", "date", "document")
LISTED = "{choices}"  # in what is said of a missing answer: the answers there are
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
    unless: str = ""
    above_zero: bool = False
    help: str = ""
    unit: str = ""
    width: str = ""
    wrong: str = ""
    missing: str = ""
    ahead: bool = False
    too_late: str = ""
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
        if not (self.needed or self.needed_with(answers)) or answers.get(self.unless):
            return False
        answer = answers.get(self.id)
        return answer in (None, "", []) or (self.above_zero and not answer)

    def read(self, answers: Mapping[str, Any]) -> Any:
        """The answer among `answers`; a day as a date, which a frozen filing keeps as text."""
        answer = answers.get(self.id)
        return date.fromisoformat(answer) if self.kind == "date" and answer and isinstance(answer, str) else answer

    def not_yet(self, answer: Any, today: date) -> bool:
        """Whether the answer is a day that has not come, where only days up to today make sense."""
        return self.kind == "date" and not self.ahead and isinstance(answer, date) and answer > today


@dataclass(frozen=True)
class Table:
    """Rows of like answers, such as employers; `one` is what a row is called, `needed`: at least one row.

    `total` is the column that is summed, if one is; `named`: what a row lacks is said with the row's first answer.
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
    named: bool = False
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
        """The answers of a page one below the other: label, question, value; a row of a table is named in the label.

        A day is a date, also where a frozen filing keeps it as text.
        """
        made = []
        for section in self.sections_of(group):
            made += [(each.label, each, each.read(stated)) for each in self.of_section(section.id)]
            for table in self.tables.values():
                if table.section == section.id:
                    made += _rows_told(table, stated.get(table.id) or [])
        return made

    def mark(self, question: Question) -> str:
        """Under which other answer a question is needed, in words; empty where it always or never is."""
        if question.unless:
            return self.says("needed_unless", label=self.label_of(question.unless))
        asked = self.tables[question.table].questions if question.table else self.questions
        told = [(asked[name], value) for name, value in question.when.items() if not question.needed]
        yes_or_no = {True: self.words["yes"], False: self.words["no"]}
        answers = [(each.label, yes_or_no.get(value) or each.choices[value]) for each, value in told]
        return self.words["and"].join(self.says("needed_if", label=label, answer=said) for label, said in answers)

    def says(self, word: str, **filled: object) -> str:
        """A sentence of the form with its {names} filled in."""
        return self.words[word].format(**filled)


def _rows_told(table: Table, rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, Question, Any]]:
    for place, row in enumerate(rows, start=1):
        for each in table.questions.values():
            yield f"{table.one} {place}: {each.label}", each, each.read(row)
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
    refuse_misfits(found, KINDS)
    return found


def _question(name: str, block: Block, shared: Mapping[str, Any], table: str = "") -> Question:
    place = f"table.{table}.question.{name}" if table else f"question.{name}"
    if same := block.get("same_choices"):
        if same not in shared:
            raise LawError(f"{place}: there is no question {same!r} to share choices with.")
        block = {**block, "choices": shared[same]}
    if LISTED in block.get("missing", ""):
        block = {**block, "missing": block["missing"].replace(LISTED, "; ".join(block.get("choices", {}).values()))}
    return from_block(Question, place, block, id=name, table=table)


def _table(name: str, block: Block, shared: Mapping[str, Any]) -> Table:
    asked = {key: _question(key, inner, shared, name) for key, inner in block.get("question", {}).items()}
    plain = {key: value for key, value in block.items() if key != "question"}
    return from_block(Table, f"table.{name}", plain, id=name, questions=asked)
