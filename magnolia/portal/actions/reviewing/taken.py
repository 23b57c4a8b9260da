"""Who else has a case: whoever shares the role takes it over before they act, so that two people never do one work."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from magnolia.policy.workflow import Move, names, process

from ...models import Application, Assignment, Person, Thing


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
