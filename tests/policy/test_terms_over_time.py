"""Terms of the glossary over time: when one is worded anew, what changed between two days, and where it shows."""

from __future__ import annotations

from datetime import date

import pytest

from magnolia.policy.form import form
from magnolia.policy.glossary import Reworded, Wording, glossary, reworded
from magnolia.policy.history import CHANGED, Change, days_reworded
from magnolia.policy.history import reworded as worded_otherwise
from magnolia.policy.layers import jurisdictions
from magnolia.policy.letters import listed
from magnolia.policy.parameters import load_parameters
from magnolia.policy.registers import review

FIRST, SECOND, THIRD = date(2026, 7, 1), date(2026, 9, 10), date(2027, 7, 1)
NUMBERS = load_parameters("ms")


def changed():
    wordings = [
        Reworded("appeal", Wording(SECOND, "Ask within {appeal.filing_business_days} days.", "Notice 1")),
        Reworded("cohort", Wording(THIRD, "A group.", "Notice 2")),
    ]
    return reworded(glossary("ms"), wordings, "ms").terms.values()


def test_the_days_are_those_of_later_wordings_and_never_of_the_first():
    assert days_reworded(changed()) == (SECOND, THIRD)
    assert days_reworded([]) == ()
    assert FIRST not in days_reworded(glossary("ms").terms.values())


def test_a_term_worded_anew_is_told_with_both_meanings_its_source_and_its_day():
    old = glossary("ms").terms["appeal"].on(FIRST)
    assert old is not None
    told = Change(
        "text", "term.appeal", "Meaning of “Appeal”", old.says, "Ask within 15 days.", "Notice 1", SECOND
    )  # fmt: skip
    assert told.how == CHANGED
    assert worded_otherwise(changed(), FIRST, SECOND, NUMBERS) == (told,)
    both = worded_otherwise(changed(), FIRST, THIRD, NUMBERS)
    assert [(each.id, each.starts) for each in both] == [("term.appeal", SECOND), ("term.cohort", THIRD)]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [(FIRST, date(2026, 9, 9)), (SECOND, date(2027, 6, 30)), (date.min, SECOND), (date.min, date(2026, 6, 30))],
)
def test_between_days_of_one_wording_and_before_the_first_nothing_is_told(earlier, later):
    assert worded_otherwise(changed(), earlier, later, NUMBERS) == ()


@pytest.mark.parametrize("state", jurisdictions())
def test_every_question_beside_which_a_term_shows_its_elements_exists(state):
    asked = form(state).questions.keys() | review(state).questions.keys()
    shown = {term.id: term.shown_with for term in glossary(state).terms.values() if term.shown_with}
    assert shown == {"career_pathway": ("stackable_evidence", "credential")}
    for term, questions in shown.items():
        assert glossary(state).terms[term].elements
        assert set(questions) <= asked


@pytest.mark.parametrize("state", jurisdictions())
def test_an_appeal_contains_the_same_six_things_against_a_denial_and_against_a_withdrawal(state):
    denial, withdrawal = listed(state, "appeal_parts"), listed(state, "appeal_end_must")
    assert denial[0] == "a statement that your institution appeals this denial;"
    assert withdrawal[0] == denial[0].replace("denial", "withdrawal")
    assert denial[1:] == withdrawal[1:]
    assert len(denial) == 6
