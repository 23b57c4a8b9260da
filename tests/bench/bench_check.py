"""How fast `magnolia check` is: `make bench`. The command against a bare Python of the same run, and many programs.

Each round starts both in turn, so that a busy machine slows both alike; the figures are medians over the rounds.
MAGNOLIA_BENCH_ROUNDS changes how many there are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median

from magnolia.policy.criteria import findings, register
from magnolia.policy.reading import read_facts
from tests.policy.samples import as_json, complete

ROUNDS = 5 * int(os.environ.get("MAGNOLIA_BENCH_ROUNDS", "3"))
ROOT = Path(__file__).resolve().parents[2]
TO_BARE_PYTHON, PROGRAMS, SECONDS_FOR_ALL = 6.0, 10_000, 5.0
ON = date(2026, 10, 1)


def seconds(*words: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def test_the_command_answers_within_six_bare_starts_of_python(tmp_path: Path) -> None:
    file = tmp_path / "program.json"
    file.write_text(json.dumps(as_json(complete())))
    bare, checked = [], []
    for _ in range(ROUNDS):
        bare.append(seconds("-c", "pass"))
        checked.append(seconds("-m", "magnolia", "check", str(file), "--on", ON.isoformat()))
    ratio = median(checked) / median(bare)
    print(f"\nmagnolia check {median(checked):.3f} s, bare Python {median(bare):.3f} s: {ratio:.1f} times")
    assert ratio <= TO_BARE_PYTHON


def test_ten_thousand_programs_are_checked_in_one_process_in_a_few_seconds() -> None:
    programs = [
        read_facts(json.dumps(as_json(complete(program={"name": f"Sample {n}", "hours": 100 + n % 600}))).encode())
        for n in range(PROGRAMS)
    ]
    register("ms")
    started = time.process_time()
    found = sum(len(findings(program, "ms", ON)) for program in programs)
    took = time.process_time() - started
    print(f"\n{PROGRAMS} programs, {found} findings: {took:.2f} s of one core")
    assert found == PROGRAMS * len(register("ms"))
    assert took < SECONDS_FOR_ALL
