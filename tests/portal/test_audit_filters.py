"""The auditor narrows the events by kind, person and days; the filters stand in the address and go along its pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import Event

from .bring import bring, on, words


@pytest.fixture
def case(ms):
    return bring(ms, "review", on("2026-08-03"), WELDING)


def shown(client, **asked):
    answer = client.get(reverse("audit"), asked)
    assert answer.status_code == 200
    return [line["event"] for line in answer.context["lines"]], answer


def test_events_are_narrowed_by_kind_person_and_case(ms, case, enter):
    client = enter(ms.auditor)
    events, _ = shown(client, kind="assignment", q=case.number)
    assert {event.thing_kind for event in events} == {"assignment"}
    assert len(events) == 2  # the analyst's and the reviewer's
    events, _ = shown(client, kind="application", who=ms.intake.name[:6].lower(), q=case.number)
    assert {(event.by, event.thing_kind) for event in events} == {(ms.intake, "application")}
    _, answer = shown(client, who="nobody of this name")
    assert "No event fits the filters." in words(answer)
    everything, _ = shown(client, kind="no such kind")
    assert everything


def test_both_days_are_included_as_days_of_the_state_and_a_wrong_order_is_said(ms, case, enter):
    client = enter(ms.auditor)
    event = Event.objects.get(thing_id=case.pk, move="submit")
    day = event.recorded_at.astimezone(on("2026-08-03").tzinfo).date()
    inside = {"since": day.isoformat(), "until": day.isoformat(), "kind": "application"}
    assert event in shown(client, **inside)[0]
    before, after = (day + timedelta(days=step) for step in (-1, 1))
    assert event not in shown(client, kind="application", until=before.isoformat())[0]
    assert event not in shown(client, kind="application", since=after.isoformat())[0]
    _, wrong = shown(client, since=after.isoformat(), until=before.isoformat())
    assert "This day lies before the first. Check both." in words(wrong)


def test_the_pages_of_the_list_keep_the_filters_and_a_line_costs_no_query(
    ms, case, enter, django_assert_max_num_queries
):
    client = enter(ms.auditor)
    bring(ms, "complete", on("2026-08-10"), WELDING)
    with django_assert_max_num_queries(25):
        events, answer = shown(client, since="2026-01-01")
    assert len(events) == 25
    assert answer.context["page"].paginator.num_pages >= 2
    assert "since=2026-01-01&amp;page=2" in answer.content.decode()
