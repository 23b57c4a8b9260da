"""Every row of every register says what its file says, field by field, and what the file leaves out has its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

import pytest

from magnolia.policy.approved import approved
from magnolia.policy.code_lists import kinds
from magnolia.policy.completeness import checklist
from magnolia.policy.criteria import register
from magnolia.policy.cycles import cycle_register
from magnolia.policy.data_template import template
from magnolia.policy.form import form
from magnolia.policy.layers import fill_all, jurisdictions, overlay, read, state_layer
from magnolia.policy.letters import kinds as kinds_of_letters
from magnolia.policy.letters import needs
from magnolia.policy.materials import materials
from magnolia.policy.package import package
from magnolia.policy.registers import review
from magnolia.policy.sources import sources
from magnolia.policy.workflow import open_moves, process

STATES = pytest.mark.parametrize("code", jurisdictions())


def file(code: str, name: str, below: str = "model") -> dict[str, Any]:
    layer = state_layer(code)
    laid: dict[str, Any] = fill_all(overlay(read(below, name), read(layer, name)), read(layer, "profile"))
    return laid


def plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(plain(each) for each in value)
    return {key: plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def says(row: Any, block: Mapping[str, Any], apart: tuple[str, ...] = (), **given: Any) -> None:
    """Hold a row against its block; `given` are fields under another name or value, `apart` are left out."""
    for field in fields(row):
        if field.name in apart:
            continue
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        expected = given[field.name] if field.name in given else block.get(field.name, default)
        assert plain(getattr(row, field.name)) == plain(expected), (row, field.name)


def all_say(rows: Mapping[str, Any], blocks: Mapping[str, Any], apart: tuple[str, ...] = (), key: str = "id") -> None:
    assert list(rows) == list(blocks)
    for name, row in rows.items():
        says(row, blocks[name], apart, **{key: name})


@STATES
def test_the_process_says_its_moves_states_roles_clocks_and_needs(code):
    tables, found = file(code, "moves"), process(code)
    clocks = tables.pop("clock")
    all_say(found.clocks, clocks, key="name")
    all_say(found.roles, file(code, "roles"), key="name")
    assert found.needs == file(code, "needs")
    assert list(found.lives) == list(tables)
    for name, life in found.lives.items():
        table = tables[name]
        says(life, table, ("states", "moves", "stages", "waits"), name=name)
        all_say(life.waits, {key: b | {"states": b["in"]} for key, b in table.get("wait", {}).items()}, key="name")
        assert life.stages == table.get("stage", {})
        all_say(life.states, table["state"], key="name")
        assert list(life.moves) == list(table["move"])
        for key, move in life.moves.items():
            block = table["move"][key]
            says(move, block, name=key, thing=name, starts=block["from"], to=block.get("to"))
            for start in move.starts:
                assert move.target(start) == block.get("to", start)


@STATES
def test_the_completeness_check_says_its_points_parts_facts_and_words(code):
    blocks, found = file(code, "completeness"), checklist(code)
    assert list(found.confirmations) == list(blocks["confirmation"])
    titles = {}
    for name, confirmation in found.confirmations.items():
        block = blocks["confirmation"][name]
        says(confirmation, block, ("parts",), id=name)
        assert [part.id for part in confirmation.parts] == list(block.get("part", {}))
        for part in confirmation.parts:
            says(part, block["part"][part.id], id=part.id)
            titles[f"{name}.{part.id}"] = f"{block['title']}: {block['part'][part.id]['title']}"
        if not confirmation.parts:
            titles[name] = block["title"]
    assert found.items == titles
    assert list(found.facts) == list(blocks["fact"])
    for name, fact in found.facts.items():
        says(fact, blocks["fact"][name], ("stated",), id=name)
        for source, stated in zip(fact.stated, blocks["fact"][name]["stated"], strict=True):
            says(source, stated)
    assert (found.actions, found.words) == (blocks["action"], blocks["words"])


@STATES
def test_a_cycle_says_its_parts_and_its_stages_each_after_the_one_it_follows(code):
    blocks, found = file(code, "cycle"), cycle_register(code)
    all_say(found.parts, blocks["part"])
    assert set(found.stages) == set(blocks["stage"])
    for name, stage in found.stages.items():
        says(stage, blocks["stage"][name], id=name)
    order = list(found.stages)
    assert all(
        stage.after == "start" or order.index(stage.after) < order.index(name) for name, stage in found.stages.items()
    )


@STATES
def test_approved_programs_the_package_and_the_materials_say_their_files(code):
    blocks, found = file(code, "approved"), approved(code)
    all_say(found.causes, blocks["cause"])
    all_say(found.secretary, blocks["secretary"])
    all_say(found.changes, blocks["change"])
    assert (found.sides, found.wording) == (blocks["side"], blocks["wording"])
    assert (found.sources, found.ways) == (blocks["source"], blocks["way"])
    blocks, words = file(code, "package"), package(code)
    assert words.intent == blocks["intent"]["says"]
    assert (words.statement, words.cost_and_wage) == (blocks["statement"], blocks["cost_and_wage"])
    all_say(words.agreements, blocks["agreement"])
    all_say(words.lists, blocks["list"])
    all_say(words.gates, blocks["gate"])
    all_say(words.exhibits, blocks["exhibit"])
    all_say(words.elements, blocks["element"], ("number",))
    all_say(dict(materials(code)), file(code, "materials")["material"])


@STATES
def test_the_data_file_and_the_form_say_their_files(code):
    blocks, found = file(code, "data_template"), template(code)
    assert found.elements == blocks["element"]
    all_say(found.tables, blocks["table"])
    all_say({field.id: field for field in found.fields}, blocks["field"])
    blocks, asked = file(code, "form"), form(code)
    for rows, group in ((asked.parts, "part"), (asked.groups, "group"), (asked.sections, "section")):
        all_say(rows, blocks[group])
    all_say(asked.gaps, blocks["gap"])
    all_say(asked.notes, blocks["note"])
    assert asked.words == blocks["words"]
    for name, block in blocks["question"].items():
        if "{choices}" in str(block.get("missing")):  # the sentence names the choices themselves
            labels = "; ".join(asked.questions[name].choices.values())
            block["missing"] = block["missing"].replace("{choices}", labels)
    all_say(asked.questions, blocks["question"], ("choices",))
    all_say(asked.tables, blocks["table"], ("questions",))
    for name, table in asked.tables.items():
        inner = blocks["table"][name].get("question", {})
        assert list(table.questions) == list(inner)
        for key, question in table.questions.items():
            says(question, inner[key], ("choices",), id=key, table=name)
            shared = blocks["question"].get(inner[key].get("same_choices", ""), {}).get("choices", {})
            assert question.choices == (shared or inner[key].get("choices", {}))


@STATES
def test_the_review_says_its_file(code):
    blocks, found = file(code, "review"), review(code)
    for rows, group in (
        (found.outcomes, "outcome"), (found.criteria, "criterion"), (found.closings, "closing"),
        (found.askers, "asker"),
        (found.contact_kinds, "contact_kind"), (found.aims, "aim"), (found.matters, "matter"), (found.topics, "topic"),
        (found.declarations, "declaration"), (found.committee_topics, "committee_topic"),
        (found.record_parts, "record_part"),
    ):  # fmt: skip
        all_say(rows, blocks[group])
    says(found.fees, blocks.get("fee", {}))
    all_say(found.slots, blocks["slot"], ("serves",))
    for slot in found.slots.values():
        assert slot.serves == tuple(name for name, q in found.questions.items() if slot.id in q.evidence_slots)
    all_say(found.questions, blocks["question"], ("reasons", "points", "met_when", "together"))
    for name, question in found.questions.items():
        all_say(dict(question.reasons), blocks["question"][name].get("reason", {}))
        all_say(dict(question.points), blocks["question"][name].get("point", {}))
        assert plain(question.met_when) == plain(blocks["question"][name].get("met_when", ()))
        assert plain(question.together) == plain(blocks["question"][name].get("together", ()))


@STATES
def test_criteria_sources_and_code_lists_say_their_files(code):
    all_say(register(code), file(code, "criteria", "federal"))
    all_say(sources(code), file(code, "sources", "federal"))
    all_say(kinds(), read("model", "codes")["list"])


def test_a_move_is_open_to_who_may_make_it_from_where_it_starts_and_to_nobody_else():
    life = process("ms").life("application")
    submit = life.moves["submit"]
    here, there = submit.starts[0], next(state for state in life.states if state not in submit.starts)
    assert submit in open_moves(life, here, set(submit.who))
    assert submit not in open_moves(life, here, {"governor"})
    assert submit not in open_moves(life, there, set(submit.who))
    assert submit not in open_moves(life, here, set())


def test_what_a_letter_needs_is_every_field_it_names_with_what_it_means_and_what_it_is():
    found, known = needs("ms", "denied"), read("model", "letters")["field"]
    assert {"addressee_name", "addressee_title", "institution", "grounds", "verify_at"} <= found.keys()
    assert found["institution_address"] == f"{known['institution_address']['means']} (lines; optional)"
    assert found["institution"] == f"{known['institution']['means']} (text)"
    columns = "criterion, requirement, finding, evidence, citation"
    assert found["grounds"] == f"{known['grounds']['means']} (rows of {columns})"
    standing = needs("ms", "approved_for_certification")["standing_conditions"]
    assert standing == f"{known['standing_conditions']['means']} (lines; may be an empty list)"
    choices = read("model", "letters")["letter"]["denied"]["signed_as"]
    assert found["signed_as"] == f"one of {', '.join(choices)}"
    assert "signed_as" not in needs("ms", "receipt")


@pytest.mark.parametrize("kind", kinds_of_letters("ms"))
def test_a_letter_needs_nothing_that_no_letter_knows(kind):
    assert needs("ms", kind).keys() - {"signed_as"} <= read("model", "letters")["field"].keys()
