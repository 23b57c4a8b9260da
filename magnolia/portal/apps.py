"""The one Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "magnolia.portal"
    label = "portal"
    verbose_name = "Magnolia"

    def ready(self) -> None:
        post_migrate.connect(_lay_triggers, sender=self)


def _lay_triggers(using: str, **_: Any) -> None:
    from . import search, triggers
    from .models import Event, Listing

    tables = connections[using].introspection.table_names()
    if Event._meta.db_table in tables:
        triggers.install(connections[using])
    if Listing._meta.db_table in tables:
        search.install(connections[using])
