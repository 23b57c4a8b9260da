"""What the definitions of the policy's section 11 demand of the arithmetic and of `magnolia check`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from magnolia.policy.hours import Hours, UnlikeUnits
from magnolia.policy.rates import median


@pytest.mark.row("DEF-09")
def test_an_eligible_program_has_150_to_under_600_clock_hours_over_8_to_under_15_weeks(program, check):
    for hours, met in ((150, True), (149, False), (599.99, True), (600, False)):
        program["program"]["hours"] = hours
        said = check(program, "program.length")
        assert said.startswith("met:" if met else "not_met:"), said
        assert "150" in said
        assert "600" in said
    program["program"]["hours"] = 520
    for weeks, met in ((8, True), (7.9, False), (14.9, True), (15, False)):
        program["program"]["instructional_weeks"] = weeks
        said = check(program, "program.weeks")
        assert said.startswith("met:" if met else "not_met:"), said


@pytest.mark.row("DEF-06")
def test_clock_hours_and_semester_hours_are_kept_apart_and_adding_them_is_an_error(program, check):
    clock, semester = Hours(Decimal(300), "clock"), Hours(Decimal(9), "semester")
    for mixed in (
        lambda: clock + semester, lambda: semester + clock, lambda: clock - semester, lambda: clock < semester,
        lambda: clock + Decimal(9),
    ):  # fmt: skip
        with pytest.raises(UnlikeUnits, match="never added or converted"):
            mixed()
    with pytest.raises(UnlikeUnits, match="^clock hours and semester hours are not the same: they are never added"):
        _ = clock <= semester
    with pytest.raises(UnlikeUnits, match="^clock hours and a number without a unit are not the same"):
        _ = clock - 9
    assert clock - Hours(Decimal(20), "clock") == Hours(Decimal(280), "clock")
    assert clock <= Hours(Decimal(300), "clock") < Hours(Decimal("300.5"), "clock")
    assert not clock < Hours(Decimal(300), "clock")
    assert not clock <= Hours(Decimal("299.5"), "clock")
    assert clock != Hours(Decimal(300), "semester")
    assert clock + Hours(Decimal(20), "clock") == Hours(Decimal(320), "clock")
    # The program's clock hours and the credit hours that it counts for stay two answers in two units.
    program["program"] |= {"measure": "clock", "hours": 300}
    program["credit"][0]["credit"] = "9 semester hours"
    assert "300 clock hours" in check(program, "program.length")
    assert "9 semester hours toward" in check(program, "credit.pathway")
    program["program"] |= {"measure": "semester", "hours": 9}
    assert "9 semester" in check(program, "program.length")


@pytest.mark.row("DEF-13")
def test_a_median_is_the_middle_value_or_the_mean_of_the_two_in_the_middle_and_of_nothing_there_is_none(program, check):
    assert median([100, 200, 300]) == 200
    assert median([100, 200, 300, 400]) == 250
    assert median([]) is None
    assert median([300, 100, 200]) == 200
    assert median([Decimal("0.1"), Decimal("0.2")]) == Decimal("0.15")
    # The earnings test takes the Secretary's amount alone: without one there is no test, whatever the wage.
    program["cost"]["anticipated_annual_wage"] = 1
    program["vae"] = {"published_amount": None}
    assert check(program, "vae.tuition").startswith("not_applicable:")
    program["vae"] = {"published_amount": 100000}
    assert check(program, "vae.tuition").startswith("met:")


@pytest.mark.row("DEF-04")
@pytest.mark.parametrize(
    ("lacks", "words"),
    [
        ({"document": None}, "document"),
        ({"program": None}, "receiving program"),
        ({"institution": None}, "receiving institution"),
        ({"from": "2026-10-02"}, "in force on the day"),  # still planned
        ({"from": None}, "in force on the day"),
    ],
)
def test_a_way_to_credit_that_lacks_an_element_or_is_only_planned_does_not_count(program, check, lacks, words):
    assert check(program, "credit.pathway").startswith("met:")
    program["credit"] = [{key: value for key, value in (program["credit"][0] | lacks).items() if value is not None}]
    said = check(program, "credit.pathway")
    assert said.startswith("not_met:")
    assert words in said
    program["credit"][0] |= {"from": "2026-10-01"}
    if "from" in lacks:
        assert check(program, "credit.pathway").startswith("met:")
