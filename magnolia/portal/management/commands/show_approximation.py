"""Load an approximation that the recipe made of public figures, and show it under its label."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from magnolia.policy.layers import jurisdictions
from magnolia.policy.periods import award_year
from magnolia.portal import access, clock
from magnolia.portal.actions.moves import Problem
from magnolia.portal.actions.occupations import approximations, building
from magnolia.portal.actions.occupations.list_files import BadList
from magnolia.portal.models import Person


class Command(BaseCommand):
    help = (
        "Make an approximation of the two files of `magnolia occupations recipe`, and show it. With a fault, nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--labor", type=Path, required=True, help="the file that the recipe wrote")
        parser.add_argument("--title", required=True, help="such as: Public figures of May 2025")
        parser.add_argument("--by", required=True, help="mail address of the director in whose name it is shown")
        parser.add_argument("--jurisdiction", required=True, choices=jurisdictions(), help="a State profile (ms)")

    def handle(self, *args: Any, **options: Any) -> None:
        state, labor = options["jurisdiction"], options["labor"]
        beside = labor.with_name(f"{labor.name}.notes.json")
        at, by = clock.now(), Person.objects.filter(email__iexact=options["by"]).first()
        if by is None:
            raise CommandError("Nothing was loaded: nobody here has the address given in --by.")
        if "director" not in access.standing(by).roles_in(state):
            raise CommandError("Nothing was loaded: only a director of the State shows an approximation.")
        today = clock.local_date(state, at)
        try:
            made = building.build(
                state,
                labor.name,
                labor.read_bytes(),
                notes=(beside.name, beside.read_bytes()),
                title=options["title"],
                award_year=award_year(today).start,
                as_of=today,
                by=by,
                at=at,
            )
            approximations.show(made, by=by, at=at)
        except OSError as fault:
            raise CommandError(f"Nothing was loaded. {fault.strerror}: {fault.filename}") from None
        except BadList as bad:
            lines = [f"row {fault.row}, {fault.column}: {fault.message}" for fault in bad.faults]
            raise CommandError("\n".join([str(bad), *lines])) from None
        except Problem as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from None
        made.refresh_from_db()
        self.stdout.write(f"Shown as approximation {made.number}: {made.label}.")
