"""A command whose wrong call is answered with one line and exit status 2, as `magnolia check` answers it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

WRONG_CALL = 2


class WrongCall(CommandError):
    """The call is wrong; the sentence says how."""

    def __init__(self, sentence: str) -> None:
        super().__init__(" ".join(sentence.split()), returncode=WRONG_CALL)


class PlainCommand(BaseCommand):
    """Django prints the whole usage before a complaint; here the complaint stands alone."""

    def create_parser(self, prog_name: str, subcommand: str, **rest: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **rest)

        def complain(message: str) -> NoReturn:
            raise WrongCall(f"{message} (see {parser.prog} --help)")

        parser.error = complain  # type: ignore[method-assign]
        return parser
