"""`magnolia check` through a real process: the two forms of its answer, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from magnolia.cli import main
from magnolia.policy.criteria import register

ROOT = Path(__file__).resolve().parents[2]


def installed(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "magnolia", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, **more)


def test_a_program_that_meets_everything_exits_0_with_a_finding_for_every_criterion_as_json(program, file):
    file.write_text(json.dumps(program))
    done = installed("check", str(file), "--on", "2026-10-01", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert list(told) == ["program", "on", "findings"]
    assert (told["program"], told["on"]) == ("Sample Electric Lineworker", "2026-10-01")
    assert [row["criterion"] for row in told["findings"]] == list(register("ms"))
    assert all(list(row) == ["criterion", "outcome", "message", "citation"] for row in told["findings"])
    assert all(value.strip() for row in told["findings"] for value in row.values())


def test_in_words_every_finding_stands_with_its_outcome_message_and_citation(program, file):
    file.write_text(json.dumps(program))
    done = installed("check", str(file), "--on", "2026-10-01")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Sample Electric Lineworker, on 2026-10-01"
    place = lines.index("met             program.length")
    assert lines[place + 1] == "    520 clock hours: at least 150 and fewer than 600 are needed. Met."
    assert lines[place + 2].startswith("    34 CFR 690.92; HEA 481(b)(3)(A); Mississippi Workforce Pell Policy")
    assert lines[-1] == "28 met, 1 not_applicable"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 0),
        ({"measure": "semester", "hours": 15.5}, 0),  # a reviewer's question is no failure
        ({"hours": 600}, 1),
        ({"hours": None}, 1),
    ],
)
def test_only_what_is_not_met_or_missing_makes_the_exit_status_1(program, file, capsys, changed, status):
    program["program"] |= changed
    program["program"]["history"] = [{"from": "2024-01-01", "measure": "clock", "hours": 520, "weeks": 13}]
    program["program"]["written_arrangement"] = None
    file.write_text(json.dumps(program))
    assert main(["check", str(file), "--on", "2026-10-01"]) == status


def test_of_a_program_with_two_names_only_everything_is_asked_for(file):
    file.write_text('{"institution": {"name": "Sample College"}, "program": {"name": "Sample"}}')
    done = installed("check", str(file), "--on", "2026-10-01", "--json")
    assert done.returncode == 1
    outcomes = {row["outcome"] for row in json.loads(done.stdout)["findings"]}
    assert outcomes == {"missing", "not_applicable"}


def test_without_a_day_the_law_of_today_in_the_state_counts(program, file):
    file.write_text(json.dumps(program))
    before, done, after = _today(), installed("check", str(file), "--json"), _today()
    assert before <= date.fromisoformat(json.loads(done.stdout)["on"]) <= after


def _today() -> date:
    return datetime.now(ZoneInfo("America/Chicago")).date()


def test_another_states_law_can_be_asked_for(program, check):
    program["program"]["hours"] = 155
    assert check(program, "program.length").startswith("met")
    assert check(program, "program.length", "2026-10-01", "--jurisdiction", "xx").startswith("not_met")


def test_a_name_that_the_terminal_cannot_show_or_that_would_break_the_lines_does_no_harm(program, file):
    program["program"]["name"] = "Soldadura\u202e\n\x1b[31m básica"
    file.write_text(json.dumps(program))
    done = installed("check", str(file), "--on", "2026-10-01", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "Soldadura   [31m b\\xe1sica, on 2026-10-01"


def test_a_reader_that_stops_early_is_no_fault(program, file):
    file.write_text(json.dumps(program))
    command = [sys.executable, "-m", "magnolia", "check", str(file), "--on", "2026-10-01"]
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(command, cwd=ROOT, stdout=writes, stderr=subprocess.PIPE, check=False)
    os.close(writes)
    assert (done.returncode, done.stderr) == (0, b"")


def test_checking_a_program_reads_no_more_of_the_law_than_its_rules_use(program, file):
    file.write_text(json.dumps(program))
    call = (
        f"import sys; from magnolia.cli import main; main(['check', {str(file)!r}, '--on', '2026-10-01']);"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'duckdb', 'pyspark')"
        " or m in ('magnolia.policy.form', 'magnolia.policy.letter_text', 'magnolia.policy.similar')])"
    )
    done = subprocess.run([sys.executable, "-c", call], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\n[]\n")
