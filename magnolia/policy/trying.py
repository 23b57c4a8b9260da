"""Beside each finding the numbers it rests on, and what it would be with a figure next to each of those numbers.

The same rules answer: a figure is put in the place of the one given, and the rule is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from .criteria import EXACT, register, worked
from .facts import Facts
from .finding import Finding
from .parameters import Amendment, Parameter, Value, load_parameters


@dataclass(frozen=True)
class Worked:
    """A finding with the numbers of the law that were looked up for it, each as its own day picks it."""

    finding: Finding
    numbers: tuple[tuple[Parameter, Value], ...]


@dataclass(frozen=True)
class Try:
    """What a rule says with one figure in place of the one given; `given` marks that one."""

    figure: Decimal
    finding: Finding
    given: bool = False


def working(facts: Facts, jurisdiction: str, on: date, amendments: Iterable[Amendment] = ()) -> tuple[Worked, ...]:
    """The findings of `criteria.findings`, each with its numbers. Raises MissingParameter as that does."""
    parameters = load_parameters(jurisdiction, amendments)
    made = []
    with localcontext(EXACT):
        for criterion in register(jurisdiction).values():
            finding, looked = worked(criterion, facts, parameters, on)
            made.append(Worked(finding, tuple((parameters[key], value) for key, value in looked.items())))
    return tuple(made)


def tries(
    criterion: str,
    fact: str,
    step: Decimal,
    facts: Facts,
    jurisdiction: str,
    on: date,
    amendments: Iterable[Amendment] = (),
) -> tuple[Try, ...]:
    """What one criterion says of a figure (`program.hours`) at each limit it compares and one step beside it.

    Only the figures on both sides of a change are kept, and the one given; none where the rule looks up no number.
    """
    asked, parameters = register(jurisdiction)[criterion], load_parameters(jurisdiction, amendments)
    given = _of(facts, fact)

    def at(figure: Decimal | None) -> tuple[Finding, Mapping[str, Value]]:
        return worked(asked, _with(facts, fact, figure), parameters, on)

    with localcontext(EXACT):
        limits = [Decimal(str(value.value)) for value in at(given)[1].values()]
        figures = sorted({limit + each for limit in limits for each in (-step, Decimal(0), step)})
        found = [Try(figure, at(figure)[0]) for figure in figures]
        kept = {
            each.figure: each
            for one, other in zip(found, found[1:], strict=False)
            if one.finding.outcome != other.finding.outcome
            for each in (one, other)
        }
        if given is not None and kept:
            kept[given] = Try(given, at(given)[0], given=True)
    return tuple(kept[figure] for figure in sorted(kept))


def _of(facts: Facts, fact: str) -> Any:
    group, _, name = fact.partition(".")
    return getattr(getattr(facts, group), name)


def _with(facts: Facts, fact: str, value: Any) -> Facts:
    group, _, name = fact.partition(".")
    changed: Mapping[str, Any] = {group: replace(getattr(facts, group), **{name: value})}
    return replace(facts, **changed)
