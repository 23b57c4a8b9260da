"""run.json: what was run, on what, by which law. No hour, no machine: only the durations differ from run to run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from magnolia.policy.outcome_law import OutcomeLaw
from magnolia.policy.outcome_records import Records

from .keys import Key
from .pipeline import FOLDER
from .taking import Taken

BLOCK = 1 << 20


def write(told: Mapping[str, Any], file: Path) -> None:
    """Write a manifest as JSON, each item of its lists on one line: there may be a hundred thousand of them.

    A value that is a path is a file of JSON, whose content stands in its place.
    """
    with file.open("wb") as out:
        for place, (name, value) in enumerate(told.items()):
            out.write(f"{',' if place else '{'}\n  {json.dumps(name)}: ".encode())
            if isinstance(value, Path):
                with value.open("rb") as content:
                    shutil.copyfileobj(content, out, BLOCK)
                out.seek(-1, os.SEEK_CUR)  # a file ends with a line
            else:
                out.write(_as_text(value).encode(errors="replace"))  # a file's name may be no text
        out.write(b"\n}\n")


def _as_text(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n  ")
    items = ",\n    ".join(map(json.JSONEncoder(ensure_ascii=False).encode, value))
    return f"[\n    {items}\n  ]"


def manifest(
    command: str,
    jurisdiction: str,
    law: OutcomeLaw,
    by: Records,
    key: Key,
    taken: Taken,
    engine: str,
    seconds: Mapping[str, float],
    folder: Path,
    outputs: Iterable[str],
) -> dict[str, Any]:
    """What one run of a command says about itself; the files of `outputs` stand in `folder`."""
    return {
        "command": f"outcomes {command}",
        "complete": taken.complete,
        "jurisdiction": jurisdiction,
        "as_of": law.as_of.isoformat(),
        "wages_through": str(law.through),
        "engine": engine,
        "method": method(command),
        "key_fingerprint": key.fingerprint,
        "parameters": [
            {"key": name, "value": value.text, "from": value.starts.isoformat(), "cite": value.cite}
            for name, value in law.values
        ],
        "inputs": [asdict(each) for each in taken.inputs],
        "rows": {role: taken.rows(role) for role in ("participants", "wages")},
        "rejected_rows": taken.rejected_rows,
        "warnings": {
            code: {"rows": each.rows, "says": by.words["warning"][code]}
            for code, each in sorted(taken.warnings.items())
        },
        "identity_conflicts": taken.conflicts,
        "outputs": {name: sha256(folder / name) for name in outputs},
        "durations": dict(seconds),
    }


def method(command: str = "compute") -> str:
    """The SHA-256 of all steps of the counting in order: the version of the method."""
    made = hashlib.sha256()
    folders = [FOLDER] if command == "compute" else [FOLDER, FOLDER.with_name(f"{FOLDER.name}_{command}")]
    for file in (file for folder in folders for file in sorted(folder.glob("*.sql"))):
        made.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return made.hexdigest()


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
