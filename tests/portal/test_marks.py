"""What stands behind a question's label, against what sending asks: no answer that is needed is called optional."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.complete import Around, gaps
from magnolia.policy.form import Form, Question, form
from magnolia.policy.layers import jurisdictions
from magnolia.portal.actions.applying import filing
from magnolia.portal.demo.stages import bring

from .filling import address, text

AROUND = Around(2026, 2027, Decimal(25))


def needed_somewhere(words: Form, whole: dict[str, Any], question: Question) -> bool:
    """Whether leaving the answer out is a gap, with the other answers as they are or with one of them changed."""
    beside = words.tables[question.table].questions if question.table else words.questions
    for other in beside.values():
        values = (True, False) if other.kind == "yes_no" else other.choices or (None,)
        for value in values:
            answers = ({other.id: value} if value is not None else {}) | {question.id: None}
            stated = whole | ({question.table: [whole[question.table][0] | answers]} if question.table else answers)
            place = (question.table, question.id) if question.table else (question.id, "")
            if place in {(gap.field, gap.column) for gap in gaps(words, stated, AROUND) if not gap.unfit}:
                return True
    return False


def everything(words: Form) -> Iterator[Question]:
    yield from words.questions.values()
    for table in words.tables.values():
        yield from table.questions.values()


def marks(html: str) -> dict[str, str]:
    """The mark behind each label of a page, by the id of its control: "*", words in brackets, or nothing."""
    found = dict(re.findall(r'<label class="usa-label[^"]*" for="([^"]+)">(.*?)</label>', html, re.DOTALL))
    groups = r'<fieldset class="usa-fieldset" id="([^"]+)"[^>]*>\s*<legend[^>]*>(.*?)</legend>'
    found |= dict(re.findall(groups, html, re.DOTALL))
    return {tag: " ".join(re.sub(r"<[^>]+>", " ", words).split()) for tag, words in found.items()}


@pytest.mark.parametrize("state", jurisdictions())
def test_no_question_that_sending_can_need_is_marked_optional_and_none_that_it_never_needs_is_not(
    state, request, at, enter
):
    cast, words = request.getfixturevalue(state), form(state)
    draft = bring(cast, "draft", at)
    whole = filing.columns(draft)
    whole |= {name: [dict.fromkeys(table.questions)] for name, table in words.tables.items() if not whole[name]}
    client = enter(cast.preparer)
    shown: dict[str, str] = {}
    for group in words.groups:
        shown |= marks(client.get(address("part_group", draft, group)).content.decode())
    for question in everything(words):
        label = shown[f"id_{question.table}-0-{question.id}" if question.table else f"id_{question.id}"]
        either = bool(question.unless) and not question.needed  # said at the other of the two
        assert label.endswith("(optional)") != (needed_somewhere(words, whole, question) or either), label


def test_a_question_that_another_answer_makes_needed_says_which_one(ms, at, enter):
    draft = bring(ms, "draft", at)
    page = text(enter(ms.preparer).get(address("part_group", draft, "credential")))
    assert "Federal basis of another kind (needed if “Kind of credential” is “Another kind”)" in page
    page = text(enter(ms.preparer).get(address("part_group", draft, "applicant")))
    assert "OPE ID (needed unless you answer “Why there is no OPE ID”)" in page
    assert "Why there is no OPE ID (needed unless you answer “OPE ID”)" in page
