"""Rules about where a program leads: the route of its credential, and academic credit toward another program."""

from __future__ import annotations

from datetime import date
from typing import Any

from .answers import Answer, Law, blank, says
from .facts import CredentialFacts, Facts, Pathway
from .periods import in_force
from .rules import rule


@rule("credential.route")
def route(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93: stackable and portable across employers, or the only credential of its occupation."""
    given = facts.credential
    needed = law.number("credential.employers_at_least")
    parts = law.table.get(given.route or "")
    if parts is None:
        return says("missing", "missing_route", needed=needed)
    found = {words: _part(given, name, int(needed)) for name, words in parts["parts"].items()}
    failing = [words for words, holds in found.items() if holds is False]
    absent = [words for words, holds in found.items() if holds is None]
    words = {"route": parts["words"], "needed": needed}
    if failing:
        return says("not_met", failing=failing, **words)
    return says("missing", absent=absent, **words) if absent else says("met", parts=found, **words)


def _part(given: CredentialFacts, name: str, employers: int) -> bool | None:
    """Whether a part of a route holds; None where nothing is said of it."""
    value: Any = getattr(given, name)
    if value is None or isinstance(value, bool):
        return value
    return value >= employers if isinstance(value, int) else not all(blank(each) for each in value)


@rule("credit.pathway")
def pathway(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93: at least one way to academic credit is whole and in force."""
    if facts.credit is None:
        return says("missing", elements=_elements(law))
    if not facts.credit:
        return says("not_met", "no_pathway", elements=_elements(law))
    whole = [each for each in facts.credit if not _lacks(each, law.table, law.on)]
    if whole:
        first = whole[0]
        words = {"institution": first.institution, "program": first.program, "credit": first.credit, "on": law.on}
        return says("met", mechanism=law.table["mechanisms"][first.mechanism], **words)
    lacking = []
    for number, each in enumerate(facts.credit, start=1):
        name = each.program or each.institution or law.table["unnamed"]
        lacking.append(f"{number}. {name}: {', '.join(_lacks(each, law.table, law.on))}")
    return says("not_met", lacking="; ".join(lacking), on=law.on)


@rule("credit.applies")
def applies(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93; policy on academic credit: a whole pathway counts toward what the receiving program requires."""
    if facts.credit is None:
        return says("missing")
    whole = [each for each in facts.credit if not _lacks(each, law.table, law.on)]
    if not whole:
        return says("not_met", on=law.on)
    named = {each: f"{each.program} at {each.institution}" for each in whole}
    fitting = [named[each] for each in whole if each.applies_to == "requirements"]
    if fitting:
        return says("met", programs="; ".join(fitting))
    open_ = [named[each] for each in whole if each.applies_to is None]
    if open_:
        return says("missing", "missing_use", programs="; ".join(open_))
    return says("needs_review", programs="; ".join(named.values()))


def _elements(law: Law) -> str:
    return ", ".join([*law.table["elements"].values(), law.table["in_force"]])


def _lacks(way: Pathway, table: Any, on: date) -> list[str]:
    """The elements that a pathway lacks, its time among them; a time without a first day is not in force."""
    lacks = [words for name, words in table["elements"].items() if blank(getattr(way, name))]
    running = way.from_day is not None and in_force(way.from_day, way.to_day, on)
    return lacks if running else [*lacks, table["in_force"]]
