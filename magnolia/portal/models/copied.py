"""What a draft took over from an earlier application, until somebody says that it is still true."""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Person


class CopiedAnswer(models.Model):
    """One copied answer by its question, `slot.` with a place for documents, or `reason.` with why one is empty."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="copied_answers")
    name = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["application", "name"], name="one_copy_an_answer"),)

    def __str__(self) -> str:
        return self.name
