"""The Board of the practice site: its members, and meetings with what waits for them on their agendas."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .. import clock
from ..actions.deciding import consult, meetings
from ..models import Application, Seat
from .cast import Cast
from .programs import PHLEBOTOMY, outline_pdf
from .stages import walk

LATER = timedelta(days=40)  # how long ago the program for the coming meeting was started
MEMBERS = (
    ("Bo Madeup", "Business"),
    ("Cleo Pretend", "Organized labor"),
    ("Dee Sample", "Business"),
    ("Ira Invented", "Community colleges"),
    ("Noor Fictive", "Local government"),
)


AGENDA = "agenda.pdf"


def sit(cast: Cast, now: datetime) -> None:
    """Members since the practice site began, and two meetings: one was yesterday and can be recorded at once, the other
    is in nine days. Each has a program on its agenda."""
    at = now - timedelta(days=4)
    day = clock.local_date(cast.jurisdiction, now)
    for name, sits_for in MEMBERS:
        meetings.save_seat(
            Seat(jurisdiction=cast.jurisdiction), name=name, sits_for=sits_for, first_day=day - timedelta(days=400),
            last_day=None, by=cast.secretary, at=at,
        )  # fmt: skip
    waiting = list(Application.objects.filter(jurisdiction=cast.jurisdiction, state="consultation"))
    _meet(cast, day - timedelta(days=1), waiting, at)
    later = walk(cast, "consultation", now - LATER, PHLEBOTOMY | {"program_name": "Phlebotomy, Saturdays"})
    _meet(cast, day + timedelta(days=9), [later.application], at)


def _meet(cast: Cast, day: date, agenda: list[Application], at: datetime) -> None:
    """A meeting called at a moment, with its public notice, its agenda as a paper, and the programs on it."""
    meeting = meetings.call(cast.jurisdiction, day, by=cast.secretary, at=at)
    noticed = min(clock.local_date(cast.jurisdiction, at), day - timedelta(days=3))
    told = {"day": day, "place": "Practice hall, room 2", "noticed_on": noticed}
    told |= {"noticed_where": "Practice notice board", "closed_part": ""}
    meetings.save(meeting, dict.fromkeys(meetings.COLUMNS) | told, {}, by=cast.secretary, at=at)
    for application in agenda:
        consult.take_up(application, meeting, by=cast.secretary, at=at)
    meetings.file_paper(meeting, AGENDA, outline_pdf(), by=cast.secretary, at=at)
