"""What the State does with the description of its process: write a version, publish it, record its reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import Resolver404, resolve

from magnolia.policy.published import published

from ... import clock
from ...models import Event, MethodologyReview, Person, ProcessText, ProcessVersion
from .. import described
from ..moves import Refused, act, start
from ..recording import record


def open_draft(jurisdiction: str, *, by: Person, at: datetime, key: str | None = None) -> ProcessVersion:
    """A new draft with the words of the version in force, or those of the State's profile where there is none."""
    earlier = described.latest(jurisdiction)
    texts = described.texts_of(jurisdiction, earlier)
    made = ProcessVersion(jurisdiction=jurisdiction, list_address=earlier.list_address if earlier else "")
    with transaction.atomic():
        event = start(made, "open", by=by, at=at, jurisdiction=jurisdiction, key=key)
        version = ProcessVersion.objects.get(pk=event.thing_id)
        if not version.texts.exists() and version.version == 1:
            rows = [ProcessText(process_version=version, part=part, text=text) for part, text in texts.items()]
            ProcessText.objects.bulk_create(rows)
    return version


def save(
    version: ProcessVersion,
    texts: Mapping[str, str],
    list_address: str,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event | None:
    """Keep the words of the given parts and the address of the list; None where nothing changes.

    Raises Refused for a part that does not exist and for an address that leads nowhere.
    """
    known, before = published(version.jurisdiction).texts, described.draft_texts(version)
    if unknown := texts.keys() - known.keys():
        raise Refused(f"There is no part called {min(unknown)}.")
    given = {part: text.replace("\r\n", "\n").strip() for part, text in texts.items()}
    changed = [part for part, text in given.items() if text != before.get(part, "")]
    address = _address(list_address)
    if not changed and address == version.list_address:
        return None

    def write(thing: Any) -> dict[str, Any]:
        thing.texts.filter(part__in=changed).delete()
        rows = [ProcessText(process_version=thing, part=part, text=given[part]) for part in changed if given[part]]
        ProcessText.objects.bulk_create(rows)
        thing.list_address = address
        return {"parts": changed, "list_address": address}

    return act(version, "save", by=by, at=at, seen=seen, key=key, write=write)


def publish(
    version: ProcessVersion, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Show the version to everybody, frozen with its number and day. Refused naming each part that is empty."""

    def write(thing: Any) -> dict[str, Any]:
        thing.number = record.next_number(f"process-{thing.jurisdiction}")
        thing.published_on = clock.local_date(thing.jurisdiction, at)
        thing.frozen = described.freeze(thing)
        return {"number": thing.number, "hash": thing.frozen.hash}

    return act(version, "publish", by=by, at=at, seen=seen, key=key, write=write)


def drop(
    version: ProcessVersion, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Give up a draft that nobody outside saw."""
    return act(version, "drop", by=by, at=at, seen=seen, key=key)


def record_review(
    jurisdiction: str,
    *,
    held_on: date | None,
    outcome: str,
    plan_event: str,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> MethodologyReview:
    """Record a review of the method and the list; from its day the time to the next one counts.

    Raises Refused without day, outcome or State Plan event, as such a review does not count, and for a day to come.
    """
    row = MethodologyReview(
        jurisdiction=jurisdiction,
        held_on=held_on,  # type: ignore[misc]  # a review without its day is refused before it is written
        outcome=outcome.strip(),
        plan_event=" ".join(plan_event.split()),
    )
    said = {"held_on": held_on, "outcome": row.outcome, "plan_event": row.plan_event}
    event = start(row, "record", by=by, at=at, jurisdiction=jurisdiction, key=key, said=said)
    return MethodologyReview.objects.get(pk=event.thing_id)


def strike_review(
    row: MethodologyReview, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Take a review that was recorded in error out of the count; it stays on record with the reason."""
    return act(row, "strike", by=by, at=at, said={"reason": reason}, seen=seen, key=key)


def _address(typed: str) -> str:
    """An address on the web, or a page of this site; empty for none."""
    address = typed.strip()
    if not address or address.startswith("https://"):
        return address
    if address.startswith("/") and not address.startswith("//"):
        try:
            resolve(address.partition("?")[0].partition("#")[0])
        except Resolver404:
            raise Refused("This site has no such page. Check the address.", "list_address") from None
        return address
    raise Refused(
        "Write the address with https:// in front, or a page of this site that begins with /.", "list_address"
    )
