"""Who has a case: whoever starts a step of it, until another person of the role takes it over.

Nobody acts beside the person who has it, so that two people never do one work.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from magnolia.policy.workflow import Move, names, process

from ...models import Application, Assignment, Event, Person, Thing

if TYPE_CHECKING:
    from ..moves import Attempt


def by_others(thing: Thing, person: Person | None) -> dict[str, str]:
    """The roles in which an application is with another person: role and that person's name."""
    if person is None or not isinstance(thing, Application):
        return {}
    rows = Assignment.objects.filter(application=thing, held_until__isnull=True).exclude(person=person)
    return dict(rows.values_list("role", "person__name"))


def in_the_way(thing: Thing, move: Move, roles: Collection[str], taken: Mapping[str, str]) -> str | None:
    """Why a person has to take the case over before the move; None where a role they can act in is free."""
    acting = [role for role in move.who if role in roles]
    held = [role for role in acting if role in taken]
    if not held or len(held) < len(acting):
        return None
    label = names(process(thing.case.jurisdiction), held[:1])
    return f"{taken[held[0]]} has this case as {label}. Take it over first: the button is at the head of this page."


def with_the_move(attempt: Attempt, event: Event) -> Assignment | None:
    """The assignment that comes with a step somebody starts, in the role they act in; None where somebody has the case.

    Role, conflict declaration and recusal were checked for the move itself.
    """
    if not attempt.move.takes or attempt.by is None or not isinstance(attempt.thing, Application):
        return None
    application: Application = attempt.thing
    if not process(attempt.jurisdiction).roles[event.role].assigned:
        return None
    if Assignment.objects.filter(application=application, role=event.role, held_until__isnull=True).exists():
        return None
    return Assignment(
        case=application.case,
        application=application,
        person=attempt.by,
        role=event.role,
        by=attempt.by,
        held_from=attempt.on,
    )
