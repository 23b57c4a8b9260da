"""Which day's number counts for a case: that of the submission, and for rates that of the award year asked for."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from magnolia.policy import parameters
from magnolia.policy.layers import jurisdictions
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.recording import replay
from magnolia.portal.actions.reviewing import against, grounds
from magnolia.portal.demo.cast import assemble
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.rounds import publish_round
from magnolia.portal.models import Application
from tests.policy.changed_law import changed

from .bring import on, walk, words
from .changes_of_law import adopted

LAST, FIRST = "2027-06-30", "2027-07-01"
NINETY = {
    "key_": "rates.completion_percent", "layer": "federal", "starts": date(2027, 7, 1), "value": "90",
    "cite": "Fictive Fed. Reg. 2 of 2027",
}  # fmt: skip
FIVE_HUNDRED = {
    "key_": "length.clock_hours_below", "layer": "state", "starts": date(2027, 7, 1), "value": "500",
    "cite": "Practice rule 9",
}  # fmt: skip


@pytest.fixture(params=jurisdictions())
def cast(request, db):
    """The people of each State, with a round for the award year 2027-2028 that opened in May."""
    made = assemble(request.param, on("2026-08-03"), years=(2026, 2027))
    opens, closes = on("2027-05-03", 8), on("2027-12-01")
    publish_round(request.param, "2027-2028", opens, closes, by=made.director, at=opens, award_year=2027)
    return made


def sent_in(cast, day, year):
    """The practice program, 520 clock hours and 34 of 40 in time, sent in on a day for an award year."""
    way = walk(cast, "attestation", on(day), LINEWORKER | {"award_year": year})
    way.at = on(day, 12)
    way.submitted()
    return way


def filed(case):
    sent = filing.latest(case)
    assert sent is not None
    return sent


def found(case, criterion):
    return next(row for row in filed(case).findings if row["criterion"] == criterion)


def test_a_rate_is_judged_by_its_award_year_though_it_is_sent_in_before_and_determined_after(cast, enter):
    adopted(cast, on("2027-06-01"), **NINETY)
    this, coming = (sent_in(cast, day, year).application for day, year in ((FIRST, 2026), (LAST, 2027)))
    assert found(this, "outcomes.completion")["outcome"] == "met"
    assert found(coming, "outcomes.completion")["outcome"] == "not_met"
    assert "90 percent" in found(coming, "outcomes.completion")["message"]
    for day in (LAST, FIRST, "2027-08-02"):
        assert not [said for said in against.rules_against(this, date.fromisoformat(day)) if "percent" in said]
        [said] = [said for said in against.rules_against(coming, date.fromisoformat(day)) if "percent" in said]
        assert "34 of 40" in said
    kept = json.loads(filed(coming).law.text)["parameters"][NINETY["key_"]]
    assert (kept["value"], kept["from"], kept["by"]) == ("90", FIRST, "award_year")
    for case in (this, coming):
        assert replay.replay(Application.objects.get(pk=case.pk), replay.today(cast.jurisdiction)).same
    shown = words(enter(cast.reviewer).get(reverse("review", args=[coming.pk])))
    assert "90 percent" in shown


def test_hours_sent_in_before_a_change_keep_their_limit_when_they_are_determined_after_it(cast):
    adopted(cast, on("2027-06-01"), **FIVE_HUNDRED)
    way = walk(cast, "review", on("2027-06-21"), LINEWORKER | {"award_year": 2027})
    way.consultation()
    case = way.application
    assert found(case, "program.length")["outcome"] == "met"
    assert not against.rules_against(case, date(2027, 6, 30))
    assert not against.rules_against(case, date(2027, 7, 1))
    assert filing.judged_on(case, date(2027, 7, 1)) < date(2027, 7, 1)


def test_a_number_that_the_determination_picks_is_asked_again_on_its_day(cast):
    adopted(cast, on("2027-06-01"), **FIVE_HUNDRED)
    by = {"length": {"clock_hours_below": {"by": "determination"}}}
    with changed(parameters, parameters._loaded, "federal", "parameters", by):
        case = walk(cast, "review", on("2027-06-21"), LINEWORKER | {"award_year": 2027}).application
        before, after = (against.rules_against(case, date(2027, month, 1)) for month in (6, 7))
    assert not [said for said in before if "520 clock hours" in said]
    assert [said for said in after if "520 clock hours" in said]


@pytest.mark.parametrize(("year", "percent"), [(2026, 70), (2027, 90)])
def test_the_counts_of_a_finding_are_held_against_the_standard_of_their_own_year(cast, year, percent):
    adopted(cast, on("2027-06-01"), **NINETY)
    case = sent_in(cast, LAST, 2027).application
    said = {"completed": "34", "started": "40", "cohort_year": str(year)}
    (told,) = grounds.rates(case, grounds.Judged("met", "", "", True, said))
    assert (told.percent, told.reached) == (Decimal(percent), percent == 70)
