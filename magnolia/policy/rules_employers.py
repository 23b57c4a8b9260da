"""Rules about employers: how many independent ones stand behind a program, and what their letters must be and say.

Boundaries: 34 CFR 690.93 and the State's policy on employers' letters. A letter counts when it is of the right age and
confirms every point.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .answers import Answer, Law, blank, in_words, says
from .facts import EmployerLetter, Facts
from .periods import months_before
from .rules import rule


@rule("employers.independent")
def independent(facts: Facts, law: Law) -> Answer:
    """Enough independent employers with a letter that counts, in every sector that is claimed."""
    given, sectors = facts.employers, facts.program.sectors
    if facts.registered_apprenticeship:
        return says("met", "met_by_rule")
    if given.alternative_approval is not None and not blank(given.alternative_approval):
        return says("met", "met_alternative", approval=given.alternative_approval)
    needed = law.number("employers.independent_per_sector")
    absent = [law.table[name] for name, held in (("sectors", sectors), ("letters", given.letters)) if held is None]
    if sectors is None or given.letters is None:
        return says("missing", absent=absent, needed=needed)
    if not sectors:
        return says("not_met", "no_sector", needed=needed)
    oldest = _oldest(law)
    counting = [each for each in given.letters if not _too_old(each, oldest, law.on) and not _unconfirmed(each)]
    groups = _groups(given.letters)
    behind: dict[str, set[tuple[str, str]]] = {}
    for each in counting:
        behind.setdefault(_same(each.sector or ""), set()).add(groups[_same(each.employer)])
    counts = {sector: len(behind.get(_same(sector), ())) for sector in sectors}
    told = "; ".join(f"{sector}: {count}" for sector, count in counts.items())
    return says("met" if min(counts.values()) >= needed else "not_met", counts=told, needed=needed)


def _groups(letters: Iterable[EmployerLetter]) -> dict[str, tuple[str, str]]:
    """For each employer what it counts as: itself, its ultimate owner, or one of all those whose owner is unknown."""
    owner: dict[str, str] = {}
    apart: set[str] = set()
    for each in letters:
        name = _same(each.employer)
        owner[name] = owner.get(name) or _same(each.owner or "")
        if each.separate_hiring_authority:
            apart.add(name)
    return {name: ("itself", name) if held and name in apart else ("owner", held) for name, held in owner.items()}


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _oldest(law: Law) -> date:
    return months_before(law.on, int(law.number("employers.letter_months")))


def _too_old(letter: EmployerLetter, oldest: date, on: date) -> str:
    """The fault in a letter's date by the key of its words, or nothing; a documented exception lifts its age only."""
    if letter.dated is None:
        return "undated"
    if letter.dated > on:
        return "later"
    return "older" if letter.dated < oldest and blank(letter.age_exception) else ""


@rule("employers.age")
def age(facts: Facts, law: Law) -> Answer:
    """Every letter is recent enough on the day of submission, or has a documented exception."""
    letters = facts.employers.letters
    if facts.registered_apprenticeship:
        return says("not_applicable")
    oldest = _oldest(law)
    words = {"months": law.number("employers.letter_months"), "oldest": oldest, "on": law.on}
    if not letters:
        return says("missing", **words)
    faults = []
    for each in letters:
        fault = _too_old(each, oldest, law.on)
        if fault:
            faults.append(law.table[fault].format(employer=each.employer, dated=in_words(each.dated or "")))
    if faults:
        return says("not_met", faults="; ".join(faults), **words)
    excepted = [each.employer for each in letters if each.dated and each.dated < oldest]
    if excepted:
        return says("met", "met_exception", excepted=excepted, **words)
    return says("met", count=len(letters), **words)


@rule("employers.content")
def content(facts: Facts, law: Law) -> Answer:
    """Every letter confirms every point and can be traced to its employer."""
    letters = facts.employers.letters
    if facts.registered_apprenticeship:
        return says("not_applicable")
    if not letters:
        return says("missing", points=law.table.values())
    lacking = [(each.employer, points) for each in letters if (points := _unconfirmed(each))]
    if lacking:
        told = (f"{employer}: {', '.join(law.table[point] for point in points)}" for employer, points in lacking)
        return says("not_met", lacking="; ".join(told))
    return says("met", count=len(letters), points=law.table.values())


def _unconfirmed(letter: EmployerLetter) -> list[str]:
    """The points that a letter does not confirm, by the keys of `employers.content`."""
    confirmed = {
        "sector": not blank(letter.sector),
        "hiring": letter.hiring in ("now", "anticipated"),
        "occupations": not all(blank(each) for each in letter.occupations or ()),
        "competencies": not all(blank(each) for each in letter.competencies or ()),
        "aligned": letter.aligned is True,
        "signed": letter.signed is True or letter.verifiable is True,
    }
    return [point for point, holds in confirmed.items() if not holds]


@rule("employers.design")
def design(facts: Facts, law: Law) -> Answer:
    """At least one documented part of employers in the design or review of the program."""
    entries = facts.employers.design_evidence
    if facts.registered_apprenticeship:
        return says("not_applicable")
    if entries is None:
        return says("missing")
    documented = [each.kind for each in entries if not blank(each.kind) and not blank(each.document)]
    if documented:
        return says("met", kinds=dict.fromkeys(documented))
    if entries:
        return says("not_met", "no_document", kinds=dict.fromkeys(each.kind for each in entries))
    return says("not_met")
