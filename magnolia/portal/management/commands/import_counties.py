"""Read which county belongs to which workforce ecosystem and local area into the portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from magnolia.policy.layers import jurisdictions
from magnolia.portal import clock
from magnolia.portal.actions.keeping.counties import BadCounties, import_counties
from magnolia.portal.actions.moves import Problem


class Command(BaseCommand):
    help = "Write the counties of a State anew from a CSV file. With any fault in the file nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the counties as CSV in UTF-8")
        parser.add_argument("--jurisdiction", required=True, choices=jurisdictions(), help="a State profile (ms)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_counties(options["file"], jurisdiction=options["jurisdiction"], at=clock.now())
        except BadCounties as problem:
            raise CommandError("\n".join(["Nothing was imported.", *problem.faults])) from None
        except Problem as problem:
            raise CommandError(f"Nothing was imported.\n{problem}") from None
        self.stdout.write(f"{done.counties} counties.")
        for name in done.unmatched:
            self.stdout.write(f"In no ecosystem: {name}.")
        for name in done.empty:
            self.stdout.write(f"Without a county: {name}.")
