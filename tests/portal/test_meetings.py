"""A meeting of the Board is kept once: consultations follow it, are frozen when attested, and stay as they were."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.portal.actions.deciding import consult, meetings
from magnolia.portal.actions.deciding.board_members import Member, members_of
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.recording.record_parts import SOURCES, Telling, sources
from magnolia.portal.models import Event, Meeting, MeetingPaper, Seat

from .bring import bring, it_is, on, page, send, words
from .filling import pdf

MEMBERS = ("Bo Madeup", "Cleo Pretend", "Dee Sample")
ATTEST = {
    "do": "attest_consultation",
    "attested_name": "Kim Imaginary",
    "attested_title": "Board secretary",
    "attested_on": "2026-10-12",
}
WRITTEN = {"do": "save_consultation", "materials": "Packet", "ground": "In demand.", "advice": "supports"}


@pytest.fixture
def case(ms, settings):
    """A case that waits for the Board, on Monday, 12 October 2026."""
    application = bring(ms, "consultation", on("2026-08-20"))
    it_is(settings, on("2026-10-12"))
    return application


@pytest.fixture
def client(ms, enter):
    return enter(ms.secretary)


def seats(client):
    for name in MEMBERS:
        answer = client.post(
            reverse("board_members"), {"name": name, "first_day": "2026-01-01", "sits_for": "business"}
        )
        assert answer.status_code == 302
    return list(Seat.objects.order_by("name"))


def called(client, day="2026-10-12"):
    assert client.post(reverse("meetings"), {"day": day}).status_code == 302
    return Meeting.objects.latest("day")


def at(meeting, name="meeting"):
    return reverse(name, args=[meeting.case.number])


def record(rows, **more):
    """What the secretary types of a meeting: everybody present, unless the test says otherwise."""
    typed = {f"part_{row.pk}": "present" for row in rows}
    typed |= {"do": "hold", "day": "2026-10-12", "quorum": "yes", "noticed_on": "2026-10-05", "place": "Room 1"}
    return typed | more


def held(client, rows, **more):
    """A meeting with its record and its minutes."""
    meeting = called(client)
    assert send(client, at(meeting), meeting, **record(rows, **more)).status_code == 302
    minutes = SimpleUploadedFile("minutes.pdf", pdf("Minutes"))
    assert send(client, at(meeting), meeting, do="file_paper", file=minutes).status_code == 302
    return meeting


def test_members_and_attendance_are_typed_once_for_two_programs_and_shown_together(ms, case, client):
    other = bring(ms, "consultation", on("2026-08-20"))
    rows = seats(client)
    meeting = held(client, rows, **{f"part_{Seat.objects.get(name='Bo Madeup').pk}": "absent"})
    both = [str(case.pk), str(other.pk)]
    assert send(client, at(meeting), meeting, do="take_up", cases=both).status_code == 302
    form = client.get(page("consultation", case)).context["form"]
    assert not {"held_on", "noticed_on", "quorum", "member_2"} & form.fields.keys()
    for application, dissent in (
        (case, {"member_1": "Cleo Pretend", "part_1": "dissent", "words_1": "Low wage."}),
        (other, {}),
    ):
        typed = WRITTEN | {"meeting": str(meeting.pk), "lines": "1"} | dissent
        assert send(client, page("consultation", application), application, **typed).status_code == 302
        assert send(client, page("consultation", application), application, **ATTEST).status_code == 302
        assert application.state == "recommendation"
    assert [(m.name, m.part) for m in case.consultations.get().members.all()] == [
        ("Bo Madeup", "absent"),
        ("Cleo Pretend", "dissent"),
        ("Dee Sample", "present"),
    ]
    row = other.consultations.get()
    assert [m.part for m in row.members.all()] == ["absent", "present", "present"]
    assert (row.held_on, row.noticed_on, row.quorum) == (on("2026-10-12").date(), on("2026-10-05").date(), True)
    assert row.papers.get().sha256 == MeetingPaper.objects.get().sha256
    shown = words(client.get(at(meeting)))
    for text in (
        case.number,
        other.number,
        "Cleo Pretend: Took part and dissents",
        "None recorded",
        "Advises approval",
    ):
        assert text in shown


def test_a_quorum_of_members_who_were_all_absent_is_refused(ms, case, client):
    rows, meeting = seats(client), called(client)
    away = {f"part_{row.pk}": "absent" for row in rows}
    refused = send(client, at(meeting), meeting, **record(rows, **away))
    assert refused.status_code == 422
    assert "Every member is marked as absent, so there was no quorum" in words(refused)
    assert meeting.state == "called"
    assert send(client, at(meeting), meeting, **record(rows, **away, quorum="no")).status_code == 302


@pytest.mark.row("SWIB-02")
def test_a_correction_of_the_meeting_is_a_new_event_and_leaves_what_was_attested_as_it_was(ms, case, client, enter):
    rows = seats(client)
    meeting = held(client, rows)
    consult.take_up(case, meeting, by=ms.secretary, at=on("2026-10-12"))
    send(client, page("consultation", case), case, **WRITTEN, meeting=str(meeting.pk))
    assert send(client, page("consultation", case), case, **ATTEST).status_code == 302
    before = case.consultations.get().signed.text
    events = Event.objects.filter(thing_id=meeting.pk).count()
    wordless = send(client, at(meeting), meeting, **record(rows, do="save", quorum="no"))
    assert wordless.status_code == 422
    assert "reason" in wordless.context["form"].errors
    corrected = record(rows, do="save", quorum="no", reason="The count was wrong.", noticed_on="2026-10-06")
    assert send(client, at(meeting), meeting, **corrected).status_code == 302
    assert Event.objects.filter(thing_id=meeting.pk).count() == events + 1
    row = case.consultations.get()
    assert (row.quorum, row.noticed_on, row.signed.text) == (True, on("2026-10-05").date(), before)
    shown = words(enter(ms.director).get(page("consultation", case)))
    assert "Quorum Present" in shown
    assert "Its record was corrected after this attestation" in shown
    assert "The count was wrong." in words(enter(ms.auditor).get(at(meeting)))
    sources()
    (told,) = [item for item in SOURCES["consultations"](Telling(case)) if item.blocks]
    head, now = dict(told.blocks[0].rows), dict(told.blocks[1].rows)
    assert (head["Quorum"], now["Quorum"], now["Corrected"]) == ("Yes", "No", "The count was wrong.")
    assert json.loads(before)["attest"]["meeting"]["place"] == "Room 1"


def test_nothing_is_attested_on_a_meeting_before_it_is_recorded_as_held(ms, case, client):
    rows = seats(client)
    meeting = called(client)
    minutes = SimpleUploadedFile("minutes.pdf", pdf("Minutes"))
    send(client, at(meeting), meeting, do="file_paper", file=minutes)
    send(client, page("consultation", case), case, **WRITTEN, meeting=str(meeting.pk))
    answer = send(client, page("consultation", case), case, **ATTEST)
    assert answer.status_code == 422
    assert "that it was held and who was there" in words(answer)
    for missing in (
        {"quorum": ""},
        {f"part_{rows[0].pk}": ""},
        {f"part_{rows[0].pk}": "recused"},
        {"day": "2026-10-13"},
    ):
        assert send(client, at(meeting), meeting, **record(rows, **missing)).status_code == 422
    meeting.refresh_from_db()
    assert (meeting.state, case.state) == ("called", "consultation")


def test_a_meeting_ahead_takes_programs_on_its_agenda_and_one_before_the_filing_does_not(ms, case, client):
    seats(client)
    ahead = called(client, "2026-10-30")
    assert send(client, at(ahead), ahead, do="take_up", cases=[str(case.pk)]).status_code == 302
    assert case.consultations.get().day == on("2026-10-30").date()
    early = called(client, "2026-07-01")
    early = Meeting.objects.get(day="2026-07-01")
    refused = send(client, at(early), early, do="take_up", cases=[str(case.pk)])
    assert refused.status_code == 422
    assert "before the application was submitted" in words(refused)


def test_a_dissent_is_of_a_member_who_was_there(ms, case, client):
    rows = seats(client)
    meeting = held(client, rows, **{f"part_{rows[0].pk}": "absent"})
    given = {"held_on": None, "materials": "", "ground": "", "comments": {}, "by": ms.secretary, "at": on("2026-10-12")}
    for member, why in (
        (Member(rows[0].name, "dissent", "No."), "was absent"),
        (Member("A Stranger", "dissent", "No."), "not on the record of the meeting"),
        (Member(rows[1].name, "recused"), "Write what this member said"),
    ):
        with pytest.raises(Refused, match=why):
            consult.save_consultation(case, members=[member], meeting=meeting, **given)
    assert not case.consultations.exists()


def test_who_sat_on_another_day_is_not_offered_and_a_name_stands_once(ms, case, client):
    rows = seats(client)
    row = rows[0]
    over = {"pk": str(row.pk), "name": row.name, "first_day": "2026-01-01", "last_day": "2026-10-11"}
    assert send(client, reverse("board_members"), row, **over).status_code == 302
    assert [seat.name for seat in meetings.sitting("ms", on("2026-10-12").date())] == list(MEMBERS[1:])
    twice = client.post(reverse("board_members"), {"name": "dee sample", "first_day": "2026-01-01"})
    assert twice.status_code == 422
    assert "is on the list already" in words(twice)


def test_without_a_meeting_the_record_is_typed_as_before(ms, case, client):
    assert send(client, page("consultation", case), case, **WRITTEN, held_on="2026-10-12").status_code == 302
    row = case.consultations.get()
    assert (row.meeting, row.held_on) == (None, on("2026-10-12").date())
    assert members_of(row) == []


def test_others_read_meetings_and_only_the_secretary_writes_and_another_state_sees_none(ms, xx, case, client, enter):
    rows = seats(client)
    meeting = held(client, rows)
    for person in (ms.director, ms.governor, ms.auditor):
        own = enter(person)
        assert own.get(at(meeting)).status_code == 200
        assert "Record of the meeting" in words(own.get(at(meeting)))
        assert own.post(reverse("meetings"), {"day": "2026-11-01"}).status_code == 422
        assert send(own, at(meeting), meeting, **record(rows, do="save", reason="Mine")).status_code == 422
    paper = MeetingPaper.objects.get()
    for person, status in ((ms.preparer, 403), (ms.reviewer, 403), (xx.secretary, 404)):
        assert enter(person).get(at(meeting)).status_code == status
        assert enter(person).get(reverse("meeting_paper", args=[paper.pk])).status_code == status
    assert Meeting.objects.count() == 1
    said = json.loads(Event.objects.filter(thing_id=meeting.pk, move="hold").get().text.text)["changed"]
    assert "Bo Madeup: Present" in said["members"][1]
