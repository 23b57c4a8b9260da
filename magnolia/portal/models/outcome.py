"""Outcome rates as they came from a run: counts and the manifest. Wage records never enter (policy 8.2)."""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Person
from .record import Thing, has_a_life
from .submission import DataSubmission
from .wages import WageLoad


@has_a_life
class OutcomeRun(Thing):
    """One run of `magnolia outcomes compute` whose counts were brought in: its manifest, frozen as it came."""

    kind = "outcome_run"
    jurisdiction = models.CharField(max_length=8)
    number = models.PositiveIntegerField()  # counts the runs of a State from 1
    as_of = models.DateField()
    wages_through = models.PositiveIntegerField()  # quarter as year * 4 + quarter, as policy.periods.Quarter has it
    method_sha256 = models.CharField(max_length=64)
    rates_sha256 = models.CharField(max_length=64)
    manifest = models.JSONField()  # run.json as it came
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField()
    loads = models.ManyToManyField(WageLoad, related_name="runs")  # whose wage records it read
    swis = models.BooleanField(default=False)  # whether wage records of other States were among them

    class Meta:
        ordering = ("-brought_at", "id")
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "number"], name="one_run_a_number"),)

    def __str__(self) -> str:
        return f"outcome run {self.pk}"


@has_a_life
class OutcomeResult(Thing):
    """The counts of one measure of one program and award year from one run, and what became of them.

    Its life: preview (the institution looks at it and may ask for a correction), decided, published, superseded.
    """

    kind = "outcome_result"
    application = models.ForeignKey(Application, models.PROTECT, related_name="outcome_results")
    run = models.ForeignKey(OutcomeRun, models.PROTECT, related_name="results")
    submission = models.ForeignKey(DataSubmission, models.PROTECT, related_name="results")
    award_year = models.PositiveSmallIntegerField()
    metric = models.CharField(max_length=20)  # completion or placement
    cohort = models.PositiveIntegerField()
    excluded = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    numerator = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()
    result = models.CharField(max_length=20)  # met, not_met, pending or not_computable, as the run has it
    published_on = models.DateField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        ordering = ("-award_year", "metric", "id")
        constraints = (
            models.UniqueConstraint(fields=["run", "application", "award_year", "metric"], name="one_result_a_run"),
        )
        indexes = (models.Index(fields=["application", "award_year", "metric", "state"], name="results_of_a_program"),)

    def __str__(self) -> str:
        return f"outcome result {self.pk}"
