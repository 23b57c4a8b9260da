"""The application form as a register: what it asks, under which other answer, and what its files refuse."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.form import GROUPS, build, form
from magnolia.policy.layers import LawError, fill_all, jurisdictions, overlay, read

MS = form("ms")
TODAY = date(2026, 9, 8)


def model(**change: Any) -> dict[str, Any]:
    laid: dict[str, Any] = fill_all(overlay(deepcopy(read("model", "form")), change), read("states/ms", "profile"))
    return laid


# ---------------------------------------------------------------- what is asked


@pytest.mark.parametrize("state", jurisdictions())
def test_every_question_and_table_stands_on_one_page_under_one_heading(state):
    found = form(state)
    asked = [q.id for group in found.groups for q in found.of_group(group)]
    tables = [t.id for group in found.groups for t in found.tables_of(group)]
    assert sorted(asked) == sorted(found.questions)
    assert sorted(tables) == sorted(found.tables)
    for group in found.groups:
        here = [name for name, _ in found.places_of(group)]
        assert [found.group_of(name) for name in here] == [group] * len(here)
        assert found.places_of(group) == tuple((name, found.label_of(name)) for name in here)


def test_the_pages_feed_the_facts_that_criteria_name():
    assert {"program.hours", "program.history", "program.measure"} <= MS.facts_of("program")
    assert "cost.required_fees" in MS.facts_of("cost")
    assert "program.hours" not in MS.facts_of("cost")


def test_an_answer_stands_in_for_another_and_zero_is_an_answer_unless_the_question_says_otherwise():
    reason = MS.questions["opeid_absent_because"]
    assert reason.unless == "opeid"
    needed = build(model(question={"opeid_absent_because": {"needed": True, "missing": "Say why."}}))
    assert needed.questions["opeid_absent_because"].lacks({})
    assert not needed.questions["opeid_absent_because"].lacks({"opeid": "00990100"})
    remedial, hours = MS.questions["remedial_hours"], MS.questions["hours"]
    assert remedial.needed
    assert not remedial.lacks({"remedial_hours": Decimal(0)})
    above = build(model(question={"hours": {"above_zero": True}})).questions["hours"]
    assert above.lacks({"hours": Decimal(0)})
    assert not above.lacks({"hours": Decimal("0.5")})
    assert not hours.lacks({"hours": Decimal(0)})
    empty: tuple[Any, ...] = (None, "", [])
    assert all(hours.lacks({"hours": nothing}) for nothing in empty)


def test_no_is_an_answer_to_a_yes_or_no():
    assert not MS.questions["apprenticeship"].lacks({"apprenticeship": False})


def test_a_day_is_a_date_also_where_a_frozen_filing_keeps_it_as_text():
    dated = MS.tables["employers"].questions["dated"]
    assert dated.read({"dated": "2026-05-02"}) == dated.read({"dated": date(2026, 5, 2)}) == date(2026, 5, 2)
    assert dated.read({"dated": ""}) == ""
    assert dated.read({}) is None
    assert MS.questions["program_name"].read({"program_name": "2026-05-02"}) == "2026-05-02"


def test_a_letter_dated_today_is_taken_and_one_dated_tomorrow_has_not_come():
    dated = MS.tables["employers"].questions["dated"]
    assert not dated.not_yet(TODAY, TODAY)
    assert dated.not_yet(TODAY + timedelta(days=1), TODAY)
    assert not dated.not_yet("next week", TODAY)
    ahead = MS.tables["agreements"].questions["to_day"]
    assert ahead.ahead
    assert not ahead.not_yet(TODAY + timedelta(days=1), TODAY)


def test_the_answers_of_a_page_stand_below_each_other_and_rows_are_numbered_and_summed():
    stated = {"tuition": "900.00", "fees": [{"description": "Books", "amount": "145.50"}, {"amount": "0.50"}]}
    told = [(label, value) for label, _, value in MS.lines("cost", stated)]
    assert told[0] == (MS.questions["tuition"].label, "900.00")
    assert ("Fee 1: Fee", "Books") in told
    assert ("Fee 2: Amount", "0.50") in told
    assert ("Required fees: total", Decimal("146.00")) in told
    assert "Further costs: total" not in dict(told)


@pytest.mark.parametrize("amount", [None, ""])
def test_no_total_is_given_while_one_amount_is_missing(amount):
    labels = [label for label, *_ in MS.lines("cost", {"fees": [{"amount": "1"}, {"amount": amount}]})]
    assert "Fee 2: Amount" in labels
    assert "Required fees: total" not in labels


def test_a_table_without_a_summed_column_has_no_total():
    labels = [label for label, *_ in MS.lines("occupations", {"sectors": [{"name": "Energy"}]})]
    assert "Sector 1: Sector" in labels
    assert not [label for label in labels if label.endswith("total")]


def test_under_which_answer_a_question_is_needed_is_said_in_the_words_of_both():
    assert MS.mark(MS.questions["opeid_absent_because"]) == "needed unless you answer “OPE ID”"
    assert MS.mark(MS.questions["offered_at"]) == "needed if “Ground” is “The program is offered in Mississippi”"
    assert MS.mark(MS.questions["program_name"]) == ""
    assert MS.mark(MS.questions["sponsor"]).endswith("is “Yes”")
    assert MS.mark(MS.tables["fees"].questions["amount"]) == ""
    both = {"apprenticeship": False, "measure": "clock"}
    two = build(model(question={"summary": {"when": both, "missing": "Say what it teaches."}}))
    apprenticeship = MS.label_of("apprenticeship")
    assert two.mark(two.questions["summary"]) == (
        f"needed if “{apprenticeship}” is “No”, and needed if “Unit” is “Clock hours”"
    )
    column = {"owner": {"when": {"hiring": "now"}, "missing": "Name the owner."}}
    rows = build(model(table={"employers": {"question": column}}))
    assert rows.mark(rows.tables["employers"].questions["owner"]) == "needed if “Is the employer hiring?” is “Yes, now”"


def test_a_question_shares_the_choices_of_another():
    assert MS.tables["history"].questions["measure"].choices == MS.questions["measure"].choices


# ---------------------------------------------------------------- faults in the files

HERE = "question.hours"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"question": {"hours": {"kind": "poem"}}}, f"{HERE}: there is no kind 'poem'"),
        ({"question": {"hours": {"section": "attic"}}}, f"{HERE}: there is no section 'attic'"),
        ({"question": {"hours": {"section": {"off": True}}}}, f"{HERE}: there is no section ''"),
        (
            {"table": {"fees": {"question": {"amount": {"section": "cost"}}}}},
            "table.fees.question.amount: there is no section 'cost'",
        ),
        ({"question": {"hours": {"choices": {"few": "Few"}}}}, f"{HERE}: a choice, and nothing else, has choices"),
        ({"question": {"hours": {"ahead": True}}}, f"{HERE}: a date, and nothing else, has either `ahead` or"),
        ({"question": {"hours": {"too_late": "Not yet."}}}, f"{HERE}: a date, and nothing else, has either"),
        (
            {"table": {"employers": {"question": {"dated": {"ahead": True}}}}},
            "table.employers.question.dated: a date, and nothing else, has either `ahead` or `too_late`",
        ),
        ({"question": {"hours": {"unless": "luck"}}}, f"{HERE}: `unless` names 'luck', which is no question here"),
        ({"question": {"hours": {"when": {"luck": "good"}}}}, f"{HERE}: `when` names luck = 'good'"),
        ({"question": {"hours": {"when": {"measure": "ell"}}}}, f"{HERE}: `when` names measure = 'ell'"),
        ({"question": {"hours": {"when": {"apprenticeship": "no"}}}}, f"{HERE}: `when` names apprenticeship = 'no'"),
        ({"question": {"hours": {"missing": {"off": True}}}}, f"{HERE} is needed and has no `missing`"),
        ({"question": {"summary": {"when": {"measure": "clock"}}}}, "question.summary is needed and has no `missing`"),
        ({"question": {"hours": {"label": "Hours of {weekday}"}}}, f"{HERE}: no State profile gives {{weekday}}"),
        ({"question": {"measure": {"choices": {"clock": "{clock}"}}}}, "question.measure: no State profile gives"),
        ({"question": {"hours": {"same_choices": "luck"}}}, f"{HERE}: there is no question 'luck' to share choices"),
        (
            {"table": {"fees": {"question": {"amount": {"same_choices": "luck"}}}}},
            "table.fees.question.amount: there is no question 'luck'",
        ),
        ({"section": {"cost": {"group": "attic"}}}, "section.cost: there is no group 'attic'"),
        ({"table": {"fees": {"section": "attic"}}}, "table.fees: there is no section 'attic'"),
        ({"table": {"fees": {"missing": {"off": True}}}}, "table.fees is needed and has no `missing`"),
        ({"table": {"further_costs": {"when": {"measure": "clock"}}}}, "table.further_costs is needed and has no"),
        ({"table": {"employers": {"when": {"measure": "ell"}}}}, "table.employers: `when` names measure = 'ell'"),
        ({"table": {"fees": {"title": "Fees of {weekday}"}}}, "table.fees: no State profile gives {weekday}"),
        ({"gap": {"one_route": {"field": "attic"}}}, "The sentence one_route stands at 'attic', which is no question"),
        ({"note": {"broad_occupation": {"field": "attic"}}}, "The sentence broad_occupation stands at 'attic'"),
        ({"poem": {}}, r"form.toml: [poem] is missing, or nothing reads it"),
        ({"note": {"off": True}}, r"form.toml: [note] is missing, or nothing reads it"),
    ],
)
def test_a_form_that_does_not_hold_together_is_refused_with_its_place(change, words):
    with pytest.raises(LawError) as refused:
        build(model(**change))
    assert words in str(refused.value)


def test_the_groups_of_the_file_are_these():
    assert set(read("model", "form")) == set(GROUPS)
