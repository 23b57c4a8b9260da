"""Files of occupations: every fault named with its row and column, nothing half-loaded, and what an analysis lacks."""

from __future__ import annotations

import re
import time
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from magnolia.policy.occupation_lists import register
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.occupations import building, checks, comparing, findings, keeping, sealing
from magnolia.portal.actions.occupations.list_files import BadList
from magnolia.portal.models import Code, CodeList, County, Event, ListedArea, ListedOccupation, OccupationList

from .bring import words
from .listing_occupations import adopted, as_csv, checked, ecosystems, everywhere, made, row, set_sectors
from .sheets import workbook

PAGE = "occupation_lists"
OWN = (
    "soc_code,title,sector,state_priority,high_demand,high_wage,high_skill,evidence,source,source_date,"
    "annual_openings,annual_supply,job_openings,median_hourly_wage,typical_education"
)
COUNTIES = "county_fips,county_name,state,lwda,ecosystem"


def upload(client: Client, content: bytes, name: str = "labor.csv", **typed: str):
    html = client.get(reverse(PAGE)).content.decode()
    key = re.findall(r'name="key" value="([^"]+)"', html)[-1]
    said = {"made_of": "labor", "title": "January 2026", "award_year": "2026", "as_of": "2026-07-01", "key": key}
    return client.post(reverse(PAGE), said | typed | {"file": SimpleUploadedFile(name, content), "do": "build"})


def soc_list() -> None:
    """An official list with a handful of occupations."""
    kept = CodeList.objects.create(
        kind="soc",
        edition="2018",
        source="test",
        file_name="soc.csv",
        sha256="0",
        rows=2,
        loaded_at="2026-07-01T00:00Z",
    )
    Code.objects.create(list=kept, code="47-2111", level="detailed", title="Electricians")
    Code.objects.create(list=kept, code="47-2110", level="broad", title="Electricians")


@pytest.fixture
def analyst(ms, enter) -> Client:
    return enter(ms.intake)


def test_each_fault_of_a_file_is_listed_with_its_row_and_column_and_nothing_is_loaded(ms, at, analyst):
    soc_list()
    rows = [
        row("Ecosystem 9"),
        row(soc_code="47-2110"),
        row(soc_code="472111"),
        row(annual_openings="-1"),
        row("Ecosystem 2", median_hourly_wage="about 20"),
        row("Ecosystem 3"),
        row("Ecosystem 3"),
        row("Ecosystem 4", source_date="June 2026"),
        row("Ecosystem 5", annual_supply="1234567890123"),
        row("Ecosystem 6", job_openings="12.5"),
    ]
    answer = upload(analyst, as_csv(rows))
    assert answer.status_code == 422
    found = [(fault.row, fault.column, fault.code) for fault in answer.context["faults"]]
    assert found == [
        (2, "ecosystem", "unknown_ecosystem"),
        (3, "soc_code", "unknown_soc_code"),
        (4, "soc_code", "not_soc"),
        (5, "annual_openings", "negative"),
        (6, "median_hourly_wage", "not_decimal"),
        (8, "soc_code", "second_row"),
        (9, "source_date", "not_day"),
        (10, "annual_supply", "too_fine"),
        (11, "job_openings", "not_whole"),
    ]
    said = words(answer)
    assert "“labor.csv” has 9 faults, so nothing was loaded." in said
    assert "“Ecosystem 9” is not one of the State's workforce ecosystems" in said.replace("&#x27;", "'")
    assert not OccupationList.objects.exists()
    assert not ListedOccupation.objects.exists()
    assert not Event.objects.filter(thing_kind="occupation_list").exists()
    assert answer.context["form"]["title"].value() == "January 2026"


def test_a_file_without_a_column_or_without_rows_or_of_another_kind_is_refused_in_words(analyst):
    lacking = upload(analyst, b"ecosystem,soc_code\nEcosystem 1,47-2111\n")
    assert {fault.column for fault in lacking.context["faults"]} >= {"title", "annual_openings", "typical_education"}
    for content, name, says in (
        (as_csv([]), "labor.csv", "nothing below it"),
        (b"%PDF-1.7 not a table", "labor.csv", "“labor.csv”"),
        (b"", "labor.csv", "is empty"),
        (as_csv([row()]), "labor.xlsx", "is not"),
        (b'a,b\n"x', "labor.csv", "cannot be read"),
    ):
        answer = upload(analyst, content, name)
        assert answer.status_code == 422, says
        assert says in words(answer)
    assert not OccupationList.objects.exists()


def test_a_workbook_is_read_as_the_same_file_and_a_second_click_makes_no_second_list(ms, at, analyst):
    set_sectors(ms, at)
    lines = [line.split(",") for line in as_csv(everywhere()).decode().splitlines()]
    answer = upload(analyst, workbook(lines), "labor.xlsx")
    assert answer.status_code == 302, words(answer)
    first = OccupationList.objects.get()
    html = analyst.get(reverse(PAGE)).content.decode()
    key = re.findall(r'name="key" value="([^"]+)"', html)[-1]
    for _ in range(2):
        assert upload(analyst, as_csv(everywhere()), key=key).status_code == 302
    assert OccupationList.objects.count() == 2
    second = OccupationList.objects.exclude(pk=first.pk).get()
    assert sealing.seal(first) == sealing.seal(second)


def test_a_day_before_the_law_has_numbers_is_refused_beside_its_field(analyst):
    answer = upload(analyst, as_csv(everywhere()), as_of="2025-12-31")
    assert answer.status_code == 422
    assert "as_of" in answer.context["form"].errors


@pytest.mark.row("OCC-02")
def test_the_state_has_eight_ecosystems_and_four_local_areas_and_a_county_is_in_one(ms, at, tmp_path):
    from magnolia.portal.actions import law

    names = [f"Area {n % 4}" for n in range(8)]
    rows = [f"280{n:02d},County {n},MS,{names[n]},Ecosystem {n + 1}" for n in range(8)]
    file = tmp_path / "counties.csv"
    file.write_text("\n".join([COUNTIES, *rows]) + "\n")
    call_command("import_counties", str(file), jurisdiction="ms", stdout=StringIO())
    found = County.objects.filter(jurisdiction="ms")
    counts = [len(set(found.values_list(name, flat=True))) for name in ("ecosystem", "local_area")]
    wanted = [law.value("ms", f"occupations.{name}", at.date()).whole for name in ("ecosystems", "local_areas")]
    assert counts == wanted == [8, 4] == [len(ecosystems()), 4]
    file.write_text("\n".join([COUNTIES, *rows, "28000,County 0,MS,Area 0,Ecosystem 2"]) + "\n")
    with pytest.raises(CommandError, match="County 0 stands in the file twice"):
        call_command("import_counties", str(file), jurisdiction="ms", stdout=StringIO())
    with pytest.raises(BadList) as bad:
        made(ms, [*everywhere(), row("Ecosystem 9")], at)
    assert [(fault.row, fault.column) for fault in bad.value.faults] == [(10, "ecosystem")]


@pytest.mark.row("OCC-03")
def test_the_report_of_a_run_names_the_ecosystem_whose_profile_lacks_a_part(ms, at, enter):
    keys = [f"e{n}" for n in range(1, 9)]
    parts = {"institutions": "Two colleges", "industries": "Ports", "population": "Mostly rural", "supply": "Ageing"}
    for key in keys:
        told = parts | ({"population": ""} if key == "e4" else {})
        findings.describe("ms", ecosystem=key, parts=told, by=ms.intake, at=at)
    one = made(ms, everywhere(), at)
    page = enter(ms.intake).get(reverse("occupation_list", args=[one.pk]))
    assert page.context["gaps_of_areas"].profiles == [("Ecosystem 4", ["population distribution"])]
    assert "Ecosystem 4: population distribution" in words(page)
    findings.describe("ms", local_area="Delta", parts={"targets": "Core: agribusiness."}, by=ms.intake, at=at)
    County.objects.create(jurisdiction="ms", fips="28011", name="Bolivar", local_area="Delta", source="test")
    assert "Core: agribusiness." in words(enter(ms.intake).get(reverse("area_profiles")))


@pytest.mark.row("OCC-04")
def test_a_row_without_a_wage_and_one_without_a_source_are_named_among_a_hundred(ms, at, enter):
    names = ecosystems()
    rows = [row(names[n % 8], soc_code=f"47-{n:04d}", title=f"Trade {n}") for n in range(1, 101)]
    rows[6]["median_hourly_wage"] = ""
    rows[41]["source"] = ""
    one = made(ms, rows, at)
    found = comparing.incomplete_areas(one)
    named = [(area.occupation.soc_code, lacking) for area, lacking in found.rows]
    assert named == [("47-0007", ["wages"]), ("47-0042", ["source and date"])]
    page = words(enter(ms.intake).get(reverse("occupation_list", args=[one.pk])))
    assert "Incomplete figures: 2" in page
    kept = ListedArea.objects.get(occupation__soc_code="47-0003")
    assert (kept.source, kept.source_date) == ("Practice labor market file", date(2026, 6, 30))


@pytest.mark.row("OCC-05")
def test_a_demand_is_projected_where_its_four_parts_are_given_and_names_the_part_that_is_missing(ms, at, enter):
    rows = everywhere()
    rows[2]["annual_exits"] = ""
    one = made(ms, rows, at)
    for area in ListedArea.objects.filter(occupation__occupation_list=one):
        missing = keeping.projected(area, "ms")
        if area.ecosystem == "Ecosystem 3":
            assert missing == "exits"
        else:
            assert missing == ""
            figures = (area.employment, area.openings, area.growth, area.exits)
            assert [int(figure) for figure in figures] == [5000, 3000, 40, 200]
    assert "No projection: exits missing" in words(
        enter(ms.intake).get(reverse("occupation_list_entry", args=[one.pk, "47-2111"]))
    )
    for wrong in ({"annual_exits": "some"}, {"annual_openings": "-3"}):
        with pytest.raises(BadList):
            made(ms, [row(**wrong)], at)


@pytest.mark.row("OCC-23")
def test_twelve_targeted_entries_of_the_state_are_loaded_by_a_file_and_an_unknown_one_is_named_by_its_row(ms, at):
    set_sectors(ms, at)
    names = ecosystems()
    rows = [row(names[n % 8], soc_code=f"47-{n:04d}", title=f"Trade {n}") for n in range(1, 21)]
    one = made(ms, rows, at)
    assert register("ms").fault("no_targets") in checks.to_publish(one)
    checked(one, ms, at)
    with pytest.raises(Refused, match="still to be supplied"):
        keeping.publish(adopted(one, ms, at), at.date(), by=ms.director, at=at)
    act(one, "take_back", by=ms.director, at=at, said={"reason": "The State names its targets now."})
    lines = [f"47-{n:04d},targeted,shortage;initiative" for n in range(1, 13)]
    wrong = "\n".join(["soc_code,group,reasons", *lines, "47-9999,targeted,shortage"]) + "\n"
    with pytest.raises(BadList) as bad:
        keeping.load_more(one, "targets.csv", wrong.encode(), by=ms.intake, at=at)
    assert [(fault.row, fault.column) for fault in bad.value.faults] == [(14, "soc_code")]
    assert not one.occupations.filter(group="targeted").exists()
    good = "\n".join(["soc_code,group,reasons", *lines]) + "\n"
    keeping.load_more(one, "targets.csv", good.encode(), by=ms.intake, at=at)
    assert one.occupations.filter(group="targeted").count() == 12


def test_a_file_that_targets_what_is_not_on_the_list_changes_nothing(ms, at):
    set_sectors(ms, at)
    one = made(ms, [*everywhere(), *everywhere(soc_code="41-1011", title="Supervisors", category="retail")], at)
    file = b"soc_code,group,reasons\n47-2111,targeted,shortage\n41-1011,targeted,shortage\n"
    with pytest.raises(Refused, match="41-1011 Supervisors: only an occupation on the list can be targeted"):
        keeping.load_more(one, "targets.csv", file, by=ms.intake, at=at)
    assert not one.occupations.filter(group="targeted").exists()


def test_the_states_own_list_is_taken_as_it_is_and_each_of_its_faults_is_named(ms, at):
    set_sectors(ms, at)
    lines = [
        "47-2111,Electricians,Construction,Y,Y,Y,Y,Analysis of 2026 page 4,State analysis,2026-01-15,300,100,44,26.10,"
        "apprenticeship",
        "51-4121,Welders,Advanced Manufacturing,N,Y,N,Y,Analysis of 2026 page 5,State analysis,2026-01-15,,,,,",
    ]
    file = "\n".join([OWN, *lines]) + "\n"
    said = {"title": "State list", "award_year": 2026, "as_of": at.date(), "own": True, "by": ms.intake, "at": at}
    one = building.build("ms", "own.csv", file.encode(), **said)
    found = {each.soc_code: each for each in one.occupations.all()}
    assert {each.standing for each in found.values()} == {"in"}
    assert found["47-2111"].gap == 200
    assert found["51-4121"].gap is None
    assert sorted(found["51-4121"].tags.values_list("tag", flat=True)) == ["high_skill", "in_demand"]
    wrong = file.replace("51-4121,Welders", "47-2111,Welders").replace("26.10", "high").replace("2026-01-15", "soon", 1)
    with pytest.raises(BadList) as bad:
        building.build("ms", "own.csv", wrong.encode(), **said)
    assert [(fault.row, fault.column) for fault in bad.value.faults] == [
        (2, "source_date"), (2, "median_hourly_wage"), (3, "soc_code")
    ]  # fmt: skip
    checked(one, ms, at)


def test_a_full_file_of_a_state_is_a_list_within_seconds(ms, at):
    set_sectors(ms, at)
    rows = [
        row(name, soc_code=f"{11 + n // 100}-{n:04d}", title=f"Occupation {n}", annual_openings=str(100 + n))
        for name in ecosystems()
        for n in range(1000)
    ]
    content = as_csv(rows)
    before = time.process_time()
    one = building.build("ms", "labor.csv", content, title="All", award_year=2026, as_of=at.date(), by=ms.intake, at=at)
    assert one.occupations.count() == 1000
    assert time.process_time() - before < 20
