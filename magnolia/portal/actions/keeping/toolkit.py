"""Keeping the toolkit for institutions: an item is a link or a file, and may stand in place of a delivered one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from magnolia.policy.toolkit import toolkit

from ... import clock
from ...models import Event, Person, ToolkitFile, ToolkitItem
from ..moves import Refused, Said, act, start
from ..papers import incoming
from .toolkit_items import kept_without, link_fault

COLUMNS = ("group", "title", "purpose", "link", "dated")
ACCEPTS = ("pdf", "docx", "xlsx", "csv")
File = tuple[str, bytes | incoming.Upload | BinaryIO]


def save(
    item: ToolkitItem,
    given: Mapping[str, Any],
    file: File | None = None,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Add or change an item: exactly one of a link and a file. Raises Refused or BadDocument, naming the field."""
    values = {name: given[name].strip() if isinstance(given[name], str) else given[name] for name in COLUMNS}
    _whole(item, values, file, clock.local_date(item.jurisdiction, at))
    taken = incoming.receive(*file, "Toolkit", ACCEPTS, item.jurisdiction, at, by=by) if file else None

    def write(thing: Any) -> Said:
        changed = {}
        if thing.state == "shown" and values["group"] != thing.group and not kept_without(thing):
            raise Refused("It is the last item under its heading. Add another one there first.", "group")
        for name, value in values.items():
            before = getattr(thing, name)
            if before != value:
                changed[name] = ["" if before is None else str(before), str(value)]
            setattr(thing, name, value)
        return {"changed": changed} | ({"file": taken.name} if taken else {})

    with transaction.atomic():
        if item._state.adding:
            event = start(item, "add", by=by, at=at, jurisdiction=item.jurisdiction, key=key, write=write)
        else:
            event = act(item, "change", by=by, at=at, seen=seen, key=key, write=write)
        # Only now the item has its row. A second click brings the event of the first, whose file is kept already.
        if taken and not ToolkitFile.objects.filter(event=event).exists():
            ToolkitFile.objects.create(item_id=event.thing_id, event=event, **taken.keep(), added_by=by, added_at=at)
    return event


def _whole(item: ToolkitItem, values: Mapping[str, Any], file: File | None, today: date) -> None:
    if values["dated"] > today:
        raise Refused("This day has not come yet. Give the day it was last looked over.", "dated")
    if values["group"] not in toolkit(item.jurisdiction).groups:
        raise Refused("Choose one of the headings.", "group")
    has_file = file is not None or (not item._state.adding and item.files.exists() and not values["link"])
    if values["link"] and file is not None:
        raise Refused("Give a link or a file, not both.", "link")
    if not values["link"] and not has_file:
        raise Refused("Give a link, or add a file.", "link")
    if values["link"] and (fault := link_fault(values["link"], item.jurisdiction)):
        raise Refused(fault, "link")
