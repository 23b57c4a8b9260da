"""Whether an institution appears to meet basic eligibility, from registered facts alone: never a decision.

Source: State policy 7.3; 34 CFR 690.92 (no suspension, emergency action or termination within the years looked back).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .completeness import Checklist
from .facts import FederalAction, InstitutionFacts
from .letter_text import say_day
from .parameters import Value
from .periods import MONTHS_A_YEAR, months_before, touches


@dataclass(frozen=True)
class Appearance:
    """How the institution appears: eligible, or a question for each thing that stands against it."""

    eligible: bool
    says: tuple[str, ...]


def within(action: FederalAction, day: date, years: int) -> bool:
    """Whether an action was in force on any day of the look-back, both its ends included (readings, "Five years")."""
    return touches(action.from_day, action.to_day, months_before(day, MONTHS_A_YEAR * years), day)


def appearance(
    register: Checklist, institution: InstitutionFacts, actions: Iterable[FederalAction], on: date, look_back: Value
) -> Appearance:
    """How an institution appears on the day of its application."""
    asked = [register.says("question", what=what) for what in _questions(register, institution, actions, on, look_back)]
    looked = register.says("looked_back", years=look_back.whole, day=say_day(on), cite=look_back.cite)
    return Appearance(not asked, (*(asked or [register.says("appears")]), looked))


def _questions(
    register: Checklist, institution: InstitutionFacts, actions: Iterable[FederalAction], on: date, look_back: Value
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
            word = "action_open" if action.to_day is None else "action_ended"
            days = {"first": say_day(action.from_day), "last": say_day(action.to_day) if action.to_day else ""}
            yield register.says(word, kind=register.actions.get(action.kind, action.kind), **days)
