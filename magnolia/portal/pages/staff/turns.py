"""What waits for a person: the cases in which one of their roles has the turn, as conditions on columns."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model, Q, QuerySet

from magnolia.policy.workflow import Life, Process, open_moves, process

from ... import access
from ...models import Application, Approval, Event, FederalFiling
from ..request import Request, today
from .queue import APPEAL


def waiting_for(request: Request, only: str = "") -> QuerySet[Application]:
    """Applications in which it is this person's turn and something can be done, or that ran out of time for others.

    With `only` those in one state: a condition of all states and one more would have SQLite read all of them.
    """
    condition = Q(pk__in=[])
    for hat in request.standing.hats:
        table = process(hat.jurisdiction)
        mine = _turn(request, table, hat, only) & ~_ran_out(request, table, hat) | _overdue(request, table, hat, only)
        if table.roles[hat.role].of == "institution":
            mine &= Q(institution=hat.organisation)
        condition |= Q(jurisdiction=hat.jurisdiction) & mine
    rows = access.known_to(request.standing).filter(condition)
    return rows.filter(state=only) if only else rows


def _turn(request: Request, table: Process, hat: access.Hat, only: str) -> Q:
    """States in which this role is to act; one whose every move needs a running clock only while that clock runs."""
    life, condition = table.life(Application.kind), Q(pk__in=[])
    # All of these are in the staff's queue, and its index has them in order: one range of it, not one a state.
    states, listed = set[str](), Q(pk__in=[])
    inside = table.roles[hat.role].of != "institution"
    for state in _turns(life, hat.role):
        if only not in ("", state):
            continue
        clocks = [set(move.closes) for move in open_moves(life, state, {hat.role})]
        waits = {"waits": ""} if any(state in wait.states for wait in life.waits.values()) else {}
        if all(clocks):
            condition |= Q(state=state) & _clock(set.union(*clocks), due_by__gte=today(request, hat.jurisdiction))
        elif inside and not life.states[state].settled:
            states.add(state)
            listed |= Q(state=state, **waits)
        else:
            condition |= Q(state=state, **waits)
    for wait in life.waits.values():
        if hat.role in wait.turn and only in ("", *wait.states):
            states.update(wait.states)
            listed |= Q(state__in=wait.states, waits=wait.name)
    if states:
        condition |= Q(listed=True, state__in=states) & listed
    return condition | _after_certification(request, table, hat)


def _after_certification(request: Request, table: Process, hat: access.Hat) -> Q:
    """What is to be filed under an approval that stands, and one that ended while it can be appealed."""
    filed, ended = (_turns(table.life(kind), hat.role) for kind in (FederalFiling.kind, Approval.kind))
    starts, condition = table.life(Approval.kind).starts, Q(pk__in=[])
    if filed:
        condition |= Q(federal_filing__state__in=filed, approval__state=starts)
    if ended:
        running = _clock({APPEAL}, due_by__gte=today(request, hat.jurisdiction))
        condition |= Q(approval__state__in=ended) & running
    return condition


def _turns(life: Life, role: str) -> list[str]:
    return [name for name, state in life.states.items() if role in state.turn and open_moves(life, name, {role})]


def waits_in(request: Request, waiting: QuerySet[Application]) -> set[str]:
    """The states in which an application may wait for this person: told by the table where it can, else by the rows."""
    found = set[str]()
    for hat in request.standing.hats:
        table = process(hat.jurisdiction)
        if _turns(table.life(FederalFiling.kind), hat.role):
            return set(waiting.order_by().values_list("state", flat=True).distinct())
        life = table.life(Application.kind)
        found.update(_turns(life, hat.role))
        found.update(*(wait.states for wait in life.waits.values() if hat.role in wait.turn))
        found.update(*(states for _, states in _proposed(table, hat)))
    return found


def _proposed(table: Process, hat: access.Hat) -> Iterator[tuple[str, set[str]]]:
    """For each clock: the states in which this role may make a move that it proposes when it ran out."""
    life = table.life(Application.kind)
    for name, rule in table.clocks.items():
        moves = [life.moves[move] for move in rule.proposes if hat.role in life.moves[move].who]
        if moves:
            yield name, {state for move in moves for state in move.starts}


def _overdue(request: Request, table: Process, hat: access.Hat, only: str) -> Q:
    """Where a clock ran out, those who may make one of the moves that it proposes."""
    condition = Q(pk__in=[])
    for clock, every in _proposed(table, hat):
        states = every & {only} if only else every
        condition |= Q(state__in=states, waits="") & _clock({clock}, due_by__lt=today(request, hat.jurisdiction))
    return condition


def _ran_out(request: Request, table: Process, hat: access.Hat) -> Q:
    """Where a clock ran out and the turn went from this role to those who may choose what follows."""
    turns, condition = set(_turns(table.life(Application.kind), hat.role)), Q(pk__in=[])
    mine = {clock for clock, _ in _proposed(table, hat)}
    moves = table.life(Application.kind).moves
    for name, rule in table.clocks.items():
        states = turns & {state for move in rule.proposes for state in moves[move].starts}
        if rule.over and states and name not in mine:
            condition |= Q(state__in=states, waits="") & _clock({name}, due_by__lt=today(request, hat.jurisdiction))
    return condition


def _clock(names: set[str], **when: object) -> Q:
    return Q(clock__in=names, **when)


def others_waiting(request: Request, model: type[Model], kind: str) -> int:
    """How many things of another kind, such as a proposed number of the law, wait for this person."""
    rows = access.visible_to(request.standing, model)
    condition = Q(pk__in=[])
    for hat in request.standing.hats:
        states = [name for name, s in process(hat.jurisdiction).life(kind).states.items() if hat.role in s.turn]
        condition |= Q(jurisdiction=hat.jurisdiction, state__in=states)
    barred = {name for hat in request.standing.hats for name in _barring(hat.jurisdiction, kind)}
    own = Event.objects.filter(by=request.user, thing_kind=kind, move__in=barred).values("thing_id")
    return rows.filter(condition).exclude(pk__in=own).count()


def _barring(jurisdiction: str, kind: str) -> set[str]:
    """Moves after which another person has to go on."""
    return {name for move in process(jurisdiction).life(kind).moves.values() for name in move.not_by}
