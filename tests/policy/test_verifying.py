"""How a rate is verified and said: its steps, percents that stay on their side of the standard, notes for everybody."""

from __future__ import annotations

from decimal import Decimal

import pytest

from magnolia.policy import verifying as module
from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.verifying import METRICS, Slot, Step, like_ssn, percent, said, veiled, verifying
from tests.policy.changed_law import changed

WORDS = verifying("ms")
SEVENTY = Decimal(70)
FEWER = WORDS.words["says"]["fewer"]


# ---------------------------------------------------------------- the register


def test_completion_and_placement_are_each_verified_in_eight_steps_in_their_order():
    held = verifying("ms")
    assert METRICS == ("completion", "placement")
    assert {metric: list(steps) for metric, steps in held.steps.items()} == {
        "completion": [
            "normal_time", "window", "cohort", "finished", "not_finished", "still_open", "rate", "standard",
        ],
        "placement": [
            "cohort", "exit_dates", "quarters", "employed", "count_employed", "count_cohort", "rate", "standard",
        ],
    }  # fmt: skip
    assert held.steps["completion"]["window"] == Step(
        id="window",
        label="Window for completing in time",
        asks="The last day on which a completion counts follows from the normal time.",
        shows=("window_percent", "window_days"),
        cite="34 CFR 690.94; Mississippi Workforce Pell Policy 8.6",
    )


@pytest.mark.parametrize("state", jurisdictions())
def test_every_state_cites_its_own_policy_and_shows_only_what_has_words(state):
    register = verifying(state)
    policy = {"ms": "Mississippi Workforce Pell Policy", "xx": "Exemplar Short Programs Rule"}[state]
    for steps in register.steps.values():
        for step in steps.values():
            assert policy in step.cite
            assert set(step.shows) <= set(register.words["shows"])


def test_a_slot_of_the_document_file_says_where_it_comes_from_and_whether_it_hangs_on_the_amount():
    held = verifying("ms")
    assert held.slots["cip"] == Slot("cip", "CIP code", "cip", False)
    assert held.slots["price_papers"] == Slot("price_papers", "Tuition and fee information", "", False)
    assert held.slots["amount"] == Slot("amount", "The Secretary's amount", "amount", True)
    assert {name for name, slot in held.slots.items() if slot.amount} == {
        "amount", "price_within", "enrolled_elsewhere", "not_working",
    }  # fmt: skip
    assert len(held.slots) == 21


def test_all_other_words_are_kept_by_their_group():
    held = verifying("ms")
    assert set(held.words) == {
        "shows", "outcome", "metric", "way", "matter", "note", "slot_status", "says", "guidance",
    }  # fmt: skip
    assert held.says("in_year", first="July 1, 2026", last="June 30, 2027") == "from July 1, 2026 to June 30, 2027"


def test_a_step_that_shows_what_has_no_words_is_a_fault_of_the_law():
    odd = {"step": {"placement": {"rate": {"shows": ["fraction", "rates", "odd"]}}}}
    with changed(module, verifying, "model", "verifying", odd), pytest.raises(LawError) as fault:
        verifying("ms")
    assert str(fault.value) == "step.placement.rate: [shows] has no `odd`."


def test_a_step_with_a_key_that_nothing_reads_is_named_by_its_measure():
    odd = {"step": {"completion": {"rate": {"colour": "red"}}}}
    with changed(module, verifying, "model", "verifying", odd), pytest.raises(LawError) as fault:
        verifying("ms")
    assert str(fault.value) == "step.completion.rate: nothing reads `colour`."


# ---------------------------------------------------------------- a rate in words


@pytest.mark.parametrize(
    ("numerator", "denominator", "standard", "shown"),
    [
        (7, 10, "70", "70.00"), (0, 5, "70", "0.00"), (5, 5, "70", "100.00"), (2, 3, "70", "66.67"),
        (1, 3, "70", "33.33"), (2469, 20000, "70", "12.35"), (1001, 1430, "70", "70.00"), (1000, 1429, "70", "69.98"),
    ],
)  # fmt: skip
def test_a_percent_has_two_digits_half_up(numerator, denominator, standard, shown):
    assert percent(numerator, denominator, Decimal(standard)) == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "standard", "shown"),
    [
        (69994, 100_000, "70", "69.99"), (69995, 100_000, "70", "69.995"), (69999, 100_000, "70", "69.999"),
        (699_999, 1_000_000, "70", "69.9999"), (699_999_994, 10**9, "70", "69.999999"),
        (699_999_995, 10**9, "70", None), (2, 3, "66.67", "66.667"), (33_334, 100_000, "33.334", "33.334"),
        (33_333, 100_000, "33.334", "33.33"), (70_001, 100_000, "70", "70.00"),
    ],
)  # fmt: skip
def test_a_percent_is_never_rounded_over_the_standard(numerator, denominator, standard, shown):
    assert percent(numerator, denominator, Decimal(standard)) == shown


@pytest.mark.parametrize(
    ("metric", "counts", "sentence"),
    [
        ("completion", (14, 20, 0), "14 of 20, 70.00 percent"),
        ("completion", (0, 20, 0), "0 of 20, 0.00 percent"),
        ("completion", (14, 20, 1), "provisional, 14 of 20, 1 open"),
        ("placement", (0, 1, 1), "provisional, 0 of 1, 1 open"),
        ("completion", (0, 0, 0), "no cohort: there is no rate, so the measure is neither met nor not met"),
        ("placement", (0, 0, 0), "no completers: there is no rate, so the measure is neither met nor not met"),
        ("placement", (0, 0, 1), "no completers: there is no rate, so the measure is neither met nor not met"),
        ("placement", (1, 1, 0), "1 of 1, 100.00 percent"),
        ("placement", (699_999_995, 10**9, 0), "699999995 of 1000000000, below 70 percent"),
    ],
)
def test_a_rate_is_said_with_its_exact_fraction(metric, counts, sentence):
    assert said(WORDS, metric, counts, Decimal("70.00")) == sentence


# ---------------------------------------------------------------- notes for everybody


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("1 student", "fewer than 10 student"), ("9 left", "fewer than 10 left"), ("10 left", "10 left"),
        ("0 left", "0 left"), ("11 left", "11 left"), ("Of 20, 3.", "Of 20, fewer than 10."),
        ("3 and 4", "fewer than 10 and fewer than 10"), ("(3)", "(fewer than 10)"),
        ("5, 20 more", "fewer than 10, 20 more"), ("3; then", "fewer than 10; then"),
    ],
)  # fmt: skip
def test_a_count_of_fewer_persons_than_may_be_shown_is_not_told(note, shown):
    assert veiled(note, 10, FEWER) == shown


@pytest.mark.parametrize(
    "note",
    ["July 5, 2027", "section 8.6", "8.9.1", "2026-27", "2027Q2", "9:30", "7/1/2026", "3,000", "3.5", "A3", "3rd", "-3",
     "S-3"],
)  # fmt: skip
def test_dates_sections_and_figures_that_are_no_counts_stay(note):
    assert veiled(note, 10, FEWER) == note


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("900-00-0001", True), ("900 00 0001", True), ("900.00.0001", True), ("See 900-00-0001.", True),
        ("900-00.0001", False), ("900-00 0001", False), ("1900-00-0001", False), ("9-900-00-0001", False),
        ("900-00-00012", False), ("900-00-0001-2", False), ("A900-00-0001", False), ("900-00-0001x", False),
        ("90-00-0001", False), ("900-0-0001", False), ("900-00-001", False),
        ("900000001", False), ("SSN 900000001", True), ("ssn:900000001", True), ("Ssn 90000000", False),
        ("SSN 9000000012", False), ("xssn 900000001", False), ("ssnx 900000001", False),
        ("Social Security number 900000001", True), ("SOCIAL SECURITY no. 900000001", True), ("", False),
        (f"ssn{' ' * 30}900000001", True), (f"ssn{' ' * 31}900000001", False), ("ssn900000001", False),
    ],
)  # fmt: skip
def test_a_text_that_seems_to_hold_a_social_security_number_is_known(text, like):
    assert like_ssn(text) is like
