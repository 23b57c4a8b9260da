"""The chain of events: opening cases, appending lines, daily anchors, and checking all of it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery

from ...models import THINGS, Anchor, AnchorHead, Case, Counter, Event, EventText, Person, Thing


@dataclass(frozen=True)
class Line:
    """What an event says before it has its place in the chain."""

    thing: Thing
    move: str
    from_state: str
    to_state: str
    at: datetime
    on: date
    by: Person | None
    role: str
    on_behalf_of: str = ""
    said: Mapping[str, Any] | None = None
    cause: Event | None = None
    corrects: Event | None = None


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same content is the same text, dates and decimals as text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def header(event: Event) -> str:
    """The part of an event the chain covers, as canonical text: its hash is SHA-256 of the hash before and this."""
    return canonical(
        {
            "case": str(event.case_id),
            "seq": event.seq,
            "thing": [event.thing_kind, str(event.thing_id), event.thing_version],
            "move": [event.move, event.from_state, event.to_state],
            "at": event.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "on": event.occurred_on.isoformat(),
            "by": [event.by_id, event.role, event.on_behalf_of],
            "corrects": event.corrects_id,
            "cause": event.cause_id,
            "digest": event.digest,
        }
    )


def next_number(key: str) -> int:
    """The next number of a gapless series; call inside the transaction that uses it."""
    Counter.objects.get_or_create(key=key)
    counter = Counter.objects.select_for_update().get(key=key)
    Counter.objects.filter(key=key).update(last=F("last") + 1)
    return counter.last + 1


def open_case(jurisdiction: str, kind: str, number: str, at: datetime) -> Case:
    """A new case header with an empty chain."""
    return Case.objects.create(jurisdiction=jurisdiction, kind=kind, number=number, opened_at=at)


def standing_case(jurisdiction: str, kind: str, at: datetime) -> Case:
    """The one case a jurisdiction keeps for matters without an application (roles, holidays, the law's numbers)."""
    number = f"{jurisdiction.upper()}-{kind}"
    return Case.objects.get_or_create(
        number=number, defaults={"jurisdiction": jurisdiction, "kind": kind, "opened_at": at}
    )[0]


def append(case: Case, line: Line) -> Event:
    """Write one event at the end of the case's chain; `case` must be locked by the caller."""
    text = canonical(line.said or {})
    salt = secrets.token_hex(16)
    event = Event(
        case=case,
        seq=case.length + 1,
        thing_kind=line.thing.kind,
        thing_id=line.thing.pk,
        thing_version=line.thing.version + 1,
        move=line.move,
        from_state=line.from_state,
        to_state=line.to_state,
        recorded_at=line.at,
        occurred_on=line.on,
        by=line.by,
        role=line.role,
        on_behalf_of=line.on_behalf_of,
        corrects=line.corrects,
        cause=line.cause,
        digest=sha256(salt + text),
        previous=case.head,
    )
    event.hash = sha256(event.previous + header(event))
    event.save(force_insert=True)
    EventText.objects.create(event=event, salt=salt, text=text)
    case.length, case.head = event.seq, event.hash
    case.save(update_fields=["length", "head"])
    return event


def anchor(day: date, at: datetime) -> Anchor:
    """Cover the heads of every case that moved since the last anchor; a day has one anchor, made once."""
    with transaction.atomic():
        Counter.objects.get_or_create(key="anchor")
        Counter.objects.select_for_update().get(key="anchor")
        made = Anchor.objects.filter(day=day).first()
        if made is not None:
            return made
        moved = list(Case.objects.filter(length__gt=F("anchored")).order_by("id"))
        last = Anchor.objects.order_by("-id").first()
        previous = last.hash if last else ""
        lines = [f"{case.pk} {case.length} {case.head}" for case in moved]
        made = Anchor.objects.create(
            day=day,
            made_at=at,
            cases=len(moved),
            previous=previous,
            hash=sha256(previous + day.isoformat() + "\n".join(lines)),
        )
        AnchorHead.objects.bulk_create(
            (AnchorHead(anchor=made, case=case, seq=case.length, head=case.head) for case in moved), batch_size=500
        )
        for case in moved:
            case.anchored = case.length
        Case.objects.bulk_update(moved, ["anchored"], batch_size=500)
        return made


def faults_of_chain(case: Case) -> Iterator[str]:
    """Sentences on every place where a case's chain does not hold; nothing when it holds."""
    previous, seq = "", 0
    for event in case.events.select_related("text").order_by("seq").iterator(chunk_size=500):
        seq += 1
        if event.seq != seq:
            yield f"Case {case.number}: event {seq} is missing."
            seq = event.seq
        if event.previous != previous or event.hash != sha256(event.previous + header(event)):
            yield f"Case {case.number}: event {event.seq} was altered."
        text = getattr(event, "text", None)
        if text is None:
            yield f"Case {case.number}: the text of event {event.seq} was deleted."
        elif text.text and event.digest != sha256(text.salt + text.text):
            yield f"Case {case.number}: the text of event {event.seq} was altered."
        previous = event.hash
    if (case.length, case.head) != (seq, previous):
        yield f"Case {case.number}: the end of the chain does not match the case."


def faults_of_anchors() -> Iterator[str]:
    """Sentences on every anchor that no longer matches the cases it covered."""
    previous = ""
    for made in Anchor.objects.order_by("id"):
        standing = Event.objects.filter(case=OuterRef("case"), seq=OuterRef("seq")).values("hash")
        heads = list(made.heads.annotate(standing=Subquery(standing)).order_by("case_id"))
        lines = [f"{head.case_id} {head.seq} {head.head}" for head in heads]
        if made.previous != previous or made.hash != sha256(previous + made.day.isoformat() + "\n".join(lines)):
            yield f"The anchor of {made.day.isoformat()} was altered."
        for head in heads:
            if head.standing != head.head:
                yield f"A case no longer matches the anchor of {made.day.isoformat()}: event {head.seq} differs."
        previous = made.hash


def faults_of_things() -> Iterator[str]:
    """Sentences on everything that is gone or stands otherwise than its last event says: written past `act`."""
    for kind, model in THINGS.items():
        last = Event.objects.filter(thing_kind=kind, thing_id=OuterRef("pk")).order_by("-thing_version")
        rows = model._default_manager.annotate(
            said=Subquery(last.values("to_state")[:1]), counted=Subquery(last.values("thing_version")[:1])
        )
        wrong = rows.filter(~Q(state=F("said")) | ~Q(version=F("counted")) | Q(said__isnull=True))
        for thing in wrong.select_related("case").order_by("pk"):
            yield f"Case {thing.case.number}: {kind} {thing.pk} stands as “{thing.state}”; its last event does not."
        there = model._default_manager.filter(pk=OuterRef("thing_id"))
        for event in Event.objects.filter(~Exists(there), thing_kind=kind, thing_version=1).select_related("case"):
            yield f"Case {event.case.number}: {kind} {event.thing_id} is gone; its events are there."


def faults() -> Iterator[str]:
    """Everything wrong with the record: chains first, then the things they are about, then anchors."""
    for case in Case.objects.order_by("number").iterator(chunk_size=200):
        yield from faults_of_chain(case)
    yield from faults_of_things()
    yield from faults_of_anchors()
