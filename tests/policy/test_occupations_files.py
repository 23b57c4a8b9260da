"""Files that `magnolia occupations build` reads and writes: every fault named, all files or none, the same bytes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.policy.labor import COLUMNS, Lists, as_csv, eligible, row
from tests.portal.sheets import workbook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def lists(tmp_path):
    return Lists(tmp_path)


def test_every_fault_is_listed_with_file_row_and_column_and_nothing_is_written(lists, capsys):
    rows = [
        row(),
        row(soc_code="472111", annual_openings="-3", median_hourly_wage="about 20"),
        row(),
        row(ecosystem="", title=" ", category="Retail", job_openings="1e3"),
        row(soc_code="47-2112", annual_supply="1,000"),
    ]
    assert lists.build(rows, "--json") == 1
    found = [(each["row"], each["column"], each["code"]) for each in json.loads(capsys.readouterr().out)["faults"]]
    assert found == [
        (3, "soc_code", "not_soc"),
        (3, "annual_openings", "negative"),
        (3, "median_hourly_wage", "not_decimal"),
        (4, "soc_code", "second_row"),
        (5, "ecosystem", "empty"),
        (5, "title", "empty"),
        (5, "job_openings", "not_whole"),
        (5, "category", "not_choice"),
        (6, "annual_supply", "not_number"),
    ]
    assert not lists.out.exists()


def test_in_words_a_fault_says_what_stands_there_and_a_long_cell_is_cut(lists, capsys):
    assert lists.build([row(), row(), row(soc_code="4" * 100)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "labor.csv, row 3, soc_code: a second row for 47-2111 in Ecosystem 1; the first is row 2",
        f"labor.csv, row 4, soc_code: “{'4' * 60}…” is not a SOC code written NN-NNNN, for example 47-2111",
        "Nothing was written. Faults: 2",
    ]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_that_is_missing_or_there_twice_is_named_beside_the_faults_of_the_others(lists, capsys, column):
    text = as_csv([row(soc_code="x", typical_education="y")], [name for name in COLUMNS if name != column])
    assert lists.build(text) == 1
    told = capsys.readouterr().out
    assert f"labor.csv, row 1, {column}: the column is missing" in told
    assert ("row 2, soc_code" in told) is (column != "soc_code")
    assert lists.build(as_csv([row()]).replace(column, f"{column},{column}", 1).replace("\nE", "\nE,E", 1)) == 1
    assert f"row 1, {column}: the column is there more than once" in capsys.readouterr().out


@pytest.mark.parametrize(("line", "cells"), [("Ecosystem 1,47-2111", 2), ("a,47-2111,t,,1,1,1,1,none,,more", 11)])
def test_a_row_with_other_cells_than_the_header_is_a_fault_as_a_whole(lists, capsys, line, cells):
    assert lists.build(f"{','.join(COLUMNS)}\n{line}\n") == 1
    assert f"labor.csv, row 2: the row has {cells} cells and the header has 10" in capsys.readouterr().out


def test_blank_rows_a_byte_order_mark_other_columns_and_empty_cells_at_the_end_are_no_faults(lists):
    text = as_csv([{**row(), "note": "x"}], ["note", *COLUMNS]).replace("Construction", '"a ""b"",\nc"')
    assert lists.build("\ufeff" + text.replace("\n", ",\n", 1).replace("\nx", "\n\n,,,\nx", 1)) == 0
    assert (lists.out / "ecosystem.csv").read_text().splitlines()[1:] == [
        'Ecosystem 1,47-2111,Electricians,"a ""b"",', 'c",2000,40,29.26,Y,Y,Y,,1,Y',
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", as_csv([])])
def test_an_empty_file_lacks_its_columns_and_one_without_rows_gives_empty_lists(lists, text):
    assert lists.build(text) == (0 if text else 1)
    assert lists.out.exists() is bool(text)
    if text:
        assert lists.ecosystem == []
        assert lists.manifest["warnings"][0].startswith("The file has 0 of the State's 8")


def test_faults_of_the_exceptions_stand_beside_those_of_the_data(lists, tmp_path, capsys):
    exceptions = tmp_path / "exceptions.csv"
    exceptions.write_text("soc_code,reason\n47-2111,\n4721,Fictive\n")
    assert lists.build([row(annual_supply="")], "--exceptions", str(exceptions)) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in told[:-1]] == [
        "labor.csv, row 2, annual_supply", "exceptions.csv, row 2, reason", "exceptions.csv, row 3, soc_code",
    ]  # fmt: skip


def test_an_exception_that_lifts_nothing_is_said(lists, tmp_path, capsys):
    exceptions = tmp_path / "exceptions.csv"
    exceptions.write_text("soc_code,reason\n47-2111,Fictive\n99-9999,Fictive\n")
    assert lists.build([row()], "--exceptions", str(exceptions)) == 0
    assert capsys.readouterr().out.count("lifts nothing") == 2


def test_the_same_call_writes_the_same_bytes_in_any_order_of_rows_and_says_what_went_in(lists):
    rows = [each for n in range(1, 9) for each in eligible(30, f"Ecosystem {n}")]
    assert lists.build(rows) == 0
    first = {file.name: file.read_bytes() for file in lists.out.iterdir()}
    assert sorted(first) == ["ecosystem.csv", "run.json", "statewide.csv"]
    assert lists.build(rows) == 0
    assert {file.name: file.read_bytes() for file in lists.out.iterdir()} == first
    (given,) = lists.manifest["inputs"]
    sha256 = hashlib.sha256(lists.labor.read_bytes()).hexdigest()
    assert given == {"role": "labor", "name": "labor.csv", "rows": 240, "sha256": sha256}
    assert lists.manifest["outputs"]["ecosystem.csv"] == hashlib.sha256(first["ecosystem.csv"]).hexdigest()
    assert lists.build(reversed(rows)) == 0
    assert (lists.out / "ecosystem.csv").read_bytes() == first["ecosystem.csv"]


def test_a_workbook_and_a_parquet_file_give_what_the_csv_gives(lists, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    rows = [row(), row(soc_code="29-1141", median_hourly_wage="", annual_openings="12.5", sector="")]
    assert lists.build(rows) == 0
    wanted = (lists.out / "ecosystem.csv").read_bytes()
    numbers = {"annual_openings", "annual_supply", "job_openings", "median_hourly_wage"}
    cells = [[float(each[name]) if name in numbers and each[name] else each[name] for name in COLUMNS] for each in rows]
    (tmp_path / "labor.xlsx").write_bytes(workbook([COLUMNS, *cells]))
    parquet = tmp_path / "la[b]or.parquet"
    duckdb.execute(f"copy (from read_csv('{lists.labor}')) to '{parquet}' (format parquet)")
    for file in (tmp_path / "labor.xlsx", parquet):
        assert lists.build(rows, "--labor", str(file)) == 0
        assert (lists.out / "ecosystem.csv").read_bytes() == wanted


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("labor.txt", b"", "ends in .csv, .xlsx, .parquet"),
        ("labor.csv", b"ecosystem\n\xff", "not UTF-8 text (byte 11)"),
        ("labor.csv", b'ecosystem\n"a"b\n', "no CSV after row 1"),
        ("labor.xlsx", b"ecosystem", "no Excel workbook"),
        ("labor.parquet", b"PAR1", "arquet"),
        ("absent.csv", None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_wrong_call(lists, tmp_path, capsys, name, content, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    lists.labor = tmp_path / "unused.csv"
    with pytest.raises(SystemExit) as stop:
        lists.build("", "--labor", str(tmp_path / name))
    assert stop.value.code == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), said in err) == ("", 1, True)
    assert not lists.out.exists()


@pytest.mark.parametrize("words", [("--as-of", "20261001"), ("--jurisdiction", "zz"), ("--nonsense",)])
def test_another_wrong_call_is_answered_in_one_line(lists, capsys, words):
    with pytest.raises(SystemExit) as stop:
        lists.build([row()], *words)
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_other_files_of_the_folder_stay_and_no_input_is_written_over(lists, tmp_path, capsys):
    lists.out = tmp_path
    (tmp_path / "mine.txt").write_text("mine")
    assert lists.build([row()]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "ecosystem.csv", "labor.csv", "mine.txt", "run.json", "statewide.csv",
    ]  # fmt: skip
    lists.labor = tmp_path / "ecosystem.csv"
    with pytest.raises(SystemExit):
        lists.build([row()])
    assert "is an input and would be written over" in capsys.readouterr().err
    assert lists.labor.read_text() == as_csv([row()])


@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_place_that_cannot_be_written_is_a_wrong_call_and_leaves_nothing_behind(lists, tmp_path, capsys, place):
    if place == "file":
        lists.out.write_text("a file")
    else:
        (lists.out / "statewide.csv").mkdir(parents=True)
    with pytest.raises(SystemExit) as stop:
        lists.build([row()])
    assert stop.value.code == 2
    assert str(lists.out) in capsys.readouterr().err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["labor.csv", "lists"]


def test_making_the_lists_loads_nothing_of_the_portal_and_no_reader_it_does_not_need(lists):
    lists.labor.write_text(as_csv([row()]))
    program = (
        "import sys; from magnolia.cli import main;"
        f"main(['occupations', 'build', '--labor', {str(lists.labor)!r}, '--out', {str(lists.out)!r}]);"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'duckdb', 'python_calamine', 'pyspark')])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
