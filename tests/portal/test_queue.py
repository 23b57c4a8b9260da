"""The staff's queue: its order, its filters, what it hides, and that it asks the database the same few questions."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from magnolia.portal.actions.moves import act
from magnolia.portal.actions.reviewing import conflict, notes
from magnolia.portal.demo.programs import PHLEBOTOMY, WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application, Disclosure, SavedView
from magnolia.portal.pages.staff import queue, queue_filters

from . import queued
from .bring import confirmed, planned, words
from .queued import corrected, listed


@pytest.fixture
def at(settings) -> datetime:
    """The pages' moment: late enough for cases that were opened long ago."""
    return queued.at(settings)


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
