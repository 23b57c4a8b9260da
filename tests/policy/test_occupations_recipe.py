"""`magnolia occupations recipe`: public figures become a file that `build` takes, and what is unknown stays unknown."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from magnolia.cli import main

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LABEL = "public-data approximation, not the State's list"


@pytest.fixture
def data(tmp_path):
    """A copy of the public figures that a test may change."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in (
        "oews_may2025_mississippi", "oews_may2025_national", "oews_may2025_footnotes", "cip2020_soc2018_crosswalk",
        "bls_employment_projections_2024_2034_national", "soc2018_to_bls_published_code", "onet_29_3_job_zones",
        "ipeds_completions_mississippi_2020_2024",
    ):  # fmt: skip
        shutil.copyfile(SHARED / f"{name}.csv", folder / f"{name}.csv")
    return folder


@pytest.fixture
def recipe(tmp_path):
    """Runs the recipe; the rows of its file by area and occupation."""

    def run(folder, *words):
        out = tmp_path / "labor.csv"
        assert main(["occupations", "recipe", "--data", str(folder), "--out", str(out), *words]) == 0
        with out.open(encoding="utf-8", newline="") as file:
            return {(row["ecosystem"], row["soc_code"]): row for row in csv.DictReader(file)}

    return run


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def test_the_electricians_of_the_jackson_area_come_about_as_the_command_explains(recipe, capsys):
    # 81,000 openings x 1,210 / 757,220; 500 awards x 757,220 / (757,220 + 907,270 supervisors) x 1,210 / 6,610
    row = recipe(SHARED)["Jackson, MS", "47-2111"]
    told = capsys.readouterr().out
    assert (row["annual_openings"], row["annual_supply"], row["job_openings"]) == ("129.4", "41.6", "129")
    assert (row["median_hourly_wage"], row["typical_education"]) == ("25.15", "apprenticeship")
    assert (row["sector"], row["category"], row["basis"]) == ("Construction", "", LABEL)
    assert told.startswith(LABEL)
    assert "program 46.0302: 500 awards in 2023-24; 227.5 = 500 x 757220 / " in told
    assert "Jackson, MS: 129.4 = 81000 x 1210 / 757220; supply 41.6 = 227.5 x 1210 / 6610; gap 87.8; wage 25.15" in told


def test_the_file_is_taken_by_build_and_seven_areas_designate_nothing_for_the_state(recipe, tmp_path, capsys):
    rows = recipe(SHARED)
    words = ["--labor", str(tmp_path / "labor.csv"), "--out", str(tmp_path / "lists"), "--as-of", "2026-10-01"]
    assert main(["occupations", "build", *words]) == 0
    assert len({area for area, _ in rows}) == 7
    assert not any("Memphis" in area for area, _ in rows)
    assert "7 of the State's 8 workforce ecosystems" in capsys.readouterr().out


def test_the_whole_state_is_one_area_with_its_own_wage(recipe):
    rows = recipe(SHARED, "--whole-state")
    assert {area for area, _ in rows} == {"Mississippi"}
    assert rows["Mississippi", "47-2111"]["annual_openings"] == "707.1"
    assert rows["Mississippi", "47-2111"]["median_hourly_wage"] == "29.26"


@pytest.mark.parametrize("sign", ["-", "*", "**"])
def test_employment_that_was_not_released_gives_no_row_and_never_a_zero(recipe, data, tmp_path, capsys, sign):
    line = '0027140,"Jackson, MS",metro or nonmetro,47-2111,Electricians,detailed,'
    change(data, "oews_may2025_mississippi.csv", f"{line}1210,", f"{line}{sign},")
    assert ("Jackson, MS", "47-2111") not in recipe(data)
    notes = json.loads((tmp_path / "labor.csv.notes.json").read_text())
    assert {"area": "Jackson, MS", "soc_code": "47-2111", "title": "Electricians"} in notes["no_row"]
    assert "Jackson, MS: no row, its employment is unknown" in capsys.readouterr().out


@pytest.mark.parametrize(("sign", "wage"), [("-", ""), ("*", ""), ("#", "115.00")])
def test_a_wage_that_was_not_released_is_unknown_and_one_above_the_highest_is_at_least_that(recipe, data, sign, wage):
    line = '0027140,"Jackson, MS",metro or nonmetro,47-2111,Electricians,detailed,1210,4.0,27.21,56590,1.1,18.02,22.24,'
    change(data, "oews_may2025_mississippi.csv", f"{line}25.15,", f"{line}{sign},")
    assert recipe(data)["Jackson, MS", "47-2111"]["median_hourly_wage"] == wage


def test_the_published_footnote_of_the_highest_wages_is_read_from_its_file(recipe, data):
    change(data, "oews_may2025_footnotes.csv", "$115.00 per hour", "$116.00 per hour")
    with (SHARED / "oews_may2025_mississippi.csv").open(encoding="utf-8", newline="") as file:
        highest = [(r["area_name"], r["soc_code"]) for r in csv.DictReader(file) if "h_median:5" in r["footnotes"]]
    rows = {**recipe(data), **recipe(data, "--whole-state")}
    wages = {rows[place]["median_hourly_wage"] for place in highest if place in rows}
    assert wages == {"116.00"}


def test_a_wage_paid_by_the_year_alone_is_unknown(recipe):
    assert recipe(SHARED)["Jackson, MS", "25-2021"]["median_hourly_wage"] == ""


def test_without_an_assigned_entry_the_job_zone_decides(recipe, data):
    line = "62350,High school diploma or equivalent,None,Apprenticeship"
    change(data, "bls_employment_projections_2024_2034_national.csv", line, "62350,,None,")
    assert recipe(data)["Jackson, MS", "47-2111"]["typical_education"] == "certificate"


def test_the_same_figures_give_the_same_bytes_and_the_notes_name_every_file(recipe, tmp_path):
    recipe(SHARED)
    first = (tmp_path / "labor.csv").read_bytes(), (tmp_path / "labor.csv.notes.json").read_bytes()
    recipe(SHARED, "--explain", "99-9999")
    assert first == ((tmp_path / "labor.csv").read_bytes(), (tmp_path / "labor.csv.notes.json").read_bytes())
    notes = json.loads(first[1])
    assert notes["label"] == LABEL
    assert len(notes["inputs"]) == 8
    assert len(notes["steps"]) == 7


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("oews_may2025_footnotes.csv", "$115.00 per hour", "much", "states no hourly figure"),
        ("onet_29_3_job_zones.csv", "job_zone", "zone", "has no column job_zone"),
        (
            "oews_may2025_national.csv",
            "Electricians,detailed,757220",
            "Electricians,detailed,many",
            "“many” is neither",
        ),
    ],
)
def test_a_folder_with_another_file_or_figure_is_a_wrong_call(data, tmp_path, capsys, name, old, new, said):
    change(data, name, old, new)
    with pytest.raises(SystemExit) as stop:
        main(["occupations", "recipe", "--data", str(data), "--out", str(tmp_path / "labor.csv")])
    assert stop.value.code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "labor.csv").exists()


@pytest.mark.parametrize("words", [("--data", "/nowhere"), ("--data", str(SHARED), "--jurisdiction", "xx")])
def test_a_folder_that_is_not_there_or_a_state_without_a_recipe_is_a_wrong_call(tmp_path, capsys, words):
    with pytest.raises(SystemExit) as stop:
        main(["occupations", "recipe", "--out", str(tmp_path / "labor.csv"), *words])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
