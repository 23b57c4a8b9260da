"""Facts about the Secretary's value-added earnings: who counts, why there is no amount, when one was due."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy import earnings as earnings_module
from magnolia.policy.earnings import (
    FACTS,
    NO_AMOUNT,
    OPEN,
    POSSIBLE,
    SECRETARY,
    Cohort,
    Completer,
    Minimums,
    Reported,
    Unreadable,
    cohort,
    due,
    fill,
    parity,
    read_people,
    reason,
    words,
)
from magnolia.policy.layers import jurisdictions
from magnolia.policy.parameters import load_parameters
from magnolia.policy.periods import AwardYear
from tests.policy.changed_law import changed

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


@pytest.mark.parametrize(
    ("reported", "code", "says"),
    [
        (Reported(), "not_reported", "The size of the final list is not on record"),
        (Reported(30), "list_enough", "30 persons on the final list, at least 30: an amount is possible"),
        (
            Reported(29),
            "may_be_pooled",
            "29 persons on the final list, fewer than 30: earlier years may be added by the",
        ),
        (
            Reported(29, 30),
            "pooled_enough",
            "29 persons on the final list, fewer than 30; 30 together with earlier years",
        ),
        (Reported(29, 29), "pooled_too_few", "29 persons even with earlier years, fewer than 30: no amount"),
        (Reported(30, None, 15), "records_too_few", "15 earnings records came back, fewer than 16: no amount"),
    ],
)
def test_the_reason_is_told_with_the_counts_and_the_minimums_of_the_law(reported, code, says):
    found = reason("ms", reported, LAW)
    assert found.code == code
    assert found.says.startswith(says)


def test_the_share_outside_the_state_is_told_with_its_limit():
    assert parity("ms", Decimal("50.0"), LAW).startswith("50.0 percent of the cohort outside the State, at most 50:")
    assert parity("ms", Decimal("50.1"), LAW).startswith("50.1 percent of the cohort outside the State, more than 50:")


def test_what_is_not_filled_in_stays_as_it_is_written():
    assert fill("{a} of {b}, {c}", a=1, c=None) == "1 of {b}, None"


def test_every_one_who_counts_is_counted_and_a_line_may_answer_with_each_of_the_three_words():
    everything, nothing = Completer(True, True, True, True), Completer(False, False, False, False)
    assert cohort([everything, everything, nothing, nothing]) == Cohort(2, 2, ())
    assert read_people("no,unknown,yes,no\n  \nno,no,no,no", ANSWERS) == [
        Completer(False, None, True, False), nothing,
    ]  # fmt: skip
    with pytest.raises(Unreadable, match=r"^Row 1: write 4 answers with commas between, each yes, no or unknown\.$"):
        read_people("perhaps", ANSWERS)


@pytest.mark.parametrize("state", jurisdictions())
def test_the_secretary_and_each_of_the_four_facts_have_their_words(state):
    assert SECRETARY in words(state)["origin"]
    assert tuple(words(state)["fact"]) == FACTS == tuple(each.name for each in fields(Completer))
    assert {each["amount"] for each in words(state)["reason"].values()} == {OPEN, POSSIBLE, NO_AMOUNT}


def test_a_state_says_it_in_its_own_words():
    with changed(earnings_module, words, "states/ms", "earnings", {"refused": {"origin": "Not in {state_name}."}}):
        assert words("ms")["refused"]["origin"] == "Not in Mississippi."


def test_an_amount_is_due_three_months_before_its_award_year_opens():
    assert due(AwardYear(2028), 3) == date(2028, 4, 1)
