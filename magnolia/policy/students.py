"""Limits on Pell for one student of a workforce program (policy 12.1 to 12.3 and 12.5): pure answers with their source.

Each criterion of federal/students.toml has one function here. It warns, informs or names what was not answered; it
never decides on aid, because that is the institution's part (policy 12.2). Money is in dollars; a period holds both its
days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .aid_flags import to_do
from .answers import dollars
from .layers import LawError, fill_all, overlay, read, state_layer
from .periods import AwardYear, say_day, touches
from .potential import plain
from .typed import from_block

TONES = ("warning", "to_do", "information", "clear", "open")
KINDS = ("key", "text", "funds", "yes_no", "choice", "year", "cost", "money", "date", "number")
PELL = "pell"
BARS = ("enrolled", "accepted")  # standings toward a graduate program that bar Pell


@dataclass(frozen=True)
class Criterion:
    """One limit: what it asks, where it comes from, and its sentences by tone."""

    id: str
    asks: str
    cite: str
    sentences: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One fact of a student: a column of the file and a field of the form."""

    id: str
    label: str
    kind: str
    help: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """The whole checker in words."""

    criteria: Mapping[str, Criterion]
    columns: Mapping[str, Column]
    funds: Mapping[str, str]
    refused: Mapping[str, str]
    says: Mapping[str, str]
    fault: Mapping[str, str]
    most_rows: int


@dataclass(frozen=True)
class Student:
    """What is known of one student in one program; None where it was not answered. Aid is for the whole award year."""

    row: int = 0
    key: str = ""
    program: str = ""
    aid: tuple[str, ...] = (PELL,)
    bachelors: bool | None = None
    graduate_program: str = ""
    graduate_credential: bool | None = None
    award_year: AwardYear | None = None
    cost_of_attendance: Decimal | None = None
    state_aid: Decimal | None = None
    institutional_aid: Decimal | None = None
    private_aid: Decimal | None = None
    federal_aid: Decimal | None = None
    pell_from: date | None = None
    pell_to: date | None = None
    other_pell_from: date | None = None
    other_pell_to: date | None = None
    learned_on: date | None = None
    last_payment_on: date | None = None
    required_hours: Decimal | None = None
    counted_hours: Decimal | None = None
    remedial_hours: Decimal | None = None
    extra_hours: Decimal | None = None

    @property
    def not_federal(self) -> Decimal | None:
        """Grants and scholarships from other than federal sources; None where none was answered."""
        given = [each for each in (self.state_aid, self.institutional_aid, self.private_aid) if each is not None]
        return sum(given, Decimal(0)) if given else None

    @property
    def covered(self) -> bool | None:
        """Whether non-federal aid is at or above the cost of attendance; None where that cannot be said."""
        if self.award_year is None or self.cost_of_attendance is None or self.not_federal is None:
            return None
        return self.not_federal >= self.cost_of_attendance


@dataclass(frozen=True)
class Said:
    """The answer of one criterion: its tone (a word of TONES), the sentence, and the source."""

    criterion: str
    tone: str
    message: str
    citation: str


Answer = tuple[str, dict[str, str]]  # key of the sentence, and what is filled in
Rule = Callable[[Student, Sequence[Student], Register], Iterator[Answer]]
RULES: dict[str, Rule] = {}


def _rule(function: Rule) -> Rule:
    RULES[function.__name__] = function
    return function


@cache
def register(jurisdiction: str) -> Register:
    """The checker of a jurisdiction; raises LawError naming the block that does not fit."""
    layer = state_layer(jurisdiction)
    blocks = fill_all(overlay(read("federal", "students"), read(layer, "students")), read(layer, "profile"))
    return build(blocks)


def build(blocks: Mapping[str, Any]) -> Register:
    """The checker from laid blocks."""
    criteria = {
        name: from_block(Criterion, f"criterion.{name}", block, id=name) for name, block in blocks["criterion"].items()
    }
    columns = {name: from_block(Column, f"column.{name}", block, id=name) for name, block in blocks["column"].items()}
    if criteria.keys() ^ RULES.keys():
        raise LawError(f"students.toml: {', '.join(sorted(criteria.keys() ^ RULES.keys()))}: a criterion has one rule.")
    for criterion in criteria.values():
        for key in criterion.sentences:
            if key.partition(".")[0] not in TONES:
                raise LawError(f"students.toml, {criterion.id}: there is no tone {key!r}.")
    for column in columns.values():
        if column.kind not in KINDS or (column.kind == "choice") != bool(column.values):
            raise LawError(f"students.toml, column.{column.id}: a choice has values, and the kind is one of {KINDS}.")
    words = {name: blocks[key] for name, key in (("funds", "fund"), ("refused", "refused"), ("says", "says"))}
    return Register(criteria=criteria, columns=columns, fault=blocks["fault"], most_rows=blocks["most_rows"], **words)


def look(student: Student, others: Iterable[Student], words: Register) -> list[Said]:
    """Every criterion's answer for one student; `others` are the further rows of the same student."""
    rest, found = tuple(others), []
    for name, rule in RULES.items():
        criterion = words.criteria[name]
        for key, filled in rule(student, rest, words):
            message = criterion.sentences[key].format(**filled)
            found.append(Said(name, key.partition(".")[0], message, criterion.cite))
    return found


@_rule
def pell_only(student: Student, others: Sequence[Student], words: Register) -> Iterator[Answer]:
    """12.1: no other Title IV fund is paid for the program."""
    named = [words.funds[fund] for fund in student.aid if fund != PELL]
    yield ("warning", {"funds": ", ".join(named)}) if named else ("clear", {})


@_rule
def bachelors(student: Student, others: Sequence[Student], words: Register) -> Iterator[Answer]:
    """12.2: a bachelor's degree is no bar by itself."""
    yield ("information" if student.bachelors else "clear", {})


@_rule
def graduate_program(student: Student, others: Sequence[Student], words: Register) -> Iterator[Answer]:
    """12.2: enrolled in or accepted into a program that leads to a graduate credential bars; applied does not."""
    standing = student.graduate_program
    if not standing:
        yield "open", {}
    elif standing in BARS:
        yield f"warning.{standing}", {}
    else:
        yield ("clear" if standing == "none" else f"clear.{standing}"), {}


@_rule
def graduate_credential(student: Student, others: Sequence[Student], words: Register) -> Iterator[Answer]:
    """12.2: a graduate credential held bars."""
    held = student.graduate_credential
    yield ("open" if held is None else "warning" if held else "clear"), {}


@_rule
def one_program(student: Student, others: Sequence[Student], words: Register) -> Iterator[Answer]:
    """12.2: Pell for one program at a time. Periods that share a day overlap."""
    first, last = student.pell_from, student.pell_to
    another = student.other_pell_from is not None
    if first is None or last is None:
        compared = another or any(each.pell_from for each in others)
        yield ("open", {}) if compared else ("clear.alone", {})
        return
    own = {"first": say_day(first), "last": say_day(last)}
    clear = True
    if student.other_pell_from and touches(student.other_pell_from, student.other_pell_to, first, last):
        clear = False
        yield "warning", own | _days(student.other_pell_from, student.other_pell_to)
    for each in others:
        if each.pell_from and _another_program(student, each) and touches(each.pell_from, each.pell_to, first, last):
            clear = False
            yield "warning.row", own | _days(each.pell_from, each.pell_to) | {"row": str(each.row)}
    if clear:
        yield "clear", own


def _another_program(one: Student, other: Student) -> bool:
    """Two rows are of one program only where both name it and the names are equal."""
    return not one.program or one.program.casefold() != other.program.casefold()


def _days(first: date, last: date | None) -> dict[str, str]:
    return {"other_first": say_day(first), "other_last": say_day(last) if last else ""}


@_rule
def below_cost(student: Student, others: Sequence[Student], words: Register) -> Iterator[Answer]:
    """12.3: non-federal aid equal to or above the cost of attendance bars for that award year; years stand apart."""
    if student.covered is None or student.award_year is None:
        yield "open", {}
        return
    year = student.award_year.long
    for each in others:
        if each.award_year == student.award_year and None not in _costs(each) and _costs(each) != _costs(student):
            yield "warning.apart", {"row": str(each.row), "year": year}
    figures = {"aid": _words(student.not_federal), "cost": _words(student.cost_of_attendance)}
    yield ("warning" if student.covered else "clear"), figures | {"year": year}


def _words(amount: Decimal | None) -> str:
    return dollars(amount or Decimal(0))


def _costs(student: Student) -> tuple[Decimal | None, Decimal | None]:
    return student.cost_of_attendance, student.not_federal


@_rule
def lower_aid(student: Student, others: Sequence[Student], words: Register) -> Iterator[Answer]:
    """12.3: learned of before the last payment, something is to be done. The order within one day is not known, so a
    college that learned of it on that very day is told to act."""
    if student.covered is None:
        yield "open.cost", {}
    elif not student.covered:
        yield "clear", {}
    elif student.learned_on is None or student.last_payment_on is None:
        yield "open", {}
    else:
        days = {"learned": say_day(student.learned_on), "last": say_day(student.last_payment_on)}
        yield ("to_do" if to_do(student.learned_on, student.last_payment_on) else "information"), days


@_rule
def coursework(student: Student, others: Sequence[Student], words: Register) -> Iterator[Answer]:
    """12.5: only required coursework that is not remedial counts."""
    counted, required = student.counted_hours, student.required_hours
    if counted is None:
        yield "open", {}
        return
    clear = True
    for name, hours in (("remedial", student.remedial_hours), ("extra", student.extra_hours)):
        if hours:
            clear = False
            yield f"warning.{name}", {"hours": plain(hours)}
    if required is not None and counted > required:
        clear = False
        yield "warning.more", {"counted": plain(counted), "required": plain(required)}
    if clear:
        yield "clear", {}
