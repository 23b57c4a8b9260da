"""The `magnolia` command: reads the call, imports what the chosen subcommand needs and hands over.

Exit status: 0 done; 1 something in the input is wrong; 2 the call itself is wrong, with one line on standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from . import calendar, occupations, outcomes
from .parsing import SETTINGS, Parser, answered, of_a_state


def main(argv: Sequence[str] | None = None) -> int:
    """Run one call of the command; the exit status. A wrong call raises SystemExit(2) as argparse does."""
    words = list(sys.argv[1:] if argv is None else argv)
    match words:
        case ["manage", *rest]:
            return _manage(rest)
        case ["serve", *rest]:
            return _serve(rest)
    parser = _parser()
    asked = parser.parse_args(words)
    return int(asked.run(asked))


def _parser() -> Parser:
    parser = Parser(prog="magnolia", description="A State's Workforce Pell work.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_check(commands.add_parser("check", help="hold one program's facts against every criterion"))
    calendar.add(commands.add_parser("calendar", help="count days, award years and quarters by law"))
    occupations.add(commands.add_parser("occupations", help="the lists of priority occupations"))
    outcomes.add(commands.add_parser("outcomes", help="completion and placement rates from records"))
    # Listed for --help only: main() hands these two over before argparse can take their options for its own.
    commands.add_parser("serve", help="start the web server and the worker", add_help=False)
    commands.add_parser("manage", help="Django's management commands", add_help=False)
    return parser


def _add_check(parser: argparse.ArgumentParser) -> None:
    of_a_state(parser)
    parser.add_argument("file", metavar="PROGRAM.json", help="the facts of one program")
    parser.add_argument(
        "--on", metavar="DATE", help="the day whose law counts, YYYY-MM-DD (default: today in the State)"
    )
    parser.add_argument("--json", action="store_true", help="the findings as JSON")
    parser.set_defaults(run=_check, parser=parser)


def _check(asked: argparse.Namespace) -> int:
    from magnolia import checking

    return answered(asked, lambda: checking.run(asked.file, asked.jurisdiction, asked.on, asked.json))


def _manage(rest: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["magnolia manage", *rest])
    return 0


def _serve(rest: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from magnolia.portal.serve import main as serve

    return serve(rest) or 0
