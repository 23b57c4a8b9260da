"""`magnolia outcomes`: rates from records, and the files that they come from and go to."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Any

from .parsing import SETTINGS, answered, of_a_state

MEMORY, MEMORY_OF_SPARK = "900MB", "2GB"  # with DuckDB a run of a million participants then takes less than 1 GB


def add(parser: argparse.ArgumentParser) -> None:
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
    of_a_state(parser, *tasks.choices.values())


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

    return answered(asked, lambda: computing.run(_call(asked)))


def _longterm(asked: argparse.Namespace) -> int:
    from magnolia.outcomes import longterm

    return answered(asked, lambda: longterm.run(_call(asked)))


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
    return answered(asked, lambda: validating.run(call))


def _template(asked: argparse.Namespace) -> int:
    from magnolia.outcomes import template

    return answered(asked, lambda: template.run(asked.out, asked.jurisdiction))


def _ingest(asked: argparse.Namespace) -> int:
    from magnolia.outcomes import ingesting

    call = ingesting.Call(asked.wages, asked.store, asked.key_file, asked.jurisdiction, asked.json)
    return answered(asked, lambda: ingesting.run(call))


def _publish(asked: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    from magnolia.portal import bringing

    call = bringing.Call(asked.run_dir, asked.by, asked.jurisdiction, asked.json)
    return answered(asked, lambda: bringing.run(call))
