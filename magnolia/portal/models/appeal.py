"""An institution's appeal against a denial, or against the withdrawal of an approval."""

from __future__ import annotations

from django.db import models

from .application import Application
from .decision import Proof
from .record import Event, Thing, has_a_life


@has_a_life
class Appeal(Thing):
    """One written appeal; `filing` is the event it came with, of the application or of the approval it is against."""

    kind = "appeal"
    application = models.ForeignKey(Application, models.PROTECT, related_name="appeals")
    filing = models.OneToOneField(Event, models.PROTECT, related_name="appeal")
    challenged = models.TextField()  # the grounds that are challenged, one a line, in the words of the decision
    explanation = models.TextField()
    off_list = models.TextField(blank=True)  # why an occupation off the State's list should count
    evidence = models.CharField(max_length=300, blank=True)  # a reference, where no paper or more than one shows it
    proof = models.ForeignKey(Proof, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_title = models.CharField(max_length=120)
    filed_on = models.DateField()
    due = models.DateField()  # the last day to appeal, as it stood
    late = models.BooleanField()

    class Meta:
        ordering = ("filed_on", "filing__seq")

    def __str__(self) -> str:
        return f"appeal {self.pk}"
