"""The completeness check: deficiencies listed one by one, dropped before they are sent, cleared once they are answered.

Source: policy 7.3 (missing, inconsistent, unclear or unsupported; the notice names each item).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from magnolia.policy.workflow import process

from ...models import Application, Deficiency, Document, Event, OpenedPlace, Person, Thing
from ..applying.filing import current_documents
from ..applying.places import place_called, places, places_of
from ..deadlines import open_now
from ..moves import Refused, Said, act
from ..state_words import sentences
from .look import Lack

MOVE, EXTEND = "list_deficiencies", "extend_correction"
SENT = ("return_for_correction", "open_items")  # moves that send the list to the institution
CLOCK = "correction"


def kinds(jurisdiction: str) -> dict[str, str]:
    """The four kinds of deficiency by key, each with its label."""
    return dict(sentences(jurisdiction)["deficiency"])


def current_round(application: Application) -> int:
    """The round that is being listed now: one more than the lists sent to the institution so far."""
    return Event.objects.filter(thing_id=application.pk, move__in=SENT).count() + 1


def list_deficiency(
    application: Application,
    item: str,
    kind: str,
    needed: str,
    *,
    place: str = "",
    opens: Collection[str] = (),
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Put one deficiency on the list: a `place` of the form (applying/places.py), or an item in words of one's own.

    An item called exactly as a place is that place. `opens` are the places for documents and the pages of the form that
    open with an item in own words; without one the institution answers in words only. Raises Refused where item, kind
    or what is needed is missing.
    """
    known, titles = kinds(application.jurisdiction), places(application.jurisdiction)
    place = place.strip() or place_called(application.jurisdiction, item.strip())
    item, needed = item.strip() or titles.get(place, ""), needed.strip()

    def write(thing: Thing) -> Said:
        if place and place not in titles:
            raise Refused("Choose an item from the list, or write one yourself.", "place")
        if not item:
            raise Refused("Name the item that is deficient.", "item")
        if kind not in known:
            raise Refused(f"Choose one of: {', '.join(known.values())}.", "kind")
        if not needed:
            raise Refused("Say what the institution has to send or change.", "needed")
        if unknown := [name for name in opens if name not in titles]:
            raise Refused(f"The form has no place called “{unknown[0]}”. Choose from the list.", "opens")
        row = Deficiency.objects.create(
            application=application,
            round=current_round(application),
            place=place,
            item=item,
            kind=kind,
            needed=needed,
        )
        also = [] if place else list(dict.fromkeys(opens))
        OpenedPlace.objects.bulk_create(OpenedPlace(deficiency=row, place=name) for name in also)
        opened = f" Opens: {', '.join(titles[name] for name in also)}." if also else ""
        return {"changed": {item: ["", f"{known[kind]}: {needed}{opened}"]}}

    return act(application, MOVE, by=by, at=at, seen=seen, key=key, write=write)


def list_found(application: Application, lack: Lack, **rest: Any) -> Event:
    """Put on the list what the rules found, in their words."""
    return list_deficiency(application, lack.item, lack.kind, f"{lack.says} {lack.needed}", place=lack.place, **rest)


def drop_deficiency(
    application: Application, pk: int, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Take a deficiency off the list that the institution has not been told of. A sent one can only be cleared."""

    def change(row: Deficiency) -> list[str]:
        if row.round < current_round(application):
            raise Refused(f"“{row.item}” was already sent to the institution. Clear it instead; it stays on record.")
        row.delete()
        return [row.needed, ""]

    return _change(application, pk, change, by, at, seen, key)


def clear_deficiency(
    application: Application, pk: int, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Record that a deficiency no longer stands; row, answer, the file versions that came, and who cleared it stay."""

    def change(row: Deficiency) -> list[str]:
        if row.cleared_at is not None:
            raise Refused(f"“{row.item}” was cleared already.")
        row.cleared_by, row.cleared_at = by, at
        row.save()
        row.documents.set(replacing(application, row))
        return [row.needed, "cleared"]

    return _change(application, pk, change, by, at, seen, key)


def replacing(application: Application, row: Deficiency) -> list[Document]:
    """The file versions that came to the place of an item after the institution was told of it."""
    slots = {place.partition(".")[2] for place in places_of(row) if place.startswith("slot.")}
    told = (
        Event.objects.filter(thing_id=application.pk, move__in=SENT).order_by("seq")[row.round - 1 : row.round].first()
    )
    if not slots or told is None:
        return []
    return [d for d in current_documents(application) if d.slot in slots and d.uploaded_at > told.recorded_at]


def extend(
    application: Application,
    to: date | None,
    reason: str,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Give one institution more time to correct, with the reason on record; never less time than it has."""
    label = process(application.jurisdiction).clocks[CLOCK].label

    def write(thing: Thing) -> Said:
        running = open_now(thing).filter(clock=CLOCK).first()
        if running is None:
            raise Refused("No time to correct is running.")
        if to is None:
            return {}
        before, after = running.due.isoformat(), to.isoformat()
        running.due = to
        running.save(update_fields=["due"])
        return {"clock": CLOCK, "from": before, "to": after, "changed": {label: [before, after]}}

    return act(application, EXTEND, by=by, at=at, said={"reason": reason}, seen=seen, key=key, write=write)


def _change(
    application: Application,
    pk: int,
    change: Callable[[Deficiency], list[str]],
    by: Person,
    at: datetime,
    seen: int | None,
    key: str | None,
) -> Event:
    def write(thing: Thing) -> Said:
        row = application.deficiencies.filter(pk=pk).first()
        if row is None:
            raise Refused("This item is no longer on the list. Open the page again.")
        return {"changed": {row.item: change(row)}}

    return act(application, MOVE, by=by, at=at, seen=seen, key=key, write=write)
