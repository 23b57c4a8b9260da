"""Waivers of the Secretary: with letter and year, for one measure of one year (12.7)."""

from __future__ import annotations

from typing import Any

import pytest

from magnolia.portal.actions.afterwards import waivers
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import Waiver

from .bring import bring, it_is, on, page, words
from .reporting import file, waived


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    return case


@pytest.mark.row("OUT-04")
def test_both_rates_are_due_before_the_approval_and_each_year_after_and_a_waiver_clears_its_year_alone(
    ms, certified, enter
):
    official = enter(ms.official)
    shown = words(official.get(page("yearly_reports", certified)))
    assert "Before approval Completion rate With the application 34 of 40" in shown
    assert "Before approval Placement rate With the application 29 of 34" in shown
    for year in ("2027-2028", "2028-2029"):
        for rate in ("Completion rate", "Placement rate"):
            assert f"{year} {rate}" in shown
    answer = waived(enter(ms.governor), certified, letter="")
    assert answer.status_code == 422
    assert "Give the reference of the Secretary's letter, or attach it." in words(answer)
    for measure in ("completion", "placement"):
        assert waived(enter(ms.governor), certified, measure=measure).status_code == 302
    shown = words(official.get(page("yearly_reports", certified)))
    assert "2027-2028 Completion rate October 1, 2028 Waived by the Secretary" in shown
    assert "2028-2029 Completion rate October 1, 2029 Outstanding" in shown
    assert "October 1, 2029 Waived" not in shown


def test_a_college_reads_on_the_page_of_waivers_whose_turn_it_is_what_comes_next_and_the_way_back(ms, certified, enter):
    answer = enter(ms.preparer).get(page("waivers", certified))
    shown = words(answer)
    assert "No waiver is on record for this program. Every report stays due as it is." in shown
    assert "the Governor or Governor's designee records it with its letter" in shown
    assert "get a notice as soon as one is recorded" in shown
    for way in ("yearly_reports", "case"):
        assert f'href="{page(way, certified)}"' in answer.content.decode().partition("Who does what")[2]
    assert "Who does what" not in words(enter(ms.governor).get(page("waivers", certified)))


@pytest.mark.row("OUT-04")
def test_the_year_of_the_approval_owes_nothing_and_a_year_without_rate_or_waiver_stays_outstanding(
    ms, certified, enter, settings
):
    official, governor = enter(ms.official), enter(ms.governor)
    shown = words(official.get(page("yearly_reports", certified)))
    assert "2026-2027 Completion rate" not in shown
    assert file(official, certified, "completion", participants=20, completed=14, exclusions="").status_code == 302
    for lacking in ({"letter": " "}, {"award_year": ""}, {"reason": ""}):
        assert waived(governor, certified, **lacking).status_code == 422
    given: dict[str, Any] = {"award_year": 2027, "measure": "placement", "scope": "one_more_year", "reason": "x"}
    for wrong in ({"letter": " "}, {"letter": "x", "award_year": None}):
        with pytest.raises(Refused):
            waivers.record(certified, **(given | wrong), by=ms.governor, at=on("2028-08-10"))
    assert not Waiver.objects.exists()
    for measure in ("placement", "completion"):
        assert waived(governor, certified, measure=measure, award_year=2027).status_code == 302
    assert waived(governor, certified, measure="placement", award_year=2028).status_code == 302
    it_is(settings, on("2029-10-02"))
    shown = words(official.get(page("yearly_reports", certified)))
    assert "2027-2028 Completion rate October 1, 2028 Filed" in shown  # it was filed before it was waived
    assert "2028-2029 Completion rate October 1, 2029 Outstanding, past its day" in shown
    assert "2028-2029 List of completers and placement information October 1, 2029 Outstanding, past its day" in shown
    shown = words(official.get(page("waivers", certified)))
    assert shown.count("Letter ED letter 28-2 (practice)") == 3
    for told in ("Placement rate, 2027-2028", "Completion rate, 2027-2028", "Placement rate, 2028-2029"):
        assert told in shown


@pytest.mark.row("FED-18")
def test_a_waiver_needs_its_letter_and_year_and_changes_one_measure_of_one_year(ms, certified, enter, settings):
    it_is(settings, on("2030-08-01"))
    official, governor = enter(ms.official), enter(ms.governor)
    task = "2029-2030 Placement rate Employment in the occupation or industry trained for counts. October 1, 2030"
    assert f"{task} Outstanding" in words(official.get(page("yearly_reports", certified)))
    for lacking in ({"letter": ""}, {"award_year": ""}, {"reason": ""}):
        assert waived(governor, certified, **({"award_year": 2029} | lacking)).status_code == 422
    assert not Waiver.objects.exists()
    assert waived(official, certified).status_code == 422
    assert waived(governor, certified, award_year=2029, scope="one_more_year").status_code == 302
    shown = words(official.get(page("yearly_reports", certified)))
    ordinary = "Any employment counts, by waiver of the Secretary for this year alone."
    assert f"2029-2030 Placement rate {ordinary} October 1, 2030 Waived by the Secretary" in shown
    assert "2029-2030 Completion rate October 1, 2030 Outstanding" in shown
    assert "2030-2031 Placement rate Employment in the occupation or industry trained for counts." in shown
    assert "One more year under the start-up method" in words(official.get(page("waivers", certified)))
