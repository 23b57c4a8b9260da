"""What a typed signature was put under: the statement that was agreed to and the exact text, with its SHA-256."""

from __future__ import annotations

from django.db import models

from .application import Application


class SignedText(models.Model):
    """The canonical text a person signed, never changed; `statement` is the sentence their name was typed under."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="signed_texts")
    statement = models.TextField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.sha256[:12]
