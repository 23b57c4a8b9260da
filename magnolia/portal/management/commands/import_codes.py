"""Load an official list of codes into the portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from magnolia.policy.code_lists import kinds
from magnolia.portal import clock
from magnolia.portal.actions.keeping.code_files import BadCodeFile, load


class Command(BaseCommand):
    help = (
        "Load CIP codes, SOC codes or the crosswalk between them (CSV). With any fault in the file nothing is loaded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(kinds()), help="cip, soc or cip_soc (the crosswalk)")
        parser.add_argument("file", type=Path, help="the list as CSV in UTF-8")
        parser.add_argument("--edition", default="", help="its edition, where it is not the usual one")
        parser.add_argument("--source", default="", help="who published it, where that is not the usual publisher")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name: options[name].strip() for name in ("edition", "source")}
        try:
            done = load(options["kind"], options["file"], at=clock.now(), **given)
        except BadCodeFile as problem:
            raise CommandError(f"Nothing was loaded.\n{problem}") from None
        loaded, label = done.list, kinds()[options["kind"]].label
        words = f"{label} {loaded.edition}: {loaded.rows:,} rows, SHA-256 {loaded.sha256}."
        self.stdout.write(f"Loaded. {words}" if done.new else f"This file is in use already; nothing changed. {words}")
