"""The Board itself: who sits on it, and its meetings, each kept once for all programs that were taken up at it."""

from __future__ import annotations

from django.db import models

from .files import KeptFile
from .people import Person
from .record import Thing, has_a_life


@has_a_life
class Seat(Thing):
    """A member of the State's Board: name, what they sit for, from when to when. Nobody signs in by it."""

    kind = "seat"
    jurisdiction = models.CharField(max_length=8, db_index=True)
    name = models.CharField(max_length=120)
    sits_for = models.CharField(max_length=200, blank=True)  # such as: business, organized labor
    first_day = models.DateField()
    last_day = models.DateField(null=True)  # the last day counts

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return f"seat {self.pk}"


@has_a_life
class Meeting(Thing):
    """One meeting of the Board: when and where, its public notice, whether it was open, who was there."""

    kind = "meeting"
    jurisdiction = models.CharField(max_length=8)
    day = models.DateField()
    starts_at = models.TimeField(null=True)  # in the State's own time
    place = models.CharField(max_length=300, blank=True)  # a room, or a link
    noticed_on = models.DateField(null=True)
    noticed_where = models.CharField(max_length=300, blank=True)
    quorum = models.BooleanField(null=True)
    open_to_public = models.BooleanField(null=True)
    closed_part = models.TextField(blank=True)  # what was dealt with behind closed doors, and on which ground

    class Meta:
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=["jurisdiction", "-day"], name="meetings_of_a_state"),)

    def __str__(self) -> str:
        return f"meeting of {self.day.isoformat()}"


class Attendance(models.Model):
    """How one member took part in a meeting as a whole; what differs on one program stands with its consultation."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    part = models.CharField(max_length=20)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("seat__name", "id")
        constraints = (models.UniqueConstraint(fields=["meeting", "seat"], name="one_part_a_member"),)

    def __str__(self) -> str:
        return f"{self.seat_id} at {self.meeting_id}"


class MeetingPaper(KeptFile):
    """The minutes of a meeting, or another document of it. Kept by content, never changed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)

    def __str__(self) -> str:
        return f"paper {self.pk} of a meeting"
