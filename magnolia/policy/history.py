"""Numbers and terms of the law over time: on which days something changed, and what differs between two days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .glossary import Term, says
from .parameters import MissingParameter, Parameter, Value

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Change:
    """One thing that differs between two days: `before` and `after` in words, empty where it was not there.

    `starts` is the day from which the later side stands.
    """

    kind: str
    id: str
    what: str
    before: str = ""
    after: str = ""
    cite: str = ""
    starts: date | None = None

    @property
    def how(self) -> str:
        """ADDED, REMOVED or CHANGED."""
        return ADDED if not self.before else REMOVED if not self.after else CHANGED


def value_on(parameter: Parameter, day: date) -> Value | None:
    """The value in force on a day, or None before the first."""
    try:
        return parameter.on(day)
    except MissingParameter:
        return None


def _same(one: Value | None, other: Value | None) -> bool:
    """Whether two values say the same: a number restated from another day on with its value and source is no change."""
    if one is None or other is None:
        return one is other
    return (one.value, one.cite) == (other.value, other.cite)


def days(parameters: Iterable[Parameter]) -> tuple[date, ...]:
    """The days on which a number began to differ from the day before, in order."""
    found = {
        value.starts
        for parameter in parameters
        for value in parameter.values
        if value.starts == date.min
        or not _same(value_on(parameter, value.starts), value_on(parameter, value.starts - timedelta(days=1)))
    }
    return tuple(sorted(found))


def differences(parameters: Mapping[str, Parameter], earlier: date, later: date) -> tuple[Change, ...]:
    """What each number was on the earlier day and is on the later one, for those that differ in value or source."""
    made = []
    for key, parameter in parameters.items():
        before, after = value_on(parameter, earlier), value_on(parameter, later)
        if after is None or _same(before, after):
            continue
        sides = (f"{before.text} {parameter.unit}" if before else "", f"{after.text} {parameter.unit}")
        made.append(Change("number", key, parameter.means, *sides, cite=after.cite, starts=after.starts))
    return tuple(made)


def days_reworded(terms: Iterable[Term]) -> tuple[date, ...]:
    """The days from which a term means something in other words than before, in order."""
    return tuple(sorted({each.starts for term in terms for each in term.wordings[1:]}))


def reworded(terms: Iterable[Term], earlier: date, later: date, numbers: Mapping[str, Parameter]) -> tuple[Change, ...]:
    """The terms that are worded otherwise on the later day. A number shown in a meaning is a change of its own."""
    found = []
    for term in terms:
        before, after = term.on(earlier), term.on(later)
        if before is None or after is None or before == after:
            continue
        sides = says(term, earlier, numbers), says(term, later, numbers)
        found.append(Change("text", f"term.{term.id}", f"Meaning of “{term.term}”", *sides, after.cite, after.starts))
    return tuple(found)
