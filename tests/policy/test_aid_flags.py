"""Other aid that covers the cost of a student: when an action is due, and which student keys are taken."""

from __future__ import annotations

from datetime import date

import pytest

from magnolia.policy.aid_flags import fault, to_do, words
from magnolia.policy.layers import jurisdictions


@pytest.mark.parametrize(("learned", "due"), [(19, True), (20, True), (21, False)])
def test_an_action_is_due_where_it_was_learned_not_after_the_last_disbursement(learned, due):
    assert to_do(date(2026, 11, learned), date(2026, 11, 20)) is due


@pytest.mark.parametrize("key", ["S-2041", "1", "12345678", "1234567890", "abc9", "ABC-1", "2026/17.b_1", "A1" * 20])
def test_a_key_of_the_institutions_own_is_taken(key):
    assert fault("ms", key) == ""


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("", "empty"),
        ("900000001", "number"),
        ("900-00-0001", "number"),
        ("900.00.0001", "number"),
        ("900 00 0001", "number"),
        ("S900_00/0001x", "number"),
        ("Ada", "name"),
        ("Abcd1", "name"),
        ("Ädaß1", "name"),
        ("-1", "long"),
        ("S 1", "long"),
        ("é1", "long"),
        ("S1;", "long"),
        ("A1" * 20 + "A", "long"),
    ],
)
def test_a_key_that_may_be_a_name_or_a_number_of_a_person_is_not_taken_and_not_repeated(key, why):
    said = fault("ms", key)
    assert said == words("ms")["key"][why].replace("{most}", "40")
    assert not key or key not in said


@pytest.mark.parametrize("state", jurisdictions())
def test_sources_and_actions_are_closed_lists_and_the_rule_has_its_citation(state):
    said = words(state)
    assert list(said["action"]) == ["lowered_own", "returned_pell", "cancelled_pell"]
    assert list(said["source"]) == ["state", "institution", "private"]
    assert said["rule"]["cite"].endswith(" 12.3")
    assert "{" not in said["rule"]["cite"]
