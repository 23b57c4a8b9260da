"""Changes of the law's numbers and of the holiday list, made in the portal."""

from __future__ import annotations

from django.db import models

from magnolia.policy.parameters import POLICY

from .people import Person
from .record import Thing, has_a_life


@has_a_life
class Amendment(Thing):
    """A change of one parameter, or of one term's wording, from a day on, by two administrators.

    One proposes it and the other adopts it. The key of a wording is "term:" with the id of the term; its value is the
    wording.
    """

    kind = "amendment"
    jurisdiction = models.CharField(max_length=8, db_index=True)
    key = models.CharField(max_length=80)
    layer = models.CharField(max_length=10)  # federal or state
    starts = models.DateField()
    value = models.CharField(max_length=2000)  # as typed; read back with the type of the parameter's own value
    cite = models.CharField(max_length=300)
    standing = models.CharField(max_length=30, default=POLICY)  # of the official text, or our own default
    confirmed = models.CharField(max_length=200, blank=True)  # who held it against the official text and when

    def __str__(self) -> str:
        return f"{self.key} from {self.starts.isoformat()}"


@has_a_life
class CalendarYear(Thing):
    """The holiday list of one year: computed from the statute until a person confirms it."""

    kind = "calendar_year"
    jurisdiction = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "year"], name="one_list_a_year"),)

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.year}"


class Closing(models.Model):
    """A day the State's offices are closed beside the statute's holidays, with its legal basis and who entered it."""

    calendar_year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="closings")
    day = models.DateField()
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=["calendar_year", "day"], name="one_closing_a_day"),)

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.name}"
