"""What the public could read of the law on a day: its numbers, its terms, and the descriptions of the process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from magnolia.policy import history
from magnolia.policy.history import Change
from magnolia.policy.published import published
from magnolia.policy.registers import review

from ..models import ProcessVersion
from . import described, law


@dataclass(frozen=True)
class ChangeDay:
    """A day on which something changed, what, and the version of the description published on it, if any."""

    day: date
    changes: tuple[Change, ...]
    version: int | None = None


def change_days(jurisdiction: str) -> list[ChangeDay]:
    """Every day on which a number or a wording began to count or a description was published, the latest first."""
    parameters, rows = law.parameters(jurisdiction), described.versions(jurisdiction)
    terms = law.terms(jurisdiction).terms.values()
    every = sorted(
        {
            *history.days(parameters.values()),
            *history.days_reworded(terms),
            *(row.published_on for row in rows if row.published_on),
        }
    )
    made, before = [], date.min
    for day in every:
        number = next((row.number for row in rows if row.published_on == day), None)
        made.append(ChangeDay(day, _between(jurisdiction, parameters, rows, before, day), number))
        before = day
    return made[::-1]


def between(jurisdiction: str, earlier: date, later: date) -> tuple[Change, ...]:
    """What changed from one day to another: numbers, meanings, words of the description, documents, arrangements."""
    rows = described.versions(jurisdiction)
    return _between(jurisdiction, law.parameters(jurisdiction), rows, earlier, later)


def _between(
    jurisdiction: str, parameters: Mapping[str, Any], rows: list[ProcessVersion], earlier: date, later: date
) -> tuple[Change, ...]:
    numbers = history.differences(parameters, earlier, later)
    words = history.reworded(law.terms(jurisdiction).terms.values(), earlier, later, parameters)
    return (*numbers, *words, *_described(jurisdiction, _by(rows, earlier), _by(rows, later)))


def _by(rows: list[ProcessVersion], day: date) -> ProcessVersion | None:
    return next((row for row in rows if row.published_on and row.published_on <= day), None)


def _described(jurisdiction: str, before: ProcessVersion | None, after: ProcessVersion | None) -> Iterator[Change]:
    """What one published description says otherwise than the one before it."""
    if after is None or (before is not None and before.pk == after.pk):
        return
    number = f"version {after.number}"
    if before is None:
        yield Change("version", number, "Description of the process", after=number, starts=after.published_on)
        return
    found, register = published(jurisdiction), review(jurisdiction)
    old, new = described.frozen(before), described.frozen(after)
    names = {key: found.name_of(key) for key in found.texts}
    for key, name in names.items():
        sides = old["texts"].get(key, ""), new["texts"].get(key, "")
        if sides[0] != sides[1]:
            yield Change("text", key, f"Words of {name}", *sides, cite=number, starts=after.published_on)
    if old["list_address"] != new["list_address"]:
        sides = old["list_address"], new["list_address"]
        yield Change("list", "list_address", "Address of the list", *sides, cite=number, starts=after.published_on)
    titles = {key: question.title for key, question in register.questions.items()}
    lists = [
        (f"documents.{key}", f"Documents for “{titles.get(key, key)}”")
        for key in {**old["documents"], **new["documents"]}
    ]
    for key, name in lists:
        which = key.partition(".")[2]
        yield from _listed(key, name, old["documents"].get(which, []), new["documents"].get(which, []), after)
    yield from _listed(
        "arrangements", "Agreements on credit that count", old["arrangements"], new["arrangements"], after
    )


def _listed(key: str, name: str, old: list[str], new: list[str], after: ProcessVersion) -> Iterator[Change]:
    """Entries of a list that went or came."""
    cite, starts = f"version {after.number}", after.published_on
    for entry in [each for each in old if each not in new]:
        yield Change("entry", key, name, before=entry, cite=cite, starts=starts)
    for entry in [each for each in new if each not in old]:
        yield Change("entry", key, name, after=entry, cite=cite, starts=starts)
