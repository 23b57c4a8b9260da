"""What follows an approval: requests of the Secretary, lists to correct, yearly reports, waivers, cohort records."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from .application import Application
from .decision import Proof
from .people import Designation, Person
from .price import PublishedPrice
from .record import Thing, has_a_life


@has_a_life
class FederalRequest(Thing):
    """Documents the Secretary asked the institution for; open until one is attached."""

    kind = "federal_request"
    application = models.ForeignKey(Application, models.PROTECT, related_name="federal_requests")
    award_year = models.PositiveSmallIntegerField()
    wanted = models.CharField(max_length=300)
    reference = models.CharField(max_length=300, blank=True)
    asked_on = models.DateField()
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")  # what was sent
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("asked_on", "id")

    def __str__(self) -> str:
        return f"federal request {self.pk}"


@has_a_life
class CompleterList(Thing):
    """A list of completers the Secretary sent, which the institution may correct until a day. No student is kept."""

    kind = "completer_list"
    application = models.ForeignKey(Application, models.PROTECT, related_name="completer_lists")
    award_year = models.PositiveSmallIntegerField()
    received_on = models.DateField()
    reference = models.CharField(max_length=300)

    class Meta:
        ordering = ("received_on", "id")

    def __str__(self) -> str:
        return f"completer list {self.pk}"


class ListCorrection(models.Model):
    """One correction the institution sent to the Secretary, in words that name no student."""

    completer_list = models.ForeignKey(CompleterList, models.PROTECT, related_name="corrections")
    text = models.TextField()
    on = models.DateField()
    late = models.BooleanField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"correction {self.pk}"


class CohortRecord(models.Model):
    """What the Secretary published about the cohort of an amount: counts and shares, no student."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="cohort_records")
    award_year = models.PositiveSmallIntegerField()
    counted = models.PositiveIntegerField()
    excluded = models.PositiveIntegerField()
    undetermined = models.PositiveIntegerField()
    undetermined_rows = models.TextField(blank=True)  # their row numbers, with commas
    earnings_year = models.PositiveSmallIntegerField(null=True)  # calendar year of earnings and enrollment
    listed = models.PositiveIntegerField(null=True)  # persons on the final list
    pooled = models.PositiveIntegerField(null=True)  # with earlier years
    returned = models.PositiveIntegerField(null=True)  # earnings records that came back
    enrolled_then = models.PositiveIntegerField(null=True)  # at the time of the calculation (policy 8.7.1)
    enrolled_in_year = models.PositiveIntegerField(null=True)  # at any time of that calendar year (policy 12.6)
    outside_percent = models.DecimalField(max_digits=4, decimal_places=1, null=True)  # outside the institution's State
    notice = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("award_year", "id")

    def __str__(self) -> str:
        return f"cohort record {self.pk}"


@has_a_life
class YearlyReport(Thing):
    """What an institution reports of an approved program for one award year: completers, price or rates."""

    kind = "yearly_report"
    application = models.ForeignKey(Application, models.PROTECT, related_name="yearly_reports")
    award_year = models.PositiveSmallIntegerField()
    matter = models.CharField(max_length=20)  # completers, price or rates
    filed_on = models.DateField(null=True)
    faults = models.TextField(blank=True)  # of a list that was sent back: one row a line, no student
    rows = models.PositiveIntegerField(null=True)  # of the list that was taken
    sha256 = models.CharField(max_length=64, blank=True)  # of the list's bytes, which are not kept
    price = models.ForeignKey(PublishedPrice, models.PROTECT, null=True, related_name="+")
    reported_on = models.DateField(null=True)  # to the Secretary
    participants = models.PositiveIntegerField(null=True)
    completed = models.PositiveIntegerField(null=True)
    completers = models.PositiveIntegerField(null=True)
    employed = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=40, blank=True)  # which records showed employment
    paid: Decimal | None = None  # what a price report gives, while it is filed; the price itself is a dated row
    required_fees: Decimal | None = None

    class Meta:
        ordering = ("award_year", "matter")
        constraints = (
            models.UniqueConstraint(fields=["application", "award_year", "matter"], name="one_report_a_matter"),
        )

    def __str__(self) -> str:
        return f"{self.matter} of {self.award_year}"


class Exclusion(models.Model):
    """How many participants a report leaves out on one permitted ground."""

    report = models.ForeignKey(YearlyReport, models.PROTECT, related_name="exclusions")
    reason = models.CharField(max_length=30)
    persons = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["report", "reason"], name="one_exclusion_a_reason"),)

    def __str__(self) -> str:
        return self.reason


@has_a_life
class Waiver(Thing):
    """A waiver of the Secretary for one measure of one program and one award year, with its letter."""

    kind = "waiver"
    application = models.ForeignKey(Application, models.PROTECT, related_name="waivers")
    award_year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20)  # completion or placement
    scope = models.CharField(max_length=30)
    reason = models.TextField()
    letter = models.CharField(max_length=300, blank=True)
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")
    designation = models.ForeignKey(Designation, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("award_year", "measure", "id")

    def __str__(self) -> str:
        return f"waiver of {self.measure} for {self.award_year}"
