"""A meeting of the Board is called for a day that can be, and one called by mistake is cancelled with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.portal.actions.deciding import consult, meetings
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import Consultation, Meeting, MeetingPaper, Seat

from .bring import body, bring, it_is, on, page, send, words
from .filling import pdf

NOW = "2026-10-12"


@pytest.fixture
def client(ms, enter, settings):
    it_is(settings, on(NOW))
    return enter(ms.secretary)


def call(client, day):
    return client.post(reverse("meetings"), {"day": day})


def called(client, day=NOW):
    assert call(client, day).status_code == 302
    return Meeting.objects.get(day=day)


def at(meeting):
    return reverse("meeting", args=[meeting.case.number])


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2025-10-12", "October 12, 2025 is more than 180 days ago. Check the year"),
        ("2026-04-14", "April 14, 2026 is more than 180 days ago. Check the year"),
        ("2026-04-15", ""),
        ("2027-11-16", ""),
        ("2027-11-17", "November 17, 2027 is more than 400 days ahead. Check the year."),
    ],
)
def test_a_meeting_is_called_at_most_half_a_year_back_and_four_hundred_days_ahead(client, day, says):
    answer = call(client, day)
    assert answer.status_code == (422 if says else 302)
    assert Meeting.objects.exists() is not bool(says)
    if says:
        assert says in words(answer)


def test_the_day_of_a_meeting_is_checked_when_it_is_changed_and_left_alone_when_it_stands(ms, client, settings):
    meeting = called(client)
    changed = send(client, at(meeting), meeting, do="save", day="2025-10-12")
    assert changed.status_code == 422
    assert "more than 180 days ago" in words(changed)
    it_is(settings, on("2027-02-01"))  # long after it, nothing of its day is changed
    assert send(client, at(meeting), meeting, do="save", day=NOW, place="Room 1").status_code == 302


def test_a_meeting_called_by_mistake_is_cancelled_with_a_reason_and_its_programs_wait_for_another(ms, client, enter):
    case = bring(ms, "consultation", on("2026-08-20"))
    meeting = called(client, "2026-10-20")
    consult.take_up(case, meeting, by=ms.secretary, at=on(NOW))
    assert send(client, at(meeting), meeting, do="cancel", why=" ").status_code == 422
    assert meeting.state == "called"
    assert send(client, at(meeting), meeting, do="cancel", why="The day was typed wrongly.").status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    shown = words(client.get(at(meeting)))
    assert "Cancelled: The day was typed wrongly." in shown
    assert "The meeting was held as recorded" not in shown
    assert Consultation.objects.get(application=case).meeting is None
    assert f"Meeting {meeting.case.number}" not in words(client.get(page("consultation", case)))
    with pytest.raises(Refused, match="was cancelled"):
        consult.take_up(case, meeting, by=ms.secretary, at=on(NOW))
    again = called(client, "2026-10-21")
    consult.take_up(case, again, by=ms.secretary, at=on(NOW))
    assert Consultation.objects.get(application=case).meeting == again
    assert send(client, at(meeting), meeting, do="save", day=NOW).status_code == 422
    assert "Cancelled" in words(enter(ms.director).get(reverse("meetings")))
    with pytest.raises(Refused):
        meetings.cancel(again, reason="No.", by=ms.director, at=on(NOW))


def test_a_meeting_is_not_cancelled_once_its_minutes_stand_but_with_only_its_notice_it_is(ms, client, settings):
    ahead, past = called(client, "2026-10-13"), called(client, NOW)
    for meeting in (ahead, past):
        paper = SimpleUploadedFile("paper.pdf", pdf("Paper"))
        assert send(client, at(meeting), meeting, do="file_paper", file=paper).status_code == 302
    assert MeetingPaper.objects.count() == 2
    refused = send(client, at(past), past, do="cancel", why="It did not take place.")
    assert refused.status_code == 422
    assert "Minutes of this meeting are on record, so it was held." in words(refused)
    assert send(client, at(ahead), ahead, do="cancel", why="The room is closed.").status_code == 302


def test_an_attestation_names_the_day_it_can_be_made_from_and_has_no_button_before(ms, client, settings):
    case = bring(ms, "consultation", on("2026-08-20"))
    meeting = called(client, "2026-10-20")
    consult.take_up(case, meeting, by=ms.secretary, at=on(NOW))
    url, button = page("consultation", case), 'value="attest_consultation"'
    it_is(settings, on("2026-10-19", hour=23))
    early = client.get(url)
    assert "This can be attested from October 20, 2026 on, the day of the meeting" in words(early)
    assert button not in body(early).decode()
    it_is(settings, on("2026-10-20", hour=1))
    unrecorded = client.get(url)
    assert "This can be attested once the page of the meeting says that it was held" in words(unrecorded)
    assert button not in body(unrecorded).decode()
    client.post(reverse("board_members"), {"name": "Bo Madeup", "first_day": "2026-01-01", "sits_for": "business"})
    there = {f"part_{Seat.objects.get().pk}": "present"}
    answer = send(client, at(meeting), meeting, do="hold", day="2026-10-20", quorum="yes", **there)
    assert answer.status_code == 302, words(answer)
    assert button in body(client.get(url)).decode()


def test_a_meeting_of_today_is_recorded_as_held_once_it_began(ms, client, settings):
    meeting = called(client)
    client.post(reverse("board_members"), {"name": "Bo Madeup", "first_day": "2026-01-01", "sits_for": "business"})
    typed = {"do": "hold", "day": NOW, "starts_at": "10:00", "quorum": "yes"}
    typed[f"part_{Seat.objects.get().pk}"] = "present"
    it_is(settings, on(NOW, hour=9))
    early = send(client, at(meeting), meeting, **typed)
    assert early.status_code == 422
    assert "The meeting has not begun yet." in words(early)
    it_is(settings, on(NOW, hour=10))
    assert send(client, at(meeting), meeting, **typed).status_code == 302


def test_a_meeting_is_offered_the_programs_that_were_sent_in_by_its_day(ms, client):
    case = bring(ms, "consultation", on("2026-08-20"))
    assert case.submitted_at is not None
    sent = case.submitted_at.astimezone(on(NOW).tzinfo).date()
    for day, offered in ((sent - timedelta(days=1), False), (sent, True)):
        shown = words(client.get(at(called(client, day.isoformat()))))
        assert (f"({case.number}, " in shown) is offered
