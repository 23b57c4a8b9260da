"""How well the records of a result were matched, what other sources say, and what the institution asks to correct."""

from __future__ import annotations

from django.db import models

from .application import Application
from .outcome import OutcomeResult
from .people import Person
from .record import Thing, has_a_life


class MatchQuality(models.Model):
    """Counts of persons who are not excluded. Each is in one of: here, elsewhere, unmatched, awaiting, conflicts."""

    result = models.OneToOneField(OutcomeResult, models.CASCADE, related_name="quality")
    rows_put_together = models.PositiveIntegerField()  # rows beyond the first of a person
    matched_here = models.PositiveIntegerField()
    matched_elsewhere = models.PositiveIntegerField()
    unmatched = models.PositiveIntegerField()
    awaiting = models.PositiveIntegerField()
    conflicts = models.PositiveIntegerField()  # one number with several names or dates of birth
    conflicts_counted = models.PositiveIntegerField()  # of them, in the numerator
    counted_by_others_alone = models.PositiveIntegerField()  # in the numerator by wages of other States alone
    window_closes = models.DateField(null=True)  # last day on which somebody of the cohort completes in time

    def __str__(self) -> str:
        return f"matching of {self.result_id}"


class MeasuredQuarter(models.Model):
    """A quarter in which persons of a placement cohort are measured, and how many of them still wait for its wages."""

    result = models.ForeignKey(OutcomeResult, models.CASCADE, related_name="quarters")
    quarter = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()

    class Meta:
        ordering = ("quarter",)
        constraints = (models.UniqueConstraint(fields=["result", "quarter"], name="one_row_a_measured_quarter"),)

    def __str__(self) -> str:
        return f"quarter {self.quarter} of {self.result_id}"


class ConflictNote(models.Model):
    """What a person found about one of the conflicts of a result, in words that name nobody."""

    result = models.ForeignKey(OutcomeResult, models.PROTECT, related_name="conflict_notes")
    text = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"conflict note {self.pk}"


class OtherEvidence(models.Model):
    """Persons whom another source shows as employed and wage records do not: a count and its source."""

    result = models.ForeignKey(OutcomeResult, models.PROTECT, related_name="evidence")
    source = models.CharField(max_length=30)  # a key of [source] in results.toml
    persons = models.PositiveIntegerField()
    reference = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["result", "source"], name="one_count_a_source"),)

    def __str__(self) -> str:
        return f"evidence {self.pk}"


@has_a_life
class RateCorrection(Thing):
    """What an institution says about a result that is shown to it first, and the data steward's answer."""

    kind = "rate_correction"
    application = models.ForeignKey(Application, models.PROTECT, related_name="rate_corrections")
    result = models.ForeignKey(OutcomeResult, models.PROTECT, related_name="corrections")
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("asked_on", "id")

    def __str__(self) -> str:
        return f"rate correction {self.pk}"
