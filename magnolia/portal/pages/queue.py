"""Lists of applications: what waits for whom, with state, turn and due date, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery

from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import Life, Process, State, open_moves, process

from .. import access
from ..actions.deadlines import open_now
from ..models import Application, Deadline, Event, FederalFiling
from .request import Request, today


@dataclass(frozen=True)
class Line:
    """One application as a list shows it; `left` are days until it is due, None where nothing runs."""

    application: Application
    state: State
    award_year: str
    turn: list[str]
    yours: bool
    next: str
    clock: str
    due: date | None
    left: int | None


def page(request: Request, rows: QuerySet[Application], size: int) -> Page[Application]:
    """The page the address asks for; a page that is not there becomes the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def newest_first(rows: QuerySet[Application]) -> QuerySet[Application]:
    return _whole(rows).order_by("-opened_on", "-number")


def most_urgent_first(rows: QuerySet[Application]) -> QuerySet[Application]:
    """By days left, then by how long it has been where it is."""
    running = Deadline.objects.filter(thing_id=OuterRef("pk"), closed_by__isnull=True).order_by("due")
    came = Event.objects.filter(thing_id=OuterRef("pk")).exclude(from_state=F("to_state")).order_by("-seq")
    ranked = _whole(rows).annotate(
        due=Subquery(running.values("due")[:1]), since=Subquery(came.values("recorded_at")[:1])
    )
    return ranked.order_by(F("due").asc(nulls_last=True), "since", "number")


def _whole(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.select_related("institution", "case", "federal_filing")


def lines(request: Request, rows: Iterable[Application]) -> list[Line]:
    """The rows in words; one query for all their deadlines."""
    rows = list(rows)
    running: dict[object, Deadline] = {}
    for one in Deadline.objects.filter(thing_id__in=[a.pk for a in rows], closed_by__isnull=True).order_by("-due"):
        running[one.thing_id] = one
    made = []
    for application in rows:
        table = process(application.jurisdiction)
        waits = waiting_state(table, application)
        deadline: Deadline | None = running.get(application.pk)
        made.append(
            Line(
                application=application,
                state=table.life(application.kind).states[application.state],
                award_year=AwardYear(application.award_year).long,
                turn=[table.roles[role].label for role in waits.turn],
                yours=bool(set(waits.turn) & access.roles_toward(request.standing, application)),
                next=waits.next,
                clock=table.clocks[deadline.clock].label if deadline else "",
                due=deadline.due if deadline else None,
                left=(deadline.due - today(request, application.jurisdiction)).days if deadline else None,
            )
        )
    return made


def appealed(application: Application) -> bool:
    """Whether an appeal was filed against the denial as it stands."""
    return not open_now(application).filter(clock="appeal_filing").exists()


def waiting_state(table: Process, application: Application) -> State:
    """The state that says whose turn it is: after certification, that of the federal filing."""
    if application.state == "denied" and appealed(application):
        denied = table.life(application.kind).states["denied"]
        return replace(denied, turn=(), next=table.needs["appeal_not_filed"])
    filed = getattr(application, "federal_filing", None)
    return (
        table.life(filed.kind).states[filed.state] if filed else table.life(application.kind).states[application.state]
    )


def waiting_for(request: Request) -> QuerySet[Application]:
    """Applications in which it is this person's turn and something can be done, or that ran out of time for others."""
    condition = Q(pk__in=[])
    for hat in request.standing.hats:
        table = process(hat.jurisdiction)
        mine = _turn(request, table, hat) | _overdue(request, table, hat)
        if table.roles[hat.role].of == "institution":
            mine &= Q(institution=hat.organisation)
        condition |= Q(jurisdiction=hat.jurisdiction) & mine
    return access.visible_to(request.standing, Application).filter(condition)


def _turn(request: Request, table: Process, hat: access.Hat) -> Q:
    """States in which this role is to act; one whose every move needs a running clock only while that clock runs."""
    life, condition = table.life(Application.kind), Q(pk__in=[])
    for state in _turns(life, hat.role):
        clocks = [set(move.closes) for move in open_moves(life, state, {hat.role})]
        here = Q(state=state)
        if all(clocks):
            here &= _clock(hat, set.union(*clocks), due__gte=today(request, hat.jurisdiction))
        condition |= here
    filed = _turns(table.life(FederalFiling.kind), hat.role)
    return condition | Q(federal_filing__state__in=filed)


def _turns(life: Life, role: str) -> list[str]:
    return [name for name, state in life.states.items() if role in state.turn and open_moves(life, name, {role})]


def _overdue(request: Request, table: Process, hat: access.Hat) -> Q:
    """Where a clock ran out, those who may make one of the moves that it proposes."""
    life, condition = table.life(Application.kind), Q(pk__in=[])
    for clock_name, rule in table.clocks.items():
        moves = [life.moves[name] for name in rule.proposes if hat.role in life.moves[name].who]
        states = {state for move in moves for state in move.starts}
        condition |= Q(state__in=states) & _clock(hat, {clock_name}, due__lt=today(request, hat.jurisdiction))
    return condition


def _clock(hat: access.Hat, names: set[str], **when: object) -> Q:
    running = Deadline.objects.filter(thing_id=OuterRef("pk"), clock__in=names, closed_by__isnull=True, **when)
    return Q(Exists(running))


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
