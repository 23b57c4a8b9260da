"""The status page says what fell back and what nobody confirmed; the auditor goes through the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule

from magnolia.portal.actions.recording import record
from magnolia.portal.demo.codes import practice_crosswalk
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Case, EventText, Reading
from tests.portal.bring import on, words


def without_triggers(table):
    """Somebody with the database's own password takes the guard away; the test's rollback puts it back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def test_the_status_page_names_what_fell_back_and_what_nobody_confirmed(ms, enter, settings):
    settings.DEMO = True
    shown = words(enter(ms.administrator).get(reverse("status")))
    for line in ("Practice mode On", "Clock Moved", "Mail", "Documents This machine", "Single sign-on None"):
        assert line in shown
    assert "Fewest clock hours of instruction" in shown
    assert "2026 Confirmed" in shown
    assert "There is no anchor yet." in shown
    assert enter(ms.director).get(reverse("status")).status_code == 403


def test_the_status_page_says_whether_the_worker_works(ms, enter):
    client = enter(ms.administrator)
    assert "Worker Never started" in words(client.get(reverse("status")))
    row = Schedule.objects.create(name="sweep", func="x", next_run=timezone.now())
    assert "Worker Running" in words(client.get(reverse("status")))
    row.next_run = timezone.now() - timedelta(minutes=10)
    row.save()
    assert "Worker Not running" in words(client.get(reverse("status")))


def test_the_status_page_shows_the_last_anchor_and_what_moved_since(ms, enter, at):
    record.anchor(at.date(), at)
    shown = words(enter(ms.auditor).get(reverse("status")))
    assert "The last anchor is of Monday, August 3, 2026" in shown
    assert "Since then 0 moved." in shown


def test_the_auditor_sees_events_of_all_cases_of_the_state_and_checks_a_case(ms, xx, enter):
    application = bring(ms, "submitted", on("2026-08-03"))
    client = enter(ms.auditor)
    shown = words(client.get(reverse("audit")))
    assert application.number in shown
    assert "Application: Application submitted" in shown
    assert "XX-grant" not in words(client.get(reverse("audit"), {"view": "cases"}))
    answer = client.get(reverse("audit"), {"view": "cases", "check": application.case_id})
    assert f"Case {application.number} holds" in words(answer)
    assert Reading.objects.filter(case=application.case, what="record check").count() == 1


def test_an_altered_line_shows_when_the_auditor_checks(ms, enter):
    application = bring(ms, "draft", on("2026-08-03"))
    without_triggers("portal_eventtext")
    EventText.objects.filter(event__case=application.case, event__seq=1).update(text='{"forged":true}')
    answer = enter(ms.auditor).get(reverse("audit"), {"check": application.case_id})
    assert f"Case {application.number} does not hold" in words(answer)
    assert "the text of event 1 was altered" in words(answer)


def test_the_record_of_another_state_and_made_up_cases_are_not_found(ms, xx, enter):
    client = enter(ms.auditor)
    theirs = Case.objects.get(number="XX-grant")
    assert client.get(reverse("audit"), {"check": theirs.pk}).status_code == 404
    assert client.get(reverse("audit"), {"check": "no-case"}).status_code == 404
    assert "No case number holds" in words(client.get(reverse("audit"), {"q": "nothing-like-it\x00"}))
    assert client.get(reverse("audit"), {"page": "last", "view": "anchors"}).status_code == 200
    assert enter(ms.administrator).get(reverse("audit")).status_code == 403


def test_long_lists_of_the_record_come_in_pages_without_a_query_a_line(ms, enter, django_assert_max_num_queries):
    bring(ms, "certified", on("2026-08-03"))
    client = enter(ms.auditor)
    with django_assert_max_num_queries(12):
        assert "Page 2" in words(client.get(reverse("audit")))


def test_healthy_answers_plain_text_without_a_session(db):
    answer = Client().get(reverse("healthy"))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok\n", "text/plain")


@pytest.mark.parametrize(
    ("state", "hour", "said"),
    [("ms", 2, "Sunday, August 2, 2026, 9:00 p.m. Central"), ("xx", 2, "Sunday, August 2, 2026, 8:00 p.m. Mountain")],
)
def test_the_status_page_tells_moments_in_the_states_zone_and_a_list_without_a_file_in_words(
    ms, xx, enter, state, hour, said
):
    practice_crosswalk(datetime(2026, 8, 3, hour, tzinfo=UTC))
    shown = words(enter({"ms": ms, "xx": xx}[state].administrator).get(reverse("status")))
    assert f"not the official file. From no file, loaded {said}." in shown
    assert "none" not in shown.partition("Lists of codes")[2].partition("Holiday lists")[0]
    assert "UTC" not in shown
    assert timezone.get_current_timezone_name() == "UTC"  # and the next request starts anew
