"""Recommendation, determination, conditions, and the two approvals that follow: the State's and the Secretary's."""

from __future__ import annotations

from django.db import models

from .application import Application, Filing
from .evidence import Document
from .files import KeptFile
from .people import Designation, Person
from .record import Deadline, Event, Thing, has_a_life
from .signed import SignedText


class Recommendation(models.Model):
    """The director's word to the Governor on one application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="recommendations")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=30)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    on = models.DateField()
    signed = models.OneToOneField(SignedText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("round",)
        constraints = (models.UniqueConstraint(fields=["application", "round"], name="one_recommendation_a_round"),)

    def __str__(self) -> str:
        return f"{self.outcome} on {self.application_id}"


class Determination(models.Model):
    """The State's determination: outcome, basis, who made it and under which designation, on which filing."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="determinations")
    event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="+")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=30)
    basis = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    designation = models.ForeignKey(Designation, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_title = models.CharField(max_length=120)
    on = models.DateField()
    signed = models.OneToOneField(SignedText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.outcome} on {self.application_id}"


@has_a_life
class HeldDetermination(Thing):
    """A determination signed now and released on a later day. What was signed stands in the signed text alone."""

    kind = "held_determination"
    application = models.ForeignKey(Application, models.PROTECT, related_name="held_determinations")
    signed = models.OneToOneField(SignedText, models.PROTECT, related_name="held")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    release_on = models.DateField()

    class Meta:
        ordering = ("-signed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="held"), name="one_held_determination_a_case"
            ),
        )
        indexes = (models.Index(fields=["state", "release_on"]),)

    def __str__(self) -> str:
        return f"held determination {self.pk}"


class Ground(models.Model):
    """A ground of a denial: an unmet criterion with its finding, or documentation that was lacking."""

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="grounds")
    kind = models.CharField(max_length=20)  # criterion or documentation
    question = models.CharField(max_length=40, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.question or self.kind


class Condition(models.Model):
    """A condition of a result: blocking ones are closed before certification, standing ones are printed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="conditions")
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="conditions")
    blocking = models.BooleanField()
    kind = models.CharField(max_length=20, default="condition")  # condition, limitation or documentation
    text = models.TextField()
    due = models.DateField(null=True)
    deadline = models.OneToOneField(Deadline, models.PROTECT, null=True, related_name="condition")
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closing_note = models.CharField(max_length=500, blank=True)
    closed_with = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")  # the paper that shows it

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"condition {self.pk}"

    @property
    def slot(self) -> str:
        """The place that papers sent for it go to."""
        return f"condition-{self.pk}"


class Certification(models.Model):
    """The Governor's or a designee's signature under the certification, with the State's approval date."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="certification")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    designation = models.ForeignKey(Designation, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_title = models.CharField(max_length=120)
    on = models.DateField()
    signed_at = models.DateTimeField()
    capacity = models.CharField(max_length=300, default="")
    intent = models.CharField(max_length=300, default="")
    other_information = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"certification of {self.application_id}"


class Agreed(models.Model):
    """A standing agreement that was ticked with a certification, in its exact words."""

    certification = models.ForeignKey(Certification, models.PROTECT, related_name="agreements")
    agreement = models.CharField(max_length=40)
    wording = models.TextField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["certification", "agreement"], name="one_agreement_a_time"),)

    def __str__(self) -> str:
        return self.agreement


class Package(models.Model):
    """What was signed: the canonical text of the certification package with its SHA-256, never changed."""

    certification = models.OneToOneField(Certification, models.PROTECT, primary_key=True, related_name="package")
    number = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.number


class ExhibitChoice(models.Model):
    """A kind of papers that goes along with the package, by the State's choice."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="exhibits")
    kind = models.CharField(max_length=40)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["application", "kind"], name="one_exhibit_a_kind"),)

    def __str__(self) -> str:
        return self.kind


@has_a_life
class Approval(Thing):
    """The State's approval of a program, as posted. What it shows comes from the filing it rests on."""

    kind = "approval"
    jurisdiction = models.CharField(max_length=8)
    application = models.OneToOneField(Application, models.PROTECT, related_name="approval")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="+")
    institution_name = models.CharField(max_length=200)
    program_name = models.CharField(max_length=200)
    approved_on = models.DateField()
    ends_on = models.DateField(null=True)  # from this day it no longer counts
    award_year = models.PositiveSmallIntegerField()

    class Meta:
        indexes = (models.Index(fields=["jurisdiction", "state", "program_name"]),)

    def __str__(self) -> str:
        return f"approval of {self.application_id}"


class Proof(KeptFile):
    """A paper that shows a step after the certification, such as a federal confirmation or the ground of an end."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="proofs")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)

    def __str__(self) -> str:
        return f"proof {self.pk}"


class Ending(models.Model):
    """Why and from when the State's approval no longer counts: withdrawn or removed, on what ground, signed by whom."""

    approval = models.OneToOneField(Approval, models.PROTECT, related_name="ending")
    cause = models.CharField(max_length=30)
    source = models.CharField(max_length=20)  # whose action it was
    reason = models.TextField()
    effective_on = models.DateField()
    reference = models.CharField(max_length=300, blank=True)
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    designation = models.ForeignKey(Designation, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_title = models.CharField(max_length=120)
    on = models.DateField()

    def __str__(self) -> str:
        return f"end of {self.approval_id}"


@has_a_life
class FederalFiling(Thing):
    """The institution's filing with the U.S. Department of Education and the Secretary's own decision."""

    kind = "federal_filing"
    application = models.OneToOneField(Application, models.PROTECT, related_name="federal_filing")
    filed_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)  # from this day the Secretary's approval no longer counts
    step_on = models.DateField(null=True)  # day of the last step
    evidence = models.CharField(max_length=300, blank=True)  # reference of the last step
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")  # paper of the last step

    def __str__(self) -> str:
        return f"federal filing of {self.application_id}"
