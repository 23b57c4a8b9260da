"""`magnolia manage rescan`: scan stored files for malware again, with the signatures of today."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...actions.papers import quarantine, scanning
from ...actions.papers.clamd import CLEAN, INFECTED


class Command(BaseCommand):
    help = (
        "Scan every stored file for malware again. Exit status 1 where one is infected or could not be scanned. "
        "A file that could not be scanned again keeps the verdict it had."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--waiting", action="store_true", help="only those in quarantine")

    def handle(self, *args: Any, **options: Any) -> None:
        if not quarantine.is_on():
            raise CommandError("No scanner is configured: set MAGNOLIA_SCANNER.", returncode=2)
        if scanning.answers() is None:
            raise CommandError("The scanner does not answer. Nothing was scanned.", returncode=2)
        count: Counter[str] = Counter()
        for digest in sorted(scanning.waiting() if options["waiting"] else scanning.kept()):
            row = scanning.scan_again(digest)
            count[row.verdict] += 1
            if row.verdict != CLEAN:
                self.stderr.write(f"{row.sha256}: {row.verdict}: {row.found}")
        others = sum(count.values()) - count[CLEAN] - count[INFECTED]
        self.stdout.write(f"Files clean {count[CLEAN]}, infected {count[INFECTED]}, not scanned {others}.")
        if others or count[INFECTED]:
            sys.exit(1)
