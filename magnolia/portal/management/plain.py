"""A command whose wrong call is answered with one line and exit status 2, as `magnolia check` answers it."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

WRONG_CALL = 2


class WrongCall(CommandError):
    """The call is wrong; the sentence says how."""

    def __init__(self, sentence: str) -> None:
        super().__init__(" ".join(sentence.split()), returncode=WRONG_CALL)


class PlainCommand(BaseCommand):
    """Django prints the whole usage before a complaint; here the complaint stands alone."""

    called_as = "magnolia manage"

    def create_parser(self, prog_name: str, subcommand: str, **rest: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **rest)
        self.called_as = parser.prog

        def complain(message: str) -> NoReturn:
            self._refuse(WrongCall(f"{message} (see {parser.prog} --help)"))

        parser.error = complain  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except WrongCall as fault:
            self._refuse(fault)

    def _refuse(self, fault: WrongCall) -> NoReturn:
        """A line and the exit status at the command line; the exception for a caller in Python."""
        if not getattr(self, "_called_from_command_line", False):
            raise fault
        self.stderr.write(f"{self.called_as}: {fault}")
        sys.exit(fault.returncode)
