"""What an approved program costs, day by day, and what is asked and confirmed about it beside an amount."""

from __future__ import annotations

from django.db import models

from .application import Application
from .change import ProgramChange
from .decision import Proof
from .people import Person
from .record import Thing, has_a_life


@has_a_life
class PublishedPrice(Thing):
    """Published tuition and required fees from a day on: the one source of a price after the approval.

    Before its first row the price is that of the filing the approval was given on; see actions/afterwards/prices.py.
    """

    kind = "published_price"
    application = models.ForeignKey(Application, models.PROTECT, related_name="published_prices")
    tuition = models.DecimalField(max_digits=9, decimal_places=2)
    fees = models.DecimalField(max_digits=9, decimal_places=2)
    from_day = models.DateField()  # first day on which it is charged
    published_on = models.DateField()
    reference = models.CharField(max_length=300, blank=True)
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")
    change = models.ForeignKey(ProgramChange, models.PROTECT, null=True, related_name="+")  # the notice that gave it
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("from_day", "recorded_at")

    def __str__(self) -> str:
        return f"price {self.pk}"


@has_a_life
class FederalReport(Thing):
    """What the institution reported to the Secretary for one award year, one item of the checklist, with its proof."""

    kind = "federal_report"
    application = models.ForeignKey(Application, models.PROTECT, related_name="federal_reports")
    award_year = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=30)  # see earnings.toml, reported
    reported_on = models.DateField()
    reference = models.CharField(max_length=300, blank=True)
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("award_year", "item", "id")

    def __str__(self) -> str:
        return f"{self.item} of {self.award_year}"


@has_a_life
class PriceRequest(Thing):
    """Documents the State asked for that show the price is at or below the Secretary's amount."""

    kind = "price_request"
    application = models.ForeignKey(Application, models.PROTECT, related_name="price_requests")
    award_year = models.PositiveSmallIntegerField()
    wanted = models.CharField(max_length=300)
    asked_on = models.DateField()
    due = models.DateField()
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("due", "id")

    def __str__(self) -> str:
        return f"price request {self.pk}"


@has_a_life
class EarningsReview(Thing):
    """The State's review of one program and award year against the Secretary's amount: eight confirmations."""

    kind = "earnings_review"
    application = models.ForeignKey(Application, models.PROTECT, related_name="earnings_reviews")
    award_year = models.PositiveSmallIntegerField()
    evidence = models.TextField(blank=True)  # what was looked at and where it is kept
    compared = models.TextField(blank=True)  # the sentence of the rule when the review was closed

    class Meta:
        ordering = ("award_year", "id")
        constraints = (
            models.UniqueConstraint(fields=["application", "award_year"], name="one_earnings_review_a_year"),
        )

    def __str__(self) -> str:
        return f"earnings review of {self.award_year}"


class EarningsConfirmation(models.Model):
    """One of the eight: confirmed by a person, or set aside by the rule because no amount exists."""

    review = models.ForeignKey(EarningsReview, models.PROTECT, related_name="confirmations")
    item = models.CharField(max_length=30)
    answer = models.CharField(max_length=20)  # confirmed, not_available or skipped; the last two by the rule alone

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["review", "item"], name="one_earnings_confirmation_an_item"),)

    def __str__(self) -> str:
        return self.item
