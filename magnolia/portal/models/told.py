"""How a person wants to be told of deadlines beside the notices: a calendar to subscribe to, a summary by mail."""

from __future__ import annotations

from django.db import models

from .people import Person
from .record import Thing, has_a_life


class CalendarAddress(models.Model):
    """A secret address under which a person's calendar can be read; only its SHA-256 is kept. One counts at a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_addresses")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at__isnull=True), name="one_calendar_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"calendar address {self.pk}"


class DigestChoice(models.Model):
    """How often a person wants the summary by mail, as mail.toml names it; without a row there is none."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="digest_choice")
    every = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.every} for {self.person_id}"


@has_a_life
class Digest(Thing):
    """What waited for one person in one State on a day, in numbers alone; its notice is mailed like any other."""

    kind = "digest"
    jurisdiction = models.CharField(max_length=8)
    person = models.ForeignKey(Person, models.PROTECT, related_name="digests")
    day = models.DateField()
    notices = models.PositiveIntegerField()
    messages = models.PositiveIntegerField()
    deadlines = models.PositiveIntegerField()
    days = models.PositiveSmallIntegerField()  # how far ahead the deadlines were counted
    concerns: frozenset[int] | None = None

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "jurisdiction", "day"], name="one_summary_a_person_and_day"),
        )

    def __str__(self) -> str:
        return f"summary {self.pk}"
