"""What a finding would be if a figure were another: the two figures, a step apart, between which it turns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.trying import tries, working
from tests.policy.samples import complete, facts

OCTOBER = date(2026, 10, 1)
ONE = Decimal(1)


def tried(
    criterion: str, fact: str, step: str = "1", *, most: str = "", beyond: bool = False, **given: Any
) -> list[tuple[str, str, bool]]:
    """Each figure with its outcome, and whether it is the one given."""
    found = tries(criterion, fact, Decimal(step), facts(complete(**given)), "ms", OCTOBER, most=most, beyond=beyond)
    return [(f"{each.figure:f}", each.finding.outcome, each.given) for each in found]


def test_every_criterion_has_its_finding_with_the_numbers_it_rests_on():
    found = working(facts(complete()), "ms", OCTOBER)
    by = {each.finding.criterion: each for each in found}
    assert len(by) == len(found)
    assert all(each.finding.outcome for each in found)
    length = {parameter.key: value.value for parameter, value in by["program.length"].numbers}
    assert length["length.clock_hours_at_least"] == 150
    assert length["length.clock_hours_below"] == 600


@pytest.mark.parametrize(
    ("hours", "figures"),
    [
        (520, [("149", "not_met", False), ("150", "met", False), ("520", "met", True), ("599", "met", False),
               ("600", "not_met", False)]),
        (149, [("149", "not_met", True), ("150", "met", False), ("599", "met", False), ("600", "not_met", False)]),
        (600, [("149", "not_met", False), ("150", "met", False), ("599", "met", False), ("600", "not_met", True)]),
        (0, [("0", "not_met", True), ("149", "not_met", False), ("150", "met", False), ("599", "met", False),
             ("600", "not_met", False)]),
        (9000, [("149", "not_met", False), ("150", "met", False), ("599", "met", False), ("600", "not_met", False),
                ("9000", "not_met", True)]),
    ],
)  # fmt: skip
def test_the_hours_of_a_program_turn_it_below_the_fewest_and_at_the_most(hours, figures):
    program = {"hours": hours, "instructional_weeks": 12}
    assert tried("program.length", "program.hours", program=program) == figures


def test_a_figure_that_is_not_given_is_looked_for_from_nothing_on():
    found = tried("program.length", "program.hours", program={"hours": None})
    assert ("150", "met", False) in found
    assert not any(given for *_, given in found)


def test_without_the_part_that_holds_it_or_what_bounds_it_nothing_is_tried():
    without = {group: table for group, table in complete().items() if group != "outcomes"}
    assert tries("outcomes.completion", "outcomes.completed_in_time", ONE, facts(without), "ms", OCTOBER) == ()
    assert (
        tried("program.length", "program.hours", most="program.remedial_hours", program={"remedial_hours": None}) == []
    )


def test_a_part_is_tried_up_to_the_whole_and_a_step_beyond_only_where_it_may_be_more():
    counts = {"completion_cohort": 100, "completed_in_time": 70, "placement_cohort": 70, "employed": 49}
    within = tried("outcomes.completion", "outcomes.completed_in_time", most="outcomes.completion_cohort",
                   outcomes=counts)  # fmt: skip
    assert within == [("69", "not_met", False), ("70", "met", True)]
    beyond = tried("outcomes.completion", "outcomes.completed_in_time", most="outcomes.completion_cohort", beyond=True,
                   outcomes=counts)  # fmt: skip
    assert beyond[:2] == within
    assert [figure for figure, *_ in beyond[2:]] in ([], ["100", "101"])


def test_where_nothing_turns_nothing_is_kept_not_even_the_figure_given():
    few = {"completion_cohort": 0, "completed_in_time": 0, "placement_cohort": 0, "employed": 0}
    assert tried("outcomes.completion", "outcomes.completed_in_time", most="outcomes.completion_cohort",
                 outcomes=few) == []  # fmt: skip


def test_tuition_is_tried_by_the_cent_where_it_passes_the_published_amount_and_a_step_beyond_it():
    given: dict[str, Any] = {
        "cost": {"tuition": Decimal("3000.50"), "required_fees": 0},
        "vae": {"published_amount": Decimal(3250)},
    }
    assert tried("vae.tuition", "cost.tuition", "0.01", most="vae.published_amount", beyond=True, **given) == [
        ("3000.50", "met", True), ("3250", "met", False), ("3250.01", "not_met", False),
    ]  # fmt: skip
    assert tried("vae.tuition", "cost.tuition", "0.01", most="vae.published_amount", **given) == []
