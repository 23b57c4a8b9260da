"""Load the practice data into an empty database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from magnolia.policy.layers import jurisdictions
from magnolia.portal import clock
from magnolia.portal.demo.site import is_empty, load
from magnolia.portal.models import Organisation


class Command(BaseCommand):
    help = "Load fictive colleges, people and a case in every state into an empty database (practice mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jurisdiction", action="append", choices=jurisdictions(), help="a State profile (ms)")
        parser.add_argument("--quiet-if-loaded", action="store_true", help="say nothing when the data is there already")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Practice data goes only into a practice site: set MAGNOLIA_DEMO=yes.")
        if not is_empty() or Organisation.objects.exists():
            if not options["quiet_if_loaded"]:
                self.stdout.write("The database already holds data; nothing was loaded.")
            return
        for jurisdiction in options["jurisdiction"] or ["ms"]:
            load(jurisdiction, clock.now())
        self.stdout.write("Practice data loaded.")
