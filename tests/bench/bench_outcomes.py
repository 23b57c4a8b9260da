"""How fast `magnolia outcomes` is: `make bench`. Ratios to what the same machine does in the same run, never seconds.

`baselines.py sum` is DuckDB that sums the columns which have to be read, `baselines.py polars` the counting alone by
hand. Each round runs all of them in turn, each in a process of its own; figures are medians over the rounds.
MAGNOLIA_BENCH_PEOPLE, _WORKERS and _QUARTERS change the size (1,000,000 x 1,450,000 x 70 quarters: about 100 million
wage records), MAGNOLIA_BENCH_ROUNDS how often; MAGNOLIA_BENCH_KEEP names a folder where the records stay.
MAGNOLIA_BENCH_TEN=1 adds ten times the records, which take 14 GB of disk and a quarter of an hour to be made.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
import pytest
import xlsxwriter

from magnolia.outcomes.engine import connect
from magnolia.outcomes.intake import EXIT, Intake
from magnolia.outcomes.sources import Given
from magnolia.outcomes.wages import Wages
from magnolia.policy.outcome_law import outcome_law, template_version
from magnolia.policy.outcome_records import records as outcome_records
from magnolia.policy.periods import Quarter

ROOT, HERE = Path(__file__).resolve().parents[2], Path(__file__).parent
ROUNDS = int(os.environ.get("MAGNOLIA_BENCH_ROUNDS", "3"))
PEOPLE = int(os.environ.get("MAGNOLIA_BENCH_PEOPLE", "1000000"))
WORKERS = int(os.environ.get("MAGNOLIA_BENCH_WORKERS", "1450000"))
QUARTERS = int(os.environ.get("MAGNOLIA_BENCH_QUARTERS", "70"))
KEPT = Path(os.environ["MAGNOLIA_BENCH_KEEP"]) if "MAGNOLIA_BENCH_KEEP" in os.environ else None
COUNTING_TO_SUM, WHOLE_TO_SUM, STORE_COUNTING_TO_POLARS, STORE_TO_POLARS, MEMORY = 2.0, 4.0, 1 / 3, 1.0, 1.0
CSV_TO_READ, XLSX_TO_READ, XLSX_ROWS = 4.0, 3.0, 100_000
SPARK_TO_HAND = 1.3
TEN_TIMES, MEMORY_OF_TEN = 12.0, 2.0
AS_OF, THROUGH = "2028-04-30", "2028Q1"
READ_CSV = (
    "import duckdb; duckdb.connect().execute(f\"select count(columns(*)) from read_csv('{f}', all_varchar = true)\")"
)
READ_XLSX = "from python_calamine import CalamineWorkbook as W; W.from_path(f).get_sheet_by_index(0).to_python()"


def ran(*words: object) -> tuple[float, float, str]:
    """Seconds, GB at most, and what was printed, of one process."""
    started = time.perf_counter()
    ended = subprocess.run(
        ["/usr/bin/env", "time", "-f", "%M", sys.executable, *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    took = time.perf_counter() - started
    assert ended.returncode == 0, ended.stderr
    return took, int(ended.stderr.split()[-1]) / 1024**2, ended.stdout


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """A folder with participants, wage records, a key, and a store of the wage records."""
    pytest.importorskip("pyarrow")
    folder = KEPT or Path(tmp_path_factory.mktemp("records"))
    if not (folder / "participants.parquet").exists():
        ran(HERE / "cohort.py", folder, PEOPLE, WORKERS, QUARTERS)
    (folder / "key").write_text("for measuring, of no worth")
    if not (folder / "store" / "store.json").exists():
        files = sorted((folder / "wages").iterdir())
        took, memory, _ = outcomes(
            "ingest", "--wages", *files, "--store", folder / "store", "--key-file", folder / "key"
        )
        print(f"\ningest {took:.1f} s, {memory:.2f} GB")
    return folder


def outcomes(*words: object) -> tuple[float, float, str]:
    return ran("-m", "magnolia", "outcomes", *words)


def computed(folder: Path, *wages: object, engine: str = "duckdb") -> tuple[float, float, dict[str, float]]:
    """Seconds and GB of one run, and what its parts took."""
    out = folder / "out"
    took, memory, _ = outcomes(
        "compute", "--participants", folder / "participants.parquet", "--wages", *wages, "--as-of", AS_OF,
        "--wages-through", THROUGH, "--out", out, "--key-file", folder / "key", "--engine", engine,
    )  # fmt: skip
    return took, memory, json.loads((out / "run.json").read_text())["durations"]


def seconds(*words: object) -> float:
    """What a script of this folder prints of itself."""
    found = re.match(r"([0-9.]+) s", ran(*words)[2])
    assert found
    return float(found[1])


def baseline(name: str, folder: Path) -> float:
    return seconds(HERE / "baselines.py", name, folder)


def test_rates_are_counted_near_the_speed_at_which_their_columns_can_be_read(records):
    taken: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        taken.setdefault("sum", []).append(baseline("sum", records))
        taken.setdefault("polars", []).append(baseline("polars", records))
        whole, memory, parts = computed(records, *sorted((records / "wages").iterdir()))
        taken.setdefault("whole", []).append(whole)
        taken.setdefault("counting", []).append(parts["wages"] + parts["counting"])
        taken.setdefault("memory", []).append(memory)
        whole, memory, parts = computed(records, records / "store")
        taken.setdefault("store whole", []).append(whole)
        taken.setdefault("store counting", []).append(parts["participants"] + parts["wages"] + parts["counting"])
        taken.setdefault("memory", []).append(memory)
    middle = {name: median(values) for name, values in taken.items()}
    print(f"\n{PEOPLE} participants, {QUARTERS} quarters, load {os.getloadavg()[0]:.1f}")
    print({name: round(value, 2) for name, value in middle.items()}, f"at most {max(taken['memory']):.2f} GB")
    ratios = [
        ("counting", "sum", COUNTING_TO_SUM), ("whole", "sum", WHOLE_TO_SUM),
        ("store counting", "polars", STORE_COUNTING_TO_POLARS), ("store whole", "polars", STORE_TO_POLARS),
    ]  # fmt: skip
    faults = []
    for name, to, limit in ratios:
        ratio = middle[name] / middle[to]
        print(f"{name} {ratio:.2f} of {to}, limit {limit:.2f}")
        faults += [name] if ratio > limit else []
    assert not faults
    assert max(taken["memory"]) < MEMORY


@pytest.mark.parametrize(
    ("ending", "reading", "limit"), [("csv", READ_CSV, CSV_TO_READ), ("xlsx", READ_XLSX, XLSX_TO_READ)]
)
def test_files_are_tested_in_a_few_times_the_time_of_reading_them(records, ending, reading, limit):
    file = records / f"participants.{ending}"
    people = str(records / "participants.parquet")
    with duckdb.connect() as engine:
        if ending == "csv":
            engine.read_parquet(people).write_csv(str(file), header=True)
        else:
            found = engine.read_parquet(people).limit(XLSX_ROWS).project("columns(*)::varchar")
            with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
                sheet = book.add_worksheet("Participants")
                sheet.write_row(0, 0, found.columns)
                for number, row in enumerate(found.fetchall(), start=1):
                    sheet.write_row(number, 0, [cell or "" for cell in row])
    bare, tested = [], []
    for _ in range(ROUNDS):
        bare.append(ran("-c", f"f = {str(file)!r}; {reading}")[0])
        tested.append(outcomes("validate", "--participants", file)[0])
    ratio = median(tested) / median(bare)
    print(f"\n{ending}: tested {median(tested):.2f} s, read {median(bare):.2f} s: {ratio:.1f} times, limit {limit}")
    assert ratio <= limit


def test_spark_counts_in_the_time_of_the_same_queries_typed_by_hand(records):
    pytest.importorskip("pyspark")
    checked, law = records / "checked", outcome_law("ms", date.fromisoformat(AS_OF), Quarter.parse(THROUGH))
    wages = sorted((records / "wages").iterdir())
    with TemporaryDirectory() as spill, connect("700MB", Path(spill)) as engine:
        intake = Intake(engine, outcome_records("ms", template_version("ms", law.as_of)), law.as_of)
        intake.participants([Given.at(records / "participants.parquet")])
        intake.persons([f"{EXIT} + {law.quarters_after_exit}"])
        intake.want()
        taker = Wages(engine, intake.by, intake.taken, law.own_state)
        taker.from_files(list(map(str, wages)), intake.mask)
        shutil.rmtree(checked, ignore_errors=True)
        intake.write_checked(checked)
    by_hand, own = [], []
    for _ in range(ROUNDS):
        by_hand.append(seconds(HERE / "spark_by_hand.py", checked, AS_OF, THROUGH))
        own.append(computed(records, *wages, engine="spark")[2]["counting"])
    ratio = median(own) / median(by_hand)
    print(f"\nspark {median(own):.1f} s, by hand {median(by_hand):.1f} s: {ratio:.2f} times, limit {SPARK_TO_HAND}")
    assert ratio <= SPARK_TO_HAND


@pytest.mark.skipif("MAGNOLIA_BENCH_TEN" not in os.environ, reason="MAGNOLIA_BENCH_TEN=1 asks for it")
def test_ten_times_the_records_take_little_more_than_ten_times_as_long(records):
    more = records / "ten"
    if not (more / "participants.parquet").exists():
        ran(HERE / "cohort.py", more, 10 * PEOPLE, 10 * WORKERS, QUARTERS)
        shutil.copy(records / "key", more)
    once = median(computed(records, *sorted((records / "wages").iterdir()))[0] for _ in range(ROUNDS))
    ten, memory, parts = computed(more, *sorted((more / "wages").iterdir()))
    print(
        f"\nten times: {ten:.0f} s to {once:.1f} s: {ten / once:.1f} times, limit {TEN_TIMES}; {memory:.2f} GB; {parts}"
    )
    assert ten / once <= TEN_TIMES
    assert memory < MEMORY_OF_TEN
