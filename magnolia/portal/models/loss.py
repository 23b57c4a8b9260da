"""Programs that lost their eligibility or were stopped, and what a person decided about programs that resemble them."""

from __future__ import annotations

from django.db import models

from .application import Application
from .decision import Approval
from .people import Organisation, Person
from .record import Thing, has_a_life


@has_a_life
class Loss(Thing):
    """A lost or stopped program of an institution, approved here or not, with its facts as they were then.

    Days are typed from the federal notice and never computed; without one, what resembles the program is held.
    """

    kind = "loss"
    jurisdiction = models.CharField(max_length=8)
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="losses")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="losses")
    program_name = models.CharField(max_length=200)
    cip_code = models.CharField(max_length=7)
    soc_codes = models.CharField(max_length=200)  # 51-4121;51-4122
    credential_name = models.CharField(max_length=200, blank=True)
    outline = models.TextField(blank=True)  # one part of the program a line
    ground = models.CharField(max_length=30)
    lost_on = models.DateField(null=True)  # first day without eligibility
    stopped_on = models.DateField(null=True)  # day on which the institution discontinued it
    notice = models.CharField(max_length=300)  # the federal notice or section it rests on
    # A request to come back on price, as the institution made it
    asked_year = models.PositiveSmallIntegerField(null=True)
    asked_total = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    permission = models.CharField(max_length=300, blank=True)  # reference of the federal permission
    restored_on = models.DateField(null=True)

    class Meta:
        ordering = ("program_name", "id")
        indexes = (models.Index(fields=["institution", "state"], name="losses_of_an_institution"),)

    def __str__(self) -> str:
        return f"loss {self.pk}"


class Clearance(models.Model):
    """A person's reasons why an application may go on although it resembles a lost program."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="clearances")
    lost = models.UUIDField()  # the loss, or the approval whose end stands for one
    program_name = models.CharField(max_length=200)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["application", "lost"], name="one_clearance_a_loss"),)

    def __str__(self) -> str:
        return f"clearance {self.pk}"


class Liability(models.Model):
    """A liability the Secretary assessed after a loss, as the notice reports it. Nothing of it is worked out here."""

    loss = models.ForeignKey(Loss, models.PROTECT, related_name="liabilities")
    award_year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=11, decimal_places=2)
    notice = models.CharField(max_length=300)
    dated = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("dated", "id")

    def __str__(self) -> str:
        return f"liability {self.pk}"
