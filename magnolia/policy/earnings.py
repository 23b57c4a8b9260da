"""Facts about the Secretary's value-added earnings: when an amount was due, who counts, why there is none.

Pure. The State computes no amount and decides nothing here: the words stand beside what the Secretary published.
Source: 34 CFR 690.95; State policy 8.7.1, 12.6, and "Value-Added Earnings".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .layers import fill_all, overlay, read, state_layer
from .parameters import Parameter
from .periods import AwardYear, months_before

SECRETARY = "secretary"
OPEN, POSSIBLE, NO_AMOUNT = "open", "possible", "none"
FACTS = ("qualifying", "pell", "working", "not_enrolled")


class Unreadable(ValueError):
    """A line that does not answer each of the four facts; the sentence names it by its number."""


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The sentences of earnings.toml, with the State's names."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "earnings"), read(layer, "earnings"))
    filled: dict[str, Any] = fill_all(blocks, read(layer, "profile"))
    return filled


def due(year: AwardYear, months: int) -> date:
    """The last day on which the Secretary's amount for an award year is published in time."""
    return months_before(year.first_day, months)


@dataclass(frozen=True)
class Completer:
    """The four facts of one person: True, False, or None where it is unknown."""

    qualifying: bool | None
    pell: bool | None
    working: bool | None
    not_enrolled: bool | None


@dataclass(frozen=True)
class Cohort:
    """How many count, are left out, or are undetermined; the last by their row numbers, from 1."""

    counted: int = 0
    excluded: int = 0
    undetermined: tuple[int, ...] = ()


def cohort(people: Iterable[Completer]) -> Cohort:
    """A person counts when all four facts hold; with one unknown the person is undetermined, neither in nor out."""
    counted, excluded, undetermined = 0, 0, list[int]()
    for row, each in enumerate(people, start=1):
        facts = astuple(each)
        if None in facts:
            undetermined.append(row)
        elif all(facts):
            counted += 1
        else:
            excluded += 1
    return Cohort(counted, excluded, tuple(undetermined))


def read_people(text: str, answers: Mapping[str, str]) -> list[Completer]:
    """One person a line, four answers with commas between; `answers` are the words for yes, no and unknown.

    Raises Unreadable naming the line. Nothing that tells who the person is has a place here.
    """
    meant = {answers["yes"]: True, answers["no"]: False, answers["unknown"]: None}
    people = []
    for row, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        given = [word.strip().casefold() for word in line.split(",")]
        if len(given) != len(FACTS) or not set(given) <= meant.keys():
            raise Unreadable(
                f"Row {row}: write {len(FACTS)} answers with commas between, each {answers['yes']}, {answers['no']} "
                f"or {answers['unknown']}."
            )
        people.append(Completer(*(meant[word] for word in given)))
    return people


@dataclass(frozen=True)
class Minimums:
    """The Secretary's minimums on a day: persons on the final list, earnings records, percent outside the State."""

    list_at_least: int
    records_at_least: int
    outside_at_most: Decimal

    @classmethod
    def on(cls, parameters: Mapping[str, Parameter], day: date) -> Minimums:
        value = {name: parameters[f"vae.{name}"].on(day) for name in ("list_at_least", "records_at_least")}
        most = Decimal(str(parameters["vae.outside_percent_at_most"].on(day).value))
        return cls(value["list_at_least"].whole, value["records_at_least"].whole, most)


@dataclass(frozen=True)
class Reason:
    """Why there may be or is no amount: `amount` is `possible`, `none` or `open`."""

    code: str
    amount: str
    says: str


@dataclass(frozen=True)
class Reported:
    """What is reported of a federal result; None where it is not."""

    listed: int | None = None
    pooled: int | None = None
    returned: int | None = None
    outside_percent: Decimal | None = field(default=None)


def reason(jurisdiction: str, reported: Reported, law: Minimums) -> Reason:
    """The reason that fits what is reported. It is told and never decides anything."""
    code = _size(reported, law)
    said = words(jurisdiction)["reason"]
    if said[code]["amount"] == POSSIBLE and reported.returned is not None and reported.returned < law.records_at_least:
        code = "records_too_few"
    numbers = {"listed": reported.listed, "pooled": reported.pooled, "returned": reported.returned}
    filled = fill(said[code]["label"], **numbers, least=law.list_at_least, records=law.records_at_least)
    return Reason(code, said[code]["amount"], filled)


def _size(reported: Reported, law: Minimums) -> str:
    if reported.listed is None:
        return "not_reported"
    if reported.listed >= law.list_at_least:
        return "list_enough"
    if reported.pooled is None:
        return "may_be_pooled"
    return "pooled_enough" if reported.pooled >= law.list_at_least else "pooled_too_few"


def parity(jurisdiction: str, percent: Decimal, law: Minimums) -> str:
    """Whether the adjustment for the State's prices applied, in words: a fact about the Secretary's result."""
    said = words(jurisdiction)["parity"]["adjusted" if percent <= law.outside_at_most else "not_adjusted"]
    return fill(said, percent=percent, most=law.outside_at_most)


def fill(sentence: str, **values: Any) -> str:
    """The sentence with its values in one pass."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: str(values.get(found[1], found[0])), sentence)
