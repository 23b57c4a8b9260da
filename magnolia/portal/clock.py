"""The edge of time: the one place that asks the clock. Everything inside takes moments and dates as arguments."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from magnolia.policy.layers import read, state_layer

_STARTED = time.monotonic()


def now() -> datetime:
    """This moment in UTC; where a practice clock is set, it starts there and runs on."""
    starts_at: datetime | None = settings.CLOCK_STARTS_AT
    if starts_at is not None:
        return starts_at.astimezone(UTC) + timedelta(seconds=time.monotonic() - _STARTED)
    return datetime.now(UTC)


def zone(jurisdiction: str) -> ZoneInfo:
    """The State's time zone, from its profile."""
    return ZoneInfo(read(state_layer(jurisdiction), "profile")["time_zone"])


def local_date(jurisdiction: str, moment: datetime) -> date:
    """The State's date at a moment."""
    return moment.astimezone(zone(jurisdiction)).date()


def local(jurisdiction: str, moment: datetime) -> datetime:
    """A moment in the State's time."""
    return moment.astimezone(zone(jurisdiction))
