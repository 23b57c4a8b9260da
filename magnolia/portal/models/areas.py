"""The counties of a State, each with its local workforce development area and its workforce ecosystem."""

from __future__ import annotations

from django.db import models

from .record import Thing, has_a_life


@has_a_life
class CountyList(Thing):
    """The State's list of its counties as it was loaded last, under the name and SHA-256 of its file; one a State."""

    kind = "county_list"
    jurisdiction = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"counties of {self.jurisdiction}"


class County(models.Model):
    """One county. `ecosystem` is a choice of the form, empty while nobody has said which; `source` says who did."""

    jurisdiction = models.CharField(max_length=8)
    fips = models.CharField(max_length=5)
    name = models.CharField(max_length=60)
    local_area = models.CharField(max_length=100)
    ecosystem = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "fips"], name="one_row_a_county"),
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="one_county_a_name"),
        )

    def __str__(self) -> str:
        return self.name
