"""Read the federal directory of institutions into the portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from magnolia.policy.layers import jurisdictions
from magnolia.portal import clock
from magnolia.portal.actions.keeping.directory import BadDirectory, import_institutions


class Command(BaseCommand):
    help = "Add or update institutions from the IPEDS directory (CSV). With any fault in the file nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the directory as CSV in UTF-8")
        parser.add_argument("--jurisdiction", required=True, choices=jurisdictions(), help="a State profile (ms)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_institutions(options["file"], jurisdiction=options["jurisdiction"], at=clock.now())
        except BadDirectory as problem:
            raise CommandError(f"Nothing was imported.\n{problem}") from None
        self.stdout.write(f"{len(done.added)} added, {len(done.changed)} changed, {len(done.unchanged)} unchanged.")
        for name in done.left_out:
            self.stdout.write(f"Left out: {name} is an administrative unit, not an institution.")
