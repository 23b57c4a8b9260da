"""`magnolia outcomes validate`: what is wrong with files of participants. It counts nothing and writes no file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from magnolia.calling import WrongCall, amendments, printable, say, today
from magnolia.policy.layers import LawError
from magnolia.policy.outcome_law import template_version
from magnolia.policy.outcome_records import Records, records

from .engine import connect
from .intake import Intake
from .marking import mark
from .sources import Given
from .taking import Input, Rejected, Taken

MEMORY = "2GB"


@dataclass(frozen=True)
class Call:
    """One call of the command as it was typed."""

    participants: list[str]
    jurisdiction: str
    as_json: bool
    marked: str | None = None  # where the file is given back with its faults marked


def run(call: Call) -> int:
    """Print every fault and warning: 0, or 1 where a row has to be corrected. Raises WrongCall."""
    try:
        day = today(call.jurisdiction)
        by = records(call.jurisdiction, template_version(call.jurisdiction, day, amendments(call.jurisdiction)))
    except LawError as fault:
        raise WrongCall(str(fault)) from None
    files = [Given.at(each) for each in call.participants]
    _one_workbook(call, by)
    with tempfile.TemporaryDirectory(prefix="magnolia-") as spill, connect(MEMORY, Path(spill)) as connection:
        intake = Intake(connection, by, None)
        intake.participants(files)
        intake.look_across(None)
    taken = intake.taken
    if call.marked:
        try:
            mark(files[0], taken.rejected, call.marked, by)
        except OSError as fault:
            raise WrongCall(f"{fault.strerror}: {call.marked}") from None
    if call.as_json:
        say(json.dumps(_as_json(taken, by), indent=2, ensure_ascii=False))
    else:
        more = [by.words["marked"]["written"].format(place=call.marked)] if call.marked else []
        say(_as_text(taken, by, more))
    return 0 if taken.complete else 1


@dataclass(frozen=True)
class Checked:
    """What files hold: every row and fault, warnings (code, rows, first of them), and who has several births.

    `persons` are those of the rows without a fault; `other_columns` are in the files and none of the template.
    A fault has `file`, `row`, `column` (empty for the row as a whole), `code`, `says` (its sentence), `student_id`.
    """

    rows: int
    rejected: int
    persons: int
    inputs: list[Input]
    other_columns: list[str]
    warnings: list[dict[str, Any]]
    conflicts: list[list[dict[str, Any]]]
    faults: Iterator[Rejected]


def checked(
    files: Sequence[Given], jurisdiction: str, version: int, as_of: date | None = None, memory_limit: str = MEMORY
) -> Checked:
    """Check files of participants by a version of the template, and put nothing on any disk.

    A file may be in memory alone: `Given(Path("/proc/self/fd/7"), "spring.xlsx", ".xlsx")`, of `os.memfd_create`.
    Raises WrongCall, in one sentence with the file's name and no cell, where one cannot be read.
    """
    by = records(jurisdiction, version)
    with connect(memory_limit, None) as connection:
        intake = Intake(connection, by, as_of)
        intake.participants(files)
        intake.look_across(None)
        persons = connection.execute("select count(*) from keys").fetchall()[0][0]
    told, taken = _as_json(intake.taken, by), intake.taken
    others = [name for name in intake.others if name != by.words["marked"]["column"]]
    return Checked(
        taken.rows("participants"), taken.rejected_rows, persons, taken.inputs, others, told["warnings"],
        told["identity_conflicts"], iter(taken.rejected),
    )  # fmt: skip


def _named(taken: Taken, code: str) -> list[dict[str, Any]]:
    return [{"file": taken.inputs[file].name, "row": row} for file, row in taken.warnings[code].first]


def _as_json(taken: Taken, by: Records) -> dict[str, Any]:
    return {
        "complete": taken.complete,
        "inputs": [asdict(each) for each in taken.inputs],
        "faults": [each.shown() for each in taken.rejected],
        "warnings": [
            {"code": code, "message": by.words["warning"][code], "rows": each.rows, "first": _named(taken, code)}
            for code, each in taken.warnings.items()
        ],
        "identity_conflicts": [each["rows"] for each in taken.conflicts],
    }


def _one_workbook(call: Call, by: Records) -> None:
    """Raises WrongCall where the workbook that is asked for cannot be made."""
    if call.marked:
        if len(call.participants) > 1:
            raise WrongCall("--marked gives one file back; name one file of participants")
        if Path(call.marked).suffix.lower() != ".xlsx":
            raise WrongCall(f"--marked takes a name that ends in .xlsx, not {Path(call.marked).name}")
        if Path(call.marked).exists() and Path(call.marked).samefile(call.participants[0]):
            raise WrongCall(f"{call.participants[0]} is the input and would be written over; choose another name")


def _as_text(taken: Taken, by: Records, more: Sequence[str] = ()) -> str:
    says = by.words["says"]
    lines = [says["fault" if each.column else "of_row"].format(**each.shown()) for each in taken.rejected]
    for code, each in taken.warnings.items():
        lines.append(says["warning"].format(code=code, count=each.rows, says=by.words["warning"][code]))
        lines += [says["row"].format(**place) for place in _named(taken, code)]
    for conflict in taken.conflicts:
        lines.append(says["conflict"])
        lines += [says["row"].format(**place) for place in conflict["rows"]]
    lines += [says["valid"].format(file=each.name, rows=each.rows, rejected=each.rejected) for each in taken.inputs]
    return printable([*lines, *more])
