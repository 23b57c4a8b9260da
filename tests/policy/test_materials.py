"""The materials of a submission and the columns of the data file: their registers, and what each refuses to load."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from magnolia.policy.data_template import build as build_template
from magnolia.policy.data_template import template, version_in
from magnolia.policy.form import form
from magnolia.policy.layers import LawError, fill_all, jurisdictions, overlay, read
from magnolia.policy.materials import build, materials
from magnolia.policy.registers import review

POLICY_7_2 = [
    "application", "attestation", "names", "cip", "soc", "length", "outline", "twelve_months", "employers",
    "alignment", "credential", "credit", "cost", "outcomes", "data",
]  # fmt: skip


def model() -> dict[str, Any]:
    made: dict[str, Any] = fill_all(deepcopy(read("model", "materials")), read("states/ms", "profile"))
    return made


@pytest.mark.row("SUB-07")
def test_a_submission_carries_the_fifteen_kinds_of_the_policy_in_its_order_and_a_state_may_add_one():
    assert list(materials("ms")) == POLICY_7_2
    assert list(materials("xx")) == [*POLICY_7_2, "safety_plan"]


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_academic_credit_can_never_be_waived_and_what_can_is_the_states_setting(jurisdiction):
    assert not review(jurisdiction).slots["credit"].may_be_not_applicable
    assert review("ms").slots["employers"].may_be_not_applicable
    assert not review("xx").slots["employers"].may_be_not_applicable


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cip": {"number": 9}}, "not numbered one after the other"),
        ({"cip": {"answers": ["shoe_size"]}}, "names the question 'shoe_size'"),
        ({"cost": {"slots": ["attic"]}}, "names the slot 'attic'"),
        ({"cost": {"slots": ["outline"]}}, "slot.cost is required, and no material stands for it"),
    ],
)
def test_a_register_that_does_not_hold_together_is_refused_with_its_place(change, words):
    with pytest.raises(LawError, match=words):
        build(overlay(model(), {"material": change}), form("ms"), review("ms"))


@pytest.mark.row("SUB-16")
def test_the_data_file_covers_participant_program_outcome_cost_and_documentation_and_says_its_version():
    found = template("ms")
    assert set(found.elements) == {"participant", "program", "outcome", "cost", "documentation"}
    assert {field.element for field in found.fields} == set(found.elements)
    assert all(field.means and field.type and field.needed for field in found.fields)
    for table in found.tables:
        assert version_in(found.header(table, 7)) == 7
    assert version_in(["opeid", "ssn"]) is None


def test_a_column_of_a_later_version_is_not_in_an_earlier_one():
    found = template("xx")
    assert "laboratory_hours" not in found.header("program", 1)
    assert "laboratory_hours" in found.header("program", 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"field": {"program_opeid": {"table": "attic"}}}, "program_opeid: no such table or element"),
        ({"field": {"program_opeid": {"column": "program_id"}}}, "stands twice"),
        ({"element": {"weather": "Weather"}}, "no column belongs to the element weather"),
    ],
)
def test_a_template_that_does_not_hold_together_is_refused(change, words):
    with pytest.raises(LawError, match=words):
        build_template(overlay(read("model", "data_template"), change))
