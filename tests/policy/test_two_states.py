"""The fictive State of Exemplar differs from Mississippi in all that a State may set: no State is in the code.

Offices, sources and the numbers of the State's own file are compared in test_parameters.
"""

from __future__ import annotations

from datetime import date

import pytest

from magnolia.policy.approved import approved
from magnolia.policy.calendar import load_calendar
from magnolia.policy.completeness import checklist
from magnolia.policy.criteria import register
from magnolia.policy.cycles import cycle_register
from magnolia.policy.data_template import template
from magnolia.policy.form import form
from magnolia.policy.layers import read, state_layer
from magnolia.policy.letter_words import book
from magnolia.policy.materials import materials
from magnolia.policy.package import package
from magnolia.policy.parameters import flatten, load_parameters
from magnolia.policy.registers import review
from magnolia.policy.workflow import process

LATER = date(2027, 7, 1)
# What Exemplar leaves as federal law has it: a later first award year would leave it without any program to show, and
# early implementation is switched off by federal law itself.
LEFT = {"award_year.first", "award_year.early_implementation_from"}


def settable() -> list[str]:
    """The keys of all numbers that a State sets, or may narrow."""
    states_own = set(flatten(read(state_layer("ms"), "parameters"))) | set(
        flatten(read(state_layer("xx"), "parameters"))
    )
    return sorted(states_own | {key for key, parameter in load_parameters("ms").items() if parameter.state_may})


@pytest.mark.parametrize("key", settable())
def test_every_number_that_a_state_may_set_is_another_one(key):
    ms, xx = load_parameters("ms")[key], load_parameters("xx")[key]
    assert (ms.on(LATER).value != xx.on(LATER).value) is (key not in LEFT)
    if key not in LEFT:
        assert ms.on(LATER).cite != xx.on(LATER).cite


def test_time_zone_holidays_weekend_and_observance_are_other_ones():
    ms, xx = load_calendar("ms"), load_calendar("xx")
    assert ms.zone != xx.zone
    assert {weekend.days for weekend in ms.rules.weekends} & {weekend.days for weekend in xx.rules.weekends} == set()
    assert {(o.falls_on, o.also) for o in ms.rules.observances} & {
        (o.falls_on, o.also) for o in xx.rules.observances
    } == set()
    assert {rule.name for rule in ms.rules.holidays} & {rule.name for rule in xx.rules.holidays} == set()
    assert {rule.cite for rule in ms.rules.holidays} & {rule.cite for rule in xx.rules.holidays} == set()
    assert ms.rules.known != xx.rules.known


def test_the_process_has_a_step_more_and_a_step_less():
    ms, xx = process("ms").life("application"), process("xx").life("application")
    assert set(xx.states) - set(ms.states) == {"legal_reading"}
    assert set(ms.states) - set(xx.states) == {"submitted"}
    assert set(xx.moves) - set(ms.moves) == {"release"}
    assert set(ms.moves) - set(xx.moves) == {"start_completeness"}
    assert xx.moves["recommend"].to != ms.moves["recommend"].to


def test_the_timeline_of_a_cycle_has_a_stage_more_and_counts_one_in_another_unit():
    ms, xx = cycle_register("ms").stages, cycle_register("xx").stages
    assert set(xx) - set(ms) == {"legal"}
    assert (ms["consultation"].unit, xx["consultation"].unit) == ("calendar days", "business days")


def test_letterhead_colour_addresses_and_a_letters_name_and_parts_are_other_ones():
    ms, xx = book("ms"), book("xx")
    assert ms.names["letterhead"] != xx.names["letterhead"]
    assert ms.names["accent"] != xx.names["accent"]
    assert ms.names["appeal_post"] != xx.names["appeal_post"]
    assert not set(ms.from_lines) & set(xx.from_lines)
    assert ms.letters["receipt"]["title"] != xx.letters["receipt"]["title"]
    assert set(xx.letters["receipt"]["parts"]) - set(ms.letters["receipt"]["parts"]) == {"paper"}
    assert [kind for kind in ms.letters if ms.version(kind) == xx.version(kind)] == []


def test_review_questions_reasons_declarations_and_places_for_documents_are_other_ones():
    ms, xx = review("ms"), review("xx")
    assert ms.questions["price"].title != xx.questions["price"].title
    assert set(xx.questions["length"].reasons) - set(ms.questions["length"].reasons) == {"no_laboratory"}
    assert ms.declarations["accurate"].says != xx.declarations["accurate"].says
    assert set(xx.slots) - set(ms.slots) == {"safety_plan"}
    assert ms.slots["employers"].may_be_not_applicable != xx.slots["employers"].may_be_not_applicable


def test_criteria_have_one_more_question_other_words_and_other_sources():
    ms, xx = register("ms"), register("xx")
    assert set(xx) - set(ms) == {"program.laboratory_safety"}
    assert ms["program.length"].sentences["needs_review"] != xx["program.length"].sentences["needs_review"]
    files = [read(state_layer(code), "criteria") for code in ("ms", "xx")]
    assert [name for name in files[0] if files[0][name]["state_cite"] == files[1][name]["state_cite"]] == []


def test_the_form_asks_in_other_words_of_other_channels_and_other_ecosystems():
    ms, xx = form("ms"), form("xx")
    assert ms.questions["applicant_authority"].help != xx.questions["applicant_authority"].help
    channels = [set(found.questions["input_channel"].choices) for found in (ms, xx)]
    assert channels[1] - channels[0] == {"farm_council"}
    assert channels[0] - channels[1] == {"labor_management"}
    areas = [set(found.tables["ecosystems"].questions["name"].choices) - {"statewide"} for found in (ms, xx)]
    assert not areas[0] & areas[1]
    assert [len(each) for each in areas] == [
        load_parameters(code)["occupations.ecosystems"].on(LATER).value for code in ("ms", "xx")
    ]


def test_a_material_more_is_asked_for_and_a_column_more_of_the_data_file():
    assert set(materials("xx")) - set(materials("ms")) == {"safety_plan"}
    columns = [{field.column for field in template(code).fields} for code in ("ms", "xx")]
    assert columns[1] - columns[0] == {"laboratory_hours"}


def test_the_same_words_of_the_model_name_the_offices_of_each_state():
    for read_register in (checklist, package, approved):
        ms, xx = repr(read_register("ms")), repr(read_register("xx"))
        assert ms != xx
        assert "ShortWorks" not in ms
        assert "AccelerateMS" not in xx
        assert "Mississippi" not in xx


@pytest.mark.parametrize("code", ["ms", "xx"])
def test_every_register_names_offices_as_the_state_does_and_leaves_no_name_open(code):
    profile = read(state_layer(code), "profile")
    readers = (approved, checklist, cycle_register, form, materials, package, process, register, review, template)
    for reader in readers:
        words = repr(reader(code))
        assert [name for name in profile if "{" + name + "}" in words] == [], reader.__name__
    assert profile["policy_name"] in repr(cycle_register(code))
    assert profile["policy_name"] in repr(materials(code))
    assert profile["board_long"] in repr(review(code)) or profile["board"] in repr(review(code))


def test_words_for_people_that_rest_on_the_calendar_differ_with_it():
    ours = read("model", "sentences")["counted"]["weekend"]
    assert read(state_layer("xx"), "sentences")["counted"]["weekend"] != ours
