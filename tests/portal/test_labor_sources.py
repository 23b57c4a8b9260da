"""Exports of other programs: their columns are mapped once, looked at with every fault, and joined into a list."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.occupations import sources
from magnolia.portal.models import Event, LaborSource, OccupationList

from .bring import words
from .listing_occupations import ecosystems, set_sectors

JOBS = """SOC,Description,Region,Cluster,Annual Openings,Median Annual Earnings,Unique Postings,Entry
47-2111,Electricians,{0},Construction,"1,300","$60,860.80",40,Apprenticeship
51-4121,Welders,{0},Manufacturing,44,Insf. Data,12,Certificate
"""
AWARDS = "soc,region,completions\n47-2111,{0},300\n"
MAPPED = {
    "c_soc_code": "SOC", "c_title": "Description", "c_ecosystem": "Region", "c_sector": "Cluster",
    "c_annual_openings": "Annual Openings", "c_median_hourly_wage": "Median Annual Earnings",
    "c_job_openings": "Unique Postings", "c_typical_education": "Entry", "f_source": "Jobs by region, 2026.3",
    "f_source_date": "2026-07-01", "wage_per": "year", "unknown": "Insf. Data",
    "meanings": "typical_education: Apprenticeship = apprenticeship\ntypical_education: Certificate = certificate",
    "at_least": "", "only": "", "do": "map",
}  # fmt: skip
SUPPLY = {"c_soc_code": "soc", "c_ecosystem": "region", "c_annual_supply": "completions", "a_annual_supply": "0",
          "wage_per": "", "unknown": "", "meanings": "", "at_least": "", "only": "", "do": "map"}  # fmt: skip


def area() -> str:
    return ecosystems()[0]


def send(client: Client, title: str, text: str, name: str = "export.csv"):
    file = SimpleUploadedFile(name, text.format(area()).encode())
    return client.post(reverse("labor_sources"), {"title": title, "file": file, "do": "send"})


def source(title: str) -> LaborSource:
    return LaborSource.objects.get(title=title)


def describe(client: Client, row: LaborSource, said: dict[str, str]):
    return client.post(reverse("labor_source", args=[row.pk]), said | {"seen": str(row.version)})


@pytest.fixture
def analyst(ms, enter) -> Client:
    return enter(ms.intake)


def test_what_the_columns_of_a_source_mean_is_kept_and_read_into_its_next_export(ms, analyst):
    assert send(analyst, "Jobs", JOBS).status_code == 302
    row = source("Jobs")
    shown = words(analyst.get(reverse("labor_source", args=[row.pk])))
    assert "SOC, Description, Region" in shown
    assert describe(analyst, row, MAPPED).status_code == 302
    shown = words(analyst.get(reverse("labor_source", args=[row.pk])))
    assert "2 rows without a fault" in shown
    assert f"{area()} 47-2111 Electricians Construction 1300 40 29.26 apprenticeship" in shown
    said = sources.mapping(source("Jobs"))
    assert send(analyst, "Jobs", JOBS.replace("29.26", "30"), "next.csv").status_code == 302
    assert LaborSource.objects.count() == 1
    row = source("Jobs")
    assert (row.name, sources.mapping(row)) == ("next.csv", said)
    assert words(analyst.get(reverse("labor_source", args=[row.pk]))).count("2 rows without a fault") == 1
    assert list(Event.objects.filter(thing_id=row.pk).order_by("pk").values_list("move", flat=True)) == [
        "take", "map", "renew"
    ]  # fmt: skip


def test_columns_that_have_the_names_of_the_file_already_are_proposed(ms, analyst):
    send(analyst, "Wages", "soc_code,ecosystem,median_hourly_wage,other\n47-2111,x,20,1\n")
    form = analyst.get(reverse("labor_source", args=[source("Wages").pk])).context["form"]
    proposed = {name: value for name, value in form.initial.items() if name.startswith("c_") and value}
    assert proposed == {
        "c_soc_code": "soc_code", "c_ecosystem": "ecosystem", "c_median_hourly_wage": "median_hourly_wage"
    }  # fmt: skip


def test_the_preview_names_every_fault_by_row_and_column_of_the_export(ms, analyst):
    wrong = (
        JOBS.replace("44,", "-4,").replace(",12,", ",1.5,").replace("$60,860.80", "much").replace("51-4121", "514121")
    )
    send(analyst, "Jobs", wrong)
    describe(analyst, source("Jobs"), MAPPED)
    answer = analyst.get(reverse("labor_source", args=[source("Jobs").pk]))
    assert {(fault.row, fault.column, fault.code) for fault in answer.context["faults"]} == {
        (2, "Median Annual Earnings", "not_decimal"), (3, "Annual Openings", "negative"),
        (3, "Unique Postings", "not_whole"), (3, "SOC", "not_soc"),
    }  # fmt: skip


def test_sources_joined_by_occupation_and_area_make_a_list_and_one_fault_makes_none(ms, at, analyst):
    set_sectors(ms, at)
    send(analyst, "Jobs", JOBS)
    send(analyst, "Awards", AWARDS)
    page = reverse("labor_sources")
    assert "Make a list of them" not in words(analyst.get(page))
    describe(analyst, source("Jobs"), MAPPED)
    describe(analyst, source("Awards"), SUPPLY | {"a_annual_supply": ""})
    said = {"first": str(source("Jobs").pk), "others": [str(source("Awards").pk)], "title": "Joined",
            "award_year": "2026", "as_of": "2026-08-01", "do": "join"}  # fmt: skip
    answer = analyst.post(page, said)
    assert answer.status_code == 422
    assert [(fault.file, fault.row, fault.column, fault.code) for fault in answer.context["faults"]] == [
        ("export.csv", 3, "annual_supply", "no_row")
    ]
    assert "export.csv 3 annual_supply" in words(answer)
    assert not OccupationList.objects.exists()
    describe(analyst, source("Awards"), SUPPLY)
    assert analyst.post(page, said).status_code == 302
    made = OccupationList.objects.get()
    areas = {row.soc_code: row.areas.get() for row in made.occupations.all()}
    electricians, welders = areas["47-2111"], areas["51-4121"]
    assert (electricians.gap, str(electricians.wage), electricians.source) == (
        1000,
        "29.2600",
        "Jobs by region, 2026.3",
    )
    assert (welders.supply, welders.wage, welders.excluded) == (0, None, "unknown_wage")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"wage_per": ""}, None),
        ({"meanings": "typical_education Apprenticeship"}, "meanings"),
        ({"meanings": "schooling: Certificate = certificate"}, None),
        ({"only": "Region"}, "only"),
        ({"at_least": "#"}, "at_least"),
        ({"f_title": "Electricians"}, "f_title"),
        ({"c_title": "Nothing"}, "c_title"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_and_the_one_that_stands_stays(ms, analyst, said, field):
    send(analyst, "Jobs", JOBS)
    describe(analyst, source("Jobs"), MAPPED)
    before = sources.mapping(source("Jobs"))
    answer = describe(analyst, source("Jobs"), MAPPED | said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field or "__all__"]
    assert sources.mapping(source("Jobs")) == before


def test_a_file_that_cannot_be_read_or_has_no_columns_is_not_kept(ms, at, analyst):
    for text, name in (("", "export.csv"), (",,\n1,2,3\n", "export.csv"), ("SOC\n", "export.txt")):
        assert send(analyst, "Jobs", text, name).status_code == 422
    assert not LaborSource.objects.exists()


def test_only_those_who_make_lists_send_exports_and_another_state_sees_none(ms, xx, at, analyst, enter):
    send(analyst, "Jobs", JOBS)
    row = source("Jobs")
    assert "Send an export" not in words(enter(ms.reviewer).get(reverse("labor_sources")))
    assert enter(ms.preparer).get(reverse("labor_sources")).status_code in (403, 404)
    assert enter(xx.intake).get(reverse("labor_source", args=[row.pk])).status_code == 404
    with pytest.raises(Refused):
        sources.describe(row, {"columns": {"soc_code": "SOC"}}, by=ms.secretary, at=at)
