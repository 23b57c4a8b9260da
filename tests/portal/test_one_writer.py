"""`act`, the one function that writes a state: whole or not at all, once a click, never on top of what was not seen."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django_q.models import OrmQ

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.moves import Refused, Stale, act, start
from magnolia.portal.actions.recording import record
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import (
    THINGS,
    Application,
    Deadline,
    Event,
    Grant,
    Letter,
    Notice,
    OnceKey,
)


@pytest.fixture
def draft(ms, at) -> Application:
    return bring(ms, "draft", at - timedelta(days=1), LINEWORKER)


@pytest.fixture
def attested(ms, at) -> Application:
    """A filing in front of the certifying official."""
    return bring(ms, "attestation", at - timedelta(days=1), LINEWORKER)


def rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Event, Letter, Notice, Deadline, OrmQ, OnceKey)}


def test_a_move_writes_event_state_and_notices_together(attested, ms, at):
    before = rows()
    event = act(attested, "send_back", by=ms.official, at=at, said={"remark": "The hours do not add up."})
    assert (event.from_state, event.to_state, event.by, event.role) == (
        "attestation",
        "draft",
        ms.official,
        "certifying_official",
    )
    assert event.on_behalf_of == ms.organisations["college"].name
    assert json.loads(event.text.text) == {"remark": "The hours do not add up."}
    assert (attested.state, attested.version) == ("draft", event.thing_version)
    told = Notice.objects.get(event=event)
    assert (told.person, told.state) == (ms.preparer, "queued")
    after = rows()
    assert (after["Event"], after["OrmQ"]) == (before["Event"] + 2, before["OrmQ"] + 1)
    assert Event.objects.get(thing_id=told.pk).cause == event


def test_a_move_from_the_wrong_state_is_refused_with_the_reason_and_who_could_do_it(draft, ms, at):
    before = rows()
    with pytest.raises(Refused) as problem:
        act(draft, "start_completeness", by=ms.intake, at=at)
    assert "Draft" in str(problem.value)
    with pytest.raises(Refused) as problem:
        act(draft, "request_attestation", by=ms.intake, at=at)
    assert "Institution preparer" in str(problem.value)
    with pytest.raises(Refused, match="no move called “fly”"):
        act(draft, "fly", by=ms.preparer, at=at)
    assert rows() == before


def test_a_person_of_another_college_and_of_another_state_are_refused(draft, ms, xx, at):
    for person in (ms.other_preparer, xx.preparer, xx.intake):
        with pytest.raises(Refused):
            act(draft, "request_attestation", by=person, at=at)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_rows_saved_with_a_move_that_is_then_refused_are_gone_and_the_thing_is_as_it_was(attested, ms, at):
    before = rows()

    def write(thing):
        thing.facts.summary = "written on the way"
        thing.facts.save()
        return {}

    with pytest.raises(Refused, match="signed"):
        act(attested, "submit", by=ms.official, at=at, write=write)
    assert rows() == before
    assert (attested.state, attested.version) == ("attestation", Application.objects.get(pk=attested.pk).version)
    attested.facts.refresh_from_db()
    assert attested.facts.summary != "written on the way"


def test_any_failure_in_the_middle_leaves_nothing_and_the_next_try_works(attested, ms, at):
    before = rows()

    def break_off(thing):
        thing.facts.summary = "written on the way"
        thing.facts.save()
        raise DatabaseError("the disk is full")

    with pytest.raises(DatabaseError), transaction.atomic():
        act(attested, "send_back", by=ms.official, at=at, said={"remark": "x"}, key="k1", write=break_off)
    assert rows() == before
    event = act(attested, "send_back", by=ms.official, at=at, said={"remark": "x"}, key="k1")
    assert event.to_state == "draft"


def test_a_new_thing_that_was_refused_can_be_tried_again_as_the_same_object(ms, at):
    grant = Grant(person=ms.intake, organisation=ms.organisations["agency"], role="reviewer")
    with pytest.raises(Refused):
        start(grant, "give", by=ms.reviewer, at=at, jurisdiction="ms")
    start(grant, "give", by=ms.administrator, at=at, jurisdiction="ms")
    assert grant.state == "given"


def test_the_same_key_again_gives_the_first_event_and_changes_nothing(draft, ms, at):
    first = apply.save_details(draft, {"summary": "one"}, by=ms.preparer, at=at, key="click")
    before = rows()
    assert apply.save_details(draft, {"summary": "two"}, by=ms.preparer, at=at, key="click") == first
    assert rows() == before
    draft.facts.refresh_from_db()
    assert draft.facts.summary == "one"


def test_a_key_used_for_one_step_is_refused_for_another_or_for_another_case(draft, ms, at):
    apply.save_details(draft, {"summary": "one"}, by=ms.preparer, at=at, key="click")
    with pytest.raises(Refused, match="already used"):
        act(draft, "request_attestation", by=ms.preparer, at=at, key="click")
    other = bring(ms, "draft", at, LINEWORKER)
    with pytest.raises(Refused, match="already used"):
        apply.save_details(other, {"summary": "two"}, by=ms.preparer, at=at, key="click")


def test_who_did_not_see_the_last_change_is_told_what_changed_and_writes_nothing(draft, ms, at):
    seen = draft.version
    first = apply.save_details(draft, {"summary": "of the first"}, by=ms.preparer, at=at, seen=seen)
    before = rows()
    with pytest.raises(Stale) as problem:
        apply.save_details(draft, {"summary": "of the second"}, by=ms.official, at=at, seen=seen)
    assert problem.value.since == [first]
    assert rows() == before
    apply.save_details(draft, {"summary": "of the second"}, by=ms.official, at=at, seen=draft.version)
    draft.facts.refresh_from_db()
    assert draft.facts.summary == "of the second"


def test_a_double_click_in_the_browser_counts_once_and_a_stale_tab_is_told_what_changed(attested, ms, enter):
    client, address = enter(ms.official), reverse("case_move", args=[attested.pk, "send_back"])
    form = {"seen": str(attested.version), "key": "a" * 32, "remark": "Please look at the hours again."}
    before = rows()["Event"]
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert rows()["Event"] == before + 2  # the move and one notice
    stale = client.post(address, form | {"key": "b" * 32, "remark": "Words of the second tab."})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Someone changed this since you opened it" in page
    assert "Sent back to the preparer" in page


def test_a_move_dated_tomorrow_is_refused_and_one_dated_today_is_not(attested, ms, at):
    with pytest.raises(Refused, match="not later than today"):
        act(attested, "send_back", by=ms.official, at=at, on=at.date() + timedelta(days=1), said={"remark": "x"})
    event = act(attested, "send_back", by=ms.official, at=at, on=at.date(), said={"remark": "x"})
    assert event.occurred_on == at.date()


def test_the_day_of_a_move_is_the_states_and_not_that_of_greenwich(attested, ms, at):
    late = at.replace(hour=4, minute=59)  # one minute before midnight in Mississippi, on the day before
    event = act(attested, "send_back", by=ms.official, at=late, said={"remark": "x"})
    assert event.occurred_on == at.date() - timedelta(days=1)


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_everything_with_a_life_in_the_table_is_a_model_and_the_other_way_round(jurisdiction):
    assert process(jurisdiction).lives.keys() == THINGS.keys()


def test_the_record_is_whole_after_all_of_it(draft, attested, ms, at):
    apply.save_details(draft, {"summary": "one"}, by=ms.preparer, at=at)
    act(attested, "send_back", by=ms.official, at=at, said={"remark": "x"})
    act(draft, "withdraw", by=ms.official, at=at, said={"reason": "Filed by mistake."})
    assert list(record.faults()) == []
