"""run.json is one text of JSON that a person can read too, whatever was counted and whatever the files are called."""

from __future__ import annotations

import json
import os

import pytest

from .records import Outcomes, completed, paid, withdrawn


@pytest.fixture
def made(tmp_path):
    return Outcomes(tmp_path)


@pytest.mark.parametrize(("people", "rates"), [([completed("2026-10-05"), withdrawn(ssn="101010002")], 2), ([], 0)])
def test_it_has_no_empty_line_and_is_what_the_command_prints(made, capsys, people, rates):
    made.write(people, [paid()])
    assert made.compute("--json") == 0
    text = (made.out / "run.json").read_text()
    assert all(line.strip() for line in text.splitlines())
    assert text.endswith("\n}\n")
    assert len(json.loads(text)["matching"]) == rates
    assert capsys.readouterr().out == text


def test_files_whose_names_are_no_text_are_named_as_well_as_they_can_be(made, capsys):
    made.write([completed("2026-10-05"), completed("2026-10-05", ssn="bad")], [paid()])
    name = os.fsdecode(b"p\xff.csv")
    os.rename(made.participants, made.folder / name)
    assert made.compute(participants=[made.folder / name]) == 1
    assert made.manifest["inputs"][0]["name"] == "p?.csv"
    assert (made.out / "rejected.csv").read_text().splitlines()[1].startswith("p?.csv,3,ssn,")


def test_results_stand_in_one_order_whatever_was_counted(made, capsys):
    made.write([withdrawn(program_id="A"), *(completed("2026-10-01", ssn=f"10101000{n}") for n in range(2))], [])
    assert made.compute() == 0
    of_completion = made.manifest["rates"]["by_result"]["completion"]
    assert list(of_completion.items()) == [("met", 1), ("not_met", 1)]
    said = [line.split() for line in capsys.readouterr().out.splitlines() if "completion" in line.split()]
    assert [words[1] for words in said] == ["met", "not_met"]
