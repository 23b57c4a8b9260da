"""The comparison of a new program with a lost one, word for word, and what its register refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from magnolia.policy import similar as similar_module
from magnolia.policy.codes import leading, same_field, shared_occupation
from magnolia.policy.layers import LawError
from magnolia.policy.similar import Known, Lost, Numbers, losses, screen, worst
from tests.policy.changed_law import changed

ON = date(2028, 1, 10)
LAW = Numbers(years=2, cip_digits=4, soc_digits=6, outline_percent=80, line_percent=90, name_percent=85)
OLD = Known("Structural Welding", "48.0508", ("51-4121", "51-4122"), "Welder 3G", ("Safety", "Cutting", "Fitting up"))
LOST = Lost("1", OLD, "completion", lost_on=date(2027, 7, 1))
NEW = Known("Bakery Work", "48.0599", ("51-4121",), "welder  3g", ("safety", "Fitting up", "Bread"))


def test_the_comparison_is_told_line_by_line_with_both_sides_and_the_numbers_of_the_law():
    found = screen("ms", NEW, LOST, LAW, ON)
    assert found.compared == (
        "Field of study (CIP), first 4 digits: 48.0508 there, 48.0599 here: the same.",
        "Occupations (SOC), first 6 digits: 51-4121, 51-4122 there, 51-4121 here: the same.",
        "Credential: Welder 3G there, welder  3g here: the same.",
        "Outline: 2 of 3 lines of this program are also in the outline of the lost one (66 percent; 80 percent marks a "
        "possible replacement).",
        found.compared[4],
    )
    assert found.compared[4].startswith("Name: “Structural Welding” there, “Bakery Work” here: ")
    assert found.compared[4].endswith(" percent alike (85 percent marks a possible replacement).")
    assert (found.outcome, found.until, found.replacement, found.lost) == ("blocked", date(2029, 7, 1), False, LOST)
    assert found.says == (
        "“Structural Welding” of the same institution lost its eligibility or was stopped, and this program is "
        "substantially similar to it. The waiting period of 2 years began on July 1, 2027. It can be submitted from "
        "July 1, 2029 on."
    )


def test_what_is_not_on_record_is_said_and_agrees_with_nothing():
    found = screen("ms", Known("", ""), replace(LOST, program=Known("Welding")), LAW, ON)
    nothing = "nothing on record there, nothing on record here: different."
    assert found.compared == (
        f"Field of study (CIP), first 4 digits: {nothing}",
        f"Occupations (SOC), first 6 digits: {nothing}",
        f"Credential: {nothing}",
        "Outline: not on record for both programs, so it was not compared.",
        "Name: “Welding” there, “nothing on record” here: 0 percent alike (85 percent marks a possible replacement).",
    )
    assert (found.outcome, found.until) == ("none", None)
    assert found.says == "“Welding” has nothing in common with this program that the rule looks at."
    half = screen("ms", replace(NEW, outline=()), LOST, LAW, ON)
    assert "not on record for both" in half.compared[3]


def test_one_of_the_two_goes_to_a_person_and_keeps_the_end_of_the_period():
    found = screen("ms", replace(NEW, soc_codes=()), LOST, LAW, ON)
    assert (found.outcome, found.until) == ("review", date(2029, 7, 1))
    assert "Its waiting period ends on July 1, 2029. A reviewer decides" in found.says
    after = screen("ms", NEW, LOST, LAW, date(2029, 7, 1))
    assert (after.outcome, after.until) == ("over", None)
    assert after.says == "The waiting period of 2 years after “Structural Welding” ended on July 1, 2029."


@pytest.mark.parametrize(
    ("lost", "outcome", "says"),
    [
        (replace(LOST, lost_on=None), "review", "is not on record with its federal source"),
        (replace(LOST, ground="nobody knows"), "review", "A program may not take the place of a lost one"),
        (replace(LOST, ground="price"), "price", "It may come back under the federal procedure"),
        (replace(LOST, ground="approval"), "free", "no waiting period applies."),
    ],
)
def test_other_grounds_have_sentences_of_their_own_and_no_end_of_a_period(lost, outcome, says):
    found = screen("ms", NEW, lost, LAW, ON)
    assert (found.outcome, found.until) == (outcome, None)
    assert says in found.says


def test_a_possible_replacement_is_said_last_and_holds_the_program_for_a_person():
    same_name = screen("ms", Known("structural  WELDING"), LOST, LAW, ON)
    assert (same_name.outcome, same_name.replacement) == ("review", True)
    assert same_name.compared[-1] == losses("ms").says["replacement"]
    assert "100 percent alike" in same_name.compared[4]
    four = Known("Bakery Work", outline=("Safety", "Cutting", "Fitting up", "Safety rules of the trade and its tools"))
    for percent, marked in ((75, True), (76, False)):
        assert screen("ms", four, LOST, replace(LAW, outline_percent=percent), ON).replacement is marked
    assert not screen(
        "ms", Known("Bakery Work", outline=("Safety",)), replace(LOST, program=Known("A")), LAW, ON
    ).replacement


def test_a_name_is_near_at_the_percent_of_the_law_and_not_a_point_below():
    named = Known("Structural Weldin")  # 34 of 35 letters agree: 97 percent
    assert screen("ms", named, LOST, replace(LAW, name_percent=97), ON).replacement
    assert not screen("ms", named, LOST, replace(LAW, name_percent=98), ON).replacement
    line = replace(LOST, program=Known("A", outline=("Structural Welding",)))
    near = Known("B", outline=("Structural Weldin",))
    assert screen("ms", near, line, replace(LAW, line_percent=97), ON).replacement
    assert not screen("ms", near, line, replace(LAW, line_percent=98), ON).replacement


def test_codes_are_compared_as_far_as_the_digits_go_and_a_missing_one_agrees_with_none():
    assert [leading("48.0508", digits) for digits in (2, 4, 6, 7)] == ["48", "48.05", "48.0508", "48.0508"]
    assert leading("48", 4) == "48"
    assert same_field("48.0508", "48.0599", 4)
    assert not same_field("48.0508", "48.0608", 4)
    assert not same_field("", "", 4)
    assert not same_field("48.0508", "", 4)
    assert shared_occupation(["11-1011", "51-4121"], ["51-4121"], 6)
    assert shared_occupation(["51-4129"], ["51-4121"], 5)
    assert not shared_occupation(["51-4129"], ["51-4121"], 6)
    assert not shared_occupation([], [], 6)


def test_the_waiting_period_begins_with_the_later_day_that_is_on_record():
    early, late = date(2027, 1, 1), date(2027, 9, 1)
    days = [(early, late, late), (late, early, late), (early, None, early), (None, late, late), (None, None, None)]
    for lost_on, stopped_on, begins in days:
        assert replace(LOST, lost_on=lost_on, stopped_on=stopped_on).begins == begins


def test_what_weighs_most_comes_first_and_equals_keep_their_order():
    lost = [replace(LOST, id=id_, ground=ground) for id_, ground in
            (("a", "approval"), ("b", "price"), ("c", "credit"), ("d", "completion"), ("e", "placement"))]  # fmt: skip
    found = [screen("ms", NEW, each, LAW, ON) for each in lost]
    old = replace(LOST, id="f", lost_on=date(2020, 1, 1))
    found += [screen("ms", NEW, old, LAW, ON), screen("ms", Known("Other"), replace(LOST, id="g"), LAW, ON)]
    ranked = worst(reversed(found))
    assert [(each.lost.id, each.outcome) for each in ranked] == [
        ("e", "blocked"), ("d", "blocked"), ("c", "review"), ("b", "price"), ("a", "free"), ("f", "over"),
        ("g", "none"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"ground": {"credit": {"after": "prayer"}}},
            r"^losses\.toml: ground\.credit says 'prayer' of what may come after\.$",
        ),
        ({"cause": {"other": "weather"}}, r"^losses\.toml: \[cause\] must name a ground of this file for every cause"),
        ({"cause": {"flood": "other"}}, r"^losses\.toml: \[cause\] must name a ground of this file for every cause"),
        ({"ground": {"credit": {"smell": "sweet"}}}, r"^ground\.credit: nothing reads `smell`\.$"),
    ],
)
def test_the_register_of_losses_knows_what_follows_each_ground_and_the_ground_of_each_cause(
    change: dict[str, Any], told: str
):
    for layer in ("model", "states/ms"):
        with changed(similar_module, losses, layer, "losses", change), pytest.raises(LawError, match=told):
            losses("ms")


def test_the_register_holds_each_ground_by_its_id_with_the_names_of_the_state():
    found = losses("ms")
    assert [name for name, ground in found.grounds.items() if ground.id != name] == []
    assert "{" not in found.says["free"].replace("{name}", "")
    assert set(found.outcomes) == {"blocked", "review", "price", "free", "over", "none"}
