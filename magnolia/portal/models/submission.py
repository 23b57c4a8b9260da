"""Participant records as an institution hands them in: the agreement they rest on, each version and its faults.

The records themselves stand encrypted in the vault under the submission's key, never in the database (policy 8.2, 8.4).
"""

from __future__ import annotations

import uuid

from django.db import models

from .application import Application
from .people import Organisation, Person
from .record import Thing, has_a_life
from .signed import SignedText


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
    faults_found = models.PositiveIntegerField(default=0)  # errors and warnings, also those that are not listed
    changes_found = models.PositiveIntegerField(default=0)  # rows that differ from the version before
    signed = models.ForeignKey(SignedText, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True)
    purged_on = models.DateField(null=True)  # day on which the records were destroyed; the row stays
    kept_until = models.DateField(null=True)  # last day of a hold: nothing destroys them before it is over
    kept_because = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ("-award_year", "-number")
        constraints = (
            models.UniqueConstraint(fields=["application", "award_year", "number"], name="one_submission_a_number"),
        )

    def __str__(self) -> str:
        return f"data submission {self.pk}"


class ProgramKey(models.Model):
    """The institution's own key (`program_id`) of an approved program, as its files name it."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="program_key")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    program_id = models.CharField(max_length=60)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["institution", "program_id"], name="one_program_a_key"),)

    def __str__(self) -> str:
        return self.program_id


class SubmissionProgress(models.Model):
    """How far the check of a submission is, for the page that waits; a check that was killed begins anew."""

    submission = models.OneToOneField(DataSubmission, models.CASCADE, related_name="progress")
    step = models.CharField(max_length=20)  # a word of [step] in records.toml
    begun_at = models.DateTimeField()
    at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=1)
    rows = models.PositiveIntegerField(null=True)  # read so far; None until the file is open

    def __str__(self) -> str:
        return f"{self.step} of {self.submission_id}"


class SubmissionChange(models.Model):
    """How a row differs from the version before: by row, the institution's own key and the columns. No value."""

    submission = models.ForeignKey(DataSubmission, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=10)  # a word of [change] in records.toml
    row = models.PositiveIntegerField(null=True)  # in this version; None for one that is no longer there
    row_before = models.PositiveIntegerField(null=True)
    student_id = models.CharField(max_length=60, blank=True)
    columns = models.CharField(max_length=600, blank=True)  # names, with commas

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"change {self.pk}"


class ExitProof(models.Model):
    """A person of the sample whose day of exit is proved: what it is, on what it rests, and where its proof is kept."""

    submission = models.ForeignKey(DataSubmission, models.CASCADE, related_name="exits")
    row = models.PositiveIntegerField()
    student_id = models.CharField(max_length=60, blank=True)
    exit_on = models.DateField(null=True)
    basis = models.CharField(max_length=20)  # a word of [exit] in records.toml
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("row",)

    def __str__(self) -> str:
        return f"exit {self.pk}"


class OwnStatement(models.Model):
    """What the institution itself says of each student of a version, beside the records. The latest one counts.

    The file stands in the vault under this key; the rows below hold only totals and students of whom the two differ.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(DataSubmission, models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()  # counts the statements of a version from 1
    name = models.CharField(max_length=200)  # of the file as it came, made safe
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)  # of the plain file
    rows = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    as_of = models.DateField(null=True)  # day on which windows were open or closed, and the law was read
    percent = models.DecimalField(max_digits=9, decimal_places=3, null=True)  # of normal time, as the law had it
    problem = models.CharField(max_length=500, blank=True)  # why it could not be held against the records
    differences_found = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["submission", "number"], name="one_statement_a_number"),)

    def __str__(self) -> str:
        return f"own statement {self.pk}"


class StatedTotal(models.Model):
    """How many students of a cohort have one answer or one measured quarter: by the statement, and by the records."""

    statement = models.ForeignKey(OwnStatement, models.CASCADE, related_name="totals")
    metric = models.CharField(max_length=20)  # completion or placement
    what = models.CharField(max_length=10, blank=True)  # Y, N or empty; or a quarter, YYYYQn
    stated = models.PositiveIntegerField()
    found = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"total {self.pk}"


class StatedDifference(models.Model):
    """A student of whom statement and records differ: by the rows of both and the institution's own key."""

    statement = models.ForeignKey(OwnStatement, models.CASCADE, related_name="differences")
    code = models.CharField(max_length=30)  # of [difference] in records.toml
    row = models.PositiveIntegerField(null=True)  # of the statement
    record_row = models.PositiveIntegerField(null=True)
    student_id = models.CharField(max_length=60, blank=True)
    stated = models.CharField(max_length=10, blank=True)
    found = models.CharField(max_length=10, blank=True)
    day = models.DateField(null=True)  # on which what the records give rests

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"difference {self.pk}"


class Destroyed(models.Model):
    """Proof that records were destroyed: what they were, when, by whom, and that nothing is left."""

    submission = models.OneToOneField(DataSubmission, models.PROTECT, related_name="destroyed")
    sha256 = models.CharField(max_length=64)  # of the plain file
    size = models.PositiveBigIntegerField()  # bytes of the plain file
    kept_size = models.PositiveBigIntegerField()  # bytes of the encrypted file that was overwritten and removed
    looked_at = models.DateTimeField()  # when the vault was looked through afterwards
    absent = models.BooleanField()  # whether nothing was found there
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"destroyed {self.submission_id}"


@has_a_life
class DataExclusion(Thing):
    """A person of a submission whom the institution leaves out of the rates on a ground; it counts once accepted."""

    kind = "data_exclusion"
    application = models.ForeignKey(Application, models.PROTECT, related_name="data_exclusions")
    submission = models.ForeignKey(DataSubmission, models.PROTECT, related_name="exclusions")
    row = models.PositiveIntegerField()
    student_id = models.CharField(max_length=60, blank=True)
    ground = models.CharField(max_length=30)  # a value of the column `exclusion`
    arose_on = models.DateField(null=True)
    days = models.PositiveIntegerField(null=True)  # of active service
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("row", "id")

    def __str__(self) -> str:
        return f"data exclusion {self.pk}"


class SubmissionFault(models.Model):
    """What is wrong with a file (row 0) or a row, or a warning: by row, own key and column. No value of a person."""

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
