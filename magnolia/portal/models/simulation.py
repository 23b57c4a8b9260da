"""A simulation of a change of the law: what past and open cases would have come out as, who asked, on which law."""

from __future__ import annotations

import uuid

from django.db import models

from .application import Application, Filing
from .people import Person


class Simulation(models.Model):
    """One simulation run. How far it is stands in its row, so that another worker goes on where one was killed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jurisdiction = models.CharField(max_length=8)
    key = models.CharField(max_length=80)
    layer = models.CharField(max_length=10)  # federal or state
    starts = models.DateField()
    value = models.CharField(max_length=60)  # as typed
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    law_state = models.CharField(max_length=64)  # hash of the law as it stood when it was asked
    filings = models.PositiveIntegerField(default=0)  # to look at
    drafts = models.PositiveIntegerField(default=0)
    looked_filings = models.PositiveIntegerField(default=0)
    looked_drafts = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)  # the change could not have been law on their day
    last_filing = models.BigIntegerField(default=0)  # how far it is
    last_draft = models.CharField(max_length=40, blank=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)  # why it ended without a result

    class Meta:
        ordering = ("-asked_at", "id")
        indexes = (models.Index(fields=["jurisdiction", "key", "starts"], name="simulation_of_change"),)

    def __str__(self) -> str:
        return f"simulation of {self.key} from {self.starts.isoformat()}"


class SimulatedChange(models.Model):
    """One finding that would have come out differently; without a filing it is of a draft as it stood."""

    simulation = models.ForeignKey(Simulation, models.PROTECT, related_name="changes")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="+")
    day = models.DateField()  # whose law judges it
    criterion = models.CharField(max_length=60)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    sentence_before = models.TextField()
    sentence_after = models.TextField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["simulation", "criterion"], name="simulation_by_criterion"),)

    def __str__(self) -> str:
        return f"{self.criterion}: {self.before} to {self.after}"
