"""The Board of the practice site: its members, and a meeting called with what waits for it on the agenda."""

from __future__ import annotations

from datetime import datetime, timedelta

from .. import clock
from ..actions.deciding import consult, meetings
from ..models import Application, Seat
from .cast import Cast

MEMBERS = (
    ("Bo Madeup", "Business"),
    ("Cleo Pretend", "Organized labor"),
    ("Dee Sample", "Business"),
    ("Ira Invented", "Community colleges"),
    ("Noor Fictive", "Local government"),
)


def sit(cast: Cast, now: datetime) -> None:
    """Members since the practice site began; a meeting in nine days, with every program that waits on its agenda."""
    code, at = cast.jurisdiction, now - timedelta(days=4)
    day = clock.local_date(code, now)
    for name, sits_for in MEMBERS:
        meetings.save_seat(
            Seat(jurisdiction=code), name=name, sits_for=sits_for, first_day=day - timedelta(days=400), last_day=None,
            by=cast.secretary, at=at,
        )  # fmt: skip
    meeting = meetings.call(code, day + timedelta(days=9), by=cast.secretary, at=at)
    blank = dict.fromkeys(meetings.COLUMNS)
    told = {"day": meeting.day, "place": "Practice hall, room 2", "noticed_on": day - timedelta(days=4)}
    told |= {"noticed_where": "Practice notice board", "closed_part": ""}
    meetings.save(meeting, blank | told, {}, by=cast.secretary, at=at)
    for application in Application.objects.filter(jurisdiction=code, state="consultation"):
        consult.take_up(application, meeting, by=cast.secretary, at=at)
