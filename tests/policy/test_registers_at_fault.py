"""What the smaller registers of the law refuse: each fault by the name of its block."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from magnolia.policy import approved as approved_module
from magnolia.policy import completeness as completeness_module
from magnolia.policy.approved import approved
from magnolia.policy.completeness import checklist
from magnolia.policy.data_template import build as build_template
from magnolia.policy.form import form
from magnolia.policy.layers import LawError, overlay, read
from magnolia.policy.materials import build as build_materials
from magnolia.policy.registers import review
from tests.policy.changed_law import changed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cause": {"credit": {"source": "weather"}}}, "cause.credit names the source 'weather', which does not exist"),
        ({"change": {"attic": {"by": "notice", "why": "x"}}}, "change.attic names no question of the form, or no way"),
        ({"change": {"hours": {"by": "pigeon", "why": "x"}}}, "change.hours names no question of the form, or no way"),
        ({"secretary": {"moon": {}}}, "secretary.moon has no `title`"),
    ],
)
def test_what_comes_after_a_certification_names_only_what_is_there(change, words):
    with changed(approved_module, approved, "model", "approved", change), pytest.raises(LawError, match=words):
        approved("ms")


def test_what_the_secretary_looks_at_is_a_fact_of_the_form():
    matter = next(iter(approved("ms").secretary))
    change = {"secretary": {matter: {"facts": ["shoe_size"]}}}
    with (
        changed(approved_module, approved, "model", "approved", change),
        pytest.raises(LawError, match=f"secretary.{matter} names 'shoe_size', which the form does not ask"),
    ):
        approved("ms")


def _first_fact() -> tuple[str, dict[str, Any]]:
    name, block = next(iter(read("model", "completeness")["fact"].items()))
    return name, deepcopy(block)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ([{"source": "A", "answer": "hours"}], "is said in one place only"),
        ([{"source": "A", "answer": "hours"}, {"source": "B"}], "“B” must name one place where the fact is said"),
        (
            [{"source": "A", "answer": "hours"}, {"source": "B", "answer": "hours", "paper": "outline"}],
            "“B” must name one place",
        ),
        (
            [{"source": "A", "answer": "hours"}, {"source": "B", "table": "history", "column": "hours"}],
            "“B” must name one place",
        ),
        (
            [{"source": "A", "answer": "hours"}, {"source": "B", "table": "history", "column": "hours", "rows": "odd"}],
            "“B” must name one place",
        ),
        (
            [{"source": "A", "answer": "hours", "rows": "all"}, {"source": "B", "paper": "outline"}],
            "“A” must name one place",
        ),
        ([{"source": "A", "answer": "attic"}, {"source": "B", "paper": "outline"}], "names 'attic', which does not"),
        ([{"source": "A", "sum": ["attic"]}, {"source": "B", "paper": "outline"}], "names 'attic', which does not"),
        ([{"source": "A", "answer": "hours"}, {"source": "B", "paper": "attic"}], "names 'attic', which does not"),
        (
            [{"source": "A", "answer": "hours"}, {"source": "B", "table": "attic", "column": "x", "rows": "all"}],
            "names 'attic', which does not",
        ),
    ],
)
def test_a_fact_is_said_in_two_places_at_least_and_each_place_exists(stated, words):
    name, _ = _first_fact()
    change = {"fact": {name: {"stated": stated}}}
    with (
        changed(completeness_module, checklist, "model", "completeness", change),
        pytest.raises(LawError, match=f"fact.{name}") as refused,
    ):
        checklist("ms")
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "poem"}, "there is no kind 'poem'"),
        ({"place": "slot.attic"}, "`place` names 'attic', which does not exist"),
        ({"place": "answer.attic"}, "`place` names 'attic', which does not exist"),
    ],
)
def test_a_fact_has_a_known_kind_and_a_place_that_exists(change, words):
    name, _ = _first_fact()
    with (
        changed(completeness_module, checklist, "model", "completeness", {"fact": {name: change}}),
        pytest.raises(LawError) as refused,
    ):
        checklist("ms")
    assert words in str(refused.value)


def _with_parts() -> tuple[str, str]:
    found = next(c for c in checklist("ms").confirmations.values() if c.parts)
    return found.id, found.parts[0].id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": 9}, "the confirmations are not numbered one after the other"),
        ({"found_by": "a person"}, "has either parts or `found_by`"),
        ({"part": {"off": True}}, "has either parts or `found_by`"),
    ],
)
def test_a_confirmation_is_numbered_and_has_parts_or_says_how_it_is_found(change, words):
    name, _ = _with_parts()
    with (
        changed(completeness_module, checklist, "model", "completeness", {"confirmation": {name: change}}),
        pytest.raises(LawError, match=words),
    ):
        checklist("ms")


@pytest.mark.parametrize("key", ["answers", "slots"])
def test_a_part_of_a_confirmation_names_answers_and_places_that_exist(key):
    name, part = _with_parts()
    change = {"confirmation": {name: {"part": {part: {key: ["attic"]}}}}}
    with (
        changed(completeness_module, checklist, "model", "completeness", change),
        pytest.raises(LawError, match=f"part {part} names 'attic', which does not exist"),
    ):
        checklist("ms")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weather": {}}, r"materials.toml: \[weather\] is missing, or nothing reads it"),
        (
            {"material": {"cip": {"answers": [], "slots": [], "form": False, "declared": False}}},
            "material.cip is answered by nothing",
        ),
    ],
)
def test_every_material_is_answered_by_something(change, words):
    with pytest.raises(LawError, match=words):
        build_materials(overlay(read("model", "materials"), change), form("ms"), review("ms"))


def test_a_state_can_never_let_academic_credit_be_waived():
    register = deepcopy(review("ms"))
    object.__setattr__(register.slots["credit"], "may_be_not_applicable", True)
    with pytest.raises(LawError, match="slot.credit can never be waived"):
        build_materials(read("model", "materials"), form("ms"), register)


@pytest.mark.parametrize("change", [{"weather": {}}, {"element": {"off": True}}])
def test_a_template_with_a_group_too_many_or_too_few_is_refused_by_name(change):
    with pytest.raises(LawError, match=rf"\[{next(iter(change))}\] is missing, or nothing reads it"):
        build_template(overlay(read("model", "data_template"), change))
