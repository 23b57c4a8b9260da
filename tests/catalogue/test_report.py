"""`make rows`: the open rows by prefix, and ids that do not exist."""

import json
from pathlib import Path

import pytest
import yaml

from tests.catalogue.ids import catalogue_ids
from tests.catalogue.report import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path):
    """A folder with a catalogue of four rows, one of them proved."""
    folder = tmp_path / "docs" / "requirements"
    folder.mkdir(parents=True)
    (folder / "part.yaml").write_text("- id: AAA-01\n- id: AAA-02\n\n- id: AAA-03\n- id: B-CD-01\n")
    (tmp_path / "tests").mkdir()
    report(tmp_path, {"AAA-01": {"one": "passed", "two": "skipped"}})
    return tmp_path


def report(root, rows):
    """Write the report of a run."""
    (root / ".report").mkdir(exist_ok=True)
    (root / ".report" / "rows.json").write_text(json.dumps(rows))


def mark(root, row):
    """Write a test that marks a row, on several lines as a formatter may leave it."""
    text = f'import pytest\n@pytest.mark.row(\n    "{row}",\n)\ndef test_it(): ...\n'
    (root / "tests" / "test_x.py").write_text(text)


def test_open_rows_stand_under_their_prefix_and_the_counts_come_last(root, capsys):
    assert main([], root) == 0
    assert capsys.readouterr().out.splitlines() == [
        "AAA         1 of   3   without: 02 03",
        "B-CD        0 of   1   without: 01",
        "1 of 4 rows have a passing test; 0 fail, 0 were only left out, 0 are marked and have not run.",
    ]


def test_a_failing_or_left_out_test_proves_nothing(root, capsys):
    report(root, {"AAA-01": {"one": "passed", "two": "failed"}, "AAA-02": {"one": "skipped"}})
    mark(root, "AAA-03")
    assert main(["AAA"], root) == 0
    assert capsys.readouterr().out.splitlines() == [
        "AAA         0 of   3   without: 01(failed) 02(skipped) 03(not run)",
        "0 of 3 rows have a passing test; 1 fail, 1 were only left out, 1 are marked and have not run.",
    ]


def test_a_mark_in_the_source_of_a_row_that_does_not_exist_ends_with_an_error(root, capsys):
    mark(root, "AAA-04")
    assert main([], root) == 1
    assert "tests/test_x.py marks AAA-04, which is not in docs/requirements/." in capsys.readouterr().err


def test_a_report_of_a_row_that_does_not_exist_ends_with_an_error(root, capsys):
    report(root, {"AAA-04": {"one": "passed"}})
    assert main([], root) == 1
    assert "names AAA-04" in capsys.readouterr().err


def test_a_prefix_that_does_not_exist_ends_with_an_error_that_names_those_that_do(root, capsys):
    assert main(["AAA", "ZZZ"], root) == 1
    assert "starts with ZZZ: the prefixes are AAA B-CD." in capsys.readouterr().err


def test_without_a_report_it_says_how_to_get_one(root, capsys):
    (root / ".report" / "rows.json").unlink()
    assert main([], root) == 0
    assert "`make test` writes the report" in capsys.readouterr().out


def test_reading_line_by_line_finds_every_row_that_a_yaml_reader_finds():
    rows = [
        row["id"]
        for file in sorted((ROOT / "docs" / "requirements").glob("*.yaml"))
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]
    assert catalogue_ids(ROOT) == rows
    assert len(rows) == len(set(rows)) > 400
