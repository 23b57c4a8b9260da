"""What a person does with a notice: read it."""

from __future__ import annotations

from datetime import datetime

from ...models import Notice


def mark_read(notice: Notice, at: datetime) -> None:
    """Keep when the person first opened the notice; opening it again changes nothing."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
