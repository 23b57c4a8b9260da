"""A list of priority occupations from its making to the day it counts: checks, adoption, publication, who sees it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.occupations import building, in_force, keeping, sealing
from magnolia.portal.models import Notice, OccupationList

from .bring import body, it_is, on, words
from .listing_occupations import (
    adopted,
    checked,
    ecosystems,
    everywhere,
    made,
    published,
    row,
    say,
    set_sectors,
)


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
