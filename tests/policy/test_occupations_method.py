"""The method of a State's lists as data: what its files must say, and the two views that are never blended."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy.labor_rows import Labor
from magnolia.policy.layers import LawError, read
from magnolia.policy.occupations import build, judge, method, numbers
from magnolia.policy.parameters import Amendment, load_parameters

DAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("skill", "above"), "diploma", "no level of typical_education"),
        (("reason", "seasonal"), {"says": "only for a season"}, "reason.seasonal: neither a test nor a choice"),
        (("reason", "no_gap"), None, "has no reason.no_gap"),
        (("reason", "no_gap"), {}, "reason.no_gap has no `says`"),
        (("labor", "title", "kind"), "word", "labor.title: the kind is one of"),
        (("labor", "title", "choices"), ["a"], "a choice has `choices`"),
        (("exceptions", "reason", "kind"), "choice", "exceptions.reason: the kind is one of"),
    ],
)
def test_a_method_that_does_not_fit_is_refused_by_its_place(place, value, said):
    blocks = copy.deepcopy(read("model", "occupations"))
    *outer, key = place
    block = blocks
    for name in outer:
        block = block[name]
    if value is None:
        del block[key]
    else:
        block[key] = value
    with pytest.raises(LawError, match=said):
        build(blocks)


def test_a_wage_threshold_that_is_no_amount_is_refused():
    parameters = load_parameters("ms")
    text = load_parameters("ms")["wage.living_hourly"]
    wrong = type(text)(text.key, text.means, text.unit, text.by, "", (type(text.values[0])(DAY, "much", "x", "state"),))
    with pytest.raises(LawError, match="'much' is not an amount"):
        numbers({**parameters, "wage.living_hourly": wrong}, DAY)


def test_a_whole_number_of_dollars_is_a_threshold_too():
    law = load_parameters("ms", [Amendment("wage.living_hourly", DAY, 22, "Fictive source")])
    assert numbers(law, DAY).living_wage == 22


@pytest.mark.parametrize(
    ("openings", "wage", "education", "any_of_three", "all_three"),
    [
        (10, "20.75", "certificate", True, True),
        (10, "20.74", "certificate", True, False),
        (9, "20.75", "none", True, False),
        (9, "20.74", "certificate", True, False),
        (10, "20.74", "none", True, False),
        (9, "20.74", "none", False, False),
    ],
)
def test_the_federal_view_asks_for_one_of_three_and_the_states_for_all(
    openings, wage, education, any_of_three, all_three
):
    row = Labor(
        "Ecosystem 1",
        "47-2111",
        "Electricians",
        "",
        Decimal(2),
        Decimal(1),
        openings,
        Decimal(wage),
        wage,
        education,
        "",
    )
    (found,) = judge([row], numbers(load_parameters("ms"), DAY), method("ms"))
    assert (found.any_of_three, found.all_three) == (any_of_three, all_three)
    assert found.priority is all_three
