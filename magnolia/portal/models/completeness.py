"""The completeness check as rows: what a person confirmed, and what they read in the institution's papers."""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Person


class CompletenessAnswer(models.Model):
    """One confirmation of one check, answered yes or no; `item` is a key of policy/model/completeness.toml."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="completeness_answers")
    check_number = models.PositiveSmallIntegerField()  # counts how often the filing came to the check
    item = models.CharField(max_length=60)
    confirmed = models.BooleanField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["application", "check_number", "item"], name="one_answer_an_item"),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.confirmed}"


class PaperReading(models.Model):
    """What a paper says of a fact, as the analyst read it; compared with what the form says."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="paper_readings")
    check_number = models.PositiveSmallIntegerField()
    fact = models.CharField(max_length=40)
    slot = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["application", "check_number", "fact", "slot"], name="one_reading_a_fact"),
        )

    def __str__(self) -> str:
        return f"{self.fact} in {self.slot}"
