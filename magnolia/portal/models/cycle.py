"""Approval cycles: the window and deadline for applications, and the timeline the State publishes with them."""

from __future__ import annotations

from django.db import models

from .record import LawText, Thing, has_a_life


@has_a_life
class Cycle(Thing):
    """One round of approvals. Whether it is open is computed from its moments, never stored."""

    kind = "cycle"
    jurisdiction = models.CharField(max_length=8)
    award_year = models.PositiveSmallIntegerField()  # the year it starts in
    name = models.CharField(max_length=120)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    instructions = models.TextField(blank=True)
    timeline_starts = models.DateField(null=True)  # day 0 of the first stage
    correction_business_days = models.PositiveSmallIntegerField(null=True)  # null: the State's own number
    law = models.ForeignKey(LawText, models.PROTECT, null=True, related_name="+")  # the criteria as published with it

    class Meta:
        indexes = (models.Index(fields=["jurisdiction", "award_year", "state"]),)
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "name"], name="one_cycle_a_name"),)

    def __str__(self) -> str:
        return self.name


class RequiredForm(models.Model):
    """A form that the cycle asks for: its name, and where to get it."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="forms")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    where = models.CharField(max_length=300)

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return self.name


class StageSpan(models.Model):
    """Days for one stage of the cycle's timeline, or the date on which it ends."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="spans")
    stage = models.CharField(max_length=30)
    days = models.PositiveSmallIntegerField(null=True)
    on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["cycle", "stage"], name="one_span_a_stage"),)

    def __str__(self) -> str:
        return self.stage
