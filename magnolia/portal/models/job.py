"""Which job a completer has, as far as it is known: the match of the wage records and what others said beside it.

A completer stands here by the institution's own key. No name, no number of a person and no wage.
"""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Person
from .record import Thing, has_a_life


class JobRecord(models.Model):
    """One completer of a program and award year, and whether wage records matched in the measured quarter."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="jobs")
    award_year = models.PositiveSmallIntegerField()
    student_id = models.CharField(max_length=60)
    quarter = models.PositiveIntegerField()  # as year * 4 + quarter
    matched = models.BooleanField()

    class Meta:
        ordering = ("award_year", "student_id")
        constraints = (
            models.UniqueConstraint(fields=["application", "award_year", "student_id"], name="one_job_a_completer"),
        )

    def __str__(self) -> str:
        return f"job {self.pk}"


class JobSource(models.Model):
    """What one source said of a completer's job. What it did not say is empty and is never guessed."""

    job = models.ForeignKey(JobRecord, models.PROTECT, related_name="sources")
    source = models.CharField(max_length=20)  # see placing.toml, source
    soc_code = models.CharField(max_length=7, blank=True)
    naics = models.CharField(max_length=6, blank=True)
    started_on = models.DateField(null=True)
    employed = models.BooleanField(null=True)
    confidence = models.CharField(max_length=20, blank=True)  # see placing.toml, confidence
    responder = models.CharField(max_length=200, blank=True)  # who of the employer answered, in which capacity
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.source} on job {self.job_id}"


@has_a_life
class EmployerLink(Thing):
    """One question to one employer about one completer, under an address whose secret is kept as its SHA-256 alone.

    `sealed` is the completer's name, encrypted; it is destroyed when the answer comes or the link ends.
    """

    kind = "employer_link"
    application = models.ForeignKey(Application, models.PROTECT, related_name="employer_links")
    job = models.ForeignKey(JobRecord, models.PROTECT, related_name="links")
    employer = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    asked_on = models.DateField()
    due = models.DateField()  # last day on which it can be answered
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_on", "id")

    def __str__(self) -> str:
        return f"employer link {self.pk}"
