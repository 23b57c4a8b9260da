"""What every kept file has, whatever it is kept for. The bytes stand in the document store under their hash."""

from __future__ import annotations

import uuid

from django.db import models


class KeptFile(models.Model):
    """A file as it was received: its safe name, its type by content, its size and the SHA-256 of its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"
