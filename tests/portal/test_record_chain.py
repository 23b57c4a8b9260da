"""The chain of events and its daily anchor: whole after every kind of case, and no alteration goes unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from magnolia.portal import triggers
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.recording import record
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Anchor, AnchorHead, Application, Case, Event, EventText, Notice

YESTERDAY = date(2026, 8, 2)


@pytest.fixture
def case(ms, at) -> Application:
    """A case with every kind of event."""
    return bring(ms, "certified", at - timedelta(days=30), LINEWORKER)


@contextmanager
def without_triggers() -> Iterator[None]:
    """What a database administrator could do: take the triggers away, write, lay them again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    triggers.install(connection)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")


def found() -> str:
    return "\n".join(record.faults())


def test_the_record_of_a_walked_case_is_whole_and_its_places_have_no_gap(case):
    assert found() == ""
    for each in Case.objects.all():
        assert list(each.events.order_by("seq").values_list("seq", flat=True)) == list(range(1, each.length + 1))


def rechain(case: Case) -> None:
    """Compute every hash of a chain anew, as someone would who covers up a change."""
    previous = ""
    for event in Event.objects.filter(case=case).order_by("seq"):
        event.previous = previous
        event.digest = record.sha256(event.text.salt + event.text.text)
        event.hash = previous = record.sha256(previous + record.header(event))
        event.save()
    Case.objects.filter(pk=case.pk).update(head=previous)


ALTERED = {
    "by_id": None,
    "move": "withdraw",
    "occurred_on": date(2026, 7, 1),
    "recorded_at": datetime(2026, 7, 4, 15, 0, 0, 1, tzinfo=UTC),
    "role": "director",
    "on_behalf_of": "someone else",
    "to_state": "approved",
}


def test_an_altered_column_of_an_event_is_named_with_case_and_place(case):
    for place, (column, value) in enumerate(ALTERED.items(), start=2):
        with without_triggers():
            Event.objects.filter(case=case.case, seq=place).update(**{column: value})
        assert f"Case {case.number}: event {place} was altered." in found(), column


def test_an_altered_text_a_lost_text_a_lost_event_and_a_cut_end_are_each_seen(case):
    text = EventText.objects.filter(event__case=case.case).exclude(text="{}").first()
    assert text is not None
    place = text.event.seq
    with without_triggers():
        EventText.objects.filter(pk=text.pk).update(text='{"basis":"another"}')
    assert f"the text of event {place} was altered" in found()
    with without_triggers():
        EventText.objects.filter(pk=text.pk).delete()
    assert f"the text of event {place} was deleted" in found()
    Case.objects.filter(pk=case.case_id).update(length=3)
    assert "the end of the chain does not match the case" in found()


def test_a_state_written_past_act_is_seen_although_the_chain_holds(case, ms):
    with without_triggers():
        Application.objects.filter(pk=case.pk).update(state="approved")
    assert f"Case {case.number}: application {case.pk} stands as “approved”" in found()
    notice = Notice.objects.filter(case=case.case).first()
    assert notice is not None
    with without_triggers():
        Application.objects.filter(pk=case.pk).update(state="certified")
        Notice.objects.filter(pk=notice.pk).delete()
    assert found() == f"Case {case.number}: notice {notice.pk} is gone; its events are there."


def test_a_chain_rewritten_from_end_to_end_holds_in_itself_and_the_anchor_tells(case, at):
    record.anchor(YESTERDAY, at)
    with without_triggers():
        Event.objects.filter(case=case.case, seq=4).update(role="director")
        rechain(case.case)
    assert list(record.faults_of_chain(Case.objects.get(pk=case.case_id))) == []
    assert "A case no longer matches the anchor of 2026-08-02" in found()


def test_an_anchor_altered_or_robbed_of_a_case_is_seen(case, at):
    record.anchor(YESTERDAY, at)
    with without_triggers():
        Anchor.objects.update(hash="0" * 64)
    assert "The anchor of 2026-08-02 was altered." in found()
    with without_triggers():
        AnchorHead.objects.filter(case=case.case).delete()
    assert "The anchor of 2026-08-02 was altered." in found()


def test_a_day_has_one_anchor_and_the_next_covers_only_what_moved_since(case, ms, at):
    first = record.anchor(YESTERDAY, at)
    assert record.anchor(YESTERDAY, at) == first
    college = ms.organisations["college"]
    fresh = apply.open_application(college, 2026, program_name="Fictive Plumbing", by=ms.preparer, at=at)
    second = record.anchor(YESTERDAY + timedelta(days=1), at)
    assert list(second.heads.values_list("case", flat=True)) == [fresh.case_id]
    assert second.previous == first.hash
    assert found() == ""


def test_the_hash_is_the_same_whatever_zone_the_moment_was_given_in(case):
    event = case.case.events.order_by("seq").first()
    before = record.header(event)
    event.recorded_at = event.recorded_at.astimezone(timezone(timedelta(hours=-5)))
    assert record.header(event) == before


def test_a_moment_keeps_its_last_microsecond_through_the_database(ms, at):
    odd = at.replace(microsecond=999_999)
    made = apply.open_application(ms.organisations["college"], 2026, program_name="Odd", by=ms.preparer, at=odd)
    assert made.case.events.get().recorded_at == odd
    assert found() == ""


def test_verify_says_the_record_is_whole_or_ends_with_status_1_and_every_fault(case, at):
    record.anchor(YESTERDAY, at)
    out, err = StringIO(), StringIO()
    call_command("verify", stdout=out, stderr=err)
    assert "The record is whole" in out.getvalue()
    with without_triggers():
        Event.objects.filter(case=case.case, seq=4).update(role="director")
    with pytest.raises(SystemExit) as ended:
        call_command("verify", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert f"Case {case.number}: event 4 was altered." in err.getvalue()


def test_the_anchor_command_closes_yesterday_and_refuses_a_day_to_come_or_none(case):
    out = StringIO()
    call_command("anchor", stdout=out)
    made = Anchor.objects.get()
    assert made.day == YESTERDAY
    assert made.hash in out.getvalue()
    with pytest.raises(CommandError, match="2026-08-04 has not come yet"):
        call_command("anchor", date="2026-08-04")
    with pytest.raises(CommandError, match="is not a date"):
        call_command("anchor", date="August")
