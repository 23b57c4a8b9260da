"""Calendars to subscribe to: the cycles for everybody, one's own deadlines behind a secret that can be ended."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from magnolia.portal.actions.applying import windows
from magnolia.portal.actions.keeping import cycles
from magnolia.portal.actions.reviewing import ask, conflict
from magnolia.portal.actions.telling import calendars
from magnolia.portal.demo.cast import MAIN
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import CalendarAddress, Cycle, Deadline

from .bring import it_is, words


@pytest.fixture(params=["ms", "xx"])
def cast(request, db):
    return request.getfixturevalue(request.param)


def entries(content: bytes) -> dict[str, dict[str, Any]]:
    """Entries by uid: what another program reads out of the calendar."""
    read = Calendar.from_ical(content)
    return {
        str(e["uid"]): {"day": e.decoded("dtstart"), "title": str(e["summary"]), "seq": e.decoded("sequence")}
        for e in read.walk("VEVENT")
    }


def secret_of(client) -> str:
    shown = client.post(reverse("subscriptions"), {"do": "make"})
    (found,) = re.findall(r"/calendar/([\w-]+)\.ics", shown.content.decode())
    return found


def own(secret: str):
    return Client().get(reverse("own_calendar", args=[secret]))


def test_the_public_calendar_has_the_moments_and_stages_of_each_published_cycle(cast, at):
    answer = Client().get(reverse("cycles_calendar", args=[cast.jurisdiction]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = entries(answer.content)
    for cycle in windows.published(cast.jurisdiction):
        number = cycle.case.number
        for name in ("opens_at", "deadline", "closes_at"):
            assert found.pop(f"{number}-{name}@magnolia")["day"] == getattr(cycle, name)
        for stage in windows.timeline(cycle):
            assert found.pop(f"{number}-{stage.id}@magnolia")["day"] == stage.ends
    assert found == {}


def test_a_draft_of_a_cycle_is_in_no_calendar_and_a_moved_deadline_moves_there_too(cast, at):
    cycles.open_cycle(cast.jurisdiction, 2027, "A secret draft", by=cast.director, at=at)
    address = reverse("cycles_calendar", args=[cast.jurisdiction])
    content = Client().get(address).content
    assert b"secret draft" not in content
    cycle = Cycle.objects.get(jurisdiction=cast.jurisdiction, name=MAIN)
    before = entries(content)[f"{cycle.case.number}-deadline@magnolia"]
    assert cycle.deadline is not None
    later = cycle.deadline + timedelta(days=14)
    cycles.save(cycle, {"deadline": later, "closes_at": later}, reason="Colleges asked.", by=cast.director, at=at)
    after = entries(Client().get(address).content)[f"{cycle.case.number}-deadline@magnolia"]
    assert after["day"] == later
    assert after["seq"] > before["seq"]


def test_the_public_pages_lead_to_the_calendar(cast):
    cycle = windows.published(cast.jurisdiction).select_related("case")[0]
    for page in (
        reverse("process", args=[cast.jurisdiction]),
        reverse("cycle", args=[cast.jurisdiction, cycle.case.number]),
    ):
        assert reverse("cycles_calendar", args=[cast.jurisdiction]) in Client().get(page).content.decode()


def test_ones_own_calendar_holds_the_open_deadlines_of_ones_cases_and_nothing_personal(cast, at, enter, settings):
    case = bring(cast, "correction", at - timedelta(days=9), WELDING)
    row = Deadline.objects.get(case=case.case, clock="correction")
    answer = own(secret_of(enter(cast.preparer)))
    assert answer.status_code == 200
    assert entries(answer.content)[f"deadline-{row.pk}@magnolia"]["day"] == row.due
    text = answer.content.decode().replace("\r\n ", "")
    assert case.number in text
    for never in (case.program_name, case.institution.name, cast.preparer.name, cast.preparer.email, cast.intake.name):
        assert never not in text
    assert answer["Cache-Control"] == "private, no-store"


def test_a_deadline_that_was_met_leaves_the_calendar(cast, at, enter):
    case = bring(cast, "review", at - timedelta(days=12), WELDING)
    due = date(2026, 9, 1)
    ask.ask(case, wanted="Lab plan", asker="agency", due=due, by=cast.reviewer, at=at)
    secret = secret_of(enter(cast.official))
    assert [e["day"] for e in entries(own(secret).content).values()] == [due]
    from magnolia.portal.actions.moves import act

    act(case.requests.get(), "take_back", by=cast.reviewer, at=at, said={"reason": "Found it."})
    assert entries(own(secret).content) == {}


def test_the_states_people_get_the_cases_they_have_and_a_recused_person_none(cast, at, enter):
    case = bring(cast, "review", at - timedelta(days=12), WELDING)
    ask.ask(case, wanted="Lab plan", asker="agency", due=date(2026, 9, 1), by=cast.reviewer, at=at)
    mine, others = secret_of(enter(cast.reviewer)), secret_of(enter(cast.intake))
    stranger, foreign = (
        secret_of(enter(cast.people["other_preparer"])),
        secret_of(enter(cast.people["administrator"])),
    )
    assert len(entries(own(mine).content)) == 1
    held = case.assignments.filter(person=cast.intake, held_until__isnull=True).exists()
    assert len(entries(own(others).content)) == held
    assert entries(own(stranger).content) == {}
    assert entries(own(foreign).content) == {}
    conflict.declare(case, conflict=True, words="A cousin works there.", by=cast.reviewer, at=at)
    assert entries(own(mine).content) == {}


def test_the_address_is_shown_once_replaced_by_a_new_one_and_ended(cast, at, enter, settings):
    client = enter(cast.preparer)
    first = secret_of(client)
    assert first not in client.get(reverse("subscriptions")).content.decode()
    assert first not in "".join(CalendarAddress.objects.values_list("digest", flat=True))
    assert own(first).status_code == 200
    second = secret_of(client)
    assert own(first).status_code == 404
    assert own(second).status_code == 200
    client.post(reverse("subscriptions"), {"do": "end"})
    assert own(second).status_code == 404
    assert "You have no address yet." in words(client.get(reverse("subscriptions")))


def test_the_calendar_of_a_person_who_left_is_gone_and_a_wrong_secret_finds_nothing(cast, enter):
    secret = secret_of(enter(cast.preparer))
    assert own(secret[:-1]).status_code == 404
    cast.preparer.is_active = False
    cast.preparer.save()
    assert own(secret).status_code == 404
    assert calendars.whose("") is None


def test_one_case_and_three_take_the_same_queries(cast, at, enter, django_assert_max_num_queries):
    def more(name: str) -> None:
        case = bring(cast, "correction", at - timedelta(days=9), WELDING | {"program_name": name})
        assert case.state == "correction"

    more("Welding, days")
    with django_assert_max_num_queries(30) as one:
        calendars.of_person(cast.preparer)
    more("Welding, nights")
    more("Welding, weekends")
    with django_assert_max_num_queries(30) as three:
        content = calendars.of_person(cast.preparer)
    assert len(three) <= len(one)
    assert len(entries(content)) == 3


def test_the_page_is_for_whoever_signed_in(ms, enter, settings, at):
    it_is(settings, at)
    assert Client().get(reverse("subscriptions")).status_code == 302
    for person in ms.people.values():
        assert enter(person).get(reverse("subscriptions")).status_code == 200
