"""What is on record of wage records: under which agreement they may be used, and which loads there were. No wage."""

from __future__ import annotations

from django.db import models

from .people import Person
from .record import Thing, has_a_life


@has_a_life
class WageAgreement(Thing):
    """An agreement under which wage records may be matched. Whether it is in force on a day is read, not stored."""

    kind = "wage_agreement"
    jurisdiction = models.CharField(max_length=8)
    channel = models.CharField(max_length=10)  # a key of [channel] in results.toml: this State's own, or other States'
    parties = models.CharField(max_length=300)
    purpose = models.TextField()  # the permitted purpose, as the agreement has it
    starts_on = models.DateField()
    ends_on = models.DateField()  # last day

    class Meta:
        ordering = ("-starts_on", "id")

    def __str__(self) -> str:
        return f"wage agreement {self.pk}"


@has_a_life
class WageLoad(Thing):
    """Wage records of one quarter from one State as they were loaded where they are; a correction is another load."""

    kind = "wage_load"
    jurisdiction = models.CharField(max_length=8)
    number = models.PositiveIntegerField()  # counts the loads of a State from 1
    quarter = models.PositiveIntegerField()  # year * 4 + quarter, as policy.periods.Quarter has it
    source = models.CharField(max_length=2)  # the State that answered
    loaded_on = models.DateField()
    reference = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)  # of the file, or of the quarter in the store, as a run names it
    rows = models.PositiveBigIntegerField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    agreement = models.ForeignKey(WageAgreement, models.PROTECT, related_name="loads")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "number"], name="one_load_a_number"),)
        indexes = (models.Index(fields=["jurisdiction", "sha256"], name="loads_of_a_file"),)

    def __str__(self) -> str:
        return f"wage load {self.pk}"
