"""`act`: the one function that writes a state.

It locks the case, then the thing; checks who, what they saw, the once-only key and the needs; and writes event, state,
deadlines, letter, follow-up moves and notices in one transaction. A worker sends what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from magnolia.policy.calendar import CalendarError, check_notice_date
from magnolia.policy.letters import LetterProblem
from magnolia.policy.parameters import Refused as LawRefused
from magnolia.policy.workflow import Life, Move, process, refusal

from .. import access, clock
from ..models import Application, Case, Disclosure, Event, OnceKey, Person, Thing
from . import consequences, needs
from .applying import windows
from .deadlines import NotConfirmed, close_clock, close_with_case, is_open, open_clock, open_now
from .held import holding, let_go
from .recording import record
from .reviewing import queueing, taken, waiting

Said = Mapping[str, Any]
Write = Callable[[Thing], "Said | None"]


class Problem(Exception):
    """A move that was not made; nothing was written. `str()` is the sentence for the person."""


class Refused(Problem):
    """The move is not open, not this person's, or lacks something; `field` is the answer at fault, if it is one.

    `need` is the word of the need that was not met, if it was one.
    """

    def __init__(self, sentence: str, field: str = "", need: str = "") -> None:
        super().__init__(sentence)
        self.field, self.need = field, need


class Stale(Problem):
    """Somebody changed the thing since the person saw it; `since` are the events they have not seen."""

    def __init__(self, thing: Thing, since: list[Event]) -> None:
        super().__init__(
            "Someone changed this since you opened it, so nothing of yours was saved yet. What changed is listed here, "
            "and your own words are kept on this page. Look at both before you go on."
        )
        self.thing, self.since = thing, since


@dataclass(frozen=True)
class Attempt:
    """One try at a move, as needs and consequences see it."""

    thing: Any
    move: Move
    life: Life
    case: Case
    by: Person | None
    roles: frozenset[str]
    at: datetime
    on: date
    said: dict[str, Any] = field(default_factory=dict)
    who: access.Standing | None = None  # of the person on the day, where it was looked up already

    @property
    def jurisdiction(self) -> str:
        return self.case.jurisdiction

    @property
    def application(self) -> Application:
        """The application the thing is, or belongs to."""
        found: Application = self.thing if isinstance(self.thing, Application) else self.thing.application
        return found


def act(
    thing: Thing,
    move: str,
    *,
    by: Person | None,
    at: datetime,
    on: date | None = None,
    said: Said | None = None,
    seen: int | None = None,
    key: str | None = None,
    write: Write | None = None,
) -> Event:
    """Make one move of a thing, or raise Refused or Stale and write nothing.

    `by` None is Magnolia itself. `at` is the moment, `on` the State's day it counts for (default: the day of `at`).
    `seen` is the version the person's page showed, `key` the page's once-only key: the same key again returns the event
    of the first time. `write` saves rows that belong to the move, inside the transaction and before the needs are
    checked; what it returns is kept in the event beside `said`.
    """
    before = thing.state, thing.version, thing._state.adding
    let_go(thing)
    try:
        with transaction.atomic():
            # The key comes before every other lock: a second click waits here, whatever it is about to lock.
            done = _claim(key) if key else None
            case = Case.objects.select_for_update(no_key=True).get(pk=thing.case_id)
            _refresh(thing)
            before = thing.state, thing.version, thing._state.adding
            if done is not None:
                return _first_time(done, thing, move)
            move = in_its_place(thing, move, at)
            if seen is not None and seen != thing.version:
                missed = Event.objects.filter(thing_id=thing.pk, thing_version__gt=seen)
                raise Stale(thing, list(missed.order_by("seq")))
            event = _make(_attempt(thing, move, case, by, at, on, said), write)
            if key:
                OnceKey.objects.filter(key=key).update(event=event)
            return event
    except BaseException:
        # The rows were rolled back; the thing in memory must not say otherwise.
        thing.state, thing.version, thing._state.adding = before
        raise


def _make(attempt: Attempt, write: Write | None) -> Event:
    """Who and from where, the rows that belong to the move, what it needs; then the event and what follows."""
    _check(attempt)
    if write is not None:
        attempt.said.update(write(attempt.thing) or {})
    with holding(attempt.thing if isinstance(attempt.thing, Application) else None):
        unmet = needs.unmet(attempt)
    if unmet:
        raise Refused(*unmet)
    return perform(attempt)


def _refresh(thing: Thing) -> None:
    """Take the row as it is now, under lock; a thing not saved yet stays as it was made."""
    if not thing._state.adding:
        thing.refresh_from_db(from_queryset=type(thing)._default_manager.select_for_update(no_key=True))


def _claim(key: str) -> Event | None:
    """Take a once-only key for this transaction; the event of the first time where it was used already.

    Inserting waits for another transaction that holds the same key, and is taken back with the transaction.
    """
    OnceKey.objects.bulk_create([OnceKey(key=key)], ignore_conflicts=True)
    return OnceKey.objects.select_related("event").get(key=key).event


def _first_time(done: Event, thing: Thing, move: str) -> Event:
    if done.move not in _pair(thing, move) or (done.thing_id != thing.pk and not thing._state.adding):
        raise Refused("This form was already used for something else. Open the page again.")
    return done


def _pair(thing: Thing, move: str) -> tuple[str, ...]:
    """The move on time and the one made in its place after the deadline; the move alone where it has no other."""
    for each in process(thing.case.jurisdiction).life(thing.kind).moves.values():
        if each.if_late and move in (each.name, each.if_late):
            return each.name, each.if_late
    return (move,)


def in_its_place(thing: Thing, move: str, at: datetime) -> str:
    """The move that counts at this moment: sending in after the cycle's deadline is another move than before it."""
    pair = _pair(thing, move)
    return pair[windows.is_late(thing, at)] if len(pair) > 1 and isinstance(thing, Application) else move


def _attempt(
    thing: Thing, move: str, case: Case, by: Person | None, at: datetime, on: date | None, said: Said | None
) -> Attempt:
    life = process(case.jurisdiction).life(thing.kind)
    if move not in life.moves:
        raise Refused(f"There is no move called “{move}” for this {life.label.lower()}.")
    today = clock.local_date(case.jurisdiction, at)
    try:
        on = check_notice_date(on or today, today)
    except CalendarError as problem:
        raise Refused(f"{str(problem).capitalize()}.", "on") from None
    roles, who = {"system"}, None
    if by is not None:
        who = access.standing(by, today)
        _refuse_conflict(who, thing)
        roles = access.roles_toward(who, thing)
    known = who if on == today else None
    return Attempt(thing, life.moves[move], life, case, by, frozenset(roles), at, on, dict(said or {}), known)


def _check(attempt: Attempt) -> None:
    """Who and from where, what has to be said, and who must be another person."""
    move = attempt.move
    if why := refusal(process(attempt.jurisdiction), attempt.life, move.name, attempt.thing.state, attempt.roles):
        raise Refused(why)
    if clash := same_person(attempt.thing, move, attempt.by):
        raise Refused(clash)
    others = taken.by_others(attempt.thing, attempt.by)
    if held := taken.in_the_way(attempt.thing, move, attempt.roles, others):
        raise Refused(held)
    for word in move.asks:
        if not str(attempt.said.get(word) or "").strip():
            raise Refused(f"“{move.label}” needs a {word} in words.", word)


def _refuse_conflict(who: access.Standing, thing: Thing) -> None:
    """A conflict of interest, or no word on one yet, keeps a person of the State from everything in the case."""
    application = thing if isinstance(thing, Application) else getattr(thing, "application", None)
    if application is None:
        return
    if application.pk in who.barred:
        raise Refused("You are recused from this case, so you can do nothing in it. The director gives it to others.")
    if thing.kind != Disclosure.kind and not access.has_declared(who, application):
        raise Refused("Say first whether you have a conflict of interest in this case: open the case to do so.")


def same_person(thing: Thing, move: Move, by: Person | None) -> str | None:
    """Why separation of duties keeps this person from the move, or None (readings, "Separation of duties")."""
    if by is None or not move.not_by:
        return None
    earlier = Event.objects.filter(thing_id=thing.pk, by=by, move__in=move.not_by).order_by("-seq").first()
    if earlier is None:
        return None
    did = process(thing.case.jurisdiction).life(thing.kind).moves[earlier.move]
    return (
        f"You made the step “{did.done}” in this case, so “{move.label}” must be done by another person: "
        "nobody decides on what they prepared."
    )


def _wears(attempt: Attempt) -> tuple[str, str]:
    """The role the person acts in and on whose behalf."""
    role = next(r for r in attempt.move.who if r in attempt.roles)
    if attempt.by is None:
        return role, ""
    who = attempt.who or access.standing(attempt.by, attempt.on)
    hat = access.hat_toward(who, role, attempt.thing, attempt.jurisdiction)
    return role, hat.organisation_name if hat else ""


def _late(attempt: Attempt, role: str) -> list[str]:
    """Clocks of an institution's own answer that had run out when it came: it is taken, and marked as late."""
    if process(attempt.jurisdiction).roles[role].of != "institution":
        return []
    running = open_now(attempt.thing).filter(clock__in=attempt.move.closes).select_related("case")
    return [deadline.clock for deadline in running if not is_open(deadline, attempt.at)]


def perform(attempt: Attempt, cause: Event | None = None) -> Event:
    """Write the event and everything that follows from it; the caller has locked and checked."""
    thing, move, before = attempt.thing, attempt.move, attempt.thing.state
    role, behalf = _wears(attempt)
    if late := _late(attempt, role):
        attempt.said["late"] = late
    frozen = consequences.prepare(attempt)
    event = record.append(
        attempt.case,
        record.Line(
            thing=thing,
            move=move.name,
            from_state=before,
            to_state=move.target(before),
            at=attempt.at,
            on=attempt.on,
            by=attempt.by,
            role=role,
            on_behalf_of=behalf,
            said=attempt.said,
            cause=cause,
        ),
    )
    thing.state, thing.version = event.to_state, event.thing_version
    thing.save()
    for name in move.closes:
        close_clock(thing, name, event)
    close_with_case(thing, event)
    try:
        opened = [open_clock(thing, attempt.case, name, event) for name in move.opens]
        consequences.follow(attempt, event, opened, frozen)
    except (NotConfirmed, CalendarError, LawRefused, LetterProblem) as problem:
        raise Refused(str(problem)) from None
    told = waiting.renewed(waiting.touched(attempt), attempt.on)
    queueing.place(attempt, event)
    for application, says in told:
        tell_of_wait(application, says, attempt.at, attempt.case, event)
    if row := taken.with_the_move(attempt, event):
        own = process(attempt.jurisdiction).life(row.kind)
        perform(replace(attempt, thing=row, move=own.moves["take"], life=own, said={"role": row.role}), cause=event)
    for name in move.then:
        kind, follow_up = name.split(".")
        made = consequences.MAKES[kind](attempt, event)
        life = process(attempt.jurisdiction).life(kind)
        perform(
            Attempt(
                made, life.moves[follow_up], life, attempt.case, None, frozenset({"system"}), attempt.at, attempt.on
            ),
            cause=event,
        )
    return event


def tell_of_wait(
    application: Application, move: str, at: datetime, case: Case | None = None, cause: Event | None = None
) -> Event:
    """Magnolia's own move that tells what a case waits for. `case` and `cause` are of the move that brought it on."""
    life, on = process(application.jurisdiction).life(application.kind), clock.local_date(application.jurisdiction, at)
    if case is None or case.pk != application.case_id:
        case, cause = Case.objects.select_for_update(no_key=True).get(pk=application.case_id), None
    made = Attempt(application, life.moves[move], life, case, None, frozenset({"system"}), at, on)
    return perform(made, cause=cause)


def start(thing: Thing, move: str, *, by: Person | None, at: datetime, **rest: Any) -> Event:
    """Open a thing that keeps a standing case of its kind in its jurisdiction (roles, holidays, the law's numbers)."""
    with transaction.atomic():
        thing.case = record.standing_case(rest.pop("jurisdiction"), thing.kind, at)
        return act(thing, move, by=by, at=at, **rest)
