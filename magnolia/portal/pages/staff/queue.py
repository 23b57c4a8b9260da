"""Lists of applications: what waits for whom, with state, turn and due date, in a fixed number of queries.

Sorting and filtering read only columns of the application itself (see actions/reviewing/queueing.py), so a list is one
walk along an index however many rows there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from magnolia.policy.cycles import cycle_register
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import Process, State, process

from ... import access
from ... import clock as clocks
from ...actions.applying import windows
from ...actions.reviewing.queueing import ANSWERED
from ...models import Application, Disclosure
from ...models.application import NO_DATE
from ..request import Request, today
from ..words import day_words, days_words

APPEAL = "appeal_filing"  # the clock
COUNT_TO = 10_000  # nobody pages further; to count on would read every row


@dataclass(frozen=True)
class Line:
    """One application as a list shows it; `left` are days until it is due, None where nothing runs.

    `program` is empty while the person has not declared on conflicts in the case.
    """

    application: Application
    program: str
    state: State
    award_year: str
    turn: list[str]
    yours: bool
    next: str
    clock: str
    legal: bool
    due: date | None
    left: int | None
    answered: bool
    declared: bool

    @property
    def due_words(self) -> str:
        return day_words(self.due) if self.due else ""

    @property
    def left_words(self) -> str:
        if self.left is not None and self.left < 0:
            return "Time ran out" if self.legal else "Past the published date"
        return days_words(self.left)

    @property
    def tone(self) -> str:
        return "neutral" if self.left is None or self.left > 2 else "bad" if self.left < 0 else "warn"


def counted(rows: QuerySet[Any]) -> int:
    """How many rows, at most COUNT_TO + 1; reads a column that the indexes have, so that no row is opened for it."""
    return rows.order_by().values("jurisdiction")[: COUNT_TO + 1].count()


def count_words(count: int) -> str:
    return f"{count:,}" if count <= COUNT_TO else f"more than {COUNT_TO:,}"


class Bounded(Paginator):
    """Pages through a list without counting past COUNT_TO."""

    def __init__(self, rows: QuerySet[Any], size: int, reached: int | None = None) -> None:
        super().__init__(rows, size)
        if reached is not None:
            self.reached = reached

    @cached_property
    def reached(self) -> int:
        """How far the count went, at most COUNT_TO + 1."""
        return counted(self.object_list)  # type: ignore[arg-type]

    @property
    def count(self) -> int:
        return min(self.reached, COUNT_TO)

    @property
    def words(self) -> str:
        return f"{count_words(self.reached)} {'case' if self.reached == 1 else 'cases'}"


def page(request: Request, rows: QuerySet[Application], size: int, reached: int | None = None) -> Page[Application]:
    """The page the address asks for; a page that is not there becomes the nearest. `reached` where it is counted."""
    return Bounded(rows, size, reached).get_page(request.GET.get("page"))


def newest_first(rows: QuerySet[Application]) -> QuerySet[Application]:
    return _whole(rows).order_by("-opened_on", "-number")


def most_urgent_first(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Answers of institutions first, then by days left, then by how long it has been where it is."""
    return _whole(rows).order_by("rank", "due_by", "since", "number")


def _whole(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.select_related("institution", "federal_filing", "approval", "holder")


def lines(request: Request, rows: Iterable[Application]) -> list[Line]:
    """The rows in words; one query for all conflict declarations."""
    rows = list(rows)
    open_to = _declared(request, rows)
    deadlines = _deadlines(request, rows)
    made = []
    for application in rows:
        table = process(application.jurisdiction)
        due = application.due_by if application.due_by != NO_DATE else None
        unsent = deadlines.get((application.jurisdiction, application.award_year)) if _unsent(application) else None
        due = due or unsent
        left = (due - today(request, application.jurisdiction)).days if due else None
        waits = waiting_state(table, application)
        if not application.waits:
            waits = after_time(table, waits, application.clock, left)
        declared = application.pk in open_to
        clock = table.clocks.get(application.clock)
        made.append(
            Line(
                application=application,
                program=(application.program_name or "Program without a name yet") if declared else "",
                state=table.life(application.kind).states[application.state],
                award_year=AwardYear(application.award_year).long,
                turn=[table.roles[role].label for role in waits.turn],
                yours=bool(set(waits.turn) & access.roles_toward(request.standing, application)),
                next=waits.next,
                clock=clock.label if clock else _deadline_words(application) if unsent else "",
                legal=clock.legal if clock else False,
                due=due,
                left=left,
                answered=application.rank == ANSWERED,
                declared=declared,
            )
        )
    return made


def _declared(request: Request, rows: list[Application]) -> set[Any]:
    """Of these applications those that are open to the person: where no conflict declaration is missing."""
    asked = {hat.jurisdiction for hat in request.standing.hats if access.declares(hat)}
    clear = Disclosure.objects.filter(application__in=rows, person=request.user, state="clear") if asked else None
    said = set(clear.values_list("application_id", flat=True)) if clear is not None else set()
    return {a.pk for a in rows if a.jurisdiction not in asked or a.submitted_at is None or a.pk in said}


def _unsent(application: Application) -> bool:
    """Whether somebody still works on a filing that was never sent in."""
    turn = process(application.jurisdiction).life(Application.kind).states[application.state].turn
    return application.submitted_at is None and bool(turn)


def _deadline_words(application: Application) -> str:
    return cycle_register(application.jurisdiction).parts["deadline"].title.capitalize()


def _deadlines(request: Request, rows: list[Application]) -> dict[tuple[str, int], date]:
    """The day of the deadline that filings not sent in yet have, by State and award year; one query a State."""
    found = {}
    for jurisdiction in {row.jurisdiction for row in rows if _unsent(row)}:
        cycles = list(windows.published(jurisdiction))
        for year in {cycle.award_year for cycle in cycles}:
            cycle = windows.next_of([each for each in cycles if each.award_year == year], request.at)
            if cycle is not None and cycle.deadline is not None:
                found[jurisdiction, year] = clocks.local_date(jurisdiction, cycle.deadline)
    return found


def appealed(application: Application) -> bool:
    """Whether an appeal was filed against the denial as it stands."""
    return application.clock != APPEAL


def waiting_state(table: Process, application: Application) -> State:
    """The state that says whose turn it is: after certification that of the federal filing or of an ended approval."""
    if application.state == "denied" and appealed(application):
        denied = table.life(application.kind).states["denied"]
        return replace(denied, turn=(), next=table.needs["appeal_not_filed"])
    approval = getattr(application, "approval", None)
    if approval is not None and approval.state != table.life(approval.kind).starts:
        ended = table.life(approval.kind).states[approval.state]
        return ended if application.clock == APPEAL else replace(ended, turn=())
    filed = getattr(application, "federal_filing", None)
    if filed:
        return table.life(filed.kind).states[filed.state]
    return table.life(application.kind).waiting(application.state, application.waits)


def after_time(table: Process, state: State, clock: str, left: int | None) -> State:
    """The state as it reads once a time limit ran out: the turn is of those who may choose what follows."""
    rule = table.clocks.get(clock)
    if rule is None or not rule.over or left is None or left >= 0:
        return state
    moves = table.life(Application.kind).moves
    if rule.proposes and not any(state.name in moves[name].starts for name in rule.proposes):
        return state
    turn = dict.fromkeys(role for name in rule.proposes for role in moves[name].who)
    return replace(state, turn=tuple(turn), next=rule.over)
