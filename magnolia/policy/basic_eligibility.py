"""Whether an institution appears to meet basic eligibility, from registered facts alone: never a decision.

Source: State policy 7.3; 34 CFR 690.92 (no suspension, emergency action or termination within the years looked back).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .completeness import Checklist
from .facts import InstitutionFacts
from .letter_text import say_day
from .parameters import Value


@dataclass(frozen=True)
class ActionFact:
    """A federal action against an institution; no last day means that it is still in force."""

    kind: str
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Appearance:
    """How the institution appears: eligible, or a question for each thing that stands against it."""

    eligible: bool
    says: tuple[str, ...]


def years_before(day: date, years: int) -> date:
    """The same calendar date so many years earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def within(action: ActionFact, day: date, years: int) -> bool:
    """Whether an action was in force on any day of the look-back, both its ends included (readings, "Five years")."""
    return action.first <= day and (action.last is None or action.last >= years_before(day, years))


def appearance(
    register: Checklist, institution: InstitutionFacts, actions: Iterable[ActionFact], on: date, look_back: Value
) -> Appearance:
    """How an institution appears on the day of its application."""
    asked = [register.says("question", what=what) for what in _questions(register, institution, actions, on, look_back)]
    looked = register.says("looked_back", years=look_back.whole, day=say_day(on), cite=look_back.cite)
    return Appearance(not asked, (*(asked or [register.says("appears")]), looked))


def _questions(
    register: Checklist, institution: InstitutionFacts, actions: Iterable[ActionFact], on: date, look_back: Value
) -> Iterator[str]:
    if institution.title_iv_eligible is None:
        yield register.says("title_iv_unknown")
    elif not institution.title_iv_eligible:
        yield register.says("no_title_iv")
    if not institution.opeid:
        yield register.says("no_opeid")
    if institution.ppa_expires is None:
        yield register.says("ppa_unknown")
    elif institution.ppa_expires < on:
        yield register.says("ppa_ended", day=say_day(institution.ppa_expires))
    for action in actions:
        if within(action, on, look_back.whole):
            word = "action_open" if action.last is None else "action_ended"
            days = {"first": say_day(action.first), "last": say_day(action.last) if action.last else ""}
            yield register.says(word, kind=register.actions.get(action.kind, action.kind), **days)
