"""Lists of priority occupations: made by the method, with a reason for each, and published by three roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.occupations import building, checks, in_force, keeping, sealing
from magnolia.portal.models import ListedOccupation, Notice, OccupationList

from .bring import body, it_is, on, words
from .listing_occupations import (
    LABOR,
    adopted,
    as_csv,
    checked,
    ecosystems,
    everywhere,
    made,
    published,
    row,
    set_sectors,
)

RETAIL = {"soc_code": "41-1011", "title": "Retail supervisors", "category": "managerial", "second_category": "retail"}


def of(list_: OccupationList, soc: str = "47-2111") -> ListedOccupation:
    return list_.occupations.get(soc_code=soc)


def say(list_: OccupationList, cast, at, soc: str = "47-2111", **given) -> None:
    """What a person says of one occupation."""
    list_.refresh_from_db()
    keeping.change(
        list_.occupations.select_related("occupation_list__case").get(soc_code=soc), given, by=cast.intake, at=at
    )


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


@pytest.mark.row("OCC-19")
def test_a_list_with_one_of_the_four_checks_empty_is_not_published_and_the_earlier_list_stays_readable(
    ms, at, settings
):
    set_sectors(ms, at)
    earlier = published(made(ms, everywhere(), at, title="January 2026"), ms, at)
    now = on("2027-01-20")
    it_is(settings, now)
    later = made(ms, [*everywhere(), *everywhere(soc_code="47-2152", title="Plumbers")], now, title="January 2027",
                 as_of=now.date())  # fmt: skip
    checked(later, ms, now, but="priorities")
    adopted(later, ms, now)
    with pytest.raises(Refused, match="The check against this is not written: long-term economic priorities"):
        keeping.publish(later, now.date(), with_targets=False, by=ms.director, at=now)
    assert in_force.of("ms", now.date()) == earlier
    checked(later, ms, now)
    keeping.publish(later, now.date(), with_targets=False, by=ms.director, at=now)
    assert in_force.of("ms", now.date()) == later
    for number, title in ((1, "January 2026"), (2, "January 2027")):
        page = Client().get(reverse("occupations_list", args=["ms", number]))
        assert (page.status_code, page.context["row"].title) == (200, title)


@pytest.mark.row("OCC-19")
def test_the_analysis_of_january_is_overdue_from_the_first_of_february_until_a_run_is_dated_in_it(
    ms, at, enter, settings
):
    set_sectors(ms, at)
    for day, overdue in (("2027-01-31", []), ("2027-02-01", [2027])):
        it_is(settings, on(day))
        page = enter(ms.director).get(reverse("occupation_lists"))
        assert [each.year for each in page.context["due"].analyses if each.overdue] == overdue, day
    assert "The analysis of January 2027 is overdue" in body(page).decode()
    for as_of, overdue in (("2027-02-01", [2027]), ("2026-12-31", [2027]), ("2027-01-31", [])):
        made(ms, everywhere(), on("2027-02-02"), as_of=date.fromisoformat(as_of))
        it_is(settings, on("2027-02-02"))
        page = enter(ms.director).get(reverse("occupation_lists"))
        assert [each.year for each in page.context["due"].analyses if each.overdue] == overdue, as_of


def test_a_list_that_the_board_adopted_can_be_taken_back_and_adopted_again(ms, at):
    set_sectors(ms, at)
    one = adopted(made(ms, everywhere(), at), ms, at)
    act(one, "take_back", by=ms.director, at=at, said={"reason": "Two titles are wrong."})
    say(one, ms, at, competencies="Reads plans.")
    published(OccupationList.objects.get(pk=one.pk), ms, at)
    assert in_force.of("ms", at.date()) == one


def test_the_steps_belong_to_three_roles_and_nobody_else(ms, at):
    set_sectors(ms, at)
    one = made(ms, everywhere(), at)
    checked(one, ms, at)
    with pytest.raises(Refused):
        building.build(
            "ms", "x.csv", b"a,b\n1,2\n", title="x", award_year=2026, as_of=at.date(), by=ms.secretary, at=at
        )
    act(one, "review", by=ms.intake, at=at)
    for person in (ms.intake, ms.director, ms.auditor):
        with pytest.raises(Refused):
            keeping.adopt(one, at.date(), "Minutes", by=person, at=at)
    with pytest.raises(Refused) as refused:
        keeping.adopt(one, at.date(), " ", by=ms.secretary, at=at)
    assert refused.value.field == "adopted_evidence"
    with pytest.raises(Refused, match="not here yet"):
        keeping.adopt(one, date(2026, 8, 4), "Minutes", by=ms.secretary, at=at)
    keeping.adopt(one, date(2026, 8, 3), "Minutes", by=ms.secretary, at=at)
    for person in (ms.intake, ms.secretary, ms.auditor):
        with pytest.raises(Refused):
            keeping.publish(one, at.date(), with_targets=False, by=person, at=at)
    with pytest.raises(Refused, match="cannot count before the day of its adoption, August 3, 2026"):
        keeping.publish(one, date(2026, 8, 2), with_targets=False, by=ms.director, at=at)
    keeping.publish(one, at.date(), with_targets=False, by=ms.director, at=at)
    with pytest.raises(Refused):
        say(one, ms, at, competencies="Too late.")


def test_the_board_is_told_of_a_list_in_review_and_the_director_of_its_adoption(ms, at, enter):
    set_sectors(ms, at)
    one = made(ms, everywhere(), at)
    act(one, "review", by=ms.intake, at=at)
    told = Notice.objects.filter(event__thing_id=one.pk)
    assert {notice.person for notice in told} == {ms.secretary, ms.director}
    mine = told.get(person=ms.secretary)
    page = words(enter(ms.secretary).get(reverse("notice", args=[mine.pk])))
    assert "List sent to review" in page
    keeping.adopt(one, at.date(), "Minutes of the Board, item 5", by=ms.secretary, at=at)
    assert Notice.objects.filter(event__move="adopt", person=ms.director).exists()


def test_a_published_list_is_seen_by_everybody_and_one_in_the_making_by_those_who_work_on_it(ms, xx, at, enter):
    set_sectors(ms, at)
    one = made(ms, everywhere(), at)
    address = reverse("occupation_list", args=[one.pk])
    assert Client().get(reverse("occupations", args=["ms"])).status_code == 200
    assert "No list is in force yet" in words(Client().get(reverse("occupations", args=["ms"])))
    assert Client().get(reverse("occupations_list", args=["ms", 1])).status_code == 404
    for person in (ms.intake, ms.director, ms.secretary, ms.reviewer, ms.auditor):
        assert enter(person).get(address).status_code == 200
    assert enter(xx.intake).get(address).status_code == 404
    assert enter(ms.preparer).get(address).status_code == 403
    published(one, ms, at)
    assert Client().get(reverse("occupations_list", args=["ms", 1])).status_code == 200
    assert enter(xx.intake).get(address).status_code == 404


def test_a_filter_in_the_address_leaves_what_fits_and_a_mistyped_one_leaves_all(ms, at):
    set_sectors(ms, at)
    nurses = {
        "soc_code": "29-1141",
        "title": "Registered Nurses",
        "sector": "Healthcare",
        "typical_education": "associate",
    }
    few = [row("Ecosystem 2", soc_code="47-2152", title="Plumbers", median_hourly_wage="21.00")]
    published(made(ms, [*everywhere(), *everywhere(**nurses), *few], at), ms, at)

    def shown(**asked: str) -> list[str]:
        page = Client().get(reverse("occupations", args=["ms"]), asked)
        assert page.status_code == 200
        return sorted(line["row"].soc_code for line in page.context["lines"])

    every = ["29-1141", "47-2111", "47-2152"]
    assert shown() == every
    assert shown(q="registered nur") == shown(q="29-1141") == shown(sector="Healthcare") == ["29-1141"]
    assert shown(education="associate") == ["29-1141"]
    assert shown(ecosystem="Ecosystem 2") == every
    assert shown(ecosystem="Ecosystem 1") == shown(group="state") == shown(wage="29.26") == ["29-1141", "47-2111"]
    assert shown(wage="29.27") == []
    assert shown(ecosystem="Ecosystem 2", wage="21.00") == every
    assert shown(ecosystem="nowhere") == shown(wage="a lot") == shown(order="luck") == every


def test_verify_names_a_published_list_that_was_altered_behind_the_portal(ms, at):
    set_sectors(ms, at)
    one = published(made(ms, everywhere(), at), ms, at)
    assert list(sealing.faults()) == []
    one.occupations.filter(soc_code="47-2111").update(group="targeted")
    assert list(sealing.faults()) == ["List 1 of priority occupations of ms was altered after its publication."]


def test_a_list_is_shown_beside_the_one_before_it_as_what_came_what_went_and_what_moved(ms, at, enter, settings):
    set_sectors(ms, at)
    gone = everywhere(soc_code="47-2152", title="Plumbers")
    first = made(ms, [*everywhere(), *gone, *everywhere(soc_code="51-4041", title="Machinists")], at)
    published(first, ms, at)
    later = on("2026-09-01")
    it_is(settings, later)
    few = [row(name, soc_code="51-4041", title="Machinists") for name in ecosystems()[:3]]
    new = everywhere(soc_code="49-9041", title="Industrial mechanics")
    second = made(ms, [*everywhere(), *few, *new], later, title="September 2026")
    told = (["49-9041"], ["47-2152"], ["51-4041"])
    page = enter(ms.auditor).get(reverse("occupation_list_compare", args=[second.pk]))
    published(second, ms, later)
    for shown in (page, Client().get(reverse("occupations_changes", args=["ms", 2]))):
        found = shown.context["found"]
        assert found.before == first
        assert tuple([row[0] for row in rows] for rows in (found.came, found.went, found.moved)) == told
        assert "on 8 lists, State priority" in words(shown)
        assert "on 3 lists" in words(shown)
    alone = Client().get(reverse("occupations_changes", args=["ms", 1]))
    assert "There is no list before this one" in words(alone)
