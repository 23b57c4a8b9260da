"""Which verified jobs count where placement asks for the occupation trained for, or one found comparable."""

from __future__ import annotations

from datetime import date

import pytest

from magnolia.policy.layers import jurisdictions
from magnolia.policy.periods import AwardYear
from magnolia.policy.placing import Comparable, counting, placing, words

WELDERS, PLUMBERS, CASHIERS = "51-4121", "47-2152", "41-2011"
YEAR = AwardYear(2029)
FOUND = Comparable(WELDERS, PLUMBERS, since=date(2030, 1, 15))


@pytest.mark.parametrize(
    ("job", "result"), [(WELDERS, "counts"), (PLUMBERS, "counts"), (CASHIERS, "unrelated"), ("", "unverified")]
)
def test_a_job_counts_in_the_programs_occupation_or_a_comparable_one_and_is_never_guessed(job, result):
    assert placing([WELDERS], job, YEAR, [FOUND]) == result


def test_without_a_decision_only_the_programs_own_occupations_count():
    assert placing([WELDERS], PLUMBERS, YEAR) == "unrelated"
    assert placing([WELDERS, PLUMBERS], PLUMBERS, YEAR) == "counts"
    assert placing([], WELDERS, YEAR, [FOUND]) == "unrelated"


def test_a_decision_counts_one_way_and_for_programs_of_its_own_occupation_alone():
    assert placing([PLUMBERS], WELDERS, YEAR, [FOUND]) == "unrelated"
    assert counting([CASHIERS, WELDERS], YEAR, [FOUND]) == {CASHIERS, WELDERS, PLUMBERS}


@pytest.mark.parametrize(
    ("since", "result"),
    [(date(2030, 6, 30), "counts"), (date(2030, 7, 1), "unrelated"), (date(2026, 8, 3), "counts")],
)
def test_a_decision_counts_from_the_award_year_in_which_it_was_made_and_touches_no_earlier_cohort(since, result):
    assert placing([WELDERS], PLUMBERS, YEAR, [Comparable(WELDERS, PLUMBERS, since)]) == result


@pytest.mark.parametrize(
    ("ended", "result"),
    [(date(2030, 6, 30), "unrelated"), (date(2030, 7, 1), "counts"), (date(2029, 12, 1), "unrelated")],
)
def test_a_decision_that_ended_counts_for_cohorts_whose_award_year_was_over_by_then(ended, result):
    one = Comparable(WELDERS, PLUMBERS, since=date(2029, 8, 1), ended=ended)
    assert placing([WELDERS], PLUMBERS, YEAR, [one]) == result


@pytest.mark.parametrize("state", jurisdictions())
def test_how_a_job_stands_is_said_in_words(state):
    said = words(state)
    assert list(said["placed"]) == ["counts", "unrelated", "unverified", "no_job"]
    assert said["placed"]["unverified"] == "Unverified: the occupation is not known. It counts as not placed"
    assert said["rule"]["ordinary"] == "Any employment in the measured quarter counts for this award year."
