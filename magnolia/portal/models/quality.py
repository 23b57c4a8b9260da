"""Whether a program is high-quality career and technical education: questions, each with its evidence, and the mark."""

from __future__ import annotations

from django.db import models

from .application import Application
from .record import Thing, has_a_life


@has_a_life
class QualityReview(Thing):
    """One review a case; the mark is its state."""

    kind = "quality_review"
    application = models.OneToOneField(Application, models.PROTECT, related_name="quality_review")

    def __str__(self) -> str:
        return f"quality review of {self.application_id}"


class QualityAnswer(models.Model):
    """The answer to one question; without one there is no row."""

    review = models.ForeignKey(QualityReview, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=20)  # of occupation_lists.toml
    yes = models.BooleanField(null=True)
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["review", "question"], name="one_answer_a_quality"),)

    def __str__(self) -> str:
        return self.question
