"""Lists of priority occupations: made by the method, with a reason for each, and published by three roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.occupations import building, checks, in_force, keeping, sealing

from .bring import body
from .listing_occupations import (
    LABOR,
    adopted,
    as_csv,
    checked,
    ecosystems,
    everywhere,
    made,
    of,
    published,
    row,
    say,
    set_sectors,
)

RETAIL = {"soc_code": "41-1011", "title": "Retail supervisors", "category": "managerial", "second_category": "retail"}


def numbered(count: int, **changed: str) -> list[dict[str, str]]:
    """That many occupations on the list of one ecosystem."""
    return [row(soc_code=f"47-{n:04d}", title=f"Trade {n}", **changed) for n in range(1, count + 1)]


@pytest.mark.row("OCC-09")
def test_an_occupation_of_no_priority_sector_is_kept_off_with_the_sectors_named(ms, at):
    set_sectors(ms, at)
    hotel = {"soc_code": "35-1012", "title": "Food service supervisors", "sector": "Hospitality"}
    bare = {"soc_code": "49-9041", "title": "Industrial mechanics", "sector": ""}
    one = made(ms, [*everywhere(), *everywhere(**hotel), *everywhere(**bare)], at)
    assert (of(one).standing, of(one).says) == ("in", "on 8 of 8 ecosystem lists")
    for soc in ("35-1012", "49-9041"):
        assert (of(one, soc).standing, of(one, soc).reason) == ("out", "no_sector")
        assert of(one, soc).says.endswith("2026-2027: Construction, Advanced Manufacturing, Healthcare")
    say(one, ms, at, "49-9041", sectors=["advanced  manufacturing"])
    assert of(one, "49-9041").standing == "in"


@pytest.mark.row("OCC-10", "OCC-13")
def test_the_federal_view_and_the_states_view_stand_side_by_side_and_a_new_run_gives_the_same(ms, at, enter):
    set_sectors(ms, at)
    rows = [*everywhere(), *everywhere(soc_code="31-1131", title="Nursing assistants", median_hourly_wage="20.74")]
    one = made(ms, rows, at)
    page = enter(ms.intake).get(reverse("occupation_list_entry", args=[one.pk, "31-1131"]))
    assert (page.context["federal"], page.context["of_the_state"]) == (True, False)
    assert dict(page.context["tests"]) == {"High skill": True, "High wage": False, "In demand": True}
    assert of(one, "31-1131").says == "median wage below 20.75 dollars an hour"
    before = sealing.seal(one)
    building.rebuild(one, by=ms.intake, at=at)
    assert sealing.seal(one) == before == sealing.seal(made(ms, rows, at))


@pytest.mark.row("OCC-10")
def test_an_occupation_that_was_not_tested_for_one_of_the_three_cannot_be_published(ms, at):
    set_sectors(ms, at)
    one = made(ms, everywhere(), at)
    assert checks.lacking(one) == []
    of(one).areas.update(high_skill=None)
    assert checks.lacking(one) == ["47-2111 Electricians: it was not tested for high skill."]
    with pytest.raises(Refused, match="47-2111 Electricians: it was not tested for high skill"):
        act(one, "review", by=ms.intake, at=at)


@pytest.mark.row("OCC-16")
def test_a_retail_supervisor_is_left_off_with_both_groups_as_the_cause(ms, at):
    set_sectors(ms, at)
    one = made(ms, [*everywhere(), *everywhere(**RETAIL, median_hourly_wage="25.00", job_openings="40")], at)
    assert (of(one, "41-1011").standing, of(one, "41-1011").reason) == ("out", "managerial")
    assert of(one, "41-1011").says == "managerial or supervisory occupation; and retail occupation"


@pytest.mark.row("OCC-16")
def test_an_occupation_that_nobody_classified_is_reported_and_held_back_until_somebody_does(ms, at, enter):
    set_sectors(ms, at)
    columns = (*LABOR, "classified")
    rows = [each | {"classified": "Y"} for each in everywhere()]
    open_ = [each | {"classified": ""} for each in everywhere(soc_code="47-2152", title="Plumbers")]

    def build(rows):
        said: dict[str, Any] = {"title": "January 2026", "award_year": 2026, "as_of": date(2026, 7, 1)}
        return building.build("ms", "labor.csv", as_csv(rows, columns), **said, by=ms.intake, at=at)

    one = build([*rows, *open_])
    assert (of(one, "47-2152").standing, of(one, "47-2152").reason) == ("out", "unclassified")
    assert of(one, "47-2152").says == "not classified as in or out of the excluded groups, so it is held back"
    assert set(of(one).areas.values_list("rank", flat=True)) == {1}
    page = enter(ms.intake).get(reverse("occupation_list", args=[one.pk]), {"reason": "unclassified"})
    assert [each.soc_code for each in page.context["page"]] == ["47-2152"]
    again = build([*rows, *(each | {"classified": "Y"} for each in open_)])
    assert of(again, "47-2152").standing == "in"


@pytest.mark.row("OCC-07")
def test_occupations_stand_in_the_order_of_their_gaps_and_an_ecosystem_uses_its_own_figures(ms, at, enter):
    set_sectors(ms, at)
    first = {"47-2111": ("3000", "1000"), "47-2152": ("650", "200"), "51-4121": ("800", "1000")}
    rows = [
        row(soc_code=soc, title=soc, annual_openings=need, annual_supply=have) for soc, (need, have) in first.items()
    ]
    rows += [
        row("Ecosystem 2", soc_code="47-2152", title="47-2152", annual_openings="90", annual_supply="10"),
        row("Ecosystem 2", soc_code="47-2111", title="47-2111", annual_openings="70", annual_supply="20"),
    ]
    one = made(ms, rows, at)
    whole = one.occupations.order_by("-gap").values_list("soc_code", "gap")
    assert [(soc, int(gap)) for soc, gap in whole] == [("47-2111", 2050), ("47-2152", 530), ("51-4121", -200)]
    published(one, ms, at)
    shown = Client().get(reverse("occupations", args=["ms"]), {"ecosystem": "Ecosystem 2"})
    assert [(line["row"].soc_code, line["gap"]) for line in shown.context["lines"]] == [
        ("47-2152", "80"),
        ("47-2111", "50"),
    ]
    shown = Client().get(reverse("occupations", args=["ms"]))
    assert [(line["row"].soc_code, line["gap"]) for line in shown.context["lines"]] == [
        ("47-2111", "2,050"),
        ("47-2152", "530"),
    ]


@pytest.mark.row("OCC-21")
def test_general_occupations_meet_the_statewide_test_and_are_not_targeted(ms, at):
    set_sectors(ms, at)
    nurses = everywhere(soc_code="29-1141", title="Registered Nurses", sector="Healthcare")
    teachers = everywhere(soc_code="25-2031", title="Teachers", sector="Education", typical_education="bachelor")
    accountants = everywhere(soc_code="13-2011", title="Accountants and Auditors", sector="Business")
    few = [row(name, soc_code="47-2152", title="Plumbers") for name in ecosystems()[:3]]
    one = made(ms, [*everywhere(), *nurses, *teachers, *accountants, *few], at)
    for soc in ("29-1141", "25-2031", "13-2011"):
        say(one, ms, at, soc, group="general", support_fit="The State plan names it.")
    general = one.occupations.filter(group="general", standing="in").order_by("soc_code")
    assert [each.title for each in general] == ["Accountants and Auditors", "Teachers", "Registered Nurses"]
    with pytest.raises(Refused, match="47-2152 Plumbers: only a State priority occupation can be a general one"):
        say(one, ms, at, "47-2152", group="general")
    # In one list an occupation has one group: it is moved, never in both.
    say(one, ms, at, "29-1141", group="targeted", reasons=["shortage"])
    assert one.occupations.filter(group="general").count() == 2


@pytest.mark.row("OCC-22")
def test_only_a_listed_occupation_is_targeted_and_only_with_a_reason(ms, at, enter):
    set_sectors(ms, at)
    one = made(ms, [*everywhere(), *everywhere(**RETAIL)], at)
    with pytest.raises(Refused, match="only an occupation on the list can be targeted"):
        say(one, ms, at, "41-1011", group="targeted", reasons=["shortage"])
    with pytest.raises(Refused, match="needs at least one reason") as refused:
        say(one, ms, at, group="targeted", reasons=[])
    assert refused.value.field == "reasons"
    assert of(one).group == ""
    say(one, ms, at, group="targeted", reasons=["shortage"])
    published(one, ms, at)
    page = Client().get(reverse("occupation", args=["ms", "47-2111"]))
    assert page.context["reasons"] == ["Severe shortage of workers"]
    assert Client().get(reverse("occupation", args=["ms", "11-9999"])).status_code == 404


@pytest.mark.row("OCC-24")
def test_targeted_and_emerging_occupations_can_be_candidates_for_training_funds_and_general_ones_cannot(ms, at):
    set_sectors(ms, at)
    nurses = everywhere(soc_code="29-1141", title="Registered Nurses", sector="Healthcare")
    one = made(ms, [*everywhere(), *nurses, *everywhere(**RETAIL)], at)
    say(one, ms, at, group="targeted", reasons=["strategy"], candidate=True)
    say(one, ms, at, "41-1011", group="emerging", candidate=True)
    with pytest.raises(Refused, match="only a targeted or an emerging occupation can be a candidate") as refused:
        say(one, ms, at, "29-1141", group="general", candidate=True)
    assert refused.value.field == "candidate"
    published(one, ms, at)
    for soc in ("47-2111", "41-1011"):
        page = body(Client().get(reverse("occupation", args=["ms", soc]))).decode()
        assert "Candidate for priority in Workforce Education Training (WET) funding" in page
        assert "depends on the State’s requirements and on the funds that are available" in page
    assert "WET" not in body(Client().get(reverse("occupation", args=["ms", "29-1141"]))).decode()


@pytest.mark.row("OCC-26")
def test_one_entry_of_twenty_five_without_a_support_keeps_the_list_from_being_published(ms, at):
    set_sectors(ms, at)
    one = made(ms, numbered(25), at)
    say(one, ms, at, "47-0007", support_fit="")
    checked(one, ms, at)
    lacks = "47-0007 Trade 7: nothing is said of this support: fit with the state’s priorities."
    assert [each.replace("'", "’") for each in checks.lacking(one)] == [lacks]
    with pytest.raises(Refused, match="47-0007"):
        adopted(one, ms, at)
    say(one, ms, at, "47-0007", support_fit="Two sites under way need it.")
    adopted(one, ms, at)
    keeping.publish(one, at.date(), with_targets=False, by=ms.director, at=at)
    assert in_force.listing(one).count() == 25


@pytest.mark.row("PROC-02")
def test_one_of_thirty_without_competencies_is_named_on_the_list_and_on_the_page_of_the_method(ms, at, enter):
    set_sectors(ms, at)
    names = ecosystems()
    rows = [row(names[n % 2], soc_code=f"47-{n:04d}", title=f"Trade {n}") for n in range(1, 31)]
    one = made(ms, rows, at)
    for each in one.occupations.exclude(soc_code="47-0011"):
        say(one, ms, at, each.soc_code, competencies="Reads plans.")
    assert checks.remarks(one) == ["47-0011 Trade 11: no competencies are recorded."]
    published(one, ms, at)
    page = Client().get(reverse("occupations", args=["ms"]))
    assert [each.soc_code for each in page.context["without_competencies"]] == ["47-0011"]
    assert "47-0011 Trade 11" in body(page).decode()


@pytest.mark.row("OCC-08")
def test_an_entry_opens_to_its_sources_and_one_without_any_cannot_be_published(ms, at):
    set_sectors(ms, at)
    one = made(ms, [*everywhere(), row(soc_code="47-2152", title="Plumbers", source="")], at)
    assert checks.lacking(one) == ["47-2152 Plumbers: no source is named for its figures."]
    with pytest.raises(Refused, match="47-2152 Plumbers: no source"):
        act(one, "review", by=ms.intake, at=at)
    again = made(ms, everywhere(), at)
    published(again, ms, at)
    page = Client().get(reverse("occupation", args=["ms", "47-2111"]))
    assert page.context["sources"] == [("Practice labor market file", date(2026, 6, 30))]


@pytest.mark.row("OCC-27")
def test_forty_occupations_are_summed_by_seven_groups_and_one_in_two_groups_counts_once_in_all(ms, at):
    from magnolia.policy.occupation_lists import register
    from magnolia.portal.actions.occupations import comparing

    set_sectors(ms, at)
    names = ecosystems()
    rows = [row(names[n % 2], soc_code=f"47-{n:04d}", title=f"Trade {n}") for n in range(1, 41)]
    one = made(ms, rows, at)
    groups = list(register("ms").words["sector_group"])
    for n, each in enumerate(one.occupations.order_by("soc_code")):
        tags = [groups[n % 7]] + ([groups[0]] if n == 1 else [])
        target = {"group": "targeted", "reasons": ["growth"]} if n < 12 else {}
        say(one, ms, at, each.soc_code, sector_groups=tags, **target)
    found, whole = comparing.sector_groups(one)
    assert [(each.occupations, each.targeted) for each in found] == [
        (7, 3), (6, 2), (6, 2), (6, 2), (6, 2), (5, 1), (5, 1)
    ]  # fmt: skip
    assert (whole.occupations, whole.targeted) == (40, 12)
    assert sum(each.occupations for each in found) == 41
