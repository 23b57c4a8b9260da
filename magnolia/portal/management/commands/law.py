"""`magnolia manage law export`: the numbers and words changed in the portal, for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from magnolia.policy.amendment_files import written
from magnolia.policy.layers import jurisdictions

from ...actions import law
from ..plain import PlainCommand, WrongCall


class Command(PlainCommand):
    help = (
        "Write the adopted amendments of a State as TOML. `magnolia check` judges under them when the environment "
        "variable MAGNOLIA_LAW names the file, or a folder with one file a State, such as ms.toml."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["export"], help="export: write the amendments")
        parser.add_argument("--jurisdiction", metavar="XX", required=True, help="the State, such as ms")
        parser.add_argument("--out", metavar="FILE", help="where to write (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        state = options["jurisdiction"]
        if state not in jurisdictions():
            raise WrongCall(f"There is no State {state!r}; there are {', '.join(jurisdictions())}.")
        changes, wordings = law.amendments(state), law.wordings(state)
        text = written(state, changes, wordings)
        if options["out"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["out"]).write_text(text, encoding="utf-8", newline="\n")
        except OSError as fault:
            raise WrongCall(f"{fault.strerror}: {options['out']}") from None
        self.stdout.write(f"{len(changes) + len(wordings)} amendments of {state} written to {options['out']}.")
