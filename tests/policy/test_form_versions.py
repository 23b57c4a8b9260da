"""The form as one text, what changed between two versions of it, and which numbers of the law changed when."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.form import form
from magnolia.policy.form_versions import FormChange, as_text, changes
from magnolia.policy.history import ADDED, CHANGED, REMOVED, Change, days, differences, value_on
from magnolia.policy.layers import jurisdictions
from magnolia.policy.parameters import Amendment, Parameter, Value, load_parameters
from magnolia.policy.registers import review


@pytest.mark.parametrize("state", jurisdictions())
def test_a_version_holds_every_question_table_document_and_declaration_and_is_the_same_text_each_time(state):
    asked, judged = form(state), review(state)
    text = as_text(state)
    assert text == as_text(state)
    held = json.loads(text)
    assert text == json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    rows = [q for table in asked.tables.values() for q in table.questions.values()]
    assert len(held) == sum(map(len, (asked.questions, asked.tables, rows, judged.slots, judged.declarations)))
    assert changes(text, text) == []


def test_what_is_kept_of_each_is_what_a_person_is_asked():
    held = json.loads(as_text("ms"))
    measure = form("ms").questions["measure"]
    assert held["question measure"] == {
        "label": measure.label, "kind": "choice", "needed": True, "takes": list(measure.choices.values()),
    }  # fmt: skip
    fees = form("ms").tables["fees"]
    assert held["table fees"] == {"label": fees.title, "needed": fees.needed}
    amount = held["question fees.amount"]
    assert amount == {"label": f"{fees.title}: Amount", "kind": "money", "needed": True, "takes": []}
    slot = next(iter(review("ms").slots.values()))
    assert held[f"document {slot.id}"] == {
        "label": slot.title, "needed": slot.required, "takes": list(slot.accepts),
    }  # fmt: skip
    declared = next(iter(review("ms").declarations.values()))
    assert held[f"declaration {declared.id}"] == {"label": declared.title, "says": declared.says}


HOURS = {"label": "Hours", "kind": "number", "needed": True, "takes": []}


def told(before: dict[str, Any], now: dict[str, Any]) -> list[FormChange]:
    return changes(json.dumps(before), json.dumps(now))


def test_what_is_new_comes_first_then_what_changed_then_what_is_gone_each_under_its_name():
    before = {"question a": HOURS, "question b": {**HOURS, "label": "Weeks"}, "question c": HOURS}
    now = {"question b": {**HOURS, "label": "Length in weeks"}, "question c": HOURS, "question d": {"label": "Days"}}
    assert told(before, now) == [
        FormChange("new", "Days"),
        FormChange("changed", "Length in weeks", ("It was called “Weeks”.",)),
        FormChange("gone", "Hours"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({}, {"needed": False}, ("It may be left empty now.",)),
        ({"needed": False}, {}, ("It needs an answer now.",)),
        ({}, {"kind": "text"}, ("It is answered in another way now.",)),
        ({"says": "I swear."}, {"says": "I promise."}, ("It said: “I swear.”",)),
        ({}, {"says": "I promise."}, ("It said: “”",)),
        ({"takes": ["A", "B"]}, {"takes": ["B", "C", "D"]}, ("It takes now: C, D.", "It takes no longer: A.")),
        ({"takes": ["A"]}, {"takes": ["A", "B"]}, ("It takes now: B.",)),
        ({"takes": ["A", "B"]}, {"takes": []}, ("It takes no longer: A, B.",)),
        (
            {"label": "Time", "kind": "text"},
            {"needed": False, "takes": ["A"]},
            ("It was called “Time”.", "It may be left empty now.", "It is answered in another way now.",
             "It takes now: A."),
        ),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words_for_whoever_fills_the_form_in(old, new, words):
    (found,) = told({"question a": {**HOURS, **old}}, {"question a": {**HOURS, **new}})
    assert (found.kind, found.words) == ("changed", words)


def test_of_a_declaration_nothing_is_said_about_choices():
    old, new = {"label": "Safety", "says": "Old."}, {"label": "Safety", "says": "New."}
    assert told({"declaration a": old}, {"declaration a": new}) == [
        FormChange("changed", "Safety", ("It said: “Old.”",))
    ]


# ------------------------------------------------------------------ the numbers over time

FIRST, SECOND, THIRD = date(2026, 7, 1), date(2027, 7, 1), date(2028, 7, 1)


def number(key: str, *values: tuple[date, int | Decimal, str], unit: str = "hours") -> Parameter:
    rows = tuple(Value(starts, value, cite, "state") for starts, value, cite in values)
    return Parameter(key, f"What {key} means", unit, "event", "", rows)


HOURS_NEEDED = number("a", (FIRST, 150, "Rule 1"), (SECOND, 160, "Rule 2"))


def test_a_number_has_no_value_before_its_first_day_and_the_last_one_from_each_day_on():
    assert value_on(HOURS_NEEDED, date(2026, 6, 30)) is None
    for day, held in ((FIRST, 150), (date(2027, 6, 30), 150), (SECOND, 160), (THIRD, 160)):
        found = value_on(HOURS_NEEDED, day)
        assert found is not None
        assert found.value == held


def test_the_days_of_the_law_are_those_on_which_a_number_began_to_differ():
    same = number("b", (FIRST, 8, "Rule 3"), (THIRD, 9, "Rule 3"))
    always = number("c", (date.min, 5, "Rule 4"))
    assert days([same, HOURS_NEEDED, always]) == (date.min, FIRST, SECOND, THIRD)
    assert days([]) == ()
    later = Amendment("length.clock_hours_below", SECOND, 500, "Fictive order", "state")
    assert SECOND in days(load_parameters("ms", [later]).values())


def test_of_two_days_only_what_differs_in_value_or_source_is_told_with_both_sides():
    other_source = number("b", (FIRST, 8, "Rule 3"), (SECOND, 8, "Rule 9"), unit="weeks")
    parameters = {"a": HOURS_NEEDED, "b": other_source, "c": number("c", (FIRST, 5, "Rule 4"))}
    assert differences(parameters, FIRST, SECOND) == (
        Change("number", "a", "What a means", "150 hours", "160 hours", "Rule 2", SECOND),
        Change("number", "b", "What b means", "8 weeks", "8 weeks", "Rule 9", SECOND),
    )
    assert differences(parameters, FIRST, date(2027, 6, 30)) == ()
    last = {"c": parameters["c"], "a": HOURS_NEEDED}
    assert [each.id for each in differences(last, FIRST, SECOND)] == ["a"]


def test_a_number_restated_with_the_value_and_source_it_had_is_no_change_and_its_day_is_none():
    restated = number("b", (FIRST, 8, "Rule 3"), (SECOND, 8, "Rule 3"), (THIRD, 9, "Rule 3"))
    assert differences({"b": restated}, FIRST, SECOND) == ()
    assert days([restated]) == (FIRST, THIRD)
    (changed,) = differences({"b": restated}, FIRST, THIRD)
    assert (changed.before, changed.after, changed.starts) == ("8 hours", "9 hours", THIRD)
    (added,) = differences({"b": restated}, date(2026, 6, 30), SECOND)
    assert (added.before, added.after, added.how) == ("", "8 hours", ADDED)


def test_a_number_that_was_not_there_yet_is_added_and_one_that_is_not_there_on_the_later_day_is_left_out():
    (added,) = differences({"a": HOURS_NEEDED}, date(2026, 6, 30), FIRST)
    assert (added.before, added.after, added.how) == ("", "150 hours", ADDED)
    assert differences({"a": HOURS_NEEDED}, FIRST, date(2026, 6, 30)) == ()
    assert differences({"a": HOURS_NEEDED}, date(2026, 6, 29), date(2026, 6, 30)) == ()


def test_a_change_says_whether_something_came_went_or_differs():
    assert Change("number", "a", "x", "", "1").how == ADDED == "added"
    assert Change("number", "a", "x", "1", "").how == REMOVED == "removed"
    assert Change("number", "a", "x", "1", "2").how == CHANGED == "changed"
