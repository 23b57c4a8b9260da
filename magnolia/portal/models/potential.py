"""Existing short-term programs that may qualify one day: the State's working list, and the files it is loaded from."""

from __future__ import annotations

from django.db import models

from .files import KeptFile
from .people import Organisation, Person
from .record import Thing, has_a_life


@has_a_life
class PotentialProgram(Thing):
    """A program that a college offers now. Being listed says nothing of any approval.

    Whether it stands on the public list also hangs on the law's hours and weeks of the day; that is read, never stored.
    """

    kind = "potential_program"
    jurisdiction = models.CharField(max_length=8)
    institution = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # where it is registered
    institution_name = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    offered_as = models.CharField(max_length=12, blank=True)  # a word of potential.toml
    hours = models.DecimalField(max_digits=7, decimal_places=2)  # clock hours
    weeks = models.DecimalField(max_digits=5, decimal_places=2)  # of instruction
    cost = models.DecimalField(max_digits=9, decimal_places=2, null=True)  # dollars a student pays
    notes = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)  # by which it is found, see search.py
    key = models.CharField(max_length=420, db_index=True)  # college and program, folded: the same program is one entry

    class Meta:
        ordering = ("institution_name", "name", "id")
        indexes = (models.Index(fields=["jurisdiction", "state", "name"], name="potential_of_a_state"),)

    def __str__(self) -> str:
        return f"potential program {self.pk}"


@has_a_life
class ProgramFile(Thing, KeptFile):
    """A file of such programs: read on trial first, and loaded when a person keeps it."""

    kind = "program_file"
    jurisdiction = models.CharField(max_length=8)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-added_at", "id")

    def __str__(self) -> str:
        return f"file {self.pk} of potential programs"
