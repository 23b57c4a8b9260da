"""A file on its way: sent in parts, which lie in a folder until the last one came."""

from __future__ import annotations

import uuid

from django.db import models

from .application import Application
from .people import Person


class Sending(models.Model):
    """One file that one person sends in parts for a place of an application. Gone once it is added, or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    slot = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()  # bytes, announced
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()  # when a part came

    class Meta:
        ordering = ("started_at",)

    def __str__(self) -> str:
        return f"sending {self.pk}"
