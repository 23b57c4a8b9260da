"""The completeness check: deficiencies listed one by one, dropped before they are sent, cleared once they are answered.

Source: policy 7.3 (missing, inconsistent, unclear or unsupported; the notice names each item).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ..models import Application, Deficiency, Event, Person, Thing
from .letter_fields import sentences
from .moves import Refused, Said, act

MOVE = "list_deficiencies"


def kinds(jurisdiction: str) -> dict[str, str]:
    """The four kinds of deficiency by key, each with its label."""
    return dict(sentences(jurisdiction)["deficiency"])


def current_round(application: Application) -> int:
    """The round that is being listed now: one more than the lists sent to the institution so far."""
    return Event.objects.filter(thing_id=application.pk, move="return_for_correction").count() + 1


def list_deficiency(
    application: Application,
    item: str,
    kind: str,
    needed: str,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Put one deficiency on the list. Raises Refused where the item, its kind or what is needed is missing."""
    item, needed = item.strip(), needed.strip()
    known = kinds(application.jurisdiction)

    def write(thing: Thing) -> Said:
        if not item:
            raise Refused("Name the item that is deficient.", "item")
        if kind not in known:
            raise Refused(f"Choose one of: {', '.join(known.values())}.", "kind")
        if not needed:
            raise Refused("Say what the institution has to send or change.", "needed")
        Deficiency.objects.create(
            application=application, round=current_round(application), item=item, kind=kind, needed=needed
        )
        return {"changed": {item: ["", f"{known[kind]}: {needed}"]}}

    return act(application, MOVE, by=by, at=at, seen=seen, key=key, write=write)


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
    """Record that a deficiency no longer stands; the row, its answer and who cleared it stay."""

    def change(row: Deficiency) -> list[str]:
        if row.cleared_at is not None:
            raise Refused(f"“{row.item}” was cleared already.")
        row.cleared_by, row.cleared_at = by, at
        row.save()
        return [row.needed, "cleared"]

    return _change(application, pk, change, by, at, seen, key)


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
