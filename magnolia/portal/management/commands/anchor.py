"""Cover the heads of all cases with one hash."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from magnolia.policy.layers import jurisdictions
from magnolia.portal import clock
from magnolia.portal.actions.recording import record


class Command(BaseCommand):
    help = "Make the anchor of a day, or show the one it has. Keep the hash elsewhere: it proves the record later."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day to close (default: yesterday)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        today = max(clock.local_date(code, now) for code in jurisdictions())
        try:
            day = date.fromisoformat(options["date"]) if options["date"] else today - timedelta(days=1)
        except ValueError:
            raise CommandError(f"{options['date']!r} is not a date: write it as YYYY-MM-DD.") from None
        if day > today:
            raise CommandError(f"{day.isoformat()} has not come yet. The latest day to anchor is {today.isoformat()}.")
        made = record.anchor(day, now)
        self.stdout.write(f"Anchor of {made.day.isoformat()}, cases that moved: {made.cases}, hash {made.hash}")
