"""Days that have not come: refused where only the past makes sense, taken where a thing may still begin or end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from magnolia.policy.form import Question, build, form
from magnolia.policy.layers import LawError, fill_all, jurisdictions, read
from magnolia.portal.actions.applying import apply, filing
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import Application

from .filling import TYPED, fill_group, group_page, new_application, text

TODAY, TOMORROW = date(2026, 8, 3), date(2026, 8, 4)
SAVE = {"do": "save"}
TAUGHT, AGREED = ("from_day", "to_day"), ("from_day", "to_day")
NEVER_AHEAD = {("employers", "dated"), *(("history", name) for name in TAUGHT)}
MAY_BE_AHEAD = {(table, name) for table in ("credit", "agreements") for name in AGREED}


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


def dates(state: str) -> list[Question]:
    asked = form(state)
    questions = [*asked.questions.values(), *(q for table in asked.tables.values() for q in table.questions.values())]
    return [question for question in questions if question.kind == "date"]


@pytest.mark.parametrize("state", jurisdictions())
def test_every_date_of_the_form_says_whether_it_may_lie_ahead(state):
    assert {(q.table, q.id) for q in dates(state) if not q.ahead} == NEVER_AHEAD
    assert {(q.table, q.id) for q in dates(state) if q.ahead} == MAY_BE_AHEAD
    assert all(q.not_yet(TOMORROW, TODAY) != q.ahead and not q.not_yet(TODAY, TODAY) for q in dates(state))


@pytest.mark.parametrize("change", [{"too_late": None}, {"ahead": True}], ids=["neither", "both"])
def test_a_date_that_does_not_say_it_or_says_both_is_refused_by_name(change):
    blocks: Any = fill_all(read("model", "form"), read("states/ms", "profile"))
    column = blocks["table"]["employers"]["question"]["dated"]
    blocks["table"]["employers"]["question"]["dated"] = {k: v for k, v in {**column, **change}.items() if v is not None}
    with pytest.raises(LawError, match=r"table\.employers\.question\.dated: a date, and nothing else, has either"):
        build(blocks)


@pytest.mark.parametrize("name", ["employers-0-dated", "history-0-from_day", "history-0-to_day"])
@pytest.mark.parametrize(("day", "status"), [(TODAY, 302), (TOMORROW, 422)])
def test_a_letter_or_a_time_taught_is_not_dated_after_the_states_day(ms, preparer, name, day, status):
    draft = new_application(preparer, ms)
    table, _, cell = name.split("-")
    group = form("ms").group_of(table)
    answer = fill_group(preparer, draft, group, TYPED | SAVE | {name: day.isoformat()})
    assert answer.status_code == status
    kept = filing.columns(Application.objects.get(pk=draft.pk))[table][0][cell]
    if status == 302:
        assert kept == day
        return
    assert kept is None
    assert form("ms").tables[table].questions[cell].too_late in text(answer)
    assert f'value="{day.isoformat()}"' in answer.content.decode()
    assert f'href="#id_{name}"' in answer.content.decode()


def test_an_agreement_may_begin_and_end_on_days_to_come(ms, preparer):
    draft = new_application(preparer, ms)
    ahead = {"credit-0-from_day": TOMORROW.isoformat(), "credit-0-to_day": (TOMORROW + timedelta(900)).isoformat()}
    assert fill_group(preparer, draft, "credit", TYPED | SAVE | ahead).status_code == 302
    assert filing.columns(Application.objects.get(pk=draft.pk))["credit"][0]["from_day"] == TOMORROW


@pytest.mark.parametrize("typed", ["May 2, 2026", "05/02/2026", " 2026-05-02 ", "may 2, 2026"])
def test_a_day_is_read_as_people_write_it(ms, preparer, typed):
    draft = new_application(preparer, ms)
    assert fill_group(preparer, draft, "employers", TYPED | SAVE | {"employers-0-dated": typed}).status_code == 302
    assert filing.columns(Application.objects.get(pk=draft.pk))["employers"][0]["dated"] == date(2026, 5, 2)


def test_who_writes_without_a_page_is_refused_at_the_cell(ms, preparer, at):
    draft = new_application(preparer, ms)
    letter = {"employer": "Fictive Tank Works", "dated": TOMORROW}
    with pytest.raises(Refused, match="This day has not come yet") as refused:
        apply.save_details(draft, {"employers": [letter]}, by=ms.preparer, at=at)
    assert refused.value.field == "employers-0-dated"
    assert group_page(draft, "employers-0-dated")
    late_in_the_evening = at.replace(hour=23) + timedelta(hours=5, minutes=30)  # 11:30 p.m. Central, still Monday
    with pytest.raises(Refused):
        apply.save_details(draft, {"employers": [letter]}, by=ms.preparer, at=late_in_the_evening)
    apply.save_details(draft, {"employers": [letter]}, by=ms.preparer, at=late_in_the_evening + timedelta(hours=1))


@pytest.mark.parametrize(("day", "status"), [("1926-08-03", 302), ("1925-12-31", 422), ("0002-09-01", 422)])
def test_a_slip_of_the_year_far_back_is_refused_with_the_day_as_it_was_read(ms, preparer, day, status):
    draft = new_application(preparer, ms)
    answer = fill_group(preparer, draft, "program", TYPED | SAVE | {"history-0-from_day": day})
    assert answer.status_code == status
    assert ("lies more than 100 years back. Check the year." in text(answer)) is (status == 422)
