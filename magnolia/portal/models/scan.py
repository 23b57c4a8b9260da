"""What the malware scanner said of the bytes that are kept. Rows are only added."""

from __future__ import annotations

from django.db import models

from .people import Person


class Scan(models.Model):
    """One look of the scanner at the bytes under a hash: when, with which signatures, and what it said.

    `found` is the name of what it found, or why the scan was not done. `by` sent the file, where somebody just did.
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()  # bytes
    at = models.DateTimeField()
    scanner = models.CharField(max_length=100, blank=True)
    signatures = models.CharField(max_length=100, blank=True)
    verdict = models.CharField(max_length=10)
    found = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"scan {self.pk}: {self.verdict}"
