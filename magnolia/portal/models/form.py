"""Versions of the application form, each kept once by its content, numbered in the order they came into use."""

from __future__ import annotations

from django.db import models


class FormVersion(models.Model):
    """What was asked from a moment on. Drafts and filings name the version they were made with."""

    jurisdiction = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    text = models.TextField()
    since = models.DateTimeField()

    class Meta:
        ordering = ("jurisdiction", "number")
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "number"], name="one_form_a_number"),
            models.UniqueConstraint(fields=["jurisdiction", "hash"], name="one_number_a_form"),
        )

    def __str__(self) -> str:
        return f"form {self.number} of {self.jurisdiction}"
