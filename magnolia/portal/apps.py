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
        post_migrate.connect(_catch_up, sender=self)


def _lay_triggers(using: str, **_: Any) -> None:
    from . import search, triggers
    from .models import Event

    tables = connections[using].introspection.table_names()
    if Event._meta.db_table in tables:
        triggers.install(connections[using])
    for model in search.SOUGHT:
        if model._meta.db_table in tables:
            search.install(connections[using], model)


def _catch_up(using: str, **_: Any) -> None:
    """After the last migration, write what lists and searches repeat of cases that are older than they are."""
    from django.db.migrations.executor import MigrationExecutor

    from . import clock
    from .actions.publishing import publish
    from .actions.reviewing import queueing

    executor = MigrationExecutor(connections[using])
    if using == "default" and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        queueing.catch_up()
        publish.catch_up(clock.now())
