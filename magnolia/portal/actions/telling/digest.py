"""The summary a person asked for: how much waits, in numbers alone, mailed like a notice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from magnolia.policy.layers import fill, fill_all, overlay, read, state_layer

from ... import access, clock
from ...models import Digest, DigestChoice, Event, Notice, Person
from .. import law
from ..moves import Refused, start
from ..reviewing import messages
from . import calendars

HORIZON = "reminder.first_days"  # the State's own first reminder says how far ahead is soon


def words(jurisdiction: str) -> dict[str, Any]:
    """The summary's words in mail.toml, with the State's names in them."""
    layer = state_layer(jurisdiction)
    said = overlay(read("model", "mail"), read(layer, "mail"))["digest"]
    filled: dict[str, Any] = fill_all(said, read(layer, "profile"))
    return filled


def choose(person: Person, every: str, jurisdiction: str) -> None:
    """Keep how often the person wants the summary; an empty word ends it. Raises Refused for any other word."""
    if not every:
        DigestChoice.objects.filter(person=person).delete()
        return
    if every not in words(jurisdiction)["every"]:
        raise Refused("Choose one of the answers.", "every")
    DigestChoice.objects.update_or_create(person=person, defaults={"every": every})


def counted(who: access.Standing, jurisdiction: str, on: date) -> dict[str, int]:
    """How much waits for a person in a State on a day, by field of the summary; `days`: how far ahead it looks."""
    days = law.value(jurisdiction, HORIZON, on).whole
    unread = access.visible_to(who, Notice).filter(
        person=who.person, read_at__isnull=True, case__jurisdiction=jurisdiction
    )
    soon = calendars.deadlines_of(who).filter(
        case__jurisdiction=jurisdiction, due__range=(on, on + timedelta(days=days))
    )
    return {
        "notices": unread.exclude(event__thing_kind=Digest.kind).count(),
        "messages": messages.unread_of_mine(who).filter(case__jurisdiction=jurisdiction).count(),
        "deadlines": soon.count(),
        "days": days,
    }


def send(jurisdiction: str, *, at: datetime) -> list[Event]:
    """Write the summaries of a State that are due on the day of `at`; each once, however often this runs."""
    on = clock.local_date(jurisdiction, at)
    due = [every for every, days in words(jurisdiction)["days"].items() if on.isoweekday() in days]
    done = Digest.objects.filter(jurisdiction=jurisdiction, day=on).values("person")
    made = []
    for choice in DigestChoice.objects.filter(every__in=due).exclude(person__in=done).select_related("person"):
        who = access.standing(choice.person, on)
        if jurisdiction not in who.jurisdictions:
            continue
        found = counted(who, jurisdiction, on)
        if found["notices"] or found["messages"] or found["deadlines"]:
            row = Digest(jurisdiction=jurisdiction, person=choice.person, day=on, **found)
            row.concerns = frozenset({choice.person_id})
            key = f"digest-{jurisdiction}-{choice.person_id}-{on.isoformat()}"
            made.append(start(row, "write", by=None, at=at, key=key, jurisdiction=jurisdiction))
    return made


def lines(row: Digest) -> list[str]:
    """What waits, one sentence a kind; kinds of which nothing waits are left out."""
    said = words(row.jurisdiction)["lines"]
    return [
        fill(text, {"count": getattr(row, kind), "days": row.days}) for kind, text in said.items() if getattr(row, kind)
    ]


def mailed(row: Digest, link: str) -> tuple[str, str]:
    """Subject and body of the mail: numbers and an address, nothing else of any case."""
    said, total = words(row.jurisdiction), row.notices + row.messages + row.deadlines
    own = {"count": total, "lines": "\n".join(lines(row)), "link": link}
    return fill(said["subject"], own), fill(said["body"], own)
