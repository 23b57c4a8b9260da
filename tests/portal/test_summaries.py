"""The summary by mail: by choice, on its days, in numbers alone, through the outbox and once a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from magnolia.portal import access
from magnolia.portal.actions import law
from magnolia.portal.actions.reviewing import ask, messages
from magnolia.portal.actions.telling import digest, posting
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Application, Digest, DigestChoice, Notice

from .bring import on, words

CANARY = "canary-dunlin-3306"
MONDAY, TUESDAY, FRIDAY, SATURDAY = "2026-08-03", "2026-08-04", "2026-08-07", "2026-08-08"


@pytest.fixture(params=["ms", "xx"])
def cast(request, db):
    return request.getfixturevalue(request.param)


@pytest.fixture
def case(cast, at) -> Application:
    """A case with a message that waits for the college."""
    made = bring(cast, "review", at - timedelta(days=12), WELDING)
    messages.write(made, f"{CANARY} text", by=cast.reviewer, at=at)
    return made


def choose(client, every: str):
    return client.post(reverse("subscriptions"), {"do": "digest", "every": every})


def test_nobody_gets_a_summary_who_did_not_ask_for_one(cast, case):
    assert digest.send(cast.jurisdiction, at=on(TUESDAY, 1)) == []


def test_a_person_chooses_how_often_and_ends_it(cast, enter):
    client = enter(cast.preparer)
    assert choose(client, "weekly").status_code == 302
    assert DigestChoice.objects.get().every == "weekly"
    assert choose(client, "daily").status_code == 302
    assert DigestChoice.objects.get().every == "daily"
    assert choose(client, "hourly").status_code == 422
    assert choose(client, "none").status_code == 302
    assert not DigestChoice.objects.exists()


@pytest.mark.parametrize(
    ("every", "day", "comes"),
    [
        ("daily", MONDAY, True),
        ("daily", FRIDAY, True),
        ("daily", SATURDAY, False),
        ("weekly", MONDAY, True),
        ("weekly", TUESDAY, False),
    ],
)
def test_the_daily_one_comes_on_working_days_and_the_weekly_one_on_monday(ms, at, every, day, comes):
    made = bring(ms, "review", at - timedelta(days=12), WELDING)
    messages.write(made, "Hello.", by=ms.reviewer, at=at)
    digest.choose(ms.preparer, every, "ms")
    assert bool(digest.send("ms", at=on(day, 12))) == comes


def test_the_mail_counts_what_waits_and_names_no_case_person_college_or_program(cast, case, settings):
    digest.choose(cast.preparer, "daily", cast.jurisdiction)
    (event,) = digest.send(cast.jurisdiction, at=on(TUESDAY, 1))
    notice = Notice.objects.get(event=event)
    posting.send(str(notice.pk))
    mail = posting.mail(notice)
    text = mail.message().as_bytes().decode()
    assert "Messages in your cases you have not read: 1" in mail.body
    row = Digest.objects.get()
    assert f"Notices you have not read: {row.notices}" in mail.body
    assert mail.to == [cast.preparer.email]
    assert str(row.notices + row.messages + row.deadlines) in mail.subject
    for never in (CANARY, case.number, case.program_name, case.institution.name, cast.preparer.name):
        assert never not in f"{mail.subject} {mail.body}"
        assert never == cast.preparer.name or never not in text
    notice.refresh_from_db()
    assert notice.person == cast.preparer


def test_the_summary_is_written_once_a_day_and_none_where_nothing_waits(cast, case, at):
    digest.choose(cast.preparer, "daily", cast.jurisdiction)
    digest.choose(cast.committee, "daily", cast.jurisdiction)
    assert len(digest.send(cast.jurisdiction, at=on(TUESDAY, 1))) == 1
    assert digest.send(cast.jurisdiction, at=on(TUESDAY, 5)) == []
    assert set(Digest.objects.values_list("person", flat=True)) == {cast.preparer.pk}


def test_the_summary_does_not_count_itself(cast, case):
    digest.choose(cast.preparer, "daily", cast.jurisdiction)
    digest.send(cast.jurisdiction, at=on(TUESDAY, 1))
    digest.send(cast.jurisdiction, at=on("2026-08-05", 1))
    first, second = Digest.objects.order_by("day")
    assert first.notices == second.notices


def test_a_deadline_counts_up_to_the_states_own_first_reminder_and_not_a_day_more(cast, case, at):
    days = law.value(cast.jurisdiction, digest.HORIZON, date(2026, 8, 4)).whole
    for number, far in enumerate((days, days + 1), start=1):
        due = date(2026, 8, 4) + timedelta(days=far)
        ask.ask(case, wanted=f"Paper {number}", asker="agency", due=due, by=cast.reviewer, at=at)
    found = digest.counted(access.standing(cast.preparer), cast.jurisdiction, date(2026, 8, 4))
    assert found["deadlines"] == 1


def test_the_portal_copy_says_the_same_and_leads_to_the_work(cast, case, enter):
    digest.choose(cast.preparer, "daily", cast.jurisdiction)
    (event,) = digest.send(cast.jurisdiction, at=on(TUESDAY, 1))
    notice = Notice.objects.get(event=event)
    shown = words(enter(cast.preparer).get(reverse("notice", args=[notice.pk])))
    assert "Summary of what waits for you" in shown
    assert "Messages in your cases you have not read: 1" in shown
    assert enter(cast.official).get(reverse("notice", args=[notice.pk])).status_code == 404


def test_the_daily_round_sends_the_summaries(cast, case, settings):
    digest.choose(cast.preparer, "daily", cast.jurisdiction)
    posting.daily()
    assert Digest.objects.filter(person=cast.preparer).count() == 1
