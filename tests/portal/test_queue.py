"""The staff's queue: its order, its filters, what it hides, and that it asks the database the same few questions."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from magnolia.policy.cycles import Span
from magnolia.portal.actions.applying import windows
from magnolia.portal.actions.moves import act
from magnolia.portal.actions.reviewing import conflict, notes, queueing
from magnolia.portal.demo.programs import PHLEBOTOMY, WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.demo.walking import Walk
from magnolia.portal.models import Application, Cycle, Deadline, Disclosure, Listing, SavedView, SoughtCase
from magnolia.portal.models.application import NO_DATE
from magnolia.portal.pages.staff import queue, queue_filters

from .bring import confirmed, it_is, planned, words


@pytest.fixture
def at(settings) -> datetime:
    """The pages' moment: late enough for cases that were opened long ago."""
    now = datetime(2026, 11, 2, 16, tzinfo=UTC)
    it_is(settings, now)
    return now


def listed(client, **filters: str) -> list[str]:
    answer = client.get(reverse("queue"), filters)
    assert answer.status_code == 200
    return [line.application.number for line in answer.context["lines"]]


def corrected(way: Walk) -> Application:
    """The institution answers the listed deficiencies, signs and sends it again."""
    from magnolia.portal.actions.applying import apply

    for row in way.application.deficiencies.all():
        apply.answer_deficiency(way.application, row.pk, "It is there now.", by=way.cast.preparer, at=way.later())
    way.application.refresh_from_db()
    way.sign()
    way.move("resubmit", way.cast.official)
    return way.application


def test_the_fewest_days_left_come_first_then_those_longest_where_they_are(ms, at, enter):
    planned(ms, "2027-01-01", at)
    old = bring(ms, "review", at - timedelta(days=30), WELDING)
    young = bring(ms, "review", at - timedelta(days=12), WELDING)
    later = bring(ms, "correction", at - timedelta(days=5), WELDING)
    sooner = bring(ms, "correction", at - timedelta(days=40), WELDING)
    expected = [case.number for case in (sooner, later, old, young)]
    assert listed(enter(ms.reviewer)) == expected


def test_an_answer_of_the_institution_jumps_the_queue_until_the_state_moves(ms, at, enter):
    overdue = bring(ms, "correction", at - timedelta(days=40), WELDING)
    answered = corrected(walk(ms, "correction", at - timedelta(days=9), WELDING))
    client = enter(ms.intake)
    assert listed(client) == [answered.number, overdue.number]
    assert listed(client, answered="yes") == [answered.number]
    assert "Answered" in words(client.get(reverse("queue")))
    confirmed(ms, answered, at)
    act(answered, "return_for_correction", by=ms.intake, at=at)
    assert listed(client, answered="yes") == []


def test_drafts_and_settled_cases_are_no_part_of_the_queue(ms, at, enter):
    for state in ("draft", "attestation", "certified", "denied", "withdrawn", "returned_unreviewed"):
        bring(ms, state, at - timedelta(days=70), WELDING)
    case = bring(ms, "conditional", at - timedelta(days=40), WELDING)
    assert listed(enter(ms.director)) == [case.number]


def test_the_address_filters_by_state_stage_year_holder_due_date_and_text(ms, at, enter):
    planned(ms, "2027-01-01", at)
    review = bring(ms, "review", at - timedelta(days=12), WELDING)
    late = bring(ms, "correction", at - timedelta(days=40), PHLEBOTOMY)
    board = bring(ms, "consultation", at - timedelta(days=12), WELDING | {"program_name": "Pipe Fitting"})
    client = enter(ms.reviewer)
    numbers = {review.number, late.number, board.number}
    for filters, expected in (
        ({"state": "review"}, {review.number}),
        ({"state": "stage-review"}, {review.number, late.number}),
        ({"award_year": "2026"}, numbers),
        ({"award_year": "2027"}, set()),
        ({"who": "me"}, {review.number}),
        ({"who": "nobody"}, {late.number, board.number}),
        ({"who": "someone"}, {review.number}),
        ({"overdue": "yes"}, {late.number}),
        ({"q": "pipe"}, {board.number}),
        ({"q": "FITT"}, {board.number}),
        ({"q": "fitting pip"}, {board.number}),
        ({"q": late.number[:-1]}, numbers),
        ({"q": late.number.split("-")[-1]}, {late.number}),
        ({"q": "-"}, set()),
        ({"cycle": str(review.cycle_id)}, numbers),
        ({"cycle": "none"}, set()),
        ({"q": late.number.lower()}, {late.number}),
        ({"q": ms.organisations["college"].name[:9]}, numbers),
        ({"q": "no such words"}, set()),
        ({"institution": str(ms.organisations["second"].pk)}, set()),
        ({"who": "me", "state": "consultation"}, set()),
        ({"who": f"person-{ms.reviewer.pk}"}, {review.number}),
        ({"who": f"person-{ms.intake.pk}"}, set()),
        ({"clock": "correction"}, {late.number}),
        ({"clock": "timeline"}, {review.number, board.number}),
        ({"clock": "none"}, set()),
        ({"late": "on"}, set()),
        (
            {"state": "nonsense", "who": "x", "award_year": "abc", "cycle": "x", "institution": "x", "page": "99"},
            numbers,
        ),
    ):
        assert set(listed(client, **filters)) == expected, filters


def test_late_filings_can_be_shown_alone(ms, at, enter):
    bring(ms, "review", at - timedelta(days=12), WELDING)
    late = bring(ms, "held", at - timedelta(days=12), WELDING)
    assert listed(enter(ms.intake), late="on") == [late.number]


def test_the_file_holds_what_the_list_shows_in_its_order_and_runs_no_formula(ms, at, enter):
    planned(ms, "2027-01-01", at)
    bring(ms, "consultation", at - timedelta(days=12), WELDING)
    case = bring(ms, "correction", at - timedelta(days=9), WELDING | {"program_name": "=1+1"})
    other = bring(ms, "correction", at - timedelta(days=5), WELDING)
    conflict.declare(other, conflict=True, words="I taught there.", by=ms.reviewer, at=at)
    conflict.lift(Disclosure.objects.get(state="recused"), reason="Another course.", by=ms.director, at=at)
    answer = enter(ms.reviewer).get(reverse("queue_csv"), {"state": "stage-review"})
    head, *rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert [row[:2] for row in rows] == [[case.number, "'=1+1"], [other.number, ""]]
    named = dict(zip(head, rows[0], strict=True))
    due = Application.objects.get(pk=case.pk).due_by.isoformat()
    assert (named["Kind of date"], named["Due"]) == ("Correction", due)
    assert enter(ms.preparer).get(reverse("queue_csv")).status_code == 403


def test_filters_are_kept_under_a_name_of_ones_own_and_let_go(ms, at, enter):
    case = bring(ms, "correction", at - timedelta(days=9), WELDING)
    client, address = enter(ms.reviewer), f"{reverse('queue')}?state=correction"
    form = {"do": "keep", "name": "Corrections", "address": "state=correction"}
    kept = client.post(reverse("queue_view"), form)
    assert kept.headers["Location"] == address
    assert ("Corrections", "?state=correction", True) in client.get(address).context["views"]
    assert case.number in words(client.get(address))
    assert "Corrections" not in words(enter(ms.intake).get(reverse("queue")))
    view = SavedView.objects.get()
    assert enter(ms.intake).post(reverse("queue_view"), {"do": "drop", "pk": view.pk}).status_code == 404
    client.post(reverse("queue_view"), {"do": "drop", "pk": view.pk})
    client.post(reverse("queue_view"), form | {"name": " "})
    assert not SavedView.objects.exists()


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


def test_a_recused_person_does_not_find_the_case_by_any_filter(ms, at, enter):
    case = bring(ms, "review", at - timedelta(days=12), WELDING)
    conflict.declare(case, conflict=True, words="I taught there.", by=ms.reviewer, at=at)
    client = enter(ms.reviewer)
    for filters in ({}, {"state": "review"}, {"q": case.number}, {"q": "welding"}, {"who": "nobody"}):
        assert listed(client, **filters) == []
    assert listed(enter(ms.intake)) == [case.number]


def test_people_of_another_state_and_of_colleges_see_no_queue_of_this_one(ms, xx, at, enter):
    bring(ms, "review", at - timedelta(days=12), WELDING)
    assert listed(enter(xx.reviewer)) == []
    for person in (ms.preparer, ms.governor, ms.secretary, ms.administrator):
        assert enter(person).get(reverse("queue")).status_code == 403


@pytest.mark.parametrize("page", ["queue", "workload", "dashboard", "work"])
def test_three_cases_take_no_more_queries_than_one(ms, at, enter, page, django_assert_max_num_queries):
    client = enter(ms.director)
    bring(ms, "correction", at - timedelta(days=9), WELDING)
    with django_assert_max_num_queries(45) as one:
        client.get(reverse(page))
    for _ in range(2):
        bring(ms, "correction", at - timedelta(days=9), WELDING)
    with django_assert_max_num_queries(45) as three:
        client.get(reverse(page))
    assert len(three) <= len(one)


@pytest.mark.parametrize("query", [{"state": "correction"}, {"q": "weld"}, {"who": "nobody"}, {"overdue": "yes"}])
def test_a_filtered_queue_takes_no_more_queries_for_three_cases_than_for_one(
    ms, at, enter, query, django_assert_max_num_queries
):
    client = enter(ms.reviewer)
    bring(ms, "correction", at - timedelta(days=40), WELDING)
    with django_assert_max_num_queries(45) as one:
        assert len(listed(client, **query)) == 1
    for _ in range(2):
        bring(ms, "correction", at - timedelta(days=40), WELDING)
    with django_assert_max_num_queries(45) as three:
        assert len(listed(client, **query)) == 3
    assert len(three) <= len(one)


@pytest.mark.parametrize("page", ["case", "review", "requests", "case_people", "case_notes", "versions"])
def test_a_page_of_a_case_takes_no_more_queries_for_three_notes_and_cases_than_for_one(
    ms, at, enter, page, django_assert_max_num_queries
):
    case = bring(ms, "review", at - timedelta(days=30), WELDING)
    notes.write(case, "One.", privileged=False, by=ms.reviewer, at=at)
    client, address = enter(ms.reviewer), reverse(page, args=[case.pk])
    with django_assert_max_num_queries(90) as one:
        assert client.get(address).status_code == 200
    for text in ("Two.", "Three."):
        notes.write(case, text, privileged=False, by=ms.director, at=at)
        bring(ms, "review", at - timedelta(days=30), WELDING)
    with django_assert_max_num_queries(90) as three:
        assert client.get(address).status_code == 200
    assert len(three) <= len(one)


def test_counting_stops_at_its_limit_and_says_more_than(monkeypatch, ms, at, enter):
    for _ in range(3):
        bring(ms, "review", at - timedelta(days=12), WELDING)
    monkeypatch.setattr(queue, "COUNT_TO", 2)
    assert "more than 2 cases" in words(enter(ms.reviewer).get(reverse("queue")))
    monkeypatch.setattr(queue, "COUNT_TO", 3)
    assert "3 cases" in words(enter(ms.reviewer).get(reverse("queue")))


def test_a_word_that_very_many_programs_have_finds_the_same_cases(monkeypatch, ms, at, enter):
    first = bring(ms, "review", at - timedelta(days=30), WELDING)
    second = bring(ms, "review", at - timedelta(days=12), WELDING)
    bring(ms, "review", at - timedelta(days=12), PHLEBOTOMY)
    closed = bring(ms, "review", at - timedelta(days=9), WELDING)
    conflict.declare(closed, conflict=True, words="I taught there.", by=ms.reviewer, at=at)
    few = listed(enter(ms.reviewer), q="weld")
    monkeypatch.setattr(queue_filters, "MANY", 1)
    assert listed(enter(ms.reviewer), q="weld") == few == [first.number, second.number]


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
