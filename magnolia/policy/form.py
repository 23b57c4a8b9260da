"""The application form in words: parts, groups and questions of Personal Details.

Read from model/form.toml with the State's form.toml over it; names of offices filled in, references checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .typed import from_block, refuse_unfilled

KINDS = ("text", "email", "phone", "whole", "number", "money", "yes_no", "choice", "opeid", "cip", "soc", "long")
GROUPS = ("part", "group", "question", "words")


@dataclass(frozen=True)
class Part:
    """One of the three parts of the form."""

    id: str
    title: str
    says: str


@dataclass(frozen=True)
class Group:
    """Questions that stand together in Personal Details."""

    id: str
    title: str
    help: str = ""


@dataclass(frozen=True)
class Question:
    """One question by the name of the fact it answers; see the head of model/form.toml for what each field means."""

    id: str
    group: str
    label: str
    kind: str
    help: str = ""
    unit: str = ""
    width: str = ""
    wrong: str = ""
    missing: str = ""
    digits_at_least: int = 0
    digits_at_most: int = 0
    autocomplete: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    when: Mapping[str, Any] = field(default_factory=dict)

    def needed_with(self, answers: Mapping[str, Any]) -> bool:
        """Whether another answer, such as the ground, makes this one needed."""
        return bool(self.when) and all(answers.get(name) == value for name, value in self.when.items())


@dataclass(frozen=True)
class Form:
    """The whole form of one jurisdiction, by id and in order."""

    parts: Mapping[str, Part]
    groups: Mapping[str, Group]
    questions: Mapping[str, Question]
    words: Mapping[str, str]

    def of_group(self, group: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions.values() if question.group == group)

    def says(self, word: str, **filled: object) -> str:
        """A sentence of the form with its {names} filled in."""
        return self.words[word].format(**filled)


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
    found = Form(
        parts={name: from_block(Part, f"part.{name}", block, id=name) for name, block in blocks["part"].items()},
        groups={name: from_block(Group, f"group.{name}", block, id=name) for name, block in blocks["group"].items()},
        questions={
            name: from_block(Question, f"question.{name}", block, id=name) for name, block in blocks["question"].items()
        },
        words=blocks["words"],
    )
    for question in found.questions.values():
        _fits(found, question)
    return found


def _fits(found: Form, question: Question) -> None:
    """Refuse a question of an unknown kind or group, with a condition nobody can meet, or with names left open."""
    place = f"question.{question.id}"
    if question.kind not in KINDS:
        raise LawError(f"{place}: there is no kind {question.kind!r}.")
    if question.group not in found.groups:
        raise LawError(f"{place}: there is no group {question.group!r}.")
    if (question.kind == "choice") != bool(question.choices):
        raise LawError(f"{place}: a choice, and nothing else, has choices.")
    for name, value in question.when.items():
        if name not in found.questions or value not in found.questions[name].choices:
            raise LawError(f"{place}: `when` names {name} = {value!r}, which nobody can answer.")
    for words in (question.label, question.help, question.wrong, question.missing, *question.choices.values()):
        refuse_unfilled(place, words)
