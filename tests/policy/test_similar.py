"""A new program beside a lost one of its institution: what blocks it, what a person decides, what leaves it free."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from magnolia.policy.layers import jurisdictions
from magnolia.policy.parameters import load_parameters
from magnolia.policy.similar import Known, Lost, losses, numbers, screen

ON = date(2028, 1, 10)
LAW = numbers(load_parameters("ms"), ON)
WELDING = Known(
    "Structural Welding", "48.0508", ("51-4121",), "Welder 3G", tuple(f"Part {n} of welding" for n in "abcde")
)
LOST = Lost("1", WELDING, "completion", lost_on=date(2027, 7, 1))


def outcome(new: Known, lost: Lost = LOST, on: date = ON, **law: Any) -> str:
    return screen("ms", new, lost, replace(LAW, **law), on).outcome


@pytest.mark.parametrize(
    ("cip", "soc", "found"),
    [
        ("48.0508", "51-4121", "blocked"),
        ("48.0599", "51-4121", "blocked"),  # the first four digits count
        ("48.0608", "51-4121", "review"),
        ("48.0508", "51-4122", "review"),
        ("51.3801", "29-1141", "none"),
    ],
)
def test_one_field_and_an_occupation_in_common_block_and_one_of_the_two_goes_to_a_person(cip, soc, found):
    assert outcome(Known("Bridge Work", cip, ("11-1011", soc))) == found


def test_how_far_codes_are_compared_is_a_number_of_the_law():
    new = Known("Bridge Work", "48.0599", ("51-4122",))
    assert outcome(new) == "review"
    assert outcome(new, cip_digits=6) == "none"
    assert outcome(new, soc_digits=5) == "blocked"


@pytest.mark.row("SIM-01")
def test_with_no_waiting_period_or_no_day_it_begins_on_nothing_is_allowed_by_default():
    assert outcome(WELDING, years=None) == "review"
    assert outcome(WELDING, replace(LOST, lost_on=None)) == "review"
    assert "not on record" in screen("ms", WELDING, LOST, replace(LAW, years=None), ON).says
    assert numbers(load_parameters("ms"), date(2027, 1, 1)).years == 2
    without = {key: value for key, value in load_parameters("ms").items() if key != "similar.waiting_years"}
    assert numbers(without, ON).years is None


def test_the_period_begins_with_the_later_of_loss_and_discontinuation_and_its_last_day_still_blocks():
    lost = replace(LOST, stopped_on=date(2027, 9, 15))
    assert outcome(WELDING, lost, date(2029, 9, 14)) == "blocked"
    assert outcome(WELDING, lost, date(2029, 9, 15)) == "over"
    assert screen("ms", WELDING, lost, LAW, ON).until == date(2029, 9, 15)


@pytest.mark.parametrize(("kept", "flagged"), [(9, True), (8, True), (7, False)])
def test_an_outline_reused_by_eight_tenths_or_more_is_told_as_a_possible_replacement(kept, flagged):
    titles = ["Safety", "Shielded metal arc", "Flux cored", "Reading prints", "Cutting", "Fitting up", "Inspection",
              "Pipe positions", "Shop mathematics", "Qualification test"]  # fmt: skip
    old = replace(WELDING, outline=tuple(titles))
    new = Known(
        "Bridge Work",
        "51.3801",
        ("29-1141",),
        outline=tuple(titles[:kept] + ["Gardening", "Baking", "Law"][: 10 - kept]),
    )
    found = screen("ms", new, replace(LOST, program=old), LAW, ON)
    assert (found.replacement, found.outcome) == (flagged, "review" if flagged else "none")
    assert f"{kept} of 10 lines" in found.compared[3]


def test_a_line_written_a_little_otherwise_is_the_same_line_and_a_near_name_is_told_too():
    old = replace(WELDING, outline=("Shielded metal arc welding",))
    new = Known("Bridge Work", "51.3801", (), outline=("Shielded metal-arc Welding",))
    assert screen("ms", new, replace(LOST, program=old), LAW, ON).replacement
    assert screen("ms", Known("Structural Welding II"), LOST, LAW, ON).replacement
    assert not screen("ms", Known("Bakery"), LOST, LAW, ON).replacement


@pytest.mark.parametrize(
    ("ground", "found"),
    [("placement", "blocked"), ("stopped_failing", "blocked"), ("approval", "free"), ("price", "price"),
     ("employer", "review"), ("credit", "review"), ("unknown", "review")],
)  # fmt: skip
def test_a_period_is_waited_for_after_completion_placement_and_the_stop_of_a_failing_program_alone(ground, found):
    assert outcome(WELDING, replace(LOST, ground=ground)) == found


@pytest.mark.parametrize("state", jurisdictions())
def test_every_outcome_has_its_words_and_every_comparison_is_a_sentence(state):
    words = losses(state)
    for ground in words.grounds:
        found = screen(state, WELDING, replace(LOST, ground=ground), LAW, ON)
        assert found.outcome in words.outcomes
        for sentence in (found.says, *found.compared):
            assert sentence.endswith(".")
            assert "{" not in sentence


def test_braces_in_a_name_stay_as_they_were_typed():
    lost = replace(LOST, program=replace(WELDING, name="{until} Welding"))
    assert "“{until} Welding”" in screen("ms", WELDING, lost, LAW, ON).says
