"""The published process: its parts in order, what it names is there, what an institution sends, how a review stands."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from magnolia.policy import published as published_module
from magnolia.policy import toolkit as toolkit_module
from magnolia.policy.form import form
from magnolia.policy.layers import LawError, fill_all, jurisdictions, read
from magnolia.policy.published import (
    DUE,
    LATER,
    NONE,
    OVERDUE,
    SHOWN,
    build,
    next_review,
    published,
    review_stands,
)
from magnolia.policy.registers import review
from magnolia.policy.toolkit import toolkit
from magnolia.policy.wanted import documents_of, for_each_criterion, for_rates_cost_and_wage, form_pages
from tests.policy.changed_law import changed

MS = published("ms")
STATES = pytest.mark.parametrize("state", jurisdictions())


@STATES
def test_the_process_has_its_fourteen_parts_from_a_to_n_and_shows_each_list_once(state):
    found = published(state)
    assert [part.letter for part in found.parts.values()] == list("abcdefghijklmn")
    shown = [name for part in found.parts.values() for name in part.shows]
    assert sorted(shown) == sorted(SHOWN)
    assert len(found.credential) == 5
    for key, text in found.texts.items():
        assert text.id == key.removeprefix("credential.")
        assert text.says == text.says.strip() != ""
        assert "{" not in text.says


def test_every_text_a_state_writes_is_known_by_what_it_is_called():
    assert list(MS.texts)[:2] == ["methodology", "list"]
    assert list(MS.texts)[-1] == "credential.sole"
    assert MS.name_of("timeline") == f"(l) {MS.parts['timeline'].title}"
    assert MS.name_of("credential.sole") == f"credential policy: {MS.credential['sole'].title}"


def test_what_the_secretary_decides_is_preliminary_here_and_the_question_it_belongs_to_says_so():
    assert [matter.id for matter in MS.matters_of("outcomes")] == ["completion", "placement"]
    assert [matter.id for matter in MS.matters_of("length")] == ["length"]
    assert MS.matters_of("credit") == ()
    for check, federal in (("program.weeks", True), ("vae.tuition", True), ("employers.content", False)):
        assert MS.decided_federally(check) is federal, check


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"part": {"alignment": {"questions": ["weather"]}}},
            r"^process\.toml, part\.alignment: there is no question 'weather'\.$",
        ),
        (
            {"information": {"cost": {"answers": ["tuition", "shoe_size"]}}},
            r"^process\.toml, information\.cost: there is no answer 'shoe_size'\.$",
        ),
        (
            {"information": {"cost": {"slots": ["attic"]}}},
            r"^process\.toml, information\.cost: there is no slot 'attic'\.$",
        ),
        (
            {"federal": {"length": {"question": "weather"}}},
            r"^process\.toml, federal\.length: there is no question 'weather'\.$",
        ),
        (
            {"federal": {"length": {"checks": ["program.length", "vae.tuition"]}}},
            r"^process\.toml, federal\.length: there is no check 'vae\.tuition'\.$",
        ),
        (
            {"arrangement": {"similar": {"mechanisms": ["embedded", "other", "magic"]}}},
            r"^process\.toml, arrangement: there is no mechanism 'magic'\.$",
        ),
        (
            {"arrangement": {"similar": {"mechanisms": ["embedded"]}}},
            r"^process\.toml: the mechanism 'other' of the form is not of exactly one arrangement\.$",
        ),
        (
            {"arrangement": {"similar": {"mechanisms": ["embedded", "other", "transfer"]}}},
            r"^process\.toml: the mechanism 'transfer' of the form is not of exactly one arrangement\.$",
        ),
        (
            {"appeal": {"file": {"clock": "sundial"}}},
            r"^process\.toml, appeal: there is no clock 'sundial'\.$",
        ),
        (
            {"appeal": {"decision": {"number": "appeal.moons"}}},
            r"^process\.toml, appeal: there is no number 'appeal\.moons'\.$",
        ),
    ],
)
def test_the_process_names_only_what_is_there_and_leaves_no_way_to_credit_out(change, told):
    with changed(published_module, published, "model", "process", change), pytest.raises(LawError, match=told):
        published("ms")


def test_a_state_describes_its_process_in_its_own_words_and_with_its_own_names():
    with changed(published_module, published, "states/ms", "process", {"part": {"list": {"title": "Our {board}"}}}):
        assert published("ms").parts["list"].title == f"Our {read('states/ms', 'profile')['board']}"
    assert published("xx").parts["timeline"].says != MS.parts["timeline"].says


def laid(**changes: Any) -> dict[str, Any]:
    """The blocks of Mississippi's process with some exchanged."""
    blocks = deepcopy(fill_all(read("model", "process"), read("states/ms", "profile")))
    for group, rows in changes.items():
        blocks[group] = rows if not rows else {**blocks[group], **rows}
    return blocks


def part(name: str, **changes: Any) -> dict[str, Any]:
    return {"part": {name: {**read("model", "process")["part"][name], "says": "Words.", **changes}}}


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        (laid(federal={}), r"^process\.toml has no \[federal\.<id>\]\.$"),
        (laid(credential={}), r"^process\.toml has no \[credential\.<id>\]\.$"),
        (laid(arrangement={}), r"^process\.toml has no \[arrangement\.<id>\]\.$"),
        (laid(information={}), r"^process\.toml has no \[information\.<id>\]\.$"),
        (laid(appeal={}), r"^process\.toml has no \[appeal\.<id>\]\.$"),
        (laid(attestation={}), r"^process\.toml has no \[attestation\.<id>\]\.$"),
        (laid(**part("list", letter="c")), r"^process\.toml: the parts are not lettered one after the other\.$"),
        (laid(**part("list", letter="z")), r"^process\.toml: the parts are not lettered one after the other\.$"),
        (laid(**part("list", shows=[])), r"^process\.toml: no part shows 'list'\.$"),
        (laid(**part("list", shows=["list", "moon"])), r"^process\.toml, part: there is no list 'moon'\.$"),
        (laid(**part("list", says="  ")), r"^part\.list: `says` is empty\.$"),
        (laid(**part("list", says="Ask {nobody}.")), r"^process\.toml, list: no State profile gives \{nobody\}\.$"),
        (laid(words={"pending": "Ask {nobody}."}), r"^process\.toml, pending: no State profile gives \{nobody\}\.$"),
        (laid(attestation={"name": {}}), r"^attestation\.name has no `title`\.$"),
        (laid(credential={"sole": {}}), r"^credential\.sole has no `title`\.$"),
        (laid(arrangement={"transfer": {}}), r"^arrangement\.transfer has no `title`\.$"),
        (laid(information={"cost": {}}), r"^information\.cost has no `letter`\.$"),
        (laid(appeal={"file": {}}), r"^appeal\.file has no `title`\.$"),
        (laid(federal={"length": {}}), r"^federal\.length has no `title`\.$"),
    ],
)
def test_a_description_that_lacks_a_list_a_letter_or_a_word_is_refused_by_the_name_of_the_block(blocks, told):
    with pytest.raises(LawError, match=told):
        build(blocks)


def test_words_without_an_end_of_line_around_them_are_what_a_part_says():
    assert build(laid(**part("list", says="\n Words.\n"))).parts["list"].says == "Words."


def test_a_review_is_due_on_the_day_the_years_are_over_and_overdue_the_day_after():
    last = date(2026, 3, 31)
    assert next_review(last, 2) == date(2028, 3, 31)
    assert next_review(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert next_review(None, 2) is None
    due = next_review(last, 2)
    assert review_stands(due, date(2028, 3, 30)) == LATER == "later"
    assert review_stands(due, date(2028, 3, 31)) == DUE == "due"
    assert review_stands(due, date(2028, 4, 1)) == OVERDUE == "overdue"
    assert review_stands(None, date(2028, 4, 1)) == NONE == "none"


# ------------------------------------------------------------------ what an institution sends


@STATES
def test_what_is_sent_for_rates_cost_and_wage_stands_in_this_order_by_the_labels_of_the_form(state):
    found, asked, slots = for_rates_cost_and_wage(state), form(state), review(state).slots
    assert [each.id for each in found] == ["completion", "placement", "cost", "wage"]
    cost = found[2]
    assert cost.title == published(state).information["cost"].title
    assert asked.label_of("tuition") in cost.answers
    assert slots["cost"].title in cost.documents


@STATES
def test_for_each_criterion_of_the_review_the_pages_that_speak_to_it_and_its_documents_are_told(state):
    groups, judged = form(state).groups, review(state).questions
    found = for_each_criterion(state)
    assert [(each.id, each.title) for each in found] == [(q.id, q.title) for q in judged.values()]
    for each in found:
        assert each.answers == tuple(groups[group].title for group in judged[each.id].facts)
        assert each.documents == documents_of(state, judged[each.id])
        assert each.documents


def test_a_criterion_without_a_place_for_documents_is_shown_by_the_signed_declarations():
    (question, *_) = (q for q in review("ms").questions.values() if q.evidence_slots)
    titles = tuple(review("ms").slots[slot].title for slot in question.evidence_slots)
    assert documents_of("ms", question) == titles
    assert documents_of("ms", replace(question, evidence_slots=())) == ("The signed declarations",)


@STATES
def test_every_page_of_the_form_is_listed_with_all_it_asks(state):
    asked = form(state)
    found = form_pages(state)
    assert [(page.id, page.title) for page in found] == [(g.id, g.title) for g in asked.groups.values()]
    labels = [label for page in found for label in page.asks]
    assert sorted(labels) == sorted(
        [q.label for q in asked.questions.values()] + [t.title for t in asked.tables.values()]
    )


# ------------------------------------------------------------------ the toolkit


@STATES
def test_the_toolkit_has_its_four_headings_and_every_item_stands_under_one(state):
    found = toolkit(state)
    assert list(found.groups) == ["practical", "strategies", "compliance", "supporting"]
    assert {item.group for item in found.items.values()} <= found.groups.keys()
    assert [key for key, item in found.items.items() if item.id != key] == []
    assert [key for key, group in found.groups.items() if group.id != key] == []
    assert not [item.id for item in found.items.values() if "{" in item.title + item.says]
    assert isinstance(found.dated, date)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"group": "attic"}, r"^toolkit\.toml, item\.self_check: there is no group 'attic'\.$"),
        ({"title": "For {nobody}"}, r"^item\.self_check: no State profile gives \{nobody\}\.$"),
        ({"says": "For {nobody}."}, r"^item\.self_check: no State profile gives \{nobody\}\.$"),
        ({"smell": "sweet"}, r"^item\.self_check: nothing reads `smell`\.$"),
    ],
)
def test_an_item_of_the_toolkit_names_a_heading_and_only_names_that_the_state_has(change, told):
    laid_over = {"item": {"self_check": change}}
    with changed(toolkit_module, toolkit, "model", "toolkit", laid_over), pytest.raises(LawError, match=told):
        toolkit("ms")
    with changed(toolkit_module, toolkit, "states/ms", "toolkit", laid_over), pytest.raises(LawError, match=told):
        toolkit("ms")


def test_a_heading_of_the_toolkit_needs_its_words():
    with (
        changed(toolkit_module, toolkit, "model", "toolkit", {"group": {"practical": {"smell": "sweet"}}}),
        pytest.raises(LawError, match=r"^group\.practical: nothing reads `smell`\.$"),
    ):
        toolkit("ms")
