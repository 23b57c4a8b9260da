"""The words of the form: every answer has its question, every choice its rule, and each State its own names."""

from __future__ import annotations

from typing import Any

import pytest

from magnolia.policy.complete import GAPS, NOTES
from magnolia.policy.criteria import fact_names, register
from magnolia.policy.form import build, form
from magnolia.policy.layers import LawError, fill_all, jurisdictions, read
from magnolia.portal.models import TABLES, ProgramFacts
from magnolia.portal.templatetags.case_words import in_words


@pytest.mark.parametrize("state", jurisdictions())
def test_every_fact_of_the_application_has_one_question_and_every_question_a_fact(state):
    columns = {c.name for c in ProgramFacts._meta.concrete_fields} - {"application"}
    assert set(form(state).questions) == columns | {"program_name", "soc_codes"}
    assert form(state).tables.keys() == TABLES.keys()
    for name, model in TABLES.items():
        held = {c.name for c in model._meta.concrete_fields} - {"id", "application", "place"}
        assert set(form(state).tables[name].questions) == held, name


@pytest.mark.parametrize("state", jurisdictions())
def test_every_sentence_on_answers_that_do_not_fit_has_its_function(state):
    known = form(state)
    assert known.notes.keys() == NOTES.keys()
    beside = {"part_within_whole": {"completers_within", "employed_within"}, "days_in_order": set()}
    assert known.gaps.keys() == set().union(*(beside.get(name, {name}) for name in GAPS))


@pytest.mark.parametrize("state", jurisdictions())
def test_every_fact_a_question_feeds_is_one_the_rules_can_read(state):
    known = form(state)
    assert set().union(*(known.facts_of(group) for group in known.groups)) <= fact_names()


@pytest.mark.parametrize("state", jurisdictions())
def test_the_choices_are_the_ones_the_rules_know(state):
    questions, criteria = form(state).questions, register(state)
    assert set(questions["measure"].choices) == set(criteria["program.length"].table)
    assert set(questions["credential_kind"].choices) == {*criteria["credential.kind"].table, "other"}
    assert criteria["program.twelve_months"].table == criteria["program.length"].table
    assert set(criteria["program.undergraduate"].table) <= set(questions["level"].choices)


def test_the_parts_stand_in_the_order_of_the_policy():
    assert [part.title for part in form("ms").parts.values()] == ["Personal Details", "Attachments", "Declarations"]
    assert set(form("ms").parts) == {"details", "attachments", "declarations"}


def test_each_state_reads_its_own_name_in_the_questions():
    assert form("ms").questions["ground"].choices["offered_in_state"] == "The program is offered in Mississippi"
    assert form("xx").questions["ground"].choices["offered_in_state"] == "The program is offered in Exemplar"


@pytest.mark.parametrize(
    ("question", "change", "words"),
    [
        ("hours", {"kind": "colour"}, "there is no kind 'colour'"),
        ("hours", {"section": "attic"}, "there is no section 'attic'"),
        ("hours", {"choices": {"a": "A"}}, "a choice, and nothing else, has choices"),
        ("level", {"choices": {}}, "a choice, and nothing else, has choices"),
        ("offered_at", {"when": {"ground": "on_the_moon"}}, "nobody can answer"),
        ("summary", {"help": "Ask the {wizard}."}, "no State profile gives {wizard}"),
        ("summary", {"colour": "red"}, "nothing reads `colour`"),
    ],
)
def test_a_question_that_does_not_fit_is_refused_by_name(question, change, words):
    blocks = fill_all(read("model", "form"), read("states/ms", "profile"))
    blocks["question"][question] |= change
    with pytest.raises(LawError, match="question." + question) as problem:
        build(blocks)
    assert words in str(problem.value)


def test_changes_are_told_in_the_words_of_the_form():
    changed: list[dict[str, Any]] = [
        {"name": "hours", "before": None, "after": "320.00"},
        {"name": "tuition", "before": "3250.00", "after": "3250.50"},
        {"name": "measure", "before": "", "after": "clock"},
        {"name": "study_abroad", "before": None, "after": False},
        {"name": "soc_codes", "before": [], "after": ["51-4121", "51-4122"]},
        {"name": "slot.outline", "before": "", "after": "outline.pdf"},
        {"name": "deficiency.Program outline", "before": "", "after": "Page 2."},
    ]
    told = [(line["name"], line["before"], line["after"]) for line in in_words(changed, "ms")]
    assert told == [
        ("Number of hours", "", "320 hours"),
        ("Published tuition", "$3,250", "$3,250.50"),
        ("Unit", "", "Clock hours"),
        ("Does the program include study abroad?", "", "No"),
        ("SOC codes", "", "51-4121 and 51-4122"),
        ("Attachments: Program outline", "", "outline.pdf"),
        ("Answer to “Program outline”", "", "Page 2."),
    ]
