"""The State's lists of priority occupations: what has to be there before one counts, and how two of them differ.

Words and columns come from occupation_lists.toml; how a list is made is in occupations.py.
Source: State policy, 5 to 5.10.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .labor_rows import Column, columns
from .layers import LawError, fill_all, overlay, read, state_layer
from .periods import AwardYear, months_after

GENERAL, TARGETED, EMERGING = "general", "targeted", "emerging"
IN, OUT = "in", "out"
LABELLED = ("group", "reason", "tag", "support", "check", "quality")
PLAIN = ("sector_group", "indicator", "part", "education", "standing", "fault", "says")
TESTS = {"in_demand": "high_demand", "high_wage": "high_wage", "high_skill": "high_skill"}  # a tag and its test


@dataclass(frozen=True)
class Register:
    """Words and columns of the lists, by group of words and id."""

    labels: Mapping[str, Mapping[str, str]]
    sentences: Mapping[str, Mapping[str, str]]  # by group of words: what Magnolia says where a file gave the figures
    words: Mapping[str, Mapping[str, str]]
    means: Mapping[str, str]  # what each group of occupations is
    own: Mapping[str, Column]
    more: Mapping[str, Column]
    most_rows: int

    def fault(self, code: str, **filled: Any) -> str:
        """A sentence of what is lacking."""
        return self.words["fault"][code].format(**filled)


@cache
def register(jurisdiction: str) -> Register:
    """Words and columns of a jurisdiction. Raises LawError naming the block that does not fit."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "occupation_lists"), read(layer, "occupation_lists"))
    blocks = fill_all(blocks, read(layer, "profile"))
    for name in (*LABELLED, *PLAIN):
        if not blocks.get(name):
            raise LawError(f"occupation_lists.toml has no {name}.")
    return Register(
        labels={name: {key: row["label"] for key, row in blocks[name].items()} for name in LABELLED},
        sentences={name: {key: row.get("says", "") for key, row in blocks[name].items()} for name in LABELLED},
        words={name: blocks[name] for name in PLAIN},
        means={key: row["means"] for key, row in blocks["group"].items()},
        own=columns("own", blocks["own"]),
        more=columns("more", blocks["more"]),
        most_rows=blocks["most_rows"],
    )


@dataclass(frozen=True)
class Entry:
    """One occupation of a list as it is held against what a list needs.

    `tests` are the results by tag, None where one was not run; `evidence` the tags that have some; `supports` those of
    which something is said; `listed` whether it is in.
    """

    soc_code: str
    title: str
    listed: bool
    group: str
    state_priority: bool | None
    sectors: tuple[str, ...]
    reasons: tuple[str, ...]
    tests: Mapping[str, bool | None]
    evidence: frozenset[str]
    supports: frozenset[str]
    sourced: bool
    competencies: bool
    candidate: bool


def same(sector: str) -> str:
    """A sector by which two spellings are one."""
    return " ".join(sector.split()).casefold()


def fits(sectors: Iterable[str], priority: Collection[str]) -> bool:
    """Whether one of an occupation's sectors is a priority sector."""
    return bool({same(each) for each in sectors} & {same(each) for each in priority})


def lacks(entries: Iterable[Entry], year: int, sectors: Collection[str], words: Register) -> list[str]:
    """What keeps the entries from being published, a sentence each (policy 5, 5.3, 5.7)."""
    rows = list(entries)
    label = AwardYear(year).long
    made = [] if sectors else [words.fault("no_sectors", year=label)]
    if not any(entry.listed for entry in rows):
        made.append(words.fault("nothing"))
    for entry in rows:
        made += [words.fault(code, soc=entry.soc_code, title=entry.title, **more) for code, more in _lacking(
            entry, label, sectors, words
        )]  # fmt: skip
    return made


def _lacking(
    entry: Entry, year: str, sectors: Collection[str], words: Register
) -> Iterator[tuple[str, dict[str, str]]]:
    yield from misplaced(entry)
    if not entry.listed:
        return
    if not entry.sourced:
        yield "no_source", {}
    if entry.group != GENERAL and sectors and not fits(entry.sectors, sectors):
        given = ", ".join(entry.sectors) or "no sector"
        yield "no_sector", {"given": given, "year": year, "sectors": ", ".join(sectors)}
    for tag, label in words.labels["tag"].items():
        if entry.tests.get(tag) is None:
            yield "not_tested", {"tag": label.lower()}
        elif entry.tests[tag] and tag not in entry.evidence:
            yield "no_evidence", {"tag": label.lower()}
    for support, label in words.labels["support"].items():
        if support not in entry.supports:
            yield "no_support", {"support": label.lower()}


def misplaced(entry: Entry) -> Iterator[tuple[str, dict[str, str]]]:
    """What is wrong with the group of an occupation: the code of a sentence and what fills it."""
    if entry.group == TARGETED and not entry.listed:
        yield "not_targeted", {}
    if entry.group == TARGETED and not entry.reasons:
        yield "no_reason", {}
    if entry.group == GENERAL and not (entry.listed and entry.state_priority):
        yield "not_general", {}
    if entry.candidate and entry.group not in (TARGETED, EMERGING):
        yield "no_candidate", {}


def without_competencies(entries: Iterable[Entry], words: Register) -> list[str]:
    """Listed occupations of which no competencies are recorded: shown, and no hindrance (34 CFR 690.93)."""
    rows = [entry for entry in entries if entry.listed and not entry.competencies]
    return [words.fault("no_competencies", soc=entry.soc_code, title=entry.title) for entry in rows]


@dataclass(frozen=True)
class Place:
    """Where an occupation stands on one list, for comparing two."""

    title: str
    group: str
    ecosystems: int
    state_priority: bool | None


@dataclass(frozen=True)
class Difference:
    """How a list differs from the one before: SOC codes that came in, went out, and moved within."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[str, ...]


def compare(before: Mapping[str, Place], after: Mapping[str, Place]) -> Difference:
    """What changed between two lists of occupations that are in; a new title alone is no change."""

    def stands(place: Place) -> tuple[object, ...]:
        return place.group, place.ecosystems, place.state_priority

    both = before.keys() & after.keys()
    return Difference(
        came=tuple(sorted(after.keys() - before.keys())),
        went=tuple(sorted(before.keys() - after.keys())),
        moved=tuple(sorted(code for code in both if stands(before[code]) != stands(after[code]))),
    )


@dataclass(frozen=True)
class Count:
    """How many occupations of a list are in a sector group, and how many of these are targeted."""

    label: str
    occupations: int
    targeted: int


def by_sector_group(
    groups: Mapping[str, Collection[str]], targeted: Collection[str], words: Register
) -> tuple[list[Count], Count]:
    """Counts for each sector group, and of the whole list, where each occupation counts once (policy 5.10).

    `groups` are the sector groups of each listed SOC code.
    """

    def count(label: str, codes: Collection[str]) -> Count:
        return Count(label, len(codes), sum(code in targeted for code in codes))

    rows = [
        count(label, [code for code, own in groups.items() if name in own])
        for name, label in words.words["sector_group"].items()
    ]
    return rows, count("", groups)


@dataclass(frozen=True)
class Analysis:
    """The yearly analysis of one year: the last day on which it is in time, and whether it was done or is overdue."""

    year: int
    due: date
    done: bool
    overdue: bool


def analyses(month: int, first: date, held: Collection[date], on: date) -> list[Analysis]:
    """The analysis of each year from the first month of `first` or later, up to the year of `on` or the next one due.

    A run counts for a year where it is dated in that year's month (policy 5.6). The last one is never overdue.
    """
    made = []
    year = first.year if date(first.year, month, 1) >= first else first.year + 1
    while True:
        due = date.fromordinal(months_after(date(year, month, 1), 1).toordinal() - 1)
        done = any((day.year, day.month) == (year, month) for day in held)
        made.append(Analysis(year, due, done, not done and on > due))
        if due >= on:
            return made
        year += 1


def span(values: Iterable[Decimal | None]) -> str:
    """The smallest and the largest of some amounts, such as "18.20 to 21.05"; empty where none is known."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return ""
    return f"{known[0]:f}" if known[0] == known[-1] else f"{known[0]:f} to {known[-1]:f}"
