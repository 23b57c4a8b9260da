"""How an outcome rate is verified, decided and published: steps, requests, notes, the document file, editions."""

from __future__ import annotations

from django.db import models

from .afterwards import Waiver
from .application import Application
from .decision import Proof
from .outcome import OutcomeResult
from .people import Person
from .record import LawText, Thing, has_a_life


class SignedStep(models.Model):
    """One step of the verification of a rate, signed off: what was shown, as it was shown."""

    result = models.ForeignKey(OutcomeResult, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=40)
    shown = models.TextField()  # the data used, a line each
    remark = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["result", "step"], name="one_signature_a_step"),)

    def __str__(self) -> str:
        return self.step


class RateDecision(models.Model):
    """What was decided of a rate, with everything it rests on, so that it can be computed again."""

    result = models.ForeignKey(OutcomeResult, models.PROTECT, related_name="decisions")
    place = models.PositiveSmallIntegerField()  # counts from 1; the last one stands
    outcome = models.CharField(max_length=20)  # met, not_met or not_computable
    numerator = models.PositiveIntegerField()  # with the sources the State counts beside wage records
    standard = models.DecimalField(max_digits=6, decimal_places=3)  # percent
    rule = models.CharField(max_length=20)  # of placement: ordinary, occupational or waived; empty for completion
    guidance = models.TextField()  # versions of the federal guidance that count for the award year, a line each
    law = models.ForeignKey(LawText, models.PROTECT, related_name="+")
    submission_sha256 = models.CharField(max_length=64)
    method_sha256 = models.CharField(max_length=64)
    rates_sha256 = models.CharField(max_length=64)
    waiver = models.ForeignKey(Waiver, models.PROTECT, null=True, related_name="+")
    exception = models.TextField(blank=True)  # a federal exception that is relied on
    citation = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["result", "place"], name="one_rate_decision_a_place"),)

    def __str__(self) -> str:
        return self.outcome


class RateNote(models.Model):
    """An assumption, exclusion, limit or matching problem behind a number, printed wherever the number is."""

    result = models.ForeignKey(OutcomeResult, models.PROTECT, related_name="notes")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    struck_on = models.DateField(null=True)
    struck_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    struck_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["result", "place"], name="one_note_a_place_of_a_rate"),)

    def __str__(self) -> str:
        return self.text


@has_a_life
class OutcomeRequest(Thing):
    """Something the reviewer asks for about a measure: documents, a follow-up review or a corrective action."""

    kind = "outcome_request"
    application = models.ForeignKey(Application, models.PROTECT, related_name="outcome_requests")
    result = models.ForeignKey(OutcomeResult, models.PROTECT, related_name="requests")  # the rate and data it is about
    way = models.CharField(max_length=20)  # documents, follow_up or corrective
    matter = models.CharField(max_length=30)
    wanted = models.TextField()
    due = models.DateField()
    asked_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")
    came_of_it = models.TextField(blank=True)  # the result, in words
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("asked_on", "id")

    def __str__(self) -> str:
        return f"outcome request {self.pk}"


@has_a_life
class OutcomeFile(Thing):
    """The document file of a program and award year: a slot for each kind of paper and figure."""

    kind = "outcome_file"
    application = models.ForeignKey(Application, models.PROTECT, related_name="outcome_files")
    award_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-award_year",)
        constraints = (models.UniqueConstraint(fields=["application", "award_year"], name="one_outcome_file_a_year"),)

    def __str__(self) -> str:
        return f"outcome file {self.award_year}"


class FileSlot(models.Model):
    """A slot of a document file that is no longer missing: present in words or as a paper, or not applicable."""

    file = models.ForeignKey(OutcomeFile, models.PROTECT, related_name="slots")
    slot = models.CharField(max_length=40)
    applies = models.BooleanField(default=True)
    says = models.TextField()  # the figures or where they are; why it does not apply
    derived = models.BooleanField(default=False)  # taken from the record
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["file", "slot"], name="one_entry_a_slot"),)

    def __str__(self) -> str:
        return self.slot


class RateEdition(models.Model):
    """The rates of an award year as they were published at one time. Never changed: a later one is another row."""

    jurisdiction = models.CharField(max_length=8)
    award_year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()  # counts the editions of a State and award year from 1
    at = models.DateTimeField()
    least = models.PositiveIntegerField()  # fewest persons that a figure of it stands for

    class Meta:
        ordering = ("award_year", "number")
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "award_year", "number"], name="one_edition_a_number"),
        )

    def __str__(self) -> str:
        return f"edition {self.number} of {self.award_year}"


class EditionRow(models.Model):
    """One program and measure in an edition, or the total of a measure. Figures are empty where they are withheld."""

    edition = models.ForeignKey(RateEdition, models.PROTECT, related_name="rows")
    metric = models.CharField(max_length=20)
    result = models.ForeignKey(OutcomeResult, models.PROTECT, null=True, related_name="+")  # None: the total
    outcome = models.CharField(max_length=20, blank=True)
    rule = models.CharField(max_length=20, blank=True)
    denominator = models.PositiveIntegerField(null=True)
    numerator = models.PositiveIntegerField(null=True)
    withheld = models.CharField(max_length=20, blank=True)  # small or protecting; empty where the figures are shown

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["edition", "metric", "result"], name="one_row_a_result"),)
        indexes = (models.Index(fields=["result", "edition"], name="editions_of_a_result"),)

    def __str__(self) -> str:
        return f"row {self.pk}"
