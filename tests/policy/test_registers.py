"""What a reviewer judges and an institution hands in: complete, in order, and consistent for every State."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from magnolia.policy.criteria import register
from magnolia.policy.layers import LawError, fill_all, jurisdictions, read
from magnolia.policy.registers import Review, build, review

STATES = pytest.mark.parametrize("found", [review(code) for code in jurisdictions()], ids=jurisdictions())


@STATES
def test_there_are_eleven_questions_eight_matters_and_three_aims(found: Review) -> None:
    assert list(found.questions) == [
        "alignment",
        "length",
        "hiring",
        "engagement",
        "price",
        "cost_and_wage",
        "credential",
        "credit",
        "outcomes",
        "alternative_standards",
        "other",
    ]
    assert [question.number for question in found.questions.values()] == list(range(1, 12))
    assert list(found.matters) == [
        "alignment",
        "hiring",
        "length",
        "credential",
        "credit",
        "outcomes",
        "cost_and_wage",
        "other",
    ]
    assert list(found.aims) == ["a", "b", "c"]


@STATES
def test_there_are_seven_declarations_five_board_topics_seven_committee_topics_and_twelve_parts(found: Review) -> None:
    assert list(found.declarations) == [
        "accurate",
        "award_year",
        "twelve_months",
        "data",
        "price",
        "pell_only",
        "no_federal_status",
    ]
    assert len(found.topics) == 5
    assert len(found.committee_topics) == 7
    assert len(found.record_parts) == 12


@STATES
def test_every_aim_and_every_matter_has_a_question(found: Review) -> None:
    assert all(found.under_aim(aim) for aim in found.aims)
    assert all(found.under_matter(matter) for matter in found.matters)
    assert sum(len(found.under_aim(aim)) for aim in found.aims) == len(found.questions)


@STATES
def test_employer_engagement_and_hiring_requirements_are_two_questions_of_one_matter(found: Review) -> None:
    assert [question.id for question in found.under_matter("hiring")] == ["hiring", "engagement"]


@STATES
def test_academic_credit_can_never_be_not_applicable(found: Review) -> None:
    waivable = [question.id for question in found.questions.values() if question.may_be_not_applicable]
    assert waivable == ["cost_and_wage", "outcomes", "alternative_standards"]


@STATES
def test_every_place_but_the_hours_is_required_and_files_have_endings_without_a_dot(found: Review) -> None:
    assert [slot.id for slot in found.slots.values() if not slot.required] == ["hours"]
    for slot in found.slots.values():
        assert set(slot.accepts) <= {"pdf", "docx", "xlsx", "png", "jpg", "csv"}
        assert slot.accepts


@STATES
def test_documents_and_questions_point_at_each_other(found: Review) -> None:
    for question in found.questions.values():
        for slot in found.evidence_for(question.id):
            assert question.id in slot.serves


@STATES
def test_no_declaration_or_reason_promises_eligibility_or_states_a_number_of_law(found: Review) -> None:
    sentences = [declaration.says for declaration in found.declarations.values()]
    sentences += [reason.says for question in found.questions.values() for reason in question.reasons.values()]
    for sentence in sentences:
        assert sentence.endswith(".")
        assert not any(char.isdigit() for char in sentence)
    for declaration in found.declarations.values():
        assert declaration.says.startswith(("We", "The program", "Once"))


def test_the_cost_and_wage_question_can_neither_be_met_nor_not_met() -> None:
    asked = review("ms").questions["cost_and_wage"]
    assert asked.endings == ("considered", "more_information", "not_applicable")
    assert not asked.reasons


def test_the_eight_criteria_of_the_policy_rest_on_the_eleven_questions() -> None:
    found = review("ms")
    assert list(found.criteria) == list("abcdefgh")
    assert {name for criterion in found.criteria.values() for name in criterion.questions} == set(found.questions)


def test_offices_are_named_as_each_state_names_them() -> None:
    assert review("ms").record_parts["board"].title == "SWIB consultation"
    assert review("xx").record_parts["board"].title == "Skills Council consultation"
    assert "Chief Executive" in review("xx").declarations["no_federal_status"].says


def test_exemplar_lays_its_own_words_documents_and_reasons_over_the_model() -> None:
    ms, xx = review("ms"), review("xx")
    assert xx.questions["price"].title != ms.questions["price"].title
    assert xx.questions["price"].asks == ms.questions["price"].asks
    assert xx.declarations["accurate"].says != ms.declarations["accurate"].says
    assert xx.slots.keys() - ms.slots.keys() == {"safety_plan"}
    assert xx.questions["length"].reasons.keys() - ms.questions["length"].reasons.keys() == {"no_laboratory"}
    assert "program.laboratory_safety" in xx.questions["length"].shows


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_criterion_is_shown_beside_a_question(jurisdiction: str) -> None:
    shown = {name for question in review(jurisdiction).questions.values() for name in question.shows}
    assert shown == set(register(jurisdiction))


# ---------------------------------------------------------------- faults


def model() -> dict[str, Any]:
    filled: dict[str, Any] = fill_all(deepcopy(read("model", "review")), read("states/ms", "profile"))
    return filled


def refusal(blocks: dict[str, Any]) -> str:
    with pytest.raises(LawError) as refused:
        build(blocks, register("ms"))
    return str(refused.value)


def test_the_model_itself_is_whole() -> None:
    assert build(model(), register("ms")) == review("ms")


@pytest.mark.parametrize(
    ("group", "name", "key", "value", "words"),
    [
        ("question", "length", "aim", "z", "question.length names the aim 'z', which does not exist"),
        ("question", "length", "matter", "size", "question.length names the matter 'size'"),
        ("question", "length", "shows", ["program.width"], "question.length names the criterion 'program.width'"),
        ("question", "length", "shows", [], "No question shows the criterion program.undergraduate"),
        ("question", "length", "evidence_slots", ["map"], "question.length names the slot 'map'"),
        ("question", "length", "evidence_slots", [], "slot.hours proves no question"),
        ("question", "length", "checks", "rates", "question.length: `checks` must be a list of texts"),
        ("question", "length", "together", [["width"]], "question.length names the point 'width'"),
        ("question", "credit", "met_when", [{"size": ["yes"]}], "question.credit names the point 'size'"),
        ("question", "length", "outcomes", ["fine"], "question.length"),
        ("criterion", "h", "questions", ["price", "other"], "No criterion of the policy rests on question.length"),
        ("question", "length", "number", 3, "not numbered one after the other"),
        ("question", "length", "number", "2", "question.length: `number` must be a whole number"),
        ("question", "length", "reason", {}, "question.length has no reason"),
        ("question", "length", "reason", {"x": {"says": ""}}, "question.length.reason.x: `says` is empty"),
        ("question", "length", "may_be_not_applicable", "no", "must be true or false"),
        ("question", "length", "cite", "", "question.length: `cite` is empty"),
        ("question", "length", "asks", "Ask {mayor}?", "review.question.length.asks: no State profile gives {mayor}"),
        ("question", "length", "colour", "red", "question.length: nothing reads `colour`"),
        ("slot", "outline", "serves", ["length"], "slot.outline: nothing reads `serves`"),
        ("slot", "outline", "accepts", "pdf", "slot.outline: `accepts` must be a list of texts"),
        ("record_part", "board", "slots", ["map"], "record_part.board names the slot 'map'"),
        ("record_part", "board", "slots", ["cost"], "slot.cost must stand in one part of the record, not in 2"),
        ("record_part", "application", "slots", [], "slot.outline must stand in one part of the record, not in 0"),
        ("matter", "weather", "cite", "Fictive Rule", "matter.weather has no `title`"),
    ],
)
def test_a_fault_in_a_block_is_refused_by_name(group: str, name: str, key: str, value: Any, words: str) -> None:
    blocks = model()
    blocks[group].setdefault(name, {})[key] = value
    assert words in refusal(blocks)


@pytest.mark.parametrize("group", ["aim", "matter"])
def test_an_aim_or_matter_that_nobody_judges_is_refused_by_name(group: str) -> None:
    blocks = model()
    blocks[group]["d"] = dict(next(iter(blocks[group].values())))
    assert f"No question serves {group}.d" in refusal(blocks)


def test_a_register_that_is_missing_or_unknown_is_refused_by_name() -> None:
    assert "nothing reads [colour]" in refusal(model() | {"colour": {}})
    assert "review.toml has no [topic.<id>]" in refusal({k: v for k, v in model().items() if k != "topic"})
