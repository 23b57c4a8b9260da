"""Participant records as an institution hands them in: the agreement they rest on, each version and its faults.

The records themselves stand encrypted in the vault under the submission's key, never in the database (policy 8.2, 8.4).
"""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Organisation, Person
from .record import Thing, has_a_life


@has_a_life
class DataAgreement(Thing):
    """A data-sharing agreement with an institution. Whether it is in force on a day is read, not stored."""

    kind = "data_agreement"
    jurisdiction = models.CharField(max_length=8)
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="data_agreements")
    parties = models.CharField(max_length=300)
    purpose = models.TextField()
    ferpa_basis = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField()  # last day

    class Meta:
        ordering = ("-starts_on", "id")
        indexes = (models.Index(fields=["institution", "state", "ends_on"], name="agreements_of_an_institution"),)

    def __str__(self) -> str:
        return f"data agreement {self.pk}"


@has_a_life
class DataSubmission(Thing):
    """One version of the participant records of one approved program for one award year.

    It holds everyone who entered or completed in the award year. `sha256` is that of the plain file; a run names it
    too.
    """

    kind = "data_submission"
    application = models.ForeignKey(Application, models.PROTECT, related_name="data_submissions")
    award_year = models.PositiveSmallIntegerField()  # the year it starts in
    number = models.PositiveSmallIntegerField()  # counts the versions of a program and award year from 1
    agreement = models.ForeignKey(DataAgreement, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)  # of the file as it came, made safe
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(null=True)
    rejected = models.PositiveIntegerField(null=True)
    warnings = models.PositiveIntegerField(null=True)
    participants = models.PositiveIntegerField(null=True)  # persons, each once
    enrolled = models.PositiveIntegerField(null=True)  # persons on the enrollment list, as the institution counts them
    purged_on = models.DateField(null=True)  # day on which the records were destroyed; the row stays

    class Meta:
        ordering = ("-award_year", "-number")
        constraints = (
            models.UniqueConstraint(fields=["application", "award_year", "number"], name="one_submission_a_number"),
        )

    def __str__(self) -> str:
        return f"data submission {self.pk}"


class SubmissionFault(models.Model):
    """A row that breaks a rule, or a warning: by row, the institution's own key and column. No value of a cell."""

    submission = models.ForeignKey(DataSubmission, models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()  # the header is row 1
    student_id = models.CharField(max_length=60, blank=True)
    column = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=60)
    level = models.CharField(max_length=10)  # error or warning
    message = models.CharField(max_length=500)

    class Meta:
        ordering = ("row", "id")
        indexes = (models.Index(fields=["submission", "level", "row"], name="faults_of_a_submission"),)

    def __str__(self) -> str:
        return f"fault {self.pk}"
