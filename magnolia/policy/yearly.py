"""What an approved program's institution owes for each award year: which reports, by when, and what lifts one.

Pure. Source: 34 CFR 690.94, 690.95; State policy, "State Review and Secretary Evaluation", 12.7.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .answers import in_words
from .earnings import fill
from .holiday_rules import CalendarError
from .layers import fill_all, overlay, read, state_layer
from .periods import AwardYear, award_year, months_after, parse_date
from .rates import NoRate, Rate, rate

FILED, RETURNED, WAIVED, DUE, OVERDUE = "filed", "returned", "waived", "due", "overdue"
ATTAINED = "Y"  # as the Data Submission Template writes it
Pair = tuple[int, str]  # the year an award year starts in, and a matter


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The sentences of yearly.toml, with the State's names."""
    layer = state_layer(jurisdiction)
    filled: dict[str, Any] = fill_all(overlay(read("model", "yearly"), read(layer, "yearly")), read(layer, "profile"))
    return filled


@dataclass(frozen=True)
class Duty:
    """One report of one award year, and where it stands."""

    year: AwardYear
    matter: str
    status: str
    due: date

    @property
    def open(self) -> bool:
        return self.status in (RETURNED, DUE, OVERDUE)


def due(year: AwardYear, months: int) -> date:
    """The last day for the reports of an award year, counted from the day after its end."""
    return months_after(AwardYear(year.start + 1).first_day, months)


def duties(
    matters: Mapping[str, Mapping[str, str]],
    approved: int,
    on: date,
    months: Callable[[AwardYear], int],
    reports: Mapping[Pair, str],
    waived: Collection[Pair],
) -> list[Duty]:
    """Every report for the award years after that of the approval, up to the one `on` is in; always the first of them.

    `months` after its end an award year's reports are due, as the law of that year has it.
    `reports` are the states of those filed; `waived` are years and measures that a waiver of the Secretary lifts.
    """
    last = max(award_year(on).start, approved + 1)
    made = []
    for start in range(approved + 1, last + 1):
        year = AwardYear(start)
        for matter, block in matters.items():
            day = due(year, months(year))
            status = reports.get((start, matter), "")
            if status != FILED and (start, block.get("measure", "")) in waived:
                status = WAIVED
            made.append(Duty(year, matter, status or (DUE if on <= day else OVERDUE), day))
    return made


# ------------------------------------------------------------------ the list of completers


@dataclass(frozen=True)
class Fault:
    """A row of a list, by its number in the file with the header as row 1, and what is wrong with it."""

    row: int
    says: str

    def __str__(self) -> str:
        return f"Row {self.row}: {self.says}."


@dataclass(frozen=True)
class Checked:
    """How many rows a list has, and its faults; no value of any row."""

    rows: int
    faults: tuple[Fault, ...]


def rows_of(text: str, needed: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV whose header has the needed columns, with their numbers; empty rows left out."""
    table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    head = [cell.strip() for cell in table[0]] if table else []
    if set(needed) <= set(head):
        for number, cells in enumerate(table[1:], start=2):
            values = [cell.strip() for cell in cells]
            if any(values):
                yield number, dict(zip(head, values, strict=False))


def check(text: str, year: AwardYear, identifiers: Collection[str], said: Mapping[str, Any]) -> Checked:
    """A list of completers of one award year: each row can be matched, is a completer, and completed in the year.

    A completer has a completion date and the credential, or else the rule that allows another outcome (policy 11).
    Counting people from records is no part of this: the list is looked at row by row.
    """
    count, faults = 0, []
    for number, row in rows_of(text, (*identifiers, "completion_date")):
        count += 1
        faults += [
            Fault(number, fill(said["fault"][word], year=year.long)) for word in _wrong(row, year, identifiers, said)
        ]
    return Checked(count, tuple(faults))


def _wrong(
    row: Mapping[str, str], year: AwardYear, identifiers: Collection[str], said: Mapping[str, Any]
) -> Iterator[str]:
    """What is wrong with a row, as keys of [fault]."""
    if not all(row.get(column) for column in identifiers):
        yield "identifier"
    if not row.get("completion_date"):  # a row may end before this column
        yield "no_exit"
    else:
        try:
            if parse_date(row["completion_date"]) not in year:
                yield "outside"
        except CalendarError:
            yield "unreadable"
    if row.get("credential_attained") != ATTAINED and not row.get("completion_rule"):
        yield "no_outcome"
    if row.get("exclusion") and row["exclusion"] not in said["exclusion"]:
        yield "exclusion"


# ------------------------------------------------------------------ a rate in words


def told(
    said: Mapping[str, Any], count: int, participants: int, percent: Decimal, exclusions: Iterable[tuple[str, int]] = ()
) -> tuple[Rate | None, str]:
    """A rate and its sentence; None with the reason where there is none. An exclusion refused is told first."""
    try:
        found = rate(count, participants, percent, exclusions, said["exclusion"])
    except NoRate as problem:
        return None, fill(said["rate"][str(problem)], count=count, of=participants)
    counts = {"count": found.count, "of": found.of, "percent": in_words(found.percent), "needed": found.needed}
    sentence = fill(said["rate"]["met" if found.met else "not_met"], **counts)
    for reason, persons in found.refused:
        word = "refused" if reason else "no_reason"
        sentence = fill(said["rate"][word], reason=reason, persons=persons, rate=sentence)
    return found, sentence
