"""`magnolia outcomes validate`: what is wrong with files of participants. It counts nothing and writes no file."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from magnolia.calling import WrongCall, amendments, printable, say, today
from magnolia.policy.layers import LawError
from magnolia.policy.outcome_law import template_version
from magnolia.policy.outcome_records import Records, records

from .engine import connect
from .intake import Intake
from .taking import Taken

MEMORY = "2GB"


@dataclass(frozen=True)
class Call:
    """One call of the command as it was typed."""

    participants: list[str]
    jurisdiction: str
    as_json: bool


def run(call: Call) -> int:
    """Print every fault and warning: 0, or 1 where a row has to be corrected. Raises WrongCall."""
    try:
        day = today(call.jurisdiction)
        by = records(call.jurisdiction, template_version(call.jurisdiction, day, amendments(call.jurisdiction)))
    except LawError as fault:
        raise WrongCall(str(fault)) from None
    with tempfile.TemporaryDirectory(prefix="magnolia-") as spill, connect(MEMORY, Path(spill)) as connection:
        intake = Intake(connection, by, None)
        intake.participants(call.participants, None)
    taken = intake.taken
    say(json.dumps(_as_json(taken, by), indent=2, ensure_ascii=False) if call.as_json else _as_text(taken, by))
    return 0 if taken.complete else 1


def _named(taken: Taken, code: str) -> list[dict[str, Any]]:
    return [{"file": taken.inputs[file].name, "row": row} for file, row in taken.warnings[code].first]


def _as_json(taken: Taken, by: Records) -> dict[str, Any]:
    return {
        "complete": taken.complete,
        "inputs": [asdict(each) for each in taken.inputs],
        "faults": [asdict(each) for each in taken.rejected],
        "warnings": [
            {"code": code, "message": by.words["warning"][code], "rows": each.rows, "first": _named(taken, code)}
            for code, each in taken.warnings.items()
        ],
        "identity_conflicts": [each["rows"] for each in taken.conflicts],
    }


def _as_text(taken: Taken, by: Records) -> str:
    says = by.words["says"]
    lines = [says["fault" if each.column else "of_row"].format(**asdict(each)) for each in taken.rejected]
    for code, each in taken.warnings.items():
        lines.append(says["warning"].format(code=code, count=each.rows, says=by.words["warning"][code]))
        lines += [says["row"].format(**place) for place in _named(taken, code)]
    for conflict in taken.conflicts:
        lines.append(says["conflict"])
        lines += [says["row"].format(**place) for place in conflict["rows"]]
    lines += [says["valid"].format(file=each.name, rows=each.rows, rejected=each.rejected) for each in taken.inputs]
    return printable(lines)
