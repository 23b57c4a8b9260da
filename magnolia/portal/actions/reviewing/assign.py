"""Give cases to persons: assign, take, give on, give back; who is away; and a suggestion that explains itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from magnolia.policy.layers import jurisdictions
from magnolia.policy.letters import say_day
from magnolia.policy.workflow import names, process

from ... import access, clock
from ...models import Application, Assignment, Disclosure, Event, Grant, Leave, Person, Thing
from ...models.application import overdue
from ..moves import Refused, Write, act


def role_in_turn(application: Application) -> str:
    """The role in which the case can be given to a person where it stands now; empty where there is none."""
    table = process(application.jurisdiction)
    turn = table.life(Application.kind).waiting(application.state, application.waits).turn
    return next((role for role in turn if table.roles[role].assigned), "")


def assign(
    application: Application, person: Person, role: str, *, by: Person, at: datetime, key: str | None = None
) -> Event:
    """Give a case that nobody holds in this role to a person; whoever takes it for themselves needs no director."""
    day = clock.local_date(application.jurisdiction, at)
    row = Assignment(case=application.case, application=application, person=person, role=role, by=by, held_from=day)
    said = {"person": person.pk, "role": role}
    mine = person.pk == by.pk and "director" not in access.roles_toward(access.standing(by, day), application)
    return act(row, "take" if mine else "assign", by=by, at=at, said=said, key=key)


def reassign(
    held: Assignment,
    person: Person,
    *,
    reason: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Give a case on to another person, with the reason kept; both or nothing."""
    with transaction.atomic():
        day = clock.local_date(held.application.jurisdiction, at)
        if person.pk == held.person_id:
            raise Refused(f"{person.name} has the case already. Choose another person.", "person")
        event = act(
            held, "reassign", by=by, at=at, said={"reason": reason}, seen=seen, key=key, write=ended(day, reason)
        )
        application = held.application
        application.refresh_from_db()
        new = Assignment(
            case=application.case, application=application, person=person, role=held.role, by=by, held_from=day
        )
        if not Assignment.objects.filter(application=application, role=held.role, held_until__isnull=True).exists():
            act(new, "assign", by=by, at=at, said={"person": person.pk, "role": held.role, "reason": reason})
    return event


def give_back(
    held: Assignment, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """The person who has the case gives it back; the director is told."""
    day = clock.local_date(held.application.jurisdiction, at)
    return act(held, "give_back", by=by, at=at, said={"reason": reason}, seen=seen, key=key, write=ended(day, reason))


def take_over(held: Assignment, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """Take a case from another person in one's own role; who had it is told. Both or nothing."""
    application = held.application
    day = clock.local_date(application.jurisdiction, at)
    if by.pk == held.person_id:
        raise Refused("You have this case already.")
    if held.role not in access.roles_toward(access.standing(by, day), application):
        label = names(process(application.jurisdiction), [held.role])
        raise Refused(f"You do not hold the role {label}, in which the case is with {held.person.name}.")
    with transaction.atomic():
        because = f"Taken over by {by.name}"
        said = {"person": by.pk, "role": held.role}
        event = act(held, "take_over", by=by, at=at, said=said, seen=seen, key=key, write=ended(day, because))
        application.refresh_from_db()
        free = not Assignment.objects.filter(application=application, role=held.role, held_until__isnull=True).exists()
        if free:  # not where the same click came twice
            new = Assignment(
                case=application.case, application=application, person=by, role=held.role, by=by, held_from=day
            )
            act(new, "take", by=by, at=at, said=said)
    return event


def with_another(application: Application, person: Person, roles: Iterable[str]) -> Assignment | None:
    """The assignment that keeps a person with these roles from acting now; the turn's role goes before others."""
    rows = Assignment.objects.filter(application=application, role__in=list(roles), held_until__isnull=True)
    found = {row.role: row for row in rows.exclude(person=person).select_related("person")}
    return found.get(role_in_turn(application)) or next(iter(found.values()), None)


def away_warning(person: Person, on: date) -> str:
    """What to know before somebody gets a case: that they are away, and until when; empty where they are there."""
    row = away_on(on).filter(person=person).order_by("-last_day").first()
    return f"{person.name} is away until the end of {say_day(row.last_day)}." if row else ""


def ended(day: date, because: str = "") -> Write:
    """The rows of an assignment's end."""

    def write(row: Thing) -> dict[str, object]:
        row.held_until, row.ended_because = day, because[:500]  # type: ignore[attr-defined]
        return {}

    return write


@dataclass(frozen=True)
class Candidate:
    """Somebody who could get a case: open cases now, and why not, or empty."""

    person: Person
    open: int
    overdue: int
    why_not: str


@dataclass(frozen=True)
class Suggestion:
    """Who should get the case, the reason in words, and everyone who was looked at."""

    person: Person | None
    because: str
    candidates: tuple[Candidate, ...]


def holders_of(jurisdiction: str, roles: Iterable[str]) -> list[Person]:
    """People who hold one of the roles in the State, by name."""
    given = Grant.objects.filter(role__in=list(roles), state="given", organisation__jurisdiction=jurisdiction)
    return list(Person.objects.filter(pk__in=given.values("person"), is_active=True).order_by("name", "pk"))


def suggest(application: Application, *, on: date) -> Suggestion:
    """The next person for a case: not recused, not away, the fewest open cases; with equals the one longest without."""
    role = role_in_turn(application)
    if not role:
        return Suggestion(None, "Nobody of the agency has the turn in this case.", ())
    label = names(process(application.jurisdiction), [role])
    people = holders_of(application.jurisdiction, [role])
    rows = _candidates(application, people, on)
    fit = [row for row in rows if not row.why_not]
    if not fit:
        return Suggestion(None, f"Nobody in the role {label} can take the case now.", tuple(rows))
    newest = dict(
        Assignment.objects.filter(person__in=people).order_by("held_from").values_list("person_id", "held_from")
    )
    best = min(fit, key=lambda row: (row.open, newest.get(row.person.pk, date.min), row.person.name))
    equals = [row for row in fit if row.open == best.open]
    cases = f"{best.open} open case{'' if best.open == 1 else 's'}"
    because = f"{best.person.name} has {cases}, the fewest of {len(fit)} who can take it"
    if len(fit) == 1:
        because = f"{best.person.name} is the only one in the role {label} who can take it"
    elif len(equals) > 1:
        because = f"{best.person.name} has {cases}, as few as others, and has waited longest for a new one"
    return Suggestion(best.person, because + ".", tuple(rows))


def _candidates(application: Application, people: list[Person], on: date) -> list[Candidate]:
    """Each person with open and overdue cases, and what keeps them from this one."""
    loads = load_of(Application.objects.filter(jurisdiction=application.jurisdiction), on)
    recused = set(
        Disclosure.objects.filter(application=application, state="recused").values_list("person_id", flat=True)
    )
    away = {row.person_id: row.last_day for row in away_on(on).filter(person__in=people)}
    made = []
    for person in people:
        mine, why = loads.get(person.pk, {}), ""
        if person.pk in recused:
            why = "Recused from this case."
        elif person.pk in away:
            why = f"Away until the end of {say_day(away[person.pk])}."
        elif person.pk == application.holder_id:
            why = "Has the case now."
        made.append(Candidate(person, mine.get("open", 0), mine.get("overdue", 0), why))
    return made


def load_of(applications: QuerySet[Application], on: date, soon: date | None = None) -> dict[int, dict[str, int]]:
    """Open cases of each holder among `applications`, those overdue on a day, and those due from then until `soon`."""
    rows = applications.filter(listed=True, holder__isnull=False).order_by()
    found: Any = rows.values("holder").annotate(**_load(on, soon))
    return {row["holder"]: row for row in found}


def load_of_nobody(applications: QuerySet[Application], on: date, soon: date | None = None) -> list[dict[str, int]]:
    """The same for the cases that nobody has: those that wait for somebody of the agency, and those that do not."""
    waits = Q(pk__in=[])
    for code in jurisdictions():
        table = process(code)
        life = table.life(Application.kind)
        given = {role.name for role in table.roles.values() if role.assigned}
        mine = [s.name for s in life.states.values() if given & {*s.turn}]
        own = Q(waits__in=[w.name for w in life.waits.values() if given & {*w.turn}])
        waits |= Q(jurisdiction=code) & (own | Q(state__in=mine, waits=""))
    free = applications.filter(listed=True, holder__isnull=True).order_by()
    return [free.filter(condition).aggregate(**_load(on, soon)) for condition in (waits, ~waits)]


def _load(on: date, soon: date | None) -> dict[str, Count]:
    return {
        "open": Count("pk"),
        "overdue": Count("pk", filter=overdue(on)),
        "soon": Count("pk", filter=Q(due_by__gte=on, due_by__lte=soon or on)),
    }


def away_on(on: date) -> QuerySet[Leave]:
    """Leaves that stand and cover a day."""
    return Leave.objects.filter(first_day__lte=on, last_day__gte=on, taken_back_at__isnull=True)


def add_leave(person: Person, first: date, last: date, *, by: Person, at: datetime, jurisdiction: str) -> Leave:
    """Days a person is away: one's own, or anybody's by a director. Raises Refused for an end before the start."""
    _refuse_others_leave(person, by, at, jurisdiction)
    if last < first:
        raise Refused("The last day lies before the first. Give the later day as the last.", "last_day")
    return Leave.objects.create(person=person, first_day=first, last_day=last, entered_by=by, entered_at=at)


def take_back_leave(leave: Leave, *, by: Person, at: datetime, jurisdiction: str) -> None:
    """A leave that does not happen, or ends here; the row stays."""
    _refuse_others_leave(leave.person, by, at, jurisdiction)
    Leave.objects.filter(pk=leave.pk, taken_back_at__isnull=True).update(taken_back_at=at)


def _refuse_others_leave(person: Person, by: Person, at: datetime, jurisdiction: str) -> None:
    roles = access.standing(by, clock.local_date(jurisdiction, at)).roles_in(jurisdiction)
    if person.pk != by.pk and "director" not in roles:
        raise Refused("Only the director keeps the leave of others. You can enter your own.", "person")
