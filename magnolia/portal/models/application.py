"""An institution's application: its facts as columns and rows, its signed declarations, its frozen filings."""

from __future__ import annotations

from django.db import models

from .cycle import Cycle
from .people import Organisation, Person
from .record import Event, LawText, Thing, has_a_life


@has_a_life
class Application(Thing):
    """One institution's request for one program and one award year."""

    kind = "application"
    jurisdiction = models.CharField(max_length=8)
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    award_year = models.PositiveSmallIntegerField()  # the year it starts in
    number = models.CharField(max_length=40, unique=True)
    program_name = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    submitted_at = models.DateTimeField(null=True)
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, related_name="applications")
    late = models.BooleanField(default=False)  # sent in after the deadline of its cycle
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")

    class Meta:
        indexes = (
            models.Index(fields=["jurisdiction", "state"]),
            models.Index(fields=["institution", "state"]),
        )

    def __str__(self) -> str:
        return self.number


class ProgramFacts(models.Model):
    """What the application says: who applies, and the facts of the program. Empty means not answered yet."""

    application = models.OneToOneField(Application, models.PROTECT, primary_key=True, related_name="facts")
    # Personal Details
    applicant_name = models.CharField(max_length=120, blank=True)
    applicant_title = models.CharField(max_length=120, blank=True)
    applicant_email = models.CharField(max_length=254, blank=True)
    applicant_phone = models.CharField(max_length=30, blank=True)
    applicant_authority = models.CharField(max_length=300, blank=True)
    opeid = models.CharField(max_length=8, blank=True)
    # Ground on which the program belongs to the State
    ground = models.CharField(max_length=20, blank=True)  # offered_in_state or serves_learners
    offered_at = models.CharField(max_length=200, blank=True)
    learners_in_state = models.PositiveIntegerField(null=True)
    # The program
    level = models.CharField(max_length=20, blank=True)
    cip_code = models.CharField(max_length=7, blank=True)
    measure = models.CharField(max_length=10, blank=True)
    hours = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    instructional_weeks = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    correspondence = models.BooleanField(null=True)
    study_abroad = models.BooleanField(null=True)
    direct_assessment = models.BooleanField(null=True)
    credential_name = models.CharField(max_length=200, blank=True)
    credential_kind = models.CharField(max_length=30, blank=True)
    credential_basis = models.CharField(max_length=300, blank=True)
    tuition = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    required_fees = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    anticipated_wage = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    wage_source = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"facts of {self.application_id}"


class Occupation(models.Model):
    """One occupation the program prepares for, by its SOC code."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="occupations")
    soc_code = models.CharField(max_length=7)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["application", "soc_code"], name="one_row_an_occupation"),)

    def __str__(self) -> str:
        return self.soc_code


class Signature(models.Model):
    """Signed declarations: the exact words, the typed name and title, the time. A later change of facts voids it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="signatures")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    at = models.DateTimeField()
    facts_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"signature {self.pk}"


class SignedDeclaration(models.Model):
    """One accepted declaration with a copy of its exact wording."""

    signature = models.ForeignKey(Signature, models.PROTECT, related_name="declarations")
    declaration = models.CharField(max_length=40)
    wording = models.TextField()

    def __str__(self) -> str:
        return self.declaration


class Filing(models.Model):
    """The application as it was sent: facts, documents by hash, the law it was judged under, what the rules said."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="filings")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    judged_on = models.DateField()
    law = models.ForeignKey(LawText, models.PROTECT, related_name="+")
    facts = models.JSONField()
    documents = models.JSONField()
    not_applicable = models.JSONField(default=dict)  # reasons by slot
    findings = models.JSONField()
    code_version = models.CharField(max_length=40)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["application", "place"], name="one_filing_a_place"),)

    def __str__(self) -> str:
        return f"filing {self.place} of {self.application_id}"
