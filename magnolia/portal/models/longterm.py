"""Earnings years after completion, for evaluation only: benchmarks of the State, medians of a program from a run."""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Person
from .record import Thing, has_a_life


@has_a_life
class Benchmark(Thing):
    """Earnings of a year that a person enters from a published source, to look at a program's medians beside them."""

    kind = "benchmark"
    jurisdiction = models.CharField(max_length=8)
    measure = models.CharField(max_length=200)  # such as: median of people with a high school diploma
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    source = models.CharField(max_length=300)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_on = models.DateField()
    struck_on = models.DateField(null=True)
    struck_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    struck_because = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ("-year", "-entered_on", "id")

    def __str__(self) -> str:
        return f"benchmark {self.pk}"


@has_a_life
class LongTermRun(Thing):
    """One run of `magnolia outcomes longterm` whose medians were brought in: its manifest as it came."""

    kind = "long_term_run"
    jurisdiction = models.CharField(max_length=8)
    wages_through = models.PositiveIntegerField()  # quarter as year * 4 + quarter
    sha256 = models.CharField(max_length=64)  # of the file of medians
    manifest = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    class Meta:
        ordering = ("-brought_at", "id")
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "sha256"], name="one_long_term_run_a_file"),)

    def __str__(self) -> str:
        return f"long-term run {self.pk}"


class LongTermResult(models.Model):
    """Counts and the median of one program and award year of completion. No person, no status, no pass or fail."""

    run = models.ForeignKey(LongTermRun, models.PROTECT, related_name="results")
    application = models.ForeignKey(Application, models.PROTECT, related_name="long_term_results")
    award_year = models.PositiveSmallIntegerField()  # in which the people completed
    people = models.PositiveIntegerField()
    complete = models.PositiveIntegerField()  # with wages in every quarter of the year
    incomplete = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()  # whose year has not passed in the records
    median = models.DecimalField(max_digits=11, decimal_places=2, null=True)  # of the complete ones

    class Meta:
        ordering = ("award_year", "id")
        constraints = (
            models.UniqueConstraint(fields=["run", "application", "award_year"], name="one_long_term_result_a_run"),
        )

    def __str__(self) -> str:
        return f"long-term result {self.pk}"
