"""Aid of a student that covers the cost of attendance, as the institution notes it under its own key."""

from __future__ import annotations

from django.db import models

from .application import Application
from .record import Thing, has_a_life


@has_a_life
class AidFlag(Thing):
    """That other aid covers a student's cost, and what was done. Nobody but the institution's own people sees it."""

    kind = "aid_flag"
    application = models.ForeignKey(Application, models.PROTECT, related_name="aid_flags")
    student_key = models.CharField(max_length=40)  # the institution's own, never a name or a Social Security number
    source = models.CharField(max_length=20)  # a word of policy/model/aid_flags.toml
    learned_on = models.DateField()
    last_on = models.DateField()  # the last disbursement of Pell, made or planned
    action = models.CharField(max_length=20, blank=True)
    acted_on = models.DateField(null=True)

    class Meta:
        ordering = ("last_on", "id")

    def __str__(self) -> str:
        return f"aid flag {self.pk}"
