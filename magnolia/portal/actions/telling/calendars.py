"""Calendars to subscribe to (iCalendar, RFC 5545): a State's cycles, and the deadlines of one person.

Both are read from the rows that the clocks enforce: the moments of a published cycle, and open deadlines. The personal
one stands behind a secret address of which only the hash is kept, and names cases by their number alone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from icalendar import Calendar, Event

from magnolia.policy.layers import fill, fill_all, overlay, read, state_layer
from magnolia.policy.workflow import process

from ... import access
from ...models import Application, Assignment, CalendarAddress, Cycle, Deadline, Person
from ...models import Event as Line
from ..applying import windows

BYTES = 24  # of chance in a secret address: 192 bits
MOMENTS = ("opens_at", "deadline", "closes_at")


def words(jurisdiction: str) -> dict[str, Any]:
    """The words of feed.toml with the State's names in them."""
    layer = state_layer(jurisdiction)
    filled: dict[str, Any] = fill_all(overlay(read("model", "feed"), read(layer, "feed")), read(layer, "profile"))
    return filled


def of_cycles(jurisdiction: str) -> bytes:
    """Window, deadline and stages of every published cycle of a State."""
    said = words(jurisdiction)["cycles"]
    calendar = _calendar(said["name"])
    rows = list(windows.published(jurisdiction).select_related("case").prefetch_related("spans"))
    newest = Line.objects.filter(thing_id__in=[row.pk for row in rows]).values("thing_id").annotate(Max("recorded_at"))
    changed = {row["thing_id"]: row["recorded_at__max"] for row in newest}
    for cycle in rows:
        for entry in _of_cycle(cycle, said):
            entry.add("dtstamp", changed[cycle.pk])
            entry.add("sequence", cycle.version)
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _of_cycle(cycle: Cycle, said: dict[str, str]) -> Iterator[Event]:
    number = cycle.case.number
    url = settings.BASE_URL + reverse("cycle", args=[cycle.jurisdiction, number])
    for name in MOMENTS:
        moment: datetime | None = getattr(cycle, name)
        if moment is not None:
            says = fill(said["says"], {"moment": windows.say(cycle.jurisdiction, moment)})
            yield _entry(f"{number}-{name}", moment.astimezone(UTC), fill(said[name], {"cycle": cycle.name}), says, url)
    for stage in windows.timeline(cycle):
        if stage.ends is not None:
            title = fill(said["stage"], {"cycle": cycle.name, "stage": stage.title})
            yield _entry(f"{number}-{stage.id}", stage.ends, title, said["stage_says"], url)


def deadlines_of(who: access.Standing) -> QuerySet[Deadline]:
    """Open deadlines of the cases this person's work hangs on, soonest first.

    An institution's own cases; of the State's the cases a person has, and for roles to which no case is given (the
    Governor's, the Board secretary's) those that are at a stage at which it is their turn.
    """
    held = Assignment.objects.filter(application=OuterRef("pk"), person=who.person, held_until__isnull=True)
    mine = Q(pk__in=[])
    for hat in who.hats:
        table = process(hat.jurisdiction)
        here = Q(jurisdiction=hat.jurisdiction)
        if table.roles[hat.role].of == "institution":
            mine |= here & Q(institution=hat.organisation)
        elif table.roles[hat.role].assigned:
            mine |= Q(Exists(held), jurisdiction=hat.jurisdiction)
        else:
            states = [s.name for s in table.life(Application.kind).states.values() if hat.role in s.turn]
            mine |= here & Q(state__in=states)
    cases = access.visible_to(who, Application).filter(mine).values("case")
    apart = {each.name for state in who.jurisdictions for each in process(state).clocks.values() if not each.of_case}
    return (
        Deadline.objects.filter(closed_by__isnull=True, case__in=cases)
        .exclude(clock__in=apart)
        .select_related("case", "opened_by")
        .order_by("due", "pk")
    )


def of_person(person: Person) -> bytes:
    """The open deadlines of a person's cases, one all-day entry each; no name of a person, college or program."""
    who = access.standing(person)
    rows = list(deadlines_of(who))
    found = Application.objects.filter(case__in=[row.case_id for row in rows]).values_list("case", "pk")
    applications = dict(found)
    states = sorted(who.jurisdictions)
    calendar = _calendar(words(states[0])["own"]["name"] if states else "")
    for row in rows:
        said = words(row.case.jurisdiction)["own"]
        clock = process(row.case.jurisdiction).clocks[row.clock].label
        url = settings.BASE_URL + reverse("case", args=[applications[row.case_id]])
        title = fill(said["case"], {"number": row.case.number, "clock": clock})
        entry = _entry(f"deadline-{row.pk}", row.due, title, fill(said["says"], {"cite": row.citation}), url)
        entry.add("dtstamp", row.opened_by.recorded_at)
        # A deadline moves later and never earlier, so its length counts how often it can have moved.
        entry.add("sequence", max((row.due - row.notice_on).days, 0))
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Magnolia//Workforce Pell//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", "PT12H", parameters={"VALUE": "DURATION"}, encode=False)
    return made


def _entry(name: str, starts: date | datetime, title: str, says: str, url: str) -> Event:
    made = Event()
    made.add("uid", f"{name}@magnolia")
    made.add("dtstart", starts)
    made.add("summary", title)
    made.add("description", says)
    made.add("url", url)
    made.add("transp", "TRANSPARENT")
    return made


def new_address(person: Person, at: datetime) -> str:
    """A new secret for the person's calendar, shown this once; an earlier address ends with it."""
    secret = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        end_address(person, at)
        CalendarAddress.objects.create(person=person, digest=_digest(secret), made_at=at)
    return secret


def end_address(person: Person, at: datetime) -> None:
    """Nothing is to be read under the person's address any more."""
    CalendarAddress.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at)


def address_of(person: Person) -> CalendarAddress | None:
    """The address that counts now."""
    return CalendarAddress.objects.filter(person=person, ended_at__isnull=True).first()


def whose(secret: str) -> Person | None:
    """The person whose calendar stands under this secret, while both still count."""
    rows = CalendarAddress.objects.filter(digest=_digest(secret), ended_at__isnull=True, person__is_active=True)
    found = rows.select_related("person").first()
    return found.person if found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
