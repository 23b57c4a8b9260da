"""What the registers answer to a fault in a profile, word for word: whoever writes one mends it by this alone."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from magnolia.policy import workflow
from magnolia.policy.criteria import RULES, build, decide, fact_names, joined_sources, register
from magnolia.policy.layers import LawError, fill_all, overlay, read
from magnolia.policy.parameters import load_parameters
from magnolia.policy.registers import build as build_review
from magnolia.policy.typed import refuse_unfilled
from magnolia.policy.workflow import process
from tests.policy.changed_law import changed
from tests.policy.samples import facts

FEDERAL = read("federal", "criteria")
LENGTH = "program.length"
CRITERIA = list(FEDERAL)
NEW = {"asks": "Fit?", "cite": "34 CFR 690.93", "decided_by": "reviewer", "reads": [], "parameters": []}


def criteria(federal: dict[str, Any] | None = None, state: dict[str, Any] | None = None) -> Any:
    return build(overlay(FEDERAL, federal or {}), state or {}, RULES, load_parameters("ms"))


def told(question: Any) -> str:
    with pytest.raises(LawError) as refused:
        question()
    return str(refused.value)


@pytest.mark.parametrize(
    ("federal", "state", "answer"),
    [
        ({}, {"x.y": {**NEW, "decided_by": "rule"}}, "criterion x.y: a State adds only what a reviewer decides."),
        ({}, {LENGTH: {"reads": []}}, f"criterion {LENGTH}: a State may not set `reads` of a federal criterion."),
        ({}, {LENGTH: {"sentences": {"poem": "x"}}}, f"criterion {LENGTH}: no rule says the sentence `poem`."),
        (
            {LENGTH: {"parameters": ["length.luck"]}},
            {},
            f"criterion {LENGTH} names the parameter 'length.luck', which does not exist.",
        ),
        (
            {LENGTH: {"reads": ["program.luck"]}},
            {},
            f"criterion {LENGTH} names the fact 'program.luck', which does not exist.",
        ),
        ({LENGTH: {"sentences": {"met": " "}}}, {}, f"criterion {LENGTH}: the sentence `met` is empty."),
        (
            {"x.y": {**NEW, "decided_by": "rule", "sentences": {"met": "Met."}}},
            {},
            "criterion x.y is decided by a rule, and there is no function for it.",
        ),
        (
            {LENGTH: {"off": True}},
            {},
            f"There is a function for {LENGTH}, and no criterion of this name that a rule decides.",
        ),
        (
            {"x.y": {**NEW, "sentences": {"met": "Met."}}},
            {},
            "criterion x.y is decided by a reviewer and needs a sentence `needs_review`.",
        ),
    ],
)
def test_a_criterion_that_does_not_hold_together_is_named_with_what_is_wrong(federal, state, answer):
    assert told(lambda: criteria(federal, state)) == answer


def test_facts_are_named_by_group_and_a_list_by_itself():
    assert {"program.hours", "credit", "apprenticeship.sponsor", "award_year"} <= fact_names()
    assert "credit.program" not in fact_names()


def test_sources_are_joined_each_once_and_parted_by_a_semicolon():
    assert joined_sources(["A; B ", "B;C", "", " ; "]) == "A; B; C"


def test_a_sentence_with_a_name_that_its_rule_does_not_fill_is_refused_with_the_name():
    broken = replace(register("ms")["program.weeks"], sentences={"missing": "Weeks: {moon}.", "met": "{weeks!x}"})
    for weeks, answer in (
        (None, "criterion program.weeks: the sentence `missing` lacks 'moon'."),
        (10, "criterion program.weeks: the sentence `met` lacks "),
    ):
        given = facts({"program": {"instructional_weeks": weeks}})
        words = told(lambda given=given: decide(broken, given, load_parameters("ms"), date(2026, 10, 1)))
        assert words.startswith(answer)


# ---------------------------------------------------------------- the process


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"move": {"submit": {"colour": "red", "age": 1}}}, "application.move.submit: unknown age, colour."),
        ({"starts": "nowhere"}, "application starts in 'nowhere', which is no state of it"),
        ({"state": {"review": {"turn": ["king"]}}}, "application.state.review: no role 'king'"),
        ({"state": {"review": {"stage": "palace"}}}, "application.state.review: no stage 'palace'"),
        ({"wait": {"resemblance": {"turn": ["king"]}}}, "application.wait.resemblance: 'king' is not known"),
        ({"wait": {"resemblance": {"in": ["moon"]}}}, "application.wait.resemblance: 'moon' is not known"),
        ({"wait": {"resemblance": {"begins": "dance"}}}, "application.wait.resemblance: 'dance' is not known"),
        ({"wait": {"resemblance": {"ends": "dance"}}}, "application.wait.resemblance: 'dance' is not known"),
        ({"move": {"submit": {"to": "moon"}}}, "application.move.submit: no state 'moon'"),
        ({"move": {"submit": {"from": ["moon"]}}}, "application.move.submit: no state 'moon'"),
        ({"move": {"submit": {"who": ["king"]}}}, "application.move.submit: 'king' is not known"),
        ({"move": {"submit": {"tells": ["king"]}}}, "application.move.submit: 'king' is not known"),
        ({"move": {"submit": {"needs": ["luck"]}}}, "application.move.submit: 'luck' is not known"),
        ({"move": {"submit": {"not_by": ["dance"]}}}, "application.move.submit: 'dance' is not known"),
        ({"move": {"submit": {"if_late": "dance"}}}, "application.move.submit: 'dance' is not known"),
        ({"move": {"submit": {"opens": ["egg"]}}}, "application.move.submit: 'egg' is not known"),
        ({"move": {"submit": {"closes": ["egg"]}}}, "application.move.submit: 'egg' is not known"),
        ({"move": {"submit": {"then": ["dream.start"]}}}, "application.move.submit: 'dream' is not known"),
    ],
)
def test_a_process_that_names_what_is_not_there_says_where_and_what(change, answer):
    with changed(workflow, process, "model", "moves", {"application": change}):
        words = told(lambda: process("ms"))
    whole = f"The process of ms does not fit together: {answer}."
    assert words == (answer if "unknown" in answer else whole)


def test_several_faults_of_a_process_are_all_told():
    change = {"application": {"move": {"submit": {"who": ["king", "queen"], "to": "moon"}}}}
    with changed(workflow, process, "model", "moves", change):
        words = told(lambda: process("ms"))
    assert words == (
        "The process of ms does not fit together: application.move.submit: no state 'moon'; "
        "application.move.submit: 'king' is not known; application.move.submit: 'queen' is not known."
    )


def test_a_move_without_its_words_is_named_with_what_it_lacks():
    change = {"application": {"move": {"dance": {"label": "Dance"}}}}
    with changed(workflow, process, "model", "moves", change):
        assert told(lambda: process("ms")) == "application.move.dance: lacks done, from, who."
    assert told(lambda: process("ms").life("dream")) == "Nothing called 'dream' has a life here."


# ---------------------------------------------------------------- the review


FIRST = next(iter(read("model", "review")["criterion"]))


def registers(**change: Any) -> Any:
    blocks = fill_all(overlay(deepcopy(read("model", "review")), change), read("states/ms", "profile"))
    return build_review(blocks, CRITERIA)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"poem": {}}, "review.toml: nothing reads [poem]."),
        ({"topic": {"off": True}}, "review.toml has no [topic.<id>]."),
        ({"question": {"length": {"number": 99}}}, "review.toml: the questions are not numbered one after the other."),
        ({"question": {"length": {"aim": "z"}}}, "question.length names the aim 'z', which does not exist."),
        ({"question": {"length": {"matter": "z"}}}, "question.length names the matter 'z', which does not exist."),
        ({"question": {"length": {"shows": ["z"]}}}, "question.length names the criterion 'z', which does not exist."),
        (
            {"question": {"length": {"evidence_slots": ["z"]}}},
            "question.length names the slot 'z', which does not exist.",
        ),
        (
            {"question": {"length": {"outcomes": ["met", "not_met", "z"]}}},
            "question.length names the outcome 'z', which does not exist.",
        ),
        (
            {"question": {"credit": {"together": [["z"]]}}},
            "question.credit names the point 'z', which does not exist.",
        ),
        (
            {"question": {"length": {"point": {"a": {"label": "A", "kind": "yes_no", "when": {"z": "yes"}}}}}},
            "question.length.point.a names the point 'z', which does not exist.",
        ),
        (
            {"question": {"length": {"point": {"a": {"label": "A", "kind": "yes_no", "needed_for": ["z"]}}}}},
            "question.length.point.a names the outcome 'z', which does not exist.",
        ),
        (
            {"criterion": {FIRST: {"questions": ["z"]}}},
            f"criterion.{FIRST} names the question 'z', which does not exist.",
        ),
        (
            {"question": {"length": {"reason": {"off": True}}}},
            "question.length has no reason for an answer of not met.",
        ),
        ({"question": {"length": {"title": "About {weekday}"}}}, "review.question.length.title: no State profile gives "
         "{weekday}."),
    ],
)  # fmt: skip
def test_a_review_that_names_what_is_not_there_says_where_and_what(change, answer):
    assert told(lambda: registers(**change)) == answer


def test_a_name_left_open_is_told_with_its_place():
    assert told(lambda: refuse_unfilled("here", "for {board} and {agency}")) == "here: no State profile gives {board}."
    refuse_unfilled("here", "for nobody {}")
