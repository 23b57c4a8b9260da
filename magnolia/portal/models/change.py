"""A change of an approved program: which facts, from what to what, why, signed by the institution."""

from __future__ import annotations

from django.db import models

from .application import Application
from .decision import Proof
from .people import Person
from .record import Thing, has_a_life


@has_a_life
class ProgramChange(Thing):
    """One notice of changed facts. Accepted, it becomes a new filing that the approval rests on."""

    kind = "program_change"
    application = models.ForeignKey(Application, models.PROTECT, related_name="program_changes")
    reason = models.TextField()
    reference = models.CharField(max_length=300, blank=True)
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_title = models.CharField(max_length=120)
    filed_on = models.DateField()

    class Meta:
        ordering = ("filed_on", "id")

    def __str__(self) -> str:
        return f"change of {self.application_id}"


class ChangedFact(models.Model):
    """One fact of a change, as the form names it, before and after."""

    change = models.ForeignKey(ProgramChange, models.PROTECT, related_name="facts")
    fact = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["change", "fact"], name="one_row_a_fact"),)

    def __str__(self) -> str:
        return self.fact
