"""A program's file and the check of it, for the tests of `magnolia check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from magnolia.cli import main
from tests.policy.samples import as_json, complete

Program = dict[str, Any]
Check = Callable[..., str]


@pytest.fixture
def program() -> Program:
    """A program that meets every criterion on 1 October 2026, as its file holds it."""
    whole: Program = as_json(complete())
    return whole


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "program.json"


@pytest.fixture
def check(file: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Checks a program and gives the outcome of one criterion with its message: `met: 520 clock hours ...`."""

    def run(program: Program, criterion: str, on: str = "2026-10-01", *words: str) -> str:
        file.write_text(json.dumps(program))
        main(["check", str(file), "--json", "--on", on, *words])
        found = {row["criterion"]: row for row in json.loads(capsys.readouterr().out)["findings"]}
        return f"{found[criterion]['outcome']}: {found[criterion]['message']}"

    return run
