"""The dates of the queue: due days, the cycle's timeline, closings that move them, columns that follow the record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from magnolia.policy.cycles import Span
from magnolia.portal.actions.applying import windows
from magnolia.portal.actions.moves import act
from magnolia.portal.actions.reviewing import queueing
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application, Cycle, Deadline, Listing, SoughtCase
from magnolia.portal.models.application import NO_DATE

from . import queued
from .bring import planned
from .queued import corrected, listed


@pytest.fixture
def at(settings) -> datetime:
    """The pages' moment: late enough for cases that were opened long ago."""
    return queued.at(settings)


def test_a_case_due_today_is_not_overdue_and_one_due_yesterday_is(ms, at, enter):
    case = bring(ms, "correction", at - timedelta(days=9), WELDING)
    for due, expected in ((at.date(), []), (at.date() - timedelta(days=1), [case.number])):
        Application.objects.filter(pk=case.pk).update(due_by=due)
        assert listed(enter(ms.intake), overdue="yes") == expected


def test_the_columns_say_what_deadlines_and_events_say(ms, at):
    case = bring(ms, "correction", at - timedelta(days=9), WELDING)
    due = Deadline.objects.get(thing_id=case.pk)
    case.refresh_from_db()
    assert (case.due_by, case.clock) == (due.due, "correction")
    came = case.case.events.filter(to_state="correction").order_by("seq").values_list("recorded_at", flat=True)
    assert case.since == came[0]
    act(case, "withdraw", by=ms.official, at=at, said={"reason": "Not this year."})
    case.refresh_from_db()
    assert (case.due_by, case.clock, case.listed, case.since) == (NO_DATE, "", False, at)


def test_a_later_closing_moves_the_date_in_the_queue_too(ms, at):
    from magnolia.portal.actions.keeping import holidays
    from magnolia.portal.models import CalendarYear

    case = bring(ms, "correction", at - timedelta(days=5), WELDING)
    before = Application.objects.get(pk=case.pk).due_by
    year = CalendarYear.objects.get(jurisdiction="ms", year=2026)
    holidays.add_closing(year, day=before, name="Storm", basis="Practice proclamation 1", by=ms.administrator, at=at)
    assert Application.objects.get(pk=case.pk).due_by == Deadline.objects.get(thing_id=case.pk).due > before
    letter = case.letters.get(kind="more_time")
    assert (letter.event.move, letter.replaces) == ("deadline_moved", None)
    assert "offices are closed were added to the holiday list" in letter.text


def test_a_case_of_the_states_is_due_when_its_cycle_publishes_the_end_of_its_stage(ms, at, enter):
    cycle = planned(ms, "2026-10-20", at)
    case = bring(ms, "review", at - timedelta(days=5), WELDING)
    ends = {stage.id: stage.ends for stage in windows.timeline(cycle)}
    (line,) = enter(ms.reviewer).get(reverse("queue")).context["lines"]
    assert (line.due, line.clock, line.legal) == (ends["review"], "Cycle's timeline", False)
    later = bring(ms, "recommendation", at - timedelta(days=5), WELDING)
    assert case.due_by < later.due_by
    assert (later.due_by, later.clock) == (ends["consultation"], windows.TIMELINE)


def test_a_legal_clock_goes_before_the_timeline_and_the_timeline_counts_again_after_it(ms, at):
    cycle = planned(ms, "2026-10-20", at)
    way = walk(ms, "correction", at - timedelta(days=9), WELDING)
    assert way.application.clock == "correction"
    case = corrected(way)
    case.refresh_from_db()
    assert (case.due_by, case.clock) == (windows.due_in_states(cycle)["completeness_review"], windows.TIMELINE)


def test_when_a_cycle_changes_its_dates_its_open_cases_follow_and_no_others(ms, at, django_assert_max_num_queries):
    cases = [
        bring(ms, s, at - timedelta(days=12), WELDING) for s in ("review", "consultation", "correction", "deferred")
    ]
    legal = Application.objects.get(pk=cases[2].pk).due_by
    cycle = planned(ms, "2027-03-01", at, consultation=Span(on=date(2027, 6, 15)))
    with django_assert_max_num_queries(5):
        queueing.follow_timelines([cycle])
    days = [Application.objects.get(pk=case.pk).due_by for case in cases]
    assert days == [date(2027, 3, 31), date(2027, 6, 15), legal, NO_DATE]


def test_a_new_closing_moves_the_days_of_a_timeline_that_counts_business_days(xx, at):
    from magnolia.portal.actions.keeping import holidays
    from magnolia.portal.models import CalendarYear

    planned(xx, "2026-11-09", at)
    case = bring(xx, "consultation", at - timedelta(days=12), WELDING)
    before = Application.objects.get(pk=case.pk).due_by
    year = CalendarYear.objects.get(jurisdiction="xx", year=before.year)
    holidays.add_closing(year, day=before, name="Storm", basis="Practice rule 1", by=xx.administrator, at=at)
    assert NO_DATE > Application.objects.get(pk=case.pk).due_by > before


def test_a_name_that_was_corrected_is_found_from_the_moment_it_is_sent_in_again(ms, at, enter):
    way = walk(ms, "correction", at - timedelta(days=9), WELDING)
    Application.objects.filter(pk=way.application.pk).update(program_name="Pipe Fitting")
    corrected(way)
    client = enter(ms.intake)
    assert listed(client, q="pipe") == [way.application.number]
    assert listed(client, q="welding") == []


@pytest.mark.sqlite  # migrate inside the test: PostgreSQL refuses to alter a table with pending trigger events
def test_cases_from_before_the_queue_get_their_place_when_the_database_is_brought_up_to_date(ms, at):
    cases = [bring(ms, state, at - timedelta(days=60), WELDING) for state in ("draft", "correction", "certified")]
    cases.append(corrected(walk(ms, "correction", at - timedelta(days=9), WELDING)))
    columns = ("pk", "listed", "rank", "due_by", "clock", "since")
    rows = Application.objects.order_by("pk").values_list(*columns)
    before, words = list(rows), set(SoughtCase.objects.values_list("application", "words"))
    assert {row[1] for row in before} == {row[2] > 0 for row in before} == {True, False}
    assert len({row[3] for row in before}) > 1
    posted = list(Listing.objects.values_list("approval", "words"))
    assert posted
    fresh = {"listed": False, "rank": 1, "due_by": NO_DATE, "clock": "", "since": None}
    Application.objects.update(**fresh)
    SoughtCase.objects.all().delete()
    Listing.objects.all().delete()
    fill = import_module("magnolia.portal.migrations.0003_rows_and_queue").fill
    fill(apps, None)
    queueing.follow_timelines(Cycle.objects.all())
    assert list(rows) == before
    call_command("migrate", verbosity=0)
    listed_now = {row[0] for row in before if row[1]}
    assert set(SoughtCase.objects.values_list("application", "words")) == {w for w in words if w[0] in listed_now}
    assert list(Listing.objects.values_list("approval", "words")) == posted
    fill(apps, None)
    queueing.follow_timelines(Cycle.objects.all())
    assert list(rows) == before
