"""Give many cases to one person: who can take all of them, and what comes of it case by case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from magnolia.policy.letters import say_day
from magnolia.policy.workflow import names, process

from ... import access, clock
from ...models import Application, Assignment, Disclosure, Grant, Person
from ..moves import Problem, Refused
from . import conflict
from .assign import assign, away_on, holders_of, reassign, role_in_turn


@dataclass(frozen=True)
class Fit:
    """Somebody to whom cases are given: how many of the chosen ones they can take, why not the others, and leave."""

    person: Person
    can: int
    why_not: tuple[str, ...]
    away: str


def fits(jurisdiction: str, applications: Iterable[Application], *, on: date) -> list[Fit]:
    """Everyone of the State to whom cases are given, with what keeps them from the chosen cases; one query a matter.

    A case in which nobody of the agency has the turn counts against nobody. Leave is said and keeps from nothing.
    """
    table = process(jurisdiction)
    wanted = {row.pk: (row, role) for row in applications if (role := role_in_turn(row))}
    roles = [role.name for role in table.roles.values() if role.assigned]
    people = holders_of(jurisdiction, roles)
    granted = Grant.objects.filter(role__in=roles, state="given", organisation__jurisdiction=jurisdiction)
    holds = set(granted.values_list("person_id", "role"))
    said = Disclosure.objects.filter(application__in=wanted, state="recused")
    recused = set(said.values_list("application_id", "person_id"))
    now = Assignment.objects.filter(application__in=wanted, held_until__isnull=True)
    has = set(now.values_list("application_id", "role", "person_id"))
    leaves = {row.person_id: say_day(row.last_day) for row in away_on(on).filter(person__in=people)}
    made = []
    for person in people:
        why = []
        for pk, (application, role) in wanted.items():
            if (person.pk, role) not in holds:
                why.append(f"{application.number}: not {names(table, [role])}")
            elif (pk, person.pk) in recused:
                why.append(f"{application.number}: recused")
            elif (pk, role, person.pk) in has:
                why.append(f"{application.number}: has it now")
        made.append(Fit(person, len(wanted) - len(why), tuple(why), leaves.get(person.pk, "")))
    return made


@dataclass(frozen=True)
class Tried:
    """One case of a bulk assignment: what came of it, or would; `refused` is the sentence, empty where it works.

    `undeclared`: whoever assigns says with it that they have no conflict of interest in the case.
    """

    application: Application
    role: str
    before: Person | None
    refused: str
    undeclared: bool


class _Rehearsed(Exception):
    """Takes the rows of a preview back."""


def assign_all(
    applications: Iterable[Application],
    person: Person,
    *,
    reason: str,
    by: Person,
    at: datetime,
    no_conflict: bool = False,
    preview: bool = False,
) -> list[Tried]:
    """Give each case to the person in the role whose turn it is; one that is refused holds back no other.

    `no_conflict`: `by` declares that there is none in those of the cases where they have not declared yet. With
    `preview` every row is made and taken back, so that preview and outcome cannot differ.
    """
    return [_assign_one(row, person, reason, by, at, no_conflict or preview, preview) for row in applications]


def _assign_one(
    application: Application, person: Person, reason: str, by: Person, at: datetime, declares: bool, preview: bool
) -> Tried:
    role = role_in_turn(application)
    held = Assignment.objects.filter(application=application, role=role, held_until__isnull=True).first()
    before = held.person if held else None
    who = access.standing(by, clock.local_date(application.jurisdiction, at))
    undeclared = not access.has_declared(who, application)
    refused = ""
    try:
        with transaction.atomic():
            if not role:
                raise Refused("Nobody of the agency has the turn in this case, so it cannot be given to a person now.")
            if undeclared and declares:
                conflict.declare(application, conflict=False, by=by, at=at)
            if held:
                reassign(held, person, reason=reason, by=by, at=at)
            else:
                assign(application, person, role, by=by, at=at)
            if preview:
                raise _Rehearsed
    except _Rehearsed:
        pass
    except Problem as problem:
        refused = str(problem)
    return Tried(application, role, before, refused, undeclared)
