"""Where the counting happens: on Spark in Spark alone, from what the intake has checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from magnolia.outcomes import engine as engines
from magnolia.outcomes.cells import WEEKS
from magnolia.outcomes.engine import NUMBER, literal
from magnolia.outcomes.pipeline import steps

from .engines import ENGINES
from .records import Outcomes, completed, enrolled, paid

ROOT = Path(__file__).resolve().parents[2]


# 98.0 days less than a part of a day is 97 whole ones, however small the part.
EXACT = {"9.333333333333333333": "2027-04-18", "9.333333333333333334": "2027-04-19"}


class Listening:
    """A connection that writes down what it is asked."""

    def __init__(self, connection, asked):
        self.connection, self.asked = connection, asked

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def execute(self, query, *given):
        self.asked.append(" ".join(query.split()))
        return self.connection.execute(query, *given)

    def cursor(self):
        return Listening(self.connection.cursor(), self.asked)

    def __getattr__(self, name):
        return getattr(self.connection, name)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_counts_by_itself_and_multiplies_normal_time_and_law_without_rounding(tmp_path, engine, monkeypatch):
    """Every query that DuckDB is asked is written down: all of the steps are there, or on Spark none of them."""
    asked: list[str] = []
    connect = engines.connect
    monkeypatch.setattr("magnolia.outcomes.computing.connect", lambda *given: Listening(connect(*given), asked))
    made = Outcomes(tmp_path)
    early = [
        enrolled(ssn=f"10101000{n}", entry_date="2027-01-11", normal_time_weeks=weeks) for n, weeks in enumerate(EXACT)
    ]
    made.write([completed("2026-10-05"), *early], [paid()])
    assert made.compute("--engine", engine) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"
    found = {str(each["window_last_day"]) for each in made.people() if each["entry_date"].year == 2027}
    assert found == set(EXACT.values())
    of_steps = [step.name for step in steps() if any(" ".join(step.sql.split()) in query for query in asked)]
    assert of_steps == ([step.name for step in steps()] if engine == "duckdb" else [])
    width = sum(int(kind.partition("(")[2].partition(",")[0]) for kind in (WEEKS, NUMBER))
    assert width + 1 <= 38  # the most digits of a number in either engine


def test_a_number_that_would_be_rounded_on_its_way_is_refused():
    from decimal import Decimal

    assert literal(Decimal("10.5")) == "cast('10.5' as decimal(12, 4))"
    with pytest.raises(ValueError, match="decimals"):
        literal(Decimal("10.12345"))


def test_without_pyspark_the_command_says_what_installs_it(tmp_path):
    made = Outcomes(tmp_path)
    made.write([enrolled()], [paid()])
    (tmp_path / "pyspark.py").write_text("raise ImportError\n")
    words = ["outcomes", "compute", "--participants", made.participants, "--wages", made.wages, "--as-of", "2028-04-30"]
    words += ["--wages-through", "2027Q4", "--out", made.out, "--key-file", made.key, "--engine", "spark"]
    ended = subprocess.run(
        [sys.executable, "-m", "magnolia", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "make setup-spark" in ended.stderr
    assert not made.out.exists()


def test_every_step_of_the_counting_is_understood_by_name_and_in_order():
    names = [step.name for step in steps()]
    assert names[:2] == ["windows", "people"]
    assert names[-2:] == ["fields", "counts"]
    for place, step in enumerate(steps()):
        later = [name for name in names[place:] if f"from {name} " in step.sql or f"join {name} " in step.sql]
        assert later == [], step.name


def test_nothing_is_fetched_and_no_file_is_looked_for_elsewhere(tmp_path):
    with engines.connect("100MB", tmp_path) as connection, pytest.raises(duckdb.Error):
        connection.execute("from read_parquet('https://localhost:1/x.parquet')")


@pytest.mark.parametrize("fails", ["work", "rest", "both"])
def test_work_that_is_done_beside_other_work_fails_with_it_and_what_fails_beside_it_comes_first(fails):
    done = []

    def work():
        if fails != "rest":
            raise ValueError("work")
        done.append(True)

    def both():
        with engines.beside(work):
            if fails != "work":
                raise KeyError("rest")

    with pytest.raises(ValueError if fails == "work" else KeyError):
        both()
    assert done == ([True] if fails == "rest" else [])
