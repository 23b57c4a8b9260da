"""The registers of the review: questions, matters, aims, documents, declarations, topics and parts of the record.

Read from model/review.toml with the State's review.toml over it; names of offices filled in, references checked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from .criteria import register
from .judging import Ending, Point, answers_of, sets_of
from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .register_checks import nothing_is_left_over, references_exist
from .typed import from_block, refuse_unfilled

Row = TypeVar("Row")
GROUPS = (
    "outcome",
    "criterion",
    "closing",
    "asker",
    "contact_kind",
    "fee",
    "aim",
    "matter",
    "question",
    "slot",
    "declaration",
    "topic",
    "committee_topic",
    "record_part",
)


@dataclass(frozen=True)
class Aim:
    """One of the aims of the policy; every approval is traceable to each."""

    id: str
    title: str
    says: str
    cite: str


@dataclass(frozen=True)
class Matter:
    """A matter that the certificate must show as considered."""

    id: str
    title: str
    cite: str


@dataclass(frozen=True)
class Reason:
    """A coded reason for "not met"; `says` is the sentence that letters print."""

    id: str
    says: str


@dataclass(frozen=True)
class Criterion:
    """One of the lettered criteria of the policy, answered by the findings on `questions`."""

    id: str
    title: str
    cite: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Closing:
    """A question of yes or no that closes the review."""

    id: str
    title: str
    asks: str
    cite: str


@dataclass(frozen=True)
class Asker:
    """Someone in whose name an institution can be asked for more."""

    id: str
    title: str


@dataclass(frozen=True)
class Fees:
    """Words that do not say what a fee pays for, and how the sum and a fee without a name are called."""

    vague: tuple[str, ...]
    total: str
    unnamed: str


@dataclass(frozen=True)
class Question:
    """One finding of the reviewer: `shows` are rule criteria beside it, `evidence_slots` documents that prove it.

    `facts` are the groups of the form that speak to it; `points` its own answers, `checks` what is compared for "met".
    `settles` are rules its finding overrules with what that needs, `again` rules asked anew on the day of an approval,
    `certified` rules that only the certification asks.
    """

    id: str
    number: int
    title: str
    asks: str
    cite: str
    aim: str
    matter: str
    shows: tuple[str, ...]
    evidence_slots: tuple[str, ...]
    may_be_not_applicable: bool
    reasons: Mapping[str, Reason]
    points: Mapping[str, Point]
    met_when: tuple[Mapping[str, tuple[str, ...]], ...]
    together: tuple[tuple[str, ...], ...]
    facts: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("met", "not_met", "more_information", "not_applicable")
    met_needs: str = ""
    checks: tuple[str, ...] = ()
    settles: Mapping[str, str] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    certified: tuple[str, ...] = ()

    @property
    def endings(self) -> tuple[str, ...]:
        """The outcomes a finding on it may have."""
        return tuple(o for o in self.outcomes if o != "not_applicable" or self.may_be_not_applicable)


@dataclass(frozen=True)
class Slot:
    """A place for documents of one kind. `serves` are the questions they prove; `accepts` the endings of files.

    A required one needs a document or, where it may be, the reason why it does not apply.
    """

    id: str
    title: str
    help: str
    required: bool
    may_be_not_applicable: bool
    accepts: tuple[str, ...]
    cite: str
    serves: tuple[str, ...]
    template: bool = False  # takes the State's data file, in the version in force
    signed: bool = False  # takes papers that somebody outside has signed
    student_level: bool = False  # may hold records of single students: never part of what leaves the State


@dataclass(frozen=True)
class Declaration:
    """A statement that the certifying official accepts for the institution."""

    id: str
    title: str
    says: str
    cite: str


@dataclass(frozen=True)
class Topic:
    """Something the board comments on or the committee advises on."""

    id: str
    title: str
    cite: str


@dataclass(frozen=True)
class RecordPart:
    """A part of the record of a case: documents by slot, and what the portal keeps, under the portal's own ids."""

    id: str
    title: str
    slots: tuple[str, ...]
    sources: tuple[str, ...]
    cite: str


@dataclass(frozen=True)
class Review:
    """All registers of one jurisdiction by id, in order."""

    outcomes: Mapping[str, Ending]
    criteria: Mapping[str, Criterion]
    closings: Mapping[str, Closing]
    askers: Mapping[str, Asker]
    contact_kinds: Mapping[str, Topic]
    fees: Fees
    aims: Mapping[str, Aim]
    matters: Mapping[str, Matter]
    questions: Mapping[str, Question]
    slots: Mapping[str, Slot]
    declarations: Mapping[str, Declaration]
    topics: Mapping[str, Topic]
    committee_topics: Mapping[str, Topic]
    record_parts: Mapping[str, RecordPart]

    def under_aim(self, aim: str) -> tuple[Question, ...]:
        """The questions that serve an aim (`a`, `b` or `c`)."""
        return tuple(question for question in self.questions.values() if question.aim == aim)

    def under_matter(self, matter: str) -> tuple[Question, ...]:
        """The questions whose findings show that a matter of the certificate was considered."""
        return tuple(question for question in self.questions.values() if question.matter == matter)

    def evidence_for(self, question: str) -> tuple[Slot, ...]:
        """The documents that can prove a question."""
        return tuple(self.slots[slot] for slot in self.questions[question].evidence_slots)


@cache
def review(jurisdiction: str) -> Review:
    """The registers of a jurisdiction; raises LawError naming the block and what it lacks or wrongly names."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "review"), read(layer, "review"))
    return build(fill_all(blocks, read(layer, "profile")), register(jurisdiction))


def build(blocks: Block, criteria: Collection[str]) -> Review:
    """Typed registers from laid blocks; `criteria` are the ids that a question may show."""
    for group in blocks.keys() - set(GROUPS):
        raise LawError(f"review.toml: nothing reads [{group}].")
    _each_text_is_filled("review", blocks)
    questions = _rows(blocks, "question", _question)
    if [question.number for question in questions.values()] != list(range(1, len(questions) + 1)):
        raise LawError("review.toml: the questions are not numbered one after the other.")

    def slot(name: str, block: Mapping[str, Any]) -> Slot:
        serves = tuple(q.id for q in questions.values() if name in q.evidence_slots)
        return from_block(Slot, f"slot.{name}", block, id=name, serves=serves)

    found = Review(
        outcomes=_rows(blocks, "outcome", _plain(Ending, "outcome")),
        criteria=_rows(blocks, "criterion", _plain(Criterion, "criterion")),
        closings=_rows(blocks, "closing", _plain(Closing, "closing")),
        askers=_rows(blocks, "asker", _plain(Asker, "asker")),
        contact_kinds=_rows(blocks, "contact_kind", _plain(Topic, "contact_kind")),
        fees=from_block(Fees, "fee", blocks.get("fee", {})),
        aims=_rows(blocks, "aim", _plain(Aim, "aim")),
        matters=_rows(blocks, "matter", _plain(Matter, "matter")),
        questions=questions,
        slots=_rows(blocks, "slot", slot),
        declarations=_rows(blocks, "declaration", _plain(Declaration, "declaration")),
        topics=_rows(blocks, "topic", _plain(Topic, "topic")),
        committee_topics=_rows(blocks, "committee_topic", _plain(Topic, "committee_topic")),
        record_parts=_rows(blocks, "record_part", _plain(RecordPart, "record_part")),
    )
    references_exist(found, criteria)
    nothing_is_left_over(found, criteria)
    return found


def _rows(blocks: Block, group: str, make: Callable[[str, Mapping[str, Any]], Row]) -> dict[str, Row]:
    if not blocks.get(group):
        raise LawError(f"review.toml has no [{group}.<id>].")
    return {name: make(name, block) for name, block in blocks[group].items()}


def _plain(row: type[Row], group: str) -> Callable[[str, Mapping[str, Any]], Row]:
    return lambda name, block: from_block(row, f"{group}.{name}", block, id=name)


def _question(name: str, block: Mapping[str, Any]) -> Question:
    place = f"question.{name}"
    if not block.get("reason") and "not_met" in block.get("outcomes", ["not_met"]):
        raise LawError(f"{place} has no reason for an answer of not met.")
    inside = {
        "reasons": _inside(place, block, "reason", Reason),
        "points": _inside(place, block, "point", Point),
        "met_when": tuple(answers_of(each) for each in block.get("met_when", ())),
        "together": sets_of(block.get("together", ())),
    }
    rest = {key: value for key, value in block.items() if key not in {"reason", "point", *inside}}
    return from_block(Question, place, rest, id=name, **inside)


def _inside(place: str, block: Mapping[str, Any], group: str, row: type[Row]) -> dict[str, Row]:
    """The blocks within a question, such as its reasons, by id."""
    found: Mapping[str, Any] = block.get(group, {})
    return {key: from_block(row, f"{place}.{group}.{key}", inner, id=key) for key, inner in found.items()}


def _each_text_is_filled(place: str, value: Any) -> None:
    if isinstance(value, str):
        refuse_unfilled(place, value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _each_text_is_filled(f"{place}.{key}", inner)
