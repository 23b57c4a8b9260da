"""Facts about the Secretary's value-added earnings: who counts, why there is no amount, when one was due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy.earnings import (
    Cohort,
    Completer,
    Minimums,
    Reported,
    Unreadable,
    cohort,
    due,
    parity,
    read_people,
    reason,
)
from magnolia.policy.layers import jurisdictions
from magnolia.policy.parameters import load_parameters
from magnolia.policy.periods import AwardYear

LAW = Minimums.on(load_parameters("ms"), date(2028, 7, 1))
ANSWERS = {"yes": "yes", "no": "no", "unknown": "unknown"}


def test_a_completer_counts_when_all_four_facts_hold_and_is_undetermined_when_one_is_unknown():
    everything = Completer(True, True, True, True)
    people = [everything, Completer(True, False, True, True), Completer(True, True, False, True),
              Completer(True, True, True, False), Completer(True, True, None, True)]  # fmt: skip
    assert cohort(people) == Cohort(1, 3, (5,))
    assert cohort([Completer(None, False, True, True)]) == Cohort(0, 0, (1,))
    assert cohort([]) == Cohort()


def test_a_line_without_its_four_answers_is_named_by_its_number():
    assert read_people("yes, yes,YES ,unknown\n\nno,no,no,no\n", ANSWERS)[0] == Completer(True, True, True, None)
    for text in ("yes,yes,yes", "yes,yes,yes,maybe", "yes,yes,yes,yes,123-45-6789"):
        with pytest.raises(Unreadable, match="Row 2"):
            read_people(f"yes,yes,yes,yes\n{text}", ANSWERS)


@pytest.mark.parametrize(
    ("reported", "amount"),
    [
        (Reported(), "open"),
        (Reported(30), "possible"),
        (Reported(29), "open"),
        (Reported(29, 41), "possible"),
        (Reported(29, 29), "none"),
        (Reported(30, None, 15), "none"),
        (Reported(30, None, 16), "possible"),
        (Reported(29, 41, 15), "none"),
    ],
)
def test_the_secretarys_minimums_are_told_as_reasons(reported, amount):
    found = reason("ms", reported, LAW)
    assert found.amount == amount
    assert "{" not in found.says


@pytest.mark.parametrize("state", jurisdictions())
def test_prices_are_adjusted_up_to_half_of_the_cohort_outside_the_state(state):
    assert "applies" in parity(state, Decimal("50.0"), LAW)
    assert "does not apply" in parity(state, Decimal("50.1"), LAW)


def test_an_amount_is_due_three_months_before_its_award_year_opens():
    assert due(AwardYear(2028), 3) == date(2028, 4, 1)
