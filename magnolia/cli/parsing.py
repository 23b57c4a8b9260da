"""What every subcommand shares: how a call is read, how a wrong one is answered, and the State profile."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Any, NoReturn

DEFAULT_JURISDICTION = "ms"
PROFILE = f"State profile (default: {DEFAULT_JURISDICTION})"
SETTINGS = "magnolia.portal.settings"
LONGEST_COMPLAINT = 400
NO_TERMINAL = 80  # columns
INTERRUPTED = 130  # as shells say it
INTERRUPTED_QUERY = "Query interrupted"  # as DuckDB says it


class Help(argparse.HelpFormatter):
    """Help as wide as the terminal. Argparse makes one for each option; its own way to the width is slow to load."""

    def __init__(self, prog: str) -> None:
        try:
            width = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
        except (OSError, ValueError):
            width = NO_TERMINAL
        super().__init__(prog, width=width)


class Parser(argparse.ArgumentParser):
    """Argparse without the usage block: a wrong call is answered with one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, formatter_class=Help, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Exit 2 after one line on standard error, however many lines or bytes the caller typed."""
        line = " ".join(message.split())
        if len(line) > LONGEST_COMPLAINT:
            line = f"{line[:LONGEST_COMPLAINT]}..."
        self.exit(2, f"{self.prog}: {line} (see {self.prog} --help)\n")


def of_a_state(parser: argparse.ArgumentParser, *tasks: argparse.ArgumentParser) -> None:
    """Take --jurisdiction before the tasks of a subcommand, and after each of them."""
    parser.add_argument("--jurisdiction", metavar="XX", default=DEFAULT_JURISDICTION, help=PROFILE)
    for task in tasks:
        task.add_argument("--jurisdiction", metavar="XX", default=argparse.SUPPRESS, help=PROFILE)


def answered(asked: argparse.Namespace, run: Callable[[], int]) -> int:
    """The status of a task; a wrong call is said in one line."""
    from magnolia.calling import WrongCall

    parser: Parser = asked.parser
    try:
        return run()
    except WrongCall as fault:
        parser.error(str(fault))
    except (KeyboardInterrupt, RuntimeError) as fault:
        if isinstance(fault, RuntimeError) and str(fault) != INTERRUPTED_QUERY:
            raise
        parser.exit(INTERRUPTED, f"{parser.prog}: interrupted; nothing was written\n")
