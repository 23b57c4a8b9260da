"""Where labor market data comes from: each source with its latest export, and what the columns of its exports mean."""

from __future__ import annotations

from django.db import models

from .files import KeptFile
from .record import Thing, has_a_life


@has_a_life
class LaborSource(Thing, KeptFile):
    """A source of labor market data: the export that was sent last, and its mapping, which is proposed for the next."""

    kind = "labor_source"
    jurisdiction = models.CharField(max_length=8)
    title = models.CharField(max_length=80)
    wage_per = models.CharField(max_length=4, blank=True)  # hour or year; empty where no wage is taken
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("title",)
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "title"], name="one_source_a_title"),)

    def __str__(self) -> str:
        return f"labor source {self.pk}"


class SourceRule(models.Model):
    """One line of a mapping, of a kind of labor_sources.py: `columns`, `fixed`, `absent`, `meanings` and so on.

    `column` is one of the labor file, and of the export for `only`; `cell` a cell or column of the export; `value` a
    cell of the labor file.
    """

    source = models.ForeignKey(LaborSource, models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=10)
    column = models.CharField(max_length=100, blank=True)
    cell = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["source", "kind", "column", "cell"], name="one_rule_a_cell"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.column}"
