"""What the record tells of the messages inside a case. Internal notes are no part of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ... import clock
from .record_parts import Item, Telling, source


@source
def messages(telling: Telling) -> Iterator[Item]:
    """Every message in the order it was sent, with the checksum that its event carries."""
    told = tuple(
        telling.block(
            telling.label("to_state" if row.by_institution else "to_institution"),
            by=row.by.name,
            day=clock.local_date(telling.jurisdiction, row.written_at),
            text=row.text,
            text_hash=hashlib.sha256(row.text.encode()).hexdigest(),
        )
        for row in telling.application.messages.select_related("by").order_by("written_at")
    )
    if told:
        yield Item(telling.title("messages"), "messages", blocks=told)
