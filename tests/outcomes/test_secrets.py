"""No Social Security number, name, date of birth or wage is in anything that the command writes or says."""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from .engines import ENGINES
from .records import PEOPLE, Outcomes, as_csv, completed, paid, run

ROOT = Path(__file__).resolve().parents[2]
SSN, PLAIN, FIRST, LAST, BORN, WAGE = "219-09-9999", "219099999", "Quillonia", "Zzyzxworth", "1983-04-09", "7654.32"
LETTERS = str.maketrans("0123456789", "ghijklmnop")
SECRETS = [SSN, PLAIN, FIRST, LAST, BORN, WAGE, "765432"]


def secret(**changed):
    return completed("2026-10-05", **{"first_name": FIRST, "last_name": LAST, "date_of_birth": BORN, **changed})


def texts(folder: Path) -> str:
    """Everything under a folder as one text; of Parquet files every value, of compressed ones what is in them."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_dir():
            continue
        found.append(f"{file.name} {file.read_bytes().decode('latin-1')}")
        if file.suffix == ".parquet":
            with duckdb.connect() as engine:
                found.append(str(engine.execute(f"from '{file}'").fetchall()))
    return "\n".join(found)


def assert_silent(text: str) -> None:
    for each in SECRETS:
        assert each not in text, each
        assert base64.b64encode(each.encode()).decode().rstrip("=")[:-1] not in text


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_that_a_run_writes_or_says_tells_who_somebody_is_or_what_they_earn(tmp_path, engine, capfd):
    (tmp_path / "in").mkdir()
    made = Outcomes(tmp_path / "in")
    made.out = tmp_path / "out"
    people = [secret(), secret(student_id=SSN, opeid="x"), secret(program_id="B", date_of_birth=BORN[:-1] + "8")]
    made.write(people, [paid(wages=WAGE), paid(wages="x" + WAGE)])
    assert made.compute("--engine", engine) == 1
    told = capfd.readouterr()
    assert_silent(texts(tmp_path / "out") + told.out + (told.err if engine == "duckdb" else ""))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in", "out"]


def test_neither_does_a_store_nor_what_its_making_says(tmp_path, capfd):
    (tmp_path / "in").mkdir()
    made = Outcomes(tmp_path / "in")
    made.write([secret()], [paid(wages="12.50"), paid(wages="x" + WAGE, employer_id=SSN + "x")])
    words = ["--store", str(tmp_path / "store"), "--key-file", str(made.key)]
    assert run("ingest", "--wages", str(made.wages), *words) == 1
    told = capfd.readouterr()
    assert_silent(texts(tmp_path / "store") + told.out + told.err)


def test_validate_repeats_nothing_that_stands_in_a_file(tmp_path, capfd):
    made = Outcomes(tmp_path)
    bad = secret(ssn=SSN + "1", opeid=LAST, date_of_birth=BORN + "x", cip_code=PLAIN)
    made.write([bad, secret(), secret(last_name="X")])
    for words in ([], ["--json"]):
        assert run("validate", "--participants", str(made.participants), *words) == 1
        told = capfd.readouterr()
        assert_silent(told.out + told.err)


def test_a_line_about_a_file_that_cannot_be_read_repeats_nothing_of_it(tmp_path, capfd):
    made = Outcomes(tmp_path)
    for text in (
        as_csv([secret()], PEOPLE) + f'"{SSN},{LAST}\n',
        ",".join(PEOPLE).replace("ssn", SSN) + "\n",
        as_csv([secret()], PEOPLE) + f"{SSN},{LAST}\xff",
    ):
        made.participants.write_bytes(text.encode("latin-1"))
        made.wages.write_text(as_csv([paid()], ["ssn"]))
        for status in (made.compute(), run("validate", "--participants", str(made.participants))):
            assert status == 2
        told = capfd.readouterr()
        assert_silent(told.out + told.err)


@pytest.mark.kill
def test_what_a_killed_run_had_put_on_the_disk_for_want_of_memory_tells_nothing(tmp_path):
    (tmp_path / "in").mkdir()
    made = Outcomes(tmp_path / "in")
    rows = [secret(ssn=f"219{n:06d}", program_id=f"program {n:x} ".translate(LETTERS) * 3) for n in range(120_000)]
    made.write(rows, [paid()])
    words = ["outcomes", "compute", "--participants", made.participants, "--wages", made.wages, "--as-of", "2028-04-30"]
    words += ["--wages-through", "2027Q4", "--out", tmp_path / "out", "--key-file", made.key, "--memory-limit", "60MB"]
    spilled = ""
    with subprocess.Popen(
        [sys.executable, "-m", "magnolia", *map(str, words)], cwd=ROOT, stderr=subprocess.PIPE
    ) as running:
        while running.poll() is None:
            files = [file for file in tmp_path.glob(".magnolia-*/work/spill/*") if file.stat().st_size]
            if files:
                os.kill(running.pid, signal.SIGSTOP)
                spilled = texts(next(tmp_path.glob(".magnolia-*")))
                os.kill(running.pid, signal.SIGKILL)
                break
            time.sleep(0.01)
    assert len(spilled) > 10_000, "nothing was spilled"
    assert LAST not in spilled
    assert not re.search("219[01][0-9]{5}", spilled)
    assert not (tmp_path / "out").exists()
