"""Reminders: two before the last day, one to the State after it, never twice for one step, never once closed."""

from datetime import timedelta

import pytest

from magnolia.portal.actions.deadlines import open_now
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.telling.remind import remind
from magnolia.portal.models import Event, Notice

from .bring import before_the_governor, bring, it_is, on, page, signed, words


def told(move="remind"):
    return [event.occurred_on.isoformat() for event in Event.objects.filter(move=move).order_by("seq")]


@pytest.fixture
def correcting(ms):
    """A correction that the college has until Friday, 18 September 2026."""
    case = bring(ms, "correction", on("2026-08-30"))
    return case, open_now(case).get(clock="correction").due


def at_days_before(due, days):
    return on((due - timedelta(days=days)).isoformat())


def test_the_college_is_reminded_five_days_and_one_day_before_and_once_for_each(ms, correcting):
    case, due = correcting
    for days in (6, 5, 5, 4, 2, 1, 1, 0):
        remind("ms", at=at_days_before(due, days))
    assert told() == [(due - timedelta(days=5)).isoformat(), (due - timedelta(days=1)).isoformat()]
    people = set(Notice.objects.filter(event__move="remind").values_list("person", flat=True))
    assert people == {ms.preparer.pk, ms.official.pk}
    case.refresh_from_db()
    assert case.state == "correction"


def test_a_day_without_a_run_is_made_up_for_by_the_last_step_alone(correcting):
    _, due = correcting
    remind("ms", at=at_days_before(due, 0))
    assert told() == [due.isoformat()]


def test_the_state_is_told_once_that_the_time_ran_out_and_nothing_else_happens(ms, correcting):
    case, due = correcting
    for days in (-1, -2, -9):
        remind("ms", at=at_days_before(due, days))
    assert told("run_out") == [(due + timedelta(days=1)).isoformat()]
    assert set(Notice.objects.filter(event__move="run_out").values_list("person", flat=True)) == {
        ms.intake.pk,
        ms.director.pk,
    }
    case.refresh_from_db()
    assert case.state == "correction"


def test_another_state_has_its_own_steps(xx):
    case = bring(xx, "correction", on("2026-08-30"))
    due = open_now(case).get(clock="correction").due
    for days in (8, 7, 2, 1):
        remind("xx", at=at_days_before(due, days))
    assert told() == [(due - timedelta(days=7)).isoformat(), (due - timedelta(days=2)).isoformat()]


def test_a_condition_with_a_due_day_runs_a_clock_until_it_is_closed(ms, enter, settings):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"))
    due = on("2026-10-30").date()
    conditions = [
        {"blocking": True, "text": "Send the agreement.", "due": due},
        {"blocking": True, "text": "Send the catalog page.", "due": None},
    ]
    decide.determine(
        case, "approve_conditionally", conditions=conditions, by=ms.governor, at=on("2026-09-14"), **signed()
    )
    running = open_now(case).get(clock="condition")
    assert (running.due, running.citation) == (due, "Mississippi Workforce Pell Policy 7.6")
    case.refresh_from_db()
    assert (case.due_by, case.clock) == (due, "condition")
    it_is(settings, on("2026-10-26"))
    assert "October 30, 2026" in words(enter(ms.preparer).get(page("case", case)))
    assert len(remind("ms", at=on("2026-10-26"))) == 1
    it_is(settings, on("2026-11-02"))
    assert "Overdue" in words(enter(ms.director).get(page("conditions", case)))
    row = case.conditions.get(due=due)
    decide.close_condition(case, row.pk, "The signed agreement is in the file.", by=ms.director, at=on("2026-11-02"))
    assert not open_now(case).filter(clock="condition").exists()
    case.refresh_from_db()
    assert case.clock == ""
    assert remind("ms", at=on("2026-11-03")) == []
