"""The published description of a State's process, version by version, and the reviews of its method and list."""

from __future__ import annotations

from django.db import models

from .record import LawText, Thing, has_a_life


@has_a_life
class ProcessVersion(Thing):
    """One version of the description. Published, it is frozen in `frozen`, and `number` counts from 1 in its State."""

    kind = "process_version"
    jurisdiction = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField(null=True)  # null: not published yet
    published_on = models.DateField(null=True)  # the State's day
    list_address = models.CharField(max_length=300, blank=True)  # where the list is: https://… or a page of this site
    frozen = models.ForeignKey(LawText, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "number"], name="one_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.number or 'draft'}"


class ProcessText(models.Model):
    """What one part of a version says, while it is written; a part without words has no row."""

    process_version = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="texts")
    part = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["process_version", "part"], name="one_text_a_part"),)

    def __str__(self) -> str:
        return self.part


@has_a_life
class MethodologyReview(Thing):
    """A review of the State's method and list: its day, what came of it, and the State Plan it went with."""

    kind = "methodology_review"
    jurisdiction = models.CharField(max_length=8, db_index=True)
    held_on = models.DateField()
    outcome = models.TextField()
    plan_event = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.held_on.isoformat()}"
