"""Messages inside a case between the institution and the State's people on it.

They are part of the record: nobody changes or takes back one, its event carries the checksum of its words, and the
words themselves stand in the row alone, never in an event, a notice or a mail. They are no request for information
(see ask.py): they open no place for a paper and start no clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from magnolia.policy.workflow import process

from ... import access, clock
from ...models import Application, Assignment, Event, Grant, Message, MessagesRead, Person
from .. import law
from ..applying.personal import looks_like_ssn
from ..moves import Refused, act

TO_STATE, TO_INSTITUTION = "write_to_state", "write_to_institution"


def move_of(application: Application, roles: Iterable[str]) -> str:
    """The move by which somebody in these roles writes in the case; empty for those who only read."""
    moves = process(application.jurisdiction).life(Message.kind).moves
    return next((name for name in (TO_STATE, TO_INSTITUTION) if set(moves[name].who) & set(roles)), "")


def write(application: Application, text: str, *, by: Person, at: datetime, key: str | None = None) -> Event:
    """Send a message to the other side of a case and tell whoever has the case there that one waits.

    Raises Refused for an empty or too long message, for one that seems to hold a Social Security number, for anyone
    who only reads, and where the case is at an end.
    """
    day = clock.local_date(application.jurisdiction, at)
    move = move_of(application, access.roles_toward(access.standing(by, day), application)) or TO_STATE
    text, longest = text.strip(), law.value(application.jurisdiction, "documents.statement_characters", day).whole
    if len(text) > longest:
        raise Refused(f"The message has {len(text):,} characters; at most {longest:,} fit. Nothing was cut.", "text")
    if looks_like_ssn(text):
        raise Refused(
            "This seems to hold a Social Security number. Take it out: a message stays in the record for good.", "text"
        )
    row = Message(case=application.case, application=application, text=text, by=by, written_at=at)
    row.by_institution = move == TO_STATE
    if row.by_institution:
        row.concerns = _on_the_case(application)
    said = {"sha256": hashlib.sha256(text.encode()).hexdigest()}
    return act(row, move, by=by, at=at, key=key, said=said)


def _on_the_case(application: Application) -> frozenset[int] | None:
    """The State's people who have the case or wrote in it and still can; None where there is nobody, so for all."""
    roles = process(application.jurisdiction).life(Message.kind).moves[TO_INSTITUTION].who
    have = Assignment.objects.filter(application=application, held_until__isnull=True).values("person")
    wrote = Message.objects.filter(application=application, by_institution=False).values("by")
    people = Grant.objects.filter(
        Q(person__in=have) | Q(person__in=wrote),
        role__in=roles,
        state="given",
        organisation__jurisdiction=application.jurisdiction,
        person__is_active=True,
    ).exclude(person__disclosures__in=application.disclosures.filter(state="recused"))
    return frozenset(people.values_list("person_id", flat=True)) or None


def mark_read(application: Application, person: Person, newest: Message | None) -> None:
    """Keep that a person has read up to the newest message they were shown; never back to an earlier one."""
    if newest is None:
        return
    row, made = MessagesRead.objects.get_or_create(
        application=application, person=person, defaults={"until": newest.written_at}
    )
    if not made and row.until < newest.written_at:
        MessagesRead.objects.filter(pk=row.pk, until__lt=newest.written_at).update(until=newest.written_at)


def unread(who: access.Standing) -> QuerySet[Message]:
    """Messages of the other side that this person can see and has not read; none for those who only read along."""
    read = MessagesRead.objects.filter(
        application=OuterRef("application"), person=who.person, until__gte=OuterRef("written_at")
    )
    mine = Q(pk__in=[])
    for hat in who.hats:
        moves = process(hat.jurisdiction).life(Message.kind).moves
        if hat.role in moves[TO_STATE].who:
            mine |= Q(application__institution=hat.organisation, by_institution=False)
        if hat.role in moves[TO_INSTITUTION].who:
            mine |= Q(application__jurisdiction=hat.jurisdiction, by_institution=True)
    return access.visible_to(who, Message).filter(mine).exclude(by=who.person).exclude(Exists(read))


def unread_in(who: access.Standing, application: Application) -> int:
    """How many of them are in one case."""
    return unread(who).filter(application=application).count()


def unread_of_mine(who: access.Standing) -> QuerySet[Message]:
    """Those that wait for this person: in the institution's own cases, in cases they have, and in cases nobody has."""
    held = Assignment.objects.filter(application=OuterRef("application"), held_until__isnull=True)
    return unread(who).filter(Q(by_institution=False) | Exists(held.filter(person=who.person)) | ~Exists(held))
