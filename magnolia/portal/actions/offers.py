"""What a person may do with a thing now, and what stands in the way: asked before anything is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from magnolia.policy.workflow import Move, process

from .. import access, clock
from ..models import Person, Thing
from . import needs
from .moves import Attempt, in_its_place, same_person
from .reviewing import taken


@dataclass(frozen=True)
class Offer:
    """A move as a page offers it: why it is not open to this person now, or None, and by which need."""

    move: Move
    refused: str | None
    need: str = ""


def offers(thing: Thing, who: access.Standing, at: datetime) -> list[Offer]:
    """The moves with a button that this person's roles may make from here, each with what still stands in its way."""
    case = thing.case
    life = process(case.jurisdiction).life(thing.kind)
    roles, others = access.roles_toward(who, thing), taken.by_others(thing, who.person)
    found = []
    for move in life.moves.values():
        if move.quiet or thing.state not in move.starts or not set(move.who) & roles:
            continue
        if in_its_place(thing, move.name, at) != move.name:
            continue
        on = clock.local_date(case.jurisdiction, at)
        attempt = Attempt(thing, move, life, case, who.person, frozenset(roles), at, on, {"preview": True})
        unmet = needs.unmet(attempt)
        clash = same_person(thing, move, who.person) or taken.in_the_way(thing, move, roles, others)
        sentence, _, need = unmet or (None, "", "")
        found.append(Offer(move, clash or sentence, "" if clash else need))
    return found


def gates(thing: Thing, move: str, by: Person | None, at: datetime) -> list[tuple[str, str]]:
    """Every need of a move with the sentence of what stands in its way now, or an empty one where nothing does."""
    life, on = process(thing.case.jurisdiction).life(thing.kind), clock.local_date(thing.case.jurisdiction, at)
    said = {"preview": True}
    return needs.gates(Attempt(thing, life.moves[move], life, thing.case, by, frozenset(), at, on, said))
