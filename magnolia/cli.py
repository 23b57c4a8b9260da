"""The `magnolia` command: reads the call, imports what the chosen subcommand needs and hands over.

Exit status: 0 done; 1 something in the input is wrong; 2 the call itself is wrong, with one line on standard error.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

DEFAULT_JURISDICTION = "ms"
MEMORY, MEMORY_OF_SPARK = "700MB", "2GB"  # with DuckDB a run of a million participants then takes less than 1 GB
PROFILE = f"State profile (default: {DEFAULT_JURISDICTION})"
SETTINGS = "magnolia.portal.settings"
LONGEST_COMPLAINT = 400
NO_TERMINAL = 80  # columns
INTERRUPTED = 130  # as shells say it


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
    _check_parser(commands.add_parser("check", help="hold one program's facts against every criterion"))
    _calendar_parser(commands.add_parser("calendar", help="count days, award years and quarters by law"))
    _occupations_parser(commands.add_parser("occupations", help="the lists of priority occupations"))
    _outcomes_parser(commands.add_parser("outcomes", help="completion and placement rates from records"))
    # Listed for --help only: main() hands these two over before argparse can take their options for its own.
    commands.add_parser("serve", help="start the web server and the worker", add_help=False)
    commands.add_parser("manage", help="Django's management commands", add_help=False)
    return parser


def _check_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jurisdiction", metavar="XX", default=DEFAULT_JURISDICTION, help=PROFILE)
    parser.add_argument("file", metavar="PROGRAM.json", help="the facts of one program")
    parser.add_argument(
        "--on", metavar="DATE", help="the day whose law counts, YYYY-MM-DD (default: today in the State)"
    )
    parser.add_argument("--json", action="store_true", help="the findings as JSON")
    parser.set_defaults(run=_check, parser=parser)


def _check(asked: argparse.Namespace) -> int:
    from magnolia import checking

    try:
        return checking.run(asked.file, asked.jurisdiction, asked.on, asked.json)
    except checking.WrongCall as fault:
        parser: Parser = asked.parser
        parser.error(str(fault))


def _occupations_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jurisdiction", metavar="XX", default=DEFAULT_JURISDICTION, help=PROFILE)
    tasks = parser.add_subparsers(title="tasks", metavar="TASK", required=True)
    build = tasks.add_parser("build", help="make the lists from a file of labor market data")
    build.add_argument("--labor", metavar="FILE", required=True, help="one row per workforce ecosystem and occupation")
    build.add_argument("--out", metavar="DIR", required=True, help="folder for the lists")
    build.add_argument("--as-of", metavar="DATE", help="the day whose law counts (default: today in the State)")
    build.add_argument("--exceptions", metavar="FILE", help="occupations whose standard exclusion is lifted, and why")
    build.add_argument("--json", action="store_true", help="what was done, or the faults, as JSON")
    build.set_defaults(run=_build, parser=build)
    build.add_argument("--jurisdiction", metavar="XX", default=argparse.SUPPRESS, help=PROFILE)
    recipe = tasks.add_parser("recipe", help="put such a file together from public figures, as an approximation")
    recipe.add_argument("--data", metavar="DIR", required=True, help="folder of the public figures")
    recipe.add_argument("--out", metavar="FILE", required=True, help="the file, for --labor of build")
    recipe.add_argument("--parts", metavar="DIR", help="each part of the file on its own as well, for import")
    recipe.add_argument("--whole-state", action="store_true", help="the State as one area, not its areas")
    recipe.add_argument("--explain", metavar="SOC", help="the occupation whose rows are explained")
    recipe.set_defaults(run=_recipe, parser=recipe)
    recipe.add_argument("--jurisdiction", metavar="XX", default=argparse.SUPPRESS, help=PROFILE)

    join = tasks.add_parser("import", help="put such a file together from exports of other programs")
    join.add_argument(
        "--export", metavar="FILE [MAPPING]", nargs="+", action="append", required=True,
        help="an export, and the TOML file that says what its columns mean; the first says which occupations there are",
    )  # fmt: skip
    join.add_argument("--out", metavar="FILE", required=True, help="the file, for --labor of build")
    join.add_argument("--as-of", metavar="DATE", help="the day whose law counts (default: today in the State)")
    join.add_argument("--json", action="store_true", help="what was done, or the faults, as JSON")
    join.set_defaults(run=_import, parser=join)
    join.add_argument("--jurisdiction", metavar="XX", default=argparse.SUPPRESS, help=PROFILE)


def _import(asked: argparse.Namespace) -> int:
    from magnolia.occupations import importing

    call = importing.Call(asked.export, asked.out, asked.as_of, asked.jurisdiction, asked.json)
    try:
        return importing.run(call)
    except importing.WrongCall as fault:
        parser: Parser = asked.parser
        parser.error(str(fault))


def _recipe(asked: argparse.Namespace) -> int:
    from magnolia.occupations import approximating

    try:
        return approximating.run(
            asked.data, asked.out, asked.jurisdiction, asked.whole_state, asked.explain, asked.parts
        )
    except approximating.WrongCall as fault:
        parser: Parser = asked.parser
        parser.error(str(fault))


def _build(asked: argparse.Namespace) -> int:
    from magnolia.occupations import building

    call = building.Call(asked.labor, asked.out, asked.as_of, asked.exceptions, asked.jurisdiction, asked.json)
    try:
        return building.run(call)
    except building.WrongCall as fault:
        parser: Parser = asked.parser
        parser.error(str(fault))


def _outcomes_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jurisdiction", metavar="XX", default=DEFAULT_JURISDICTION, help=PROFILE)
    tasks = parser.add_subparsers(title="tasks", metavar="TASK", required=True)
    for name, help_, run in (
        ("compute", "rates, and why each person counts as they do", _compute),
        ("longterm", "what completers earn in a year, some years later", _longterm),
    ):
        _computing_parser(tasks.add_parser(name, help=help_), run)
    validate = tasks.add_parser("validate", help="what is wrong with files of participants; nothing is stored")
    validate.add_argument("--participants", metavar="FILE", nargs="+", required=True, help="one row per enrolment")
    validate.add_argument("--marked", metavar="OUT.xlsx", help="the file back as a workbook, with its faults marked")
    validate.add_argument("--json", action="store_true", help="faults and warnings as JSON")
    validate.set_defaults(run=_validate, parser=validate)
    template = tasks.add_parser("template", help="an empty workbook for participants")
    template.add_argument("--out", metavar="FILE.xlsx", required=True, help="the workbook")
    template.set_defaults(run=_template, parser=template)
    ingest = tasks.add_parser("ingest", help="quarterly wage files into a store, by pseudonym")
    ingest.add_argument("--wages", metavar="FILE", nargs="+", required=True, help="wage records; one call is one load")
    ingest.add_argument("--store", metavar="DIR", required=True, help="the store")
    ingest.add_argument("--key-file", metavar="FILE", help="the key of the pseudonyms")
    ingest.add_argument("--json", action="store_true", help="what was done as JSON")
    ingest.set_defaults(run=_ingest, parser=ingest)
    publish = tasks.add_parser("publish", help="bring the counts of a run into the portal; institutions see them first")
    publish.add_argument("run_dir", metavar="RUN_DIR", help="what compute wrote: run.json, rates.csv, people.parquet")
    publish.add_argument("--by", metavar="EMAIL", required=True, help="the data steward who brings it in")
    publish.add_argument("--json", action="store_true", help="what came of it as JSON")
    publish.set_defaults(run=_publish, parser=publish)
    for task in tasks.choices.values():
        task.add_argument("--jurisdiction", metavar="XX", default=argparse.SUPPRESS, help=PROFILE)


def _computing_parser(task: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    task.add_argument("--participants", metavar="FILE", nargs="+", required=True, help="one row per enrolment")
    task.add_argument("--wages", metavar="FILE", nargs="+", required=True, help="wage records, or a store of them")
    task.add_argument("--as-of", metavar="DATE", required=True, help="the day the records are from; its law counts")
    task.add_argument("--wages-through", metavar="YYYYQn", required=True, help="last quarter with all its wages")
    task.add_argument("--out", metavar="DIR", required=True, help="folder for the results")
    task.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="what counts (default: duckdb)")
    task.add_argument("--memory-limit", metavar="SIZE", help=f"beyond it the disk is used (default: {MEMORY})")
    task.add_argument("--key-file", metavar="FILE", help="the key of the pseudonyms")
    task.add_argument("--json", action="store_true", help="what was done as JSON")
    task.set_defaults(run=run, parser=task)


def _compute(asked: argparse.Namespace) -> int:
    from magnolia.outcomes import computing

    return _answered(asked, lambda: computing.run(_call(asked)))


def _longterm(asked: argparse.Namespace) -> int:
    from magnolia.outcomes import longterm

    return _answered(asked, lambda: longterm.run(_call(asked)))


def _call(asked: argparse.Namespace) -> Any:
    from magnolia.outcomes import computing

    memory = asked.memory_limit or (MEMORY_OF_SPARK if asked.engine == "spark" else MEMORY)
    return computing.Call(
        asked.participants, asked.wages, asked.as_of, asked.wages_through, asked.out, asked.engine, memory,
        asked.key_file, asked.jurisdiction, asked.json,
    )  # fmt: skip


def _validate(asked: argparse.Namespace) -> int:
    from magnolia.outcomes import validating

    call = validating.Call(asked.participants, asked.jurisdiction, asked.json, asked.marked)
    return _answered(asked, lambda: validating.run(call))


def _template(asked: argparse.Namespace) -> int:
    from magnolia.outcomes import template

    return _answered(asked, lambda: template.run(asked.out, asked.jurisdiction))


def _ingest(asked: argparse.Namespace) -> int:
    from magnolia.outcomes import ingesting

    call = ingesting.Call(asked.wages, asked.store, asked.key_file, asked.jurisdiction, asked.json)
    return _answered(asked, lambda: ingesting.run(call))


def _publish(asked: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    from magnolia.portal import bringing

    call = bringing.Call(asked.run_dir, asked.by, asked.jurisdiction, asked.json)
    return _answered(asked, lambda: bringing.run(call))


def _answered(asked: argparse.Namespace, run: Callable[[], int]) -> int:
    """The status of a task; a wrong call is said in one line."""
    from magnolia.calling import WrongCall

    parser: Parser = asked.parser
    try:
        return run()
    except WrongCall as fault:
        parser.error(str(fault))
    except KeyboardInterrupt:
        parser.exit(INTERRUPTED, f"{parser.prog}: interrupted; nothing was written\n")


def _calendar_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jurisdiction", metavar="XX", default=DEFAULT_JURISDICTION, help=PROFILE)
    questions = parser.add_subparsers(title="questions", metavar="QUESTION", dest="question", required=True)
    for name, text in (
        ("add", "the last day of a limit counted from DATE"),
        ("quarter-after-exit", "the measurement quarter of an exit on DATE"),
        ("award-year", "the award year DATE is in"),
        ("in-time", "the last day on which a participant who entered on DATE completes in time"),
    ):
        question = questions.add_parser(name, help=text, description=text)
        question.add_argument("--jurisdiction", metavar="XX", default=argparse.SUPPRESS, help=PROFILE)
        question.add_argument("date", metavar="DATE", help="YYYY-MM-DD")
        question.set_defaults(run=_calendar, parser=question)
    questions.choices["in-time"].add_argument("--weeks", metavar="W", help="normal time of the program, in weeks")
    count = questions.choices["add"].add_mutually_exclusive_group(required=True)
    count.add_argument("--business-days", metavar="N", help="day 1 is the next business day after DATE")
    count.add_argument("--days", metavar="N", help="every day counts; DATE is day 0")


def _calendar(asked: argparse.Namespace) -> int:
    from magnolia.policy import calendar

    try:
        days = calendar.load_calendar(asked.jurisdiction)
        date = calendar.parse_date(asked.date)
        if asked.question == "quarter-after-exit":
            answer = str(calendar.quarter_after_exit(date))
        elif asked.question == "award-year":
            answer = calendar.award_year(date).label
        elif asked.question == "in-time":
            answer = _in_time(asked.jurisdiction, date, asked.weeks).isoformat()
        elif asked.days is not None:
            answer = days.add_calendar_days(date, _whole(asked.days)).isoformat()
        else:
            answer = days.add_business_days(date, _whole(asked.business_days)).isoformat()
    except calendar.CalendarError as fault:
        asked.parser.error(str(fault))
    print(answer)
    return 0


def _in_time(jurisdiction: str, entry: dt.date, weeks: str | None) -> dt.date:
    """The window's last day under the law of the entry's award year; CalendarError without a normal time."""
    from decimal import Decimal

    from magnolia.policy import calendar, rates, yearly
    from magnolia.policy.parameters import load_parameters

    if weeks is not None and not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", weeks):
        raise calendar.CalendarError(f'the weeks must be a positive number, not "{weeks[:40]}"')
    share = load_parameters(jurisdiction)["rates.normal_time_percent"]
    first = share.values[0].starts  # award years before the law are counted by its first number
    percent = share.on(max(calendar.award_year(entry).first_day, first)).whole
    try:
        return rates.last_day_in_time(entry, Decimal(weeks) if weeks else None, percent)
    except rates.NoRate as problem:
        raise calendar.CalendarError(yearly.words(jurisdiction)["rate"][str(problem)]) from None


def _whole(text: str) -> int:
    """N as typed: ASCII digits and no more of them than Python converts. The calendar refuses 0 and what is too far."""
    from magnolia.policy.calendar import CalendarError

    if not re.fullmatch("[0-9]{1,4000}", text):
        raise CalendarError(f'the number of days must be a positive whole number, not "{text[:40]}"')
    return int(text)


def _manage(rest: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["magnolia manage", *rest])
    return 0


def _serve(rest: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from magnolia.portal.serve import main as serve

    return serve(rest) or 0
