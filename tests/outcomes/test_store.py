"""The store of wage records: a partition a quarter, by pseudonym; a load replaces its quarters and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from magnolia.outcomes.keys import Key

from .records import KEY, WAGES, Outcomes, as_csv, as_parquet, completed, paid, run

ROOT = Path(__file__).resolve().parents[2]
WHOLE = ("rates.csv", "people.parquet", "rejected.csv")
PEOPLE = [completed("2026-10-05", ssn=f"1010100{n:02d}") for n in range(10)]
PAYS = [
    *(paid(ssn=f"1010100{n:02d}", employer_id=f"E{n}", soc="47-2111", naics="238210") for n in range(6)),
    paid(ssn="101010007", wages="-3.5"),
    paid(ssn="101010007", wages="3.51", source="TN"),
    paid(ssn="101010008", wages="-3.5"),
    paid(ssn="101010008", wages="3.5"),
    paid(ssn="101010009", quarter="1"),
    paid(ssn="555010009"),
]


@pytest.fixture
def made(tmp_path):
    made = Outcomes(tmp_path)
    made.write(PEOPLE, PAYS)
    return made


def ingest(made, *files, key=None):
    words = [str(file) for file in files or [made.wages]]
    return run("ingest", "--wages", *words, "--store", str(made.folder / "store"), "--key-file", str(key or made.key))


def stored(made, quarter):
    (file,) = (made.folder / "store" / f"quarter={quarter}").glob("records-*.parquet")
    with duckdb.connect() as engine:
        rows = engine.execute(f"from '{file}'").fetchall()
    return [(f"{high:016x}{low:016x}", *row) for high, low, *row in rows]


def test_a_store_gives_the_same_bytes_as_its_files(made):
    assert made.compute() == 0
    first = {name: (made.out / name).read_bytes() for name in WHOLE}
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "7"
    assert ingest(made) == 0
    assert made.compute(wages=[made.folder / "store"]) == 0
    assert {name: (made.out / name).read_bytes() for name in WHOLE} == first
    (of_store,) = [each for each in made.manifest["inputs"] if each["role"] == "wages"]
    assert of_store["name"].startswith("quarter=2027Q2/")
    assert of_store["rows"] == 11


def test_a_partition_holds_every_row_of_its_quarter_by_pseudonym(made):
    assert ingest(made) == 0
    partitions = sorted(each.name for each in (made.folder / "store").glob("quarter=*"))
    assert partitions == ["quarter=2027Q1", "quarter=2027Q2"]
    rows = stored(made, "2027Q2")
    assert len(rows) == 11
    assert {row[0] for row in rows} == {Key(KEY).pseudonym(row["ssn"]) for row in PAYS if row["quarter"] == "2"}
    assert (Key(KEY).pseudonym("101010000"), "E0", "238210", "47-2111", "MS") in {(*row[:2], *row[3:6]) for row in rows}


def test_only_the_quarters_that_can_be_measured_are_read(made):
    assert ingest(made) == 0
    for file in (made.folder / "store" / "quarter=2027Q1").iterdir():
        file.write_bytes(b"not read")
    assert made.compute(wages=[made.folder / "store"]) == 0


def test_loading_a_quarter_again_replaces_it_and_changes_the_rate_and_no_other_quarter(made):
    assert ingest(made) == 0
    assert made.compute(wages=[made.folder / "store"]) == 0
    before = made.manifest
    corrected = made.folder / "corrected.csv"
    corrected.write_text(as_csv([*(row for row in PAYS if row["quarter"] == "2"), paid(ssn="101010009")], WAGES))
    assert ingest(made, corrected) == 0
    assert len(stored(made, "2027Q2")) == 12
    assert len(stored(made, "2027Q1")) == 1
    assert made.compute(wages=[made.folder / "store"]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "8"
    assert before["inputs"][1]["sha256"] != made.manifest["inputs"][1]["sha256"]
    loads = json.loads((made.folder / "store" / "store.json").read_text())["loads"]
    assert [each["inputs"][0]["name"] for each in loads] == ["wages.csv", "corrected.csv"]
    assert all(each["loaded_on"] for each in loads)


def test_the_files_of_one_call_are_one_load(made):
    halves = [made.folder / "a.csv", made.folder / "b.parquet"]
    halves[0].write_text(as_csv(PAYS[:5], WAGES))
    as_parquet(halves[1], PAYS[5:], WAGES)
    assert ingest(made, *halves) == 0
    assert len(stored(made, "2027Q2")) == 11
    assert made.compute(wages=[made.folder / "store"]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "7"


def test_a_store_refuses_another_key_whether_it_is_filled_or_read(made, capsys):
    assert ingest(made) == 0
    before = (made.folder / "store" / "store.json").read_bytes()
    other = made.folder / "other"
    other.write_bytes(b"another key")
    capsys.readouterr()
    assert ingest(made, key=other) == 2
    assert "another key" in capsys.readouterr().err
    made.key = other
    assert made.compute(wages=[made.folder / "store"]) == 2
    assert "another key" in capsys.readouterr().err
    assert (made.folder / "store" / "store.json").read_bytes() == before


def test_a_row_that_a_load_rejected_keeps_every_run_over_that_load_incomplete(made):
    made.write(PEOPLE, [*PAYS, paid(ssn="bad")])
    assert made.compute() == 1
    first = {name: (made.out / name).read_bytes() for name in WHOLE}
    assert ingest(made) == 1
    assert made.compute(wages=[made.folder / "store"]) == 1
    assert {name: (made.out / name).read_bytes() for name in WHOLE} == first
    assert (made.manifest["complete"], made.manifest["rejected_rows"]) == (False, 1)
    made.write(PEOPLE, PAYS)
    assert ingest(made) == 0
    assert made.compute(wages=[made.folder / "store"]) == 0


def test_a_load_that_cannot_be_read_changes_nothing(made, capsys):
    assert ingest(made) == 0
    before = {file: file.read_bytes() for file in (made.folder / "store").rglob("*") if file.is_file()}
    bad = made.folder / "bad.csv"
    bad.write_text("nothing\n1\n")
    assert ingest(made, made.wages, bad) == 2
    assert {file: file.read_bytes() for file in (made.folder / "store").rglob("*") if file.is_file()} == before


def calling(made, script="from magnolia.cli import main; import sys; sys.exit(main(sys.argv[1:]))"):
    words = ["outcomes", "ingest", "--wages", made.wages, "--store", made.folder / "store", "--key-file", made.key]
    return [sys.executable, "-c", script, *map(str, words)]


def test_a_load_that_finds_the_disk_full_says_so_in_one_line_and_the_store_is_as_it_was(made):
    assert ingest(made) == 0
    before = {file: file.read_bytes() for file in (made.folder / "store").rglob("*") if file.is_file()}
    made.write(PEOPLE, [paid(ssn=f"101{n:06d}") for n in range(2000)])
    limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)); "
    limited += "from magnolia.cli import main; sys.exit(main(sys.argv[1:]))"
    ended = subprocess.run(calling(made, limited), cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1), ended.stderr
    assert {file: file.read_bytes() for file in (made.folder / "store").rglob("*") if file.is_file()} == before


@pytest.mark.kill
def test_a_load_that_is_killed_changes_nothing_and_the_next_one_works_and_cleans_up(made):
    assert ingest(made) == 0
    made.write(PEOPLE, [paid(ssn=f"101{n:06d}") for n in range(60_000)])
    with subprocess.Popen(calling(made), cwd=ROOT) as running:
        for _ in range(1200):
            if list(made.folder.glob("store/.magnolia-load-*")) or running.poll() is not None:
                break
            time.sleep(0.05)
        os.kill(running.pid, signal.SIGKILL)
    assert list(made.folder.glob("store/.magnolia-load-*"))
    assert made.compute(wages=[made.folder / "store"]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "7"
    assert ingest(made) == 0
    assert not list(made.folder.glob("store/.magnolia-load-*"))
    assert len(stored(made, "2027Q2")) == 60_000


def test_no_folder_of_other_things_becomes_a_store(made, capsys):
    (made.folder / "store").mkdir()
    (made.folder / "store" / "letter.txt").write_text("x")
    assert ingest(made) == 2
    assert "no store" in capsys.readouterr().err


def test_a_store_stands_alone_in_a_call(made, capsys):
    assert ingest(made) == 0
    capsys.readouterr()
    assert made.compute(wages=[made.folder / "store", made.wages]) == 2
    assert "alone" in capsys.readouterr().err


def test_a_store_without_the_measured_quarter_pays_nobody(made):
    made.write(PEOPLE, [paid(year="2001")])
    assert ingest(made) == 0
    assert made.compute(wages=[made.folder / "store"]) == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "0"


def test_a_store_whose_sums_are_damaged_says_which_file_and_writes_nothing(made, capsys):
    assert ingest(made) == 0
    (sums,) = (made.folder / "store" / "quarter=2027Q2").glob("sums-*")
    sums.write_bytes(sums.read_bytes()[:-1])
    capsys.readouterr()
    assert made.compute(wages=[made.folder / "store"]) == 2
    said = capsys.readouterr().err
    assert sums.name in said
    assert "damaged" in said
    assert len(said.splitlines()) == 1
    assert not made.out.exists()


@pytest.mark.parametrize(
    "damaged",
    [{"count": None}, {"scale": None}, {"sources": None}, {"long": "x"}, {"count": 0}, {"other": 1}, None, []],
)
def test_a_store_whose_list_of_quarters_is_damaged_is_refused_in_one_line(made, capsys, damaged):
    assert ingest(made) == 0
    file = made.folder / "store" / "store.json"
    content = json.loads(file.read_text())
    of_quarter = content["quarters"]["2027Q2"]
    if damaged == {"other": 1}:
        del of_quarter["sums"]
    elif damaged:
        of_quarter["sums"] |= damaged
    else:
        content["quarters"] = damaged
    file.write_text(json.dumps(content))
    capsys.readouterr()
    assert made.compute(wages=[made.folder / "store"]) == 2
    said = capsys.readouterr().err
    assert "damaged" in said
    assert len(said.splitlines()) == 1


def test_what_is_not_of_the_store_stays_where_it_is(made):
    assert ingest(made) == 0
    quarter = made.folder / "store" / "quarter=2027Q2"
    (quarter / "of somebody").mkdir()
    (quarter / "README.txt").write_text("x")
    before = sorted(quarter.iterdir())
    made.write(PEOPLE, [paid(year="2026")])
    assert ingest(made) == 0
    assert sorted(quarter.iterdir()) == before


def test_a_pseudonym_is_derived_from_the_key_in_one_step_and_another_key_gives_another(made):
    import hashlib

    for secret in (KEY, b"k", b"x" * 200):
        with duckdb.connect() as engine:
            sql = Key(secret).sql("'101010000'")
            assert engine.execute(f"select {sql}").fetchall() == [(Key(secret).pseudonym("101010000"),)]
        whole = bytes([0, 0, 0, 1]) + hashlib.sha256(secret).digest() + b"101010000"
        assert Key(secret).pseudonym("101010000") == hashlib.sha256(whole).hexdigest()[:32]
    assert Key(b"k").pseudonym("101010000") != Key(KEY).pseudonym("101010000")
    assert KEY.decode() not in repr(Key(KEY))


def test_a_store_of_another_version_is_refused_with_the_way_out(made, capsys):
    assert ingest(made) == 0
    file = made.folder / "store" / "store.json"
    file.write_text(file.read_text().replace('"format": 4', '"format": 3'))
    capsys.readouterr()
    assert made.compute(wages=[made.folder / "store"]) == 2
    assert ingest(made) == 2
    assert capsys.readouterr().err.count("ingest the files into a new store") == 2
