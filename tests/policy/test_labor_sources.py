"""`magnolia occupations import`: exports of other programs become one file, and nothing is guessed or half-written."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from magnolia.cli import main

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
JOBS = """SOC,Description,Region,2026 Jobs,Annual Openings,Median Annual Earnings,Unique Postings
47-2111,Electricians,Ecosystem 1,"5,120",1300,"$43,160.00","1,240"
47-2111,Electricians,Ecosystem 2,100,30.5,"$43,159",40
51-4121,Welders,Ecosystem 1,210,44,Insf. Data,12
"""
JOBS_MAPPING = """name = "Jobs by region"
wage_per = "year"
unknown = ["Insf. Data"]
[columns]
soc_code = "SOC"
title = "Description"
ecosystem = "Region"
current_employment = "2026 Jobs"
annual_openings = "Annual Openings"
median_hourly_wage = "Median Annual Earnings"
job_openings = "Unique Postings"
[fixed]
source = "Jobs by region, 2026.3"
"""
AWARDS = "soc,region,completions\n47-2111,E1,300\n47-2111,E2,4\n29-1141,E1,5\n"
AWARDS_MAPPING = """name = "Completions by occupation"
[columns]
soc_code = "soc"
ecosystem = "region"
annual_supply = "completions"
[absent]
annual_supply = "0"
[meanings.ecosystem]
E1 = "Ecosystem 1"
E2 = "Ecosystem 2"
"""
LEVELS = "soc_code,typical_education\n47-2111,apprenticeship\n51-4121,certificate\n"
Files = dict[str, str]
FILES = {"jobs.csv": JOBS, "jobs.toml": JOBS_MAPPING, "awards.csv": AWARDS, "awards.toml": AWARDS_MAPPING,
         "levels.csv": LEVELS}  # fmt: skip


@pytest.fixture
def imported(tmp_path, capsys) -> Callable[..., tuple[int, str, list[dict[str, str]]]]:
    """Runs the import on these files with some changed: its status, what it said, and the rows it wrote."""

    def run(*but: str, **changed: str) -> tuple[int, str, list[dict[str, str]]]:
        for name, text in FILES.items():
            (tmp_path / name).write_text(changed.get(name.replace(".", "_"), text), encoding="utf-8")
        exports = [["jobs.csv", "jobs.toml"], ["awards.csv", "awards.toml"], ["levels.csv"]]
        given = [[str(tmp_path / name) for name in each] for each in exports if each[0] not in but]
        words = [word for each in given for word in ("--export", *each)]
        out = tmp_path / "out" / "labor.csv"
        try:
            status = main(["occupations", "import", *words, "--out", str(out), "--as-of", "2026-10-01"])
        except SystemExit as stop:
            status = int(stop.code or 0)
        told = capsys.readouterr()
        if not out.exists():
            assert not out.parent.exists()
            return status, told.out + told.err, []
        with out.open(encoding="utf-8", newline="") as file:
            return status, told.out + told.err, list(csv.DictReader(file))

    return run


def test_exports_are_joined_by_occupation_and_area_into_a_file_that_build_takes(imported, tmp_path):
    status, said, rows = imported()
    assert status == 0
    shown = [(row["ecosystem"], row["soc_code"], row["annual_openings"], row["annual_supply"], row["job_openings"],
              row["typical_education"], row["source"]) for row in rows]  # fmt: skip
    assert shown == [
        ("Ecosystem 1", "47-2111", "1300", "300", "1240", "apprenticeship", "Jobs by region, 2026.3"),
        ("Ecosystem 2", "47-2111", "30.5", "4", "40", "apprenticeship", "Jobs by region, 2026.3"),
        ("Ecosystem 1", "51-4121", "44", "0", "12", "certificate", "Jobs by region, 2026.3"),
    ]
    assert "awards.csv: jobs.csv has no such occupation and area. Rows left aside: 1" in said
    out = tmp_path / "out" / "labor.csv"
    assert main(["occupations", "build", "--labor", str(out), "--out", str(tmp_path / "lists")]) == 0
    first = out.read_bytes(), out.with_name("labor.csv.run.json").read_bytes()
    imported()
    assert first == (out.read_bytes(), out.with_name("labor.csv.run.json").read_bytes())
    told = json.loads(first[1])
    assert [each["mapping"] for each in told["inputs"]] == ["jobs.toml", "awards.toml", ""]
    assert told["parameters"]["hours_a_year"]["value"] == "2080"


def test_a_yearly_wage_is_divided_by_the_hours_of_the_law_and_never_lifted_over_the_threshold(imported):
    _, said, rows = imported()
    assert [row["median_hourly_wage"] for row in rows] == ["20.75", "20.74", ""]
    assert "divided by 2080 hours" in said
    hourly = JOBS.replace('"$43,160.00"', "25.15").replace('"$43,159"', "26")
    _, said, rows = imported(jobs_toml=JOBS_MAPPING.replace('"year"', '"hour"'), jobs_csv=hourly)
    assert [row["median_hourly_wage"] for row in rows] == ["25.15", "26", ""]
    assert "divided by" not in said


def test_a_wage_of_which_nobody_said_whether_it_is_for_an_hour_is_refused(imported):
    status, said, rows = imported(jobs_toml=JOBS_MAPPING.replace('wage_per = "year"\n', ""))
    assert (status, rows) == (2, [])
    assert "never converted on a guess" in said


def test_a_sign_that_a_mapping_gives_a_figure_counts_as_at_least_that_and_one_it_does_not_know_is_a_fault(imported):
    signed = JOBS.replace("Insf. Data", "#")
    _, _, rows = imported(jobs_csv=signed, jobs_toml=f'{JOBS_MAPPING}[at_least]\n"#" = "239200"\n')
    assert rows[2]["median_hourly_wage"] == "115.00"


def test_a_figure_that_was_not_released_is_unknown_and_never_0(imported):
    status, said, _ = imported(jobs_csv=JOBS.replace(",12\n", ",Insf. Data\n"))
    assert status == 1
    assert "jobs.csv, row 4, Unique Postings: unknown: the cell is empty" in said


def test_every_fault_is_named_by_its_export_with_row_and_column_and_nothing_is_written(imported):
    jobs = (
        JOBS.replace("30.5", "-3").replace(",40\n", ",4.5\n").replace('"$43,159"', "lots").replace("51-4121", "514121")
    )
    status, said, rows = imported(jobs_csv=jobs)
    assert (status, rows) == (1, [])
    for line in (
        "jobs.csv, row 3, Annual Openings: “-3” is below 0",
        "jobs.csv, row 3, Unique Postings: “4.5” is not a whole number",
        "jobs.csv, row 3, Median Annual Earnings: “lots” is not an amount",
        "jobs.csv, row 4, SOC: “514121” is not a SOC code",
        "Nothing was written.",
    ):
        assert line in said


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"jobs_csv": JOBS.replace("Region", "Area")}, "jobs.csv, row 1, Region: the mapping takes ecosystem from it"),
        ({"jobs_csv": JOBS + JOBS.splitlines()[1]}, "row 5, SOC: a second row for 47-2111 in Ecosystem 1"),
        ({"jobs_csv": JOBS.splitlines()[0] + "\n"}, "the export has no row that counts"),
        ({"jobs_csv": JOBS + "47-2111,Electricians\n"}, "jobs.csv, row 5: the row has 2 cells and the header has 7"),
        ({"levels_csv": LEVELS.replace("51-4121", "51-4122")}, "levels.csv has no row for 51-4121 in Ecosystem 1"),
        ({"awards_toml": AWARDS_MAPPING.replace('soc_code = "soc"\n', "")}, "not say from which column the SOC code"),
        ({"awards_toml": AWARDS_MAPPING.replace('ecosystem = "region"\n', "")}, "would count again in each area"),
        ({"levels_csv": LEVELS.replace("typical_education", "title")}, "both jobs.csv and levels.csv give title"),
        ({"levels_csv": LEVELS.replace("typical_education", "level")}, "no export gives typical_education"),
    ],
)  # fmt: skip
def test_what_an_export_lacks_or_says_twice_is_named(imported, changed, says):
    status, said, rows = imported(**changed)
    assert (status, rows) == (1, [])
    assert says in said


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"jobs_toml": JOBS_MAPPING + '[absent]\nwages = "1"\n'}, "wages is no column of labor market data"),
        ({"jobs_toml": "name ="}, "is no TOML"),
        ({"jobs_toml": JOBS_MAPPING + '[only]\nRegion = "x"\n'}, "`only` gives a list"),
        ({"jobs_toml": 'name = "x"\n'}, "has no `columns`"),
    ],
)
def test_a_mapping_that_does_not_fit_is_a_wrong_call(imported, changed, says):
    status, said, rows = imported(**changed)
    assert (status, rows) == (2, [])
    assert says in said


def test_parts_of_the_public_figures_fill_what_a_states_own_exports_lack(tmp_path, capsys):
    # The State has postings of its own; everything else is public, and the recipe gave each part of it.
    parts = tmp_path / "parts"
    recipe = ["recipe", "--data", str(SHARED), "--out", str(tmp_path / "labor.csv"), "--parts", str(parts)]
    assert main(["occupations", *recipe]) == 0
    with (parts / "demand.csv").open(encoding="utf-8", newline="") as file:
        keys = [(row["ecosystem"], row["soc_code"]) for row in csv.DictReader(file)]
    lines = [f'"{area}",{soc},7' for area, soc in keys]
    (tmp_path / "postings.csv").write_text("\n".join(["ecosystem,soc_code,job_openings", *lines]) + "\n")
    names = [parts / f"{name}.csv" for name in ("demand", "supply", "wages", "education", "groups")]
    given = [word for file in (*names, tmp_path / "postings.csv") for word in ("--export", str(file))]
    assert main(["occupations", "import", *given, "--out", str(tmp_path / "joined.csv")]) == 0
    with (tmp_path / "joined.csv").open(encoding="utf-8", newline="") as file:
        joined = list(csv.DictReader(file))
    with (tmp_path / "labor.csv").open(encoding="utf-8", newline="") as file:
        whole = list(csv.DictReader(file))
    assert [row["job_openings"] for row in joined] == ["7"] * len(whole)
    assert [{**row, "job_openings": "7"} for row in whole] == [{**row, "basis": whole[0]["basis"]} for row in joined]
    capsys.readouterr()


def test_wages_are_taken_from_the_official_area_file_and_suppressed_ones_are_unknown(tmp_path):
    mapping = tmp_path / "oews.toml"
    mapping.write_text(
        'name = "OEWS"\nwage_per = "hour"\nunknown = ["-", "*"]\n[columns]\necosystem = "area_name"\n'
        'soc_code = "soc_code"\ntitle = "occupation_title"\nmedian_hourly_wage = "h_median"\n'
        '[only]\nlevel = ["detailed", "oews-specific"]\narea_name = ["Jackson, MS"]\n[fixed]\nannual_openings = "20"\n'
        'annual_supply = "1"\njob_openings = "10"\ntypical_education = "certificate"\n[at_least]\n"#" = "115.00"\n'
    )
    official = SHARED / "oews_may2025_mississippi.csv"
    out = tmp_path / "labor.csv"
    assert main(["occupations", "import", "--export", str(official), str(mapping), "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        wages = {row["soc_code"]: row["median_hourly_wage"] for row in csv.DictReader(file)}
    assert (wages["47-2111"], wages["25-2021"]) == ("25.15", "")
    assert "0" not in wages.values()
