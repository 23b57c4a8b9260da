"""Cases are given to persons: who may, what it needs, what the history keeps, and what a suggestion weighs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import assign, conflict
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Application, Assignment, Event, Leave, Notice, Person

from .bring import another, confirmed, it_is, page, planned, words
from .filling import hidden, make, send


@pytest.fixture
def at(settings) -> datetime:
    """The pages' moment: late enough for cases that were opened long ago."""
    now = datetime(2026, 11, 2, 16, tzinfo=UTC)
    it_is(settings, now)
    return now


@pytest.fixture
def case(ms, at) -> Application:
    return bring(ms, "complete", at - timedelta(days=12), WELDING)


def test_whoever_starts_the_check_or_the_review_has_the_case_in_that_role_everywhere_it_is_shown(ms, at, enter):
    filed, ready = (bring(ms, state, at - timedelta(days=12), WELDING) for state in ("submitted", "complete"))
    for started, person, role, move in (
        (filed, ms.intake, "intake", "start_completeness"),
        (ready, ms.reviewer, "reviewer", "start_review"),
    ):
        client = enter(person)
        assert make(client, started, move).status_code == 302
        row = Assignment.objects.get(application=started, role=role, held_until__isnull=True)
        assert (row.person, row.by, row.held_from, holder(started)) == (person, person, at.date(), person)
        assert Event.objects.get(thing_id=row.pk).cause == Event.objects.get(thing_id=started.pk, move=move)
        rows = {one.application.pk: one for one in enter(ms.director).get(reverse("queue")).context["lines"]}
        assert rows[started.pk].application.holder == person
        load = {name: counted for name, *counted in enter(ms.director).get(reverse("workload")).context["rows"]}
        assert load[person.name][0] == 1
        assert f"Assigned to {person.name}" in words(enter(ms.director).get(page("case", started)))
        assert f"{person.name} , {role.capitalize()}" in words(client.get(page("case_people", started)))


def test_starting_a_step_changes_nothing_where_the_director_gave_the_case_to_the_person_before(ms, case, at):
    assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    act(case, "start_review", by=ms.reviewer, at=at)
    assert [row.by for row in Assignment.objects.filter(application=case, role="reviewer")] == [ms.director]


def holder(case: Application):
    return Application.objects.get(pk=case.pk).holder


def test_the_director_gives_a_case_to_a_reviewer_who_is_told_and_nobody_else_is(ms, case, at):
    assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    row = Assignment.objects.get(application=case, role="reviewer")
    assert (row.person, row.role, row.by, row.held_from, row.held_until) == (
        ms.reviewer,
        "reviewer",
        ms.director,
        at.date(),
        None,
    )
    assert holder(case) == ms.reviewer
    told = Notice.objects.filter(event__thing_kind="assignment")
    assert [notice.person for notice in told] == [ms.reviewer]


def test_a_reviewer_takes_a_free_case_and_gives_it_back_with_a_reason(ms, case, enter):
    client, address = enter(ms.reviewer), page("case_people", case)
    assert send(client, address, {"do": "take"}).status_code == 302
    row = Assignment.objects.get(application=case, role="reviewer")
    assert row.person == ms.reviewer
    back = reverse("assignment_end", args=[row.pk])
    send(client, address, {"reason": "  "}, to=back)
    row.refresh_from_db()
    assert row.state == "held"
    send(client, address, {"reason": "I am away in June."}, to=back)
    row.refresh_from_db()
    assert (row.state, row.ended_because) == ("ended", "I am away in June.")
    assert holder(case) is None
    assert Notice.objects.filter(person=ms.director, event__move="give_back").exists()


def test_giving_on_needs_a_reason_and_keeps_who_had_it_before(ms, case, at, enter):
    second = another(ms, "reviewer", at)
    assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    client, address = enter(ms.director), page("case_people", case)
    held = Assignment.objects.get(application=case, role="reviewer")
    assert send(client, address, {"do": "assign", "held": held.pk, "person": second.pk}).status_code == 422
    assert holder(case) == ms.reviewer
    given = {"do": "assign", "held": held.pk, "person": second.pk, "reason": "Riley is on leave."}
    sent = send(client, address, given)
    assert sent.status_code == 302
    assert holder(case) == second
    history = Assignment.objects.filter(application=case, role="reviewer").order_by("held_until")
    assert {(row.person, row.ended_because) for row in history} == {(ms.reviewer, "Riley is on leave."), (second, "")}
    assert "Riley is on leave." in words(client.get(address))


def test_another_of_the_role_acts_only_after_taking_the_case_over_with_one_click_that_is_told(ms, case, at, enter):
    second = another(ms, "reviewer", at)
    assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    contact = {"kind": "employer", "who": "Fictive firm", "day": "2026-10-30", "shared": "The outline"}
    client, address = enter(second), page("contacts", case)
    refused = send(client, address, contact)
    assert refused.status_code == 422
    assert f"{ms.reviewer.name} has this case as Reviewer. Take it over first" in words(refused)
    held = Assignment.objects.get(application=case, role="reviewer")
    click = {"do": "take_over", "held": held.pk, "back": address, "seen": held.version}
    taken = client.post(page("case_people", case), click)
    assert taken.headers["Location"] == address
    assert holder(case) == second
    assert Notice.objects.get(event__move="take_over").person == ms.reviewer
    assert Assignment.objects.get(pk=held.pk).ended_because == f"Taken over by {second.name}"
    assert send(client, address, contact).status_code == 302
    assert "Take this case over" not in words(client.get(address))
    assert "Take this case over" in words(enter(ms.reviewer).get(address))


def test_nobody_takes_a_case_over_in_a_role_they_do_not_hold_or_leads_away_with_it(ms, case, at, enter):
    assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    held = Assignment.objects.get(application=case, role="reviewer")
    for who in (ms.intake, ms.reviewer, ms.director):
        with pytest.raises(Refused):
            assign.take_over(held, by=who, at=at)
    second = another(ms, "reviewer", at)
    address = page("case_people", case)
    click = {"do": "take_over", "held": held.pk, "back": "//example.test/", "seen": held.version}
    assert enter(second).post(address, click).headers["Location"] == address


def test_who_is_away_is_said_before_and_after_cases_are_given_to_them_and_nothing_is_refused(ms, case, at, enter):
    assign.add_leave(ms.reviewer, at.date(), at.date() + timedelta(days=3), by=ms.reviewer, at=at, jurisdiction="ms")
    says, client = f"{ms.reviewer.name} is away until the end of November 5, 2026.", enter(ms.director)
    look = {"pk": [str(case.pk)], "person": ms.reviewer.pk}
    assert says in words(client.post(reverse("bulk_assign"), look))
    assert holder(case) is None
    address = page("case_people", case)
    given = send(client, address, {"do": "assign", "person": ms.reviewer.pk})
    assert given.status_code == 302
    assert says in words(client.get(address))
    assert holder(case) == ms.reviewer


@pytest.mark.parametrize("who", ["reviewer", "intake", "preparer", "governor", "auditor"])
def test_only_a_director_gives_a_case_to_somebody_else(ms, case, at, who):
    second = another(ms, "reviewer", at)
    with pytest.raises(Refused):
        assign.assign(case, second, "reviewer", by=ms.people[who], at=at)


def test_a_case_goes_to_one_person_a_role_who_holds_it_and_is_not_recused(ms, case, at):
    with pytest.raises(Refused, match="does not hold the role"):
        assign.assign(case, ms.intake, "reviewer", by=ms.director, at=at)
    second = another(ms, "reviewer", at)
    conflict.declare(case, conflict=True, words="I taught there.", by=second, at=at)
    with pytest.raises(Refused, match="recused"):
        assign.assign(case, second, "reviewer", by=ms.director, at=at)
    assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    with pytest.raises(Refused, match="already"):
        assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    with pytest.raises(Refused, match="not given to persons"):
        assign.assign(case, ms.governor, "governor", by=ms.director, at=at)


def test_each_stage_has_its_own_holder_and_the_queue_shows_that_of_the_turn(ms, at):
    case = bring(ms, "completeness_review", at - timedelta(days=12), WELDING)
    assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    assert holder(case) == ms.intake
    act(confirmed(ms, case, at), "find_complete", by=ms.intake, at=at)
    assert holder(case) == ms.reviewer


def test_a_suggestion_takes_the_fewest_cases_and_says_so_and_leaves_out_who_is_away_or_recused(ms, case, at):
    second = another(ms, "reviewer", at)
    bring(ms, "review", at - timedelta(days=12), WELDING)
    hint = assign.suggest(case, on=at.date())
    assert hint.person == second
    assert "0 open cases, the fewest of 2" in hint.because
    leave = assign.add_leave(second, at.date(), at.date() + timedelta(days=3), by=second, at=at, jurisdiction="ms")
    away = assign.suggest(case, on=at.date())
    assert away.person == ms.reviewer
    assert [c.why_not[:4] for c in away.candidates if c.person == second] == ["Away"]
    assert assign.suggest(case, on=leave.last_day).person == ms.reviewer
    assert assign.suggest(case, on=leave.last_day + timedelta(days=1)).person == second
    conflict.declare(case, conflict=True, words="I taught there.", by=second, at=at)
    assert assign.suggest(case, on=leave.last_day + timedelta(days=1)).person == ms.reviewer
    conflict.declare(case, conflict=True, words="So did I.", by=ms.reviewer, at=at)
    assert assign.suggest(case, on=at.date()).person is None


def test_the_workload_counts_open_overdue_and_due_within_seven_days(ms, at, enter, settings):
    planned(ms, "2027-01-01", at)
    late = bring(ms, "correction", at - timedelta(days=40), WELDING)
    free = bring(ms, "complete", at - timedelta(days=12), WELDING)
    taken = bring(ms, "review", at - timedelta(days=12), WELDING)
    Application.objects.filter(pk=late.pk).update(holder=ms.reviewer)
    last = at.date() + timedelta(days=6)
    for due, soon in ((last, 1), (last + timedelta(days=1), 0)):
        Application.objects.filter(pk=taken.pk).update(due_by=due)
        rows = {name: figures for name, *figures in enter(ms.director).get(reverse("workload")).context["rows"]}
        assert rows[ms.reviewer.name] == [2, 1, soon]
    assert rows["Nobody"] == [1, 0, 0]
    assert free.holder is None


def test_workload_and_dashboard_count_the_same_cases_as_open_and_as_overdue(ms, at, enter):
    for state in ("correction", "complete", "determination", "consultation", "submitted"):
        bring(ms, state, at - timedelta(days=40), WELDING)
    bring(ms, "review", at - timedelta(days=12), WELDING)
    for person, due in ((ms.reviewer, 0), (None, 1)):  # due today is on time, due yesterday is not
        rows = Application.objects.filter(listed=True, holder=person).order_by("pk")
        Application.objects.filter(pk=rows[0].pk).update(due_by=at.date() - timedelta(days=due))
    Person.objects.filter(pk=ms.reviewer.pk).update(is_active=False)  # whoever left still has cases
    client = enter(ms.director)
    load = client.get(reverse("workload")).context["rows"]
    opened, overdue = (sum(row[place] for row in load) for place in (1, 2))
    tables = [made for made, _, _ in client.get(reverse("dashboard")).context["tables"]]
    for made in (made for made in tables if made.slug in ("backlog", "time-in-state")):
        assert opened == sum(row[1] for row in made.rows), made.slug
        assert overdue == sum(row[made.headers.index("#Overdue")] for row in made.rows), made.slug
    assert overdue == client.get(reverse("queue"), {"overdue": "yes"}).context["page"].paginator.count
    assert opened == 6
    assert overdue >= 2
    assert ms.reviewer.name in {row[0] for row in load}


def test_leave_is_kept_by_the_person_or_the_director_and_its_end_follows_its_start(ms, at, enter):
    client, address = enter(ms.reviewer), reverse("workload")
    days = {"do": "add", "person": ms.reviewer.pk, "first_day": "2026-11-10", "last_day": "2026-11-09"}
    wrong = client.post(address, days)
    assert wrong.status_code == 422
    assert "lies before the first" in words(wrong)
    assert client.post(address, days | {"person": ms.intake.pk, "last_day": "2026-11-14"}).status_code == 422
    assert client.post(address, days | {"last_day": "2026-11-14"}).status_code == 302
    leave = Leave.objects.get()
    assert (leave.person, leave.first_day, leave.last_day) == (ms.reviewer, date(2026, 11, 10), date(2026, 11, 14))
    with pytest.raises(Refused, match="Only the director"):
        assign.take_back_leave(leave, by=ms.intake, at=at, jurisdiction="ms")
    assert enter(ms.director).post(address, {"do": "take_back", "pk": leave.pk}).status_code == 302
    leave.refresh_from_db()
    assert leave.taken_back_at is not None


def test_a_double_click_gives_a_case_once(ms, case, enter, at):
    second = another(ms, "reviewer", at)
    assign.assign(case, ms.reviewer, "reviewer", by=ms.director, at=at)
    client, address = enter(ms.director), page("case_people", case)
    held = Assignment.objects.get(application=case, role="reviewer")
    form = hidden(client, address) | {"do": "assign", "held": held.pk, "person": second.pk, "reason": "Balance"}
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert Assignment.objects.filter(application=case, role="reviewer").count() == 2
