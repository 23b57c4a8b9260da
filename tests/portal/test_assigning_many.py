"""Many cases are given to one person: who is offered, what is shown first, and the director's word on conflicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from magnolia.portal.actions.moves import start
from magnolia.portal.actions.reviewing import assign, conflict
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Application, Assignment, Disclosure, Event, Grant, Person

from .bring import another, it_is, words


@pytest.fixture
def at(settings) -> datetime:
    """The pages' moment: late enough for cases that were opened long ago."""
    now = datetime(2026, 11, 2, 16, tzinfo=UTC)
    it_is(settings, now)
    return now


@pytest.fixture
def case(ms, at) -> Application:
    return bring(ms, "complete", at - timedelta(days=12), WELDING)


def offered(answer) -> list[str]:
    return [label for value, label in answer.context["form"].fields["person"].widget.choices if value]


def test_only_people_who_can_take_every_chosen_case_are_offered_and_the_page_says_why_not_the_others(
    ms, case, at, enter
):
    barred, taken = (bring(ms, "complete", at - timedelta(days=12), WELDING) for _ in range(2))
    second = another(ms, "reviewer", at)
    conflict.declare(barred, conflict=True, words="I taught there.", by=second, at=at)
    assign.assign(taken, ms.reviewer, "reviewer", by=ms.director, at=at)
    client, url = enter(ms.director), reverse("bulk_assign")
    both = client.post(url, {"pk": [case.pk]})
    assert offered(both) == ["Jordan Sample", ms.reviewer.name]
    assert f"{ms.intake.name}: {case.number}: not Reviewer." in words(both)
    without_recused = client.post(url, {"pk": [case.pk, barred.pk]})
    assert offered(without_recused) == [ms.reviewer.name]
    assert f"Jordan Sample: {barred.number}: recused." in words(without_recused)
    without_holder = client.post(url, {"pk": [case.pk, taken.pk]})
    assert offered(without_holder) == ["Jordan Sample"]
    assert f"{ms.reviewer.name}: {taken.number}: has it now." in words(without_holder)
    nobody = client.post(url, {"pk": [barred.pk, taken.pk]})
    assert "Nobody can take all of these cases together" in words(nobody)
    day = at.date()
    assign.add_leave(second, day, day + timedelta(days=3), by=second, at=at, jurisdiction="ms")
    assert "Jordan Sample (away until the end of November 5, 2026)" in offered(client.post(url, {"pk": [case.pk]}))
    assert "Give the chosen cases to" not in words(client.get(reverse("queue")))


def test_a_director_says_once_for_all_chosen_cases_that_there_is_no_conflict_and_only_after_seeing_what_would_happen(
    ms, case, at, enter
):
    other = bring(ms, "complete", at - timedelta(days=12), WELDING)
    since: dict[str, Any] = {"by": None, "at": at, "jurisdiction": "ms"}
    director = Person.objects.create_user("new.director@example.test", None, name="Nel Madeup", title="Director")
    start(Grant(person=director, organisation=ms.organisations["agency"], role="director"), "give", **since)
    conflict.declare(case, conflict=False, by=director, at=at)
    client, url = enter(director), reverse("bulk_assign")
    form = {"pk": [case.pk, other.pk], "person": ms.reviewer.pk, "reason": ""}
    seen = client.post(url, form)
    assert f"2 of 2 cases would go to {ms.reviewer.name}" in words(seen)
    assert words(seen).count("You have not said yet whether you have a conflict") == 1
    assert not Disclosure.objects.filter(person=director, application=other).exists()
    without = client.post(url, form | {"do": "assign"})
    assert without.status_code == 422
    assert "Check this box, or open the case and declare your conflict there." in words(without)
    assert not Assignment.objects.filter(role="reviewer").exists()
    done = client.post(url, form | {"do": "assign", "no_conflict": "on"}, follow=True)
    assert f"2 of 2 cases are with {ms.reviewer.name} now" in words(done)
    assert {row.state for row in Disclosure.objects.filter(person=director)} == {"clear"}
    assert {Application.objects.get(pk=row.pk).holder for row in (case, other)} == {ms.reviewer}


def test_a_bulk_assignment_shows_first_what_would_happen_and_one_refusal_holds_back_no_other(ms, case, at, enter):
    second = another(ms, "reviewer", at)
    barred = bring(ms, "complete", at - timedelta(days=12), WELDING)
    early = bring(ms, "submitted", at - timedelta(days=12), WELDING)
    conflict.declare(barred, conflict=True, words="I taught there.", by=second, at=at)
    client = enter(ms.director)
    form = {"pk": [case.pk, barred.pk, early.pk, "nonsense"], "person": second.pk, "reason": ""}
    shown = client.post(reverse("bulk_assign"), form)
    assert "1 of 3 cases would go to Jordan Sample" in words(shown)
    assert "is recused from this case" in words(shown)
    assert "does not hold the role Intake analyst" in words(shown)
    as_reviewer = Assignment.objects.filter(role="reviewer")
    assert not as_reviewer.exists()
    assert not Event.objects.filter(thing_kind="assignment", move="assign").exists()
    client.post(reverse("bulk_assign"), form | {"do": "assign"})
    assert [row.application for row in as_reviewer] == [case]
    after = words(client.get(reverse("queue")))
    assert "1 of 3 cases are with Jordan Sample now" in after


def test_a_bulk_assignment_without_a_case_or_a_person_says_what_is_missing(ms, case, enter):
    client = enter(ms.director)
    nothing = client.post(reverse("bulk_assign"), {"person": ms.reviewer.pk}, follow=True)
    assert "No case was chosen" in words(nothing)
    assert client.post(reverse("bulk_assign"), {"pk": [case.pk], "person": ""}).status_code == 422
    assert enter(ms.reviewer).post(reverse("bulk_assign"), {"pk": [case.pk]}).status_code == 403
