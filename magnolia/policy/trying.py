"""Beside each finding the numbers it rests on, and what it would be if a figure were another.

The same rules answer: a figure is put in the place of the one given, and the rule is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from functools import cache
from itertools import pairwise
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
    most: str = "",
    beyond: bool = False,
) -> tuple[Try, ...]:
    """Where one criterion turns if a figure (`program.hours`) were another: the figures on both sides, a step apart.

    Looked for between zero, each number the rule looks up, the figure given, and the fact `most` that bounds it from
    above, or a step `beyond` that. The one given is kept beside them. None where nothing turns, where the part of the
    facts that would hold the figure is not there, or where what bounds it is not known.
    """
    asked, parameters = register(jurisdiction)[criterion], load_parameters(jurisdiction, amendments)
    holder, _, name = fact.rpartition(".")
    bound = Decimal(_of(facts, most)) if most and _of(facts, most) is not None else None
    if _of(facts, holder) is None or (most and bound is None):
        return ()
    given = _of(facts, fact)
    whole = step == step.to_integral_value()

    @cache
    def at(figure: Decimal | None) -> tuple[Finding, Mapping[str, Value]]:
        value = figure if figure is None or not whole else int(figure)
        return worked(asked, _with(facts, fact, value), parameters, on)

    with localcontext(EXACT):
        limits = [Decimal(str(value.value)) for value in at(given)[1].values()]
        places = {Decimal(0), *(limit + each for limit in limits for each in (-step, Decimal(0), step))}
        places |= {Decimal(0), step} if given is None else {Decimal(0), step, Decimal(given)}
        if bound is not None:
            end = bound + step if beyond else bound
            places = {place for place in places if place <= end} | {bound, end}
        in_order = sorted(place for place in places if place >= 0)
        turns = [_turn(one, two, step, lambda figure: at(figure)[0].outcome) for one, two in pairwise(in_order)]
        kept = {figure: Try(figure, at(figure)[0]) for turn in turns for figure in turn}
        if given is not None and kept:
            kept[Decimal(given)] = Try(Decimal(given), at(Decimal(given))[0], given=True)
    return tuple(kept[figure] for figure in sorted(kept))


def _turn(below: Decimal, above: Decimal, step: Decimal, outcome: Callable[[Decimal], str]) -> tuple[Decimal, ...]:
    """The two figures a step apart between which the outcome turns, found by halving; none where both ends agree."""
    ending = outcome(above)
    if outcome(below) == ending:
        return ()
    while below < (middle := (below + above) / 2 // step * step) < above:
        if outcome(middle) == ending:
            above = middle
        else:
            below = middle
    return below, above


def _of(facts: Any, path: str) -> Any:
    """What stands at a path of the facts; None also where a part on the way is not there."""
    for name in path.split("."):
        facts = getattr(facts, name) if facts is not None else None
    return facts


def _with(facts: Any, path: str, value: Any) -> Any:
    """The facts with another value at the path."""
    name, _, rest = path.partition(".")
    changed: Mapping[str, Any] = {name: _with(getattr(facts, name), rest, value) if rest else value}
    return replace(facts, **changed)
