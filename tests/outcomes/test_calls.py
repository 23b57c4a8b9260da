"""A call that is wrong, and a run that is stopped, finds no room or is killed: one line, and nothing half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import duckdb
import pytest

from .records import KEY, WAGES, Outcomes, as_csv, enrolled, paid, run
from .test_files import FOUR, THREE, WHOLE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def made(tmp_path):
    return Outcomes(tmp_path)


@pytest.fixture
def as_from_a_terminal() -> Iterator[None]:
    """An interruption ends a test as it ends the command: a worker of a run ignores it, and Spark has its own way."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def in_a_query(*_):
    """An interruption while DuckDB is at work, which it tells in its own way: at once, or when the query ends."""
    with duckdb.connect() as engine:
        Timer(0.2, signal.raise_signal, [signal.SIGINT]).start()
        engine.execute("select count(*) from range(2_000_000_000) as a(x) where hash(x) = 0")


def in_python(*_):
    raise KeyboardInterrupt


@pytest.mark.usefixtures("as_from_a_terminal")
@pytest.mark.parametrize("interrupted", [in_python, in_a_query])
def test_a_run_that_is_interrupted_says_so_in_one_line(made, monkeypatch, capsys, interrupted):
    made.write(FOUR, THREE)
    monkeypatch.setattr("magnolia.outcomes.computing.count", interrupted)
    assert made.compute() == 130
    assert capsys.readouterr().err.splitlines() == ["magnolia outcomes compute: interrupted; nothing was written"]
    assert not made.out.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--as-of", "20280430"), "YYYY-MM-DD"), (("--as-of", "2028-4-30"), "YYYY-MM-DD"),
        (("--as-of", "2027-02-29"), "there is no day"), (("--wages-through", "2027-Q4"), "YYYYQn"),
        (("--wages-through", "2027Q5"), "YYYYQn"), (("--engine", "pandas"), "invalid choice"),
        (("--memory-limit", "much"), "--memory-limit"), (("--key-file", "nowhere"), "No such file"),
        (("--participants", "nowhere.csv"), "No such file"), (("--wages", "."), "no store"),
        (("--jurisdiction", "zz"), "no State profile"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_said_in_one_line(made, capsys, words, why):
    made.write([enrolled()], [paid()])
    assert made.compute(*words) == 2
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert why in line
    assert told.out == ""
    assert not made.out.exists()


def test_without_a_key_the_command_says_so_and_stops(made, monkeypatch, capsys):
    made.write([enrolled()], [paid()])
    words = ["--participants", str(made.participants), "--wages", str(made.wages), "--as-of", "2028-04-30"]
    words += ["--wages-through", "2027Q4", "--out", str(made.out)]
    monkeypatch.delenv("MAGNOLIA_PSEUDONYM_KEY", raising=False)
    assert run("compute", *words) == 2
    assert "MAGNOLIA_PSEUDONYM_KEY" in capsys.readouterr().err
    assert run("ingest", "--wages", str(made.wages), "--store", str(made.folder / "store")) == 2
    made.key.write_bytes(b" \n")
    assert made.compute() == 2
    monkeypatch.setenv("MAGNOLIA_PSEUDONYM_KEY", KEY.decode())
    assert run("compute", *words) == 0


def test_results_never_take_the_place_of_an_input(made, capsys):
    made.write([enrolled()], [paid()])
    here = made.folder / "rates.csv"
    here.write_text(as_csv([paid()], WAGES))
    made.out = made.folder
    assert made.compute(wages=[here]) == 2
    assert "is an input" in capsys.readouterr().err


def test_a_full_disk_is_said_in_one_line_and_leaves_no_folder(made):
    made.write([enrolled(ssn=f"101{n:06d}") for n in range(2000)], [paid()])
    limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
    limited += "from magnolia.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ["outcomes", "compute", "--participants", made.participants, "--wages", made.wages, "--as-of", "2028-04-30"]
    words += ["--wages-through", "2027Q4", "--out", made.out, "--key-file", made.key]
    ended = subprocess.run([sys.executable, "-c", limited, *map(str, words)], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 2, ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not made.out.exists()
    assert [each.name for each in made.folder.iterdir() if each.name.startswith(".")] == []


@pytest.mark.kill
def test_a_run_that_is_killed_leaves_no_folder_and_the_next_one_works_and_cleans_up(made):
    made.write([enrolled(ssn=f"101{n:06d}") for n in range(60_000)], [paid()])
    words = ["outcomes", "compute", "--participants", made.participants, "--wages", made.wages, "--as-of", "2028-04-30"]
    words += ["--wages-through", "2027Q4", "--out", made.out, "--key-file", made.key]
    with subprocess.Popen([sys.executable, "-m", "magnolia", *map(str, words)], cwd=ROOT) as running:
        for _ in range(600):
            if list(made.folder.glob(".magnolia-*/new")):
                break
            time.sleep(0.05)
        os.kill(running.pid, signal.SIGKILL)
    assert not made.out.exists()
    left = list(made.folder.glob(".magnolia-*"))
    assert left
    assert made.compute() == 0
    assert list(made.folder.glob(".magnolia-*")) == []
    assert sorted(file.name for file in made.out.iterdir()) == sorted([*WHOLE, "run.json"])
