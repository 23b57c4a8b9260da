"""The public list as it is searched: one row for each posted approval, written by actions/publishing alone."""

from __future__ import annotations

from django.db import models

from .decision import Approval

FILTERS = ("federal", "credential_kind", "weeks", "ended_on")


class Listing(models.Model):
    """What the public list shows of an approval. Everything here is taken from the case and can be written anew."""

    approval = models.OneToOneField(Approval, models.PROTECT, related_name="listing")
    jurisdiction = models.CharField(max_length=8)
    number = models.CharField(max_length=40, unique=True)
    program_name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=80)  # the name as it is sorted
    institution_name = models.CharField(max_length=200)
    city = models.CharField(max_length=100, blank=True)
    offered_at = models.CharField(max_length=200, blank=True)
    credential_name = models.CharField(max_length=200, blank=True)
    credential_kind = models.CharField(max_length=30, blank=True)
    cip_code = models.CharField(max_length=7, blank=True)
    soc_codes = models.JSONField(default=list)
    sectors = models.JSONField(default=list)
    ecosystems = models.JSONField(default=list)  # in words
    length = models.CharField(max_length=60, blank=True)  # in words: 480 clock hours
    weeks = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    award_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=30)  # of the State's approval
    federal = models.CharField(max_length=30)  # of the federal filing
    approved_on = models.DateField()
    ended_on = models.DateField(null=True)  # from this day the State's approval no longer counts
    federal_on = models.DateField(null=True)
    federal_ends_on = models.DateField(null=True)  # from this day the Secretary's approval no longer counts
    changed_at = models.DateTimeField()
    code_titles = models.JSONField(default=dict)  # official titles of its codes as they were posted, by code
    shown = models.JSONField(default=dict)  # each fact in words as it stands now; see posted_facts.py
    words = models.TextField()  # every word it is found by, with a space around each; see search.py

    class Meta:
        ordering = ("name_key", "id")
        indexes = (
            # The orders of the list; with the key, so that what was found is looked up along them without a row.
            models.Index(fields=["jurisdiction", "name_key"], include=["id"], name="listed_by_name_key"),
            models.Index(fields=["jurisdiction", "state", "name_key"]),
            models.Index(fields=["jurisdiction", "ended_on"]),
            # With every other filter behind it, so that a count of several together opens no row.
            *(
                models.Index(
                    fields=["jurisdiction", first, "name_key", *(name for name in FILTERS if name != first)],
                    include=["id"],
                    name=f"listed_by_{first}",
                )
                for first in ("institution_name", *FILTERS)
                if first != "ended_on"
            ),
            models.Index(
                fields=["jurisdiction", "-approved_on", "name_key"], include=["id"], name="listed_by_approved_on"
            ),
            models.Index(fields=["jurisdiction", "changed_at"]),
        )

    def __str__(self) -> str:
        return self.number


class PostedChange(models.Model):
    """A fact that a posted program said otherwise before. Lines are only added: what was posted is not forgotten."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="posted_changes")
    at = models.DateTimeField()
    fact = models.CharField(max_length=40)  # its name in listing.toml
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "id")

    def __str__(self) -> str:
        return f"{self.fact} of {self.approval_id}"


class ListedSector(models.Model):
    """A sector of a posted program, for the choices of the filter."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="listed_sectors")
    jurisdiction = models.CharField(max_length=8)
    name = models.CharField(max_length=200)

    class Meta:
        indexes = (models.Index(fields=["jurisdiction", "name"]),)

    def __str__(self) -> str:
        return self.name
