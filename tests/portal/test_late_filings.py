"""What comes after the deadline is taken, marked late and held; the State keeps it only with a written reason."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from magnolia.portal.actions.keeping import cycles
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.cast import MAIN
from magnolia.portal.demo.programs import PHLEBOTOMY, WELDING
from magnolia.portal.demo.rounds import publish_round
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.demo.walking import EARLY, declare_everywhere
from magnolia.portal.models import Application, Cycle, Deadline, Event, Notice

from .bring import CENTRAL, it_is, last_letter, letter_page, on, page, words
from .filling import make, text

DEADLINE = datetime(2026, 9, 30, 17, 0, 0, tzinfo=CENTRAL)


def deadline_at(cast, deadline: datetime, name: str = MAIN) -> Cycle:
    """The cast's cycle ends at a moment."""
    cycle = Cycle.objects.get(jurisdiction=cast.jurisdiction, name=name)
    values = {"deadline": deadline, "closes_at": deadline + timedelta(days=31)}
    cycles.save(cycle, values, reason="Set for this test", by=cast.director, at=on("2026-08-03"))
    return cycle


def stands(application: Application) -> tuple[str, str, bool]:
    """Its state, the name of its cycle, and whether it is late."""
    application.refresh_from_db()
    assert application.cycle is not None
    return application.state, application.cycle.name, application.late


def signed(cast) -> Application:
    """A filing that lacks only the click that sends it."""
    way = walk(cast, "attestation", on("2026-09-01"), WELDING)
    way.sign()
    return way.application


def known_to_the_state(cast, at: datetime) -> None:
    """Intake and director have said that they have no conflict in what was sent in."""
    for person in (cast.intake, cast.director):
        declare_everywhere(person, at)


@pytest.mark.row("SUB-05")
@pytest.mark.parametrize(
    ("after", "late"), [(timedelta(0), False), (timedelta(milliseconds=999), False), (timedelta(seconds=1), True)]
)
def test_the_second_of_the_deadline_is_on_time_and_the_next_one_is_late(ms, enter, settings, after, late):
    deadline_at(ms, DEADLINE)
    publish_round("ms", "cycle 2", on("2026-11-02"), on("2027-01-29"), by=ms.director, at=on("2026-08-03"))
    application = signed(ms)
    act(application, "submit", by=ms.official, at=DEADLINE + after)
    application.refresh_from_db()
    assert application.late is late
    assert application.state == ("held" if late else "submitted")
    it_is(settings, on("2026-10-01"))
    shown = words(enter(ms.official).get(page("case", application)))
    assert ("Deferred to cycle 2, whose window begins at 10:00 a.m. Central, Monday, November 2, 2026" in shown) is late
    assert ("Held for a later cycle Late" in shown) is late
    letter = letter_page(enter, ms.official, last_letter(application))
    assert ("The application is deferred to cycle 2" in letter) is late
    assert ("at 5:00:01 p.m. CDT" in letter) is late


@pytest.mark.row("SUB-05")
def test_late_without_a_later_cycle_is_held_until_one_is_opened_and_never_lost(ms, enter, settings):
    deadline_at(ms, DEADLINE)
    application = signed(ms)
    it_is(settings, DEADLINE + timedelta(hours=1))
    official, intake = enter(ms.official), enter(ms.intake)
    assert "It is then marked late" in words(official.get(page("case", application))).replace("it is", "It is")
    sent = make(official, application, "submit")
    assert sent.status_code == 302
    shown = words(official.get(page("case", application)))
    assert "Received late; held until the next cycle is opened." in shown
    assert "Letter" in shown
    assert "It is held until the next cycle is opened." in letter_page(enter, ms.official, last_letter(application))
    assert Notice.objects.filter(event__move="submit_late", person=ms.intake).exists()
    known_to_the_state(ms, DEADLINE + timedelta(hours=1))
    assert "No later cycle is open yet." in words(intake.get(page("case", application)))
    assert make(intake, application, "take_up").status_code == 422
    publish_round("ms", "cycle 2", on("2026-10-05"), on("2026-12-18"), by=ms.director, at=on("2026-10-02"))
    it_is(settings, on("2026-10-02"))
    assert "The later cycle, cycle 2, opens at" in words(make(intake, application, "take_up"))
    it_is(settings, on("2026-10-06"))
    assert make(intake, application, "take_up").status_code == 302
    assert "cycle 2" in application.letters.get(kind="taken_up").text
    application.refresh_from_db()
    assert stands(application) == ("submitted", "cycle 2", False)


@pytest.mark.row("SUB-05")
def test_keeping_a_late_filing_in_its_cycle_takes_a_written_reason_that_stays_on_record(ms, enter, settings):
    deadline_at(ms, DEADLINE)
    application = signed(ms)
    act(application, "submit", by=ms.official, at=DEADLINE + timedelta(seconds=1))
    known_to_the_state(ms, DEADLINE + timedelta(hours=1))
    it_is(settings, on("2026-10-01"))
    client = enter(ms.director)
    for reason in ("", "   "):
        refused = make(client, application, "accept_late", reason=reason)
        assert refused.status_code == 422
        assert "needs a reason in words" in words(refused)
    why = "The federal start date of July 1 requires it."
    assert make(client, application, "accept_late", reason=why).status_code == 302
    application.refresh_from_db()
    assert stands(application) == ("submitted", MAIN, True)
    event = Event.objects.get(thing_id=application.pk, move="accept_late")
    letter = event.letters.get()
    assert letter.kind == "kept_in_cycle"
    assert why in letter.text
    assert (event.by, json.loads(event.text.text)["reason"]) == (ms.director, why)
    assert why in words(enter(ms.director).get(page("case", application)))
    act(application, "start_completeness", by=ms.intake, at=on("2026-10-01"))
    assert application.state == "completeness_review"


def test_in_another_state_a_late_filing_goes_on_to_the_completeness_check(xx):
    held = bring(xx, "held", on("2026-09-01"))
    assert stands(held) == ("held", EARLY, True)
    act(held, "accept_late", by=xx.intake, at=on("2026-09-03"), said={"reason": "The State's timeline requires it."})
    assert held.state == "completeness_review"
    other = bring(xx, "held", on("2026-09-02"))
    act(other, "take_up", by=xx.director, at=on("2026-09-04"))
    assert stands(other) == ("completeness_review", MAIN, False)


def test_a_held_filing_can_be_withdrawn_and_waits_for_intake_and_director(ms, enter, settings):
    held = bring(ms, "held", on("2026-09-01"))
    it_is(settings, on("2026-09-03"))
    for person in (ms.intake, ms.director):
        assert held.number in text(enter(person).get(reverse("work")))
    act(held, "withdraw", by=ms.official, at=on("2026-09-03"), said={"reason": "Next year"})
    assert held.state == "withdrawn"


def test_a_deadline_moved_later_takes_a_held_filing_up_in_its_own_cycle(ms):
    deadline_at(ms, DEADLINE)
    application = signed(ms)
    act(application, "submit", by=ms.official, at=DEADLINE + timedelta(hours=1))
    deadline_at(ms, DEADLINE + timedelta(days=2))
    known_to_the_state(ms, on("2026-10-02"))
    act(application, "take_up", by=ms.intake, at=on("2026-10-02"))
    assert stands(application) == ("submitted", MAIN, False)


def test_without_a_published_cycle_nothing_is_sent_in_and_the_draft_stays(ms):
    application = signed(ms)
    Application.objects.filter(pk=application.pk).update(cycle=None, award_year=2027)
    application.refresh_from_db()
    with pytest.raises(Refused, match="No cycle is published for the award year 2027-2028 yet"):
        act(application, "submit", by=ms.official, at=on("2026-09-02"))
    assert application.state == "attestation"


def test_before_the_window_opens_nothing_is_sent_in_and_the_opening_is_named(ms):
    application = signed(ms)
    cycle = Cycle.objects.get(jurisdiction="ms", name=MAIN)
    opens = datetime(2026, 9, 10, 8, tzinfo=CENTRAL)
    cycles.save(cycle, {"opens_at": opens}, reason="Later", by=ms.director, at=on("2026-09-01"))
    with pytest.raises(Refused, match=r"It opens at 8:00 a\.m\. Central, Thursday, September 10, 2026\."):
        act(application, "submit", by=ms.official, at=opens - timedelta(microseconds=1))
    act(application, "submit", by=ms.official, at=opens)
    assert application.state == "submitted"


def test_the_same_click_again_after_the_deadline_is_still_the_first_one(ms):
    deadline_at(ms, DEADLINE)
    application = signed(ms)
    first = act(application, "submit", by=ms.official, at=DEADLINE, key="one-click")
    again = act(application, "submit", by=ms.official, at=DEADLINE + timedelta(seconds=5), key="one-click")
    assert first == again
    assert not Event.objects.filter(thing_id=application.pk, move="submit_late").exists()


@pytest.mark.row("PROC-09")
def test_the_request_page_shows_where_the_request_stands_against_the_dates(ms, enter, settings):
    cycle = Cycle.objects.get(jurisdiction="ms", name=MAIN)
    days = {"review": 30, "consultation": 15, "determination": 10, "notice": 5, "appeal": 15, "certification": 20}
    spans = {stage: cycles.Span(count) for stage, count in days.items()}
    start = {"timeline_starts": datetime(2026, 9, 1).date()}
    cycles.save(cycle, start, spans=spans, reason="Set", by=ms.director, at=on("2026-08-03"))
    application = bring(ms, "review", on("2026-09-01"))
    it_is(settings, on("2026-10-01"))
    for name in ("case", "case_print"):
        shown = words(enter(ms.preparer).get(page(name, application)))
        for line in (
            "State review October 1, 2026 Now",
            "SWIB consultation October 16, 2026 Still to come",
            "Governor's determination October 26, 2026 Still to come",
            "Notice to the institution October 31, 2026 Still to come",
        ):
            assert line in shown, name
    it_is(settings, on("2026-10-02"))
    assert "State review October 1, 2026 Later than planned" in words(enter(ms.preparer).get(page("case", application)))


@pytest.mark.row("SUB-06")
def test_the_same_program_again_in_the_same_cycle_is_answered_with_a_link_to_the_open_one(ms, enter, settings):
    first = bring(ms, "submitted", on("2026-08-10"), WELDING)
    again = bring(ms, "draft", on("2026-08-20"), WELDING)
    again.facts.credential_name = first.facts.credential_name.upper()
    again.facts.save()
    it_is(settings, on("2026-08-25"))
    client = enter(ms.preparer)
    refused = make(client, again, "request_attestation")
    assert refused.status_code == 422
    assert f"This program is open in the same cycle already: {first.number}" in words(refused)
    assert f'<a href="{page("case", first)}">{first.number}</a>' in refused.content.decode()
    again.facts.cip_code = "48.0509"
    again.facts.save()
    assert make(client, again, "request_attestation").status_code == 302


@pytest.mark.row("SUB-06")
@pytest.mark.parametrize("name", ["Welding; Phlebotomy", "Welding\nPhlebotomy"])
def test_an_application_that_names_two_programs_is_refused(ms, name):
    application = bring(ms, "draft", on("2026-08-10"), WELDING)
    Application.objects.filter(pk=application.pk).update(program_name=name)
    with pytest.raises(Refused, match="One application carries one program"):
        act(application, "request_attestation", by=ms.preparer, at=on("2026-08-11"))


@pytest.mark.row("SUB-06")
def test_two_programs_give_two_numbers_two_folders_two_states_and_notices_apart(ms, enter):
    one = bring(ms, "submitted", on("2026-08-10"), WELDING)
    two = bring(ms, "correction", on("2026-08-11"), PHLEBOTOMY)
    assert one.number != two.number
    assert one.state != two.state
    assert not set(one.documents.values_list("pk", flat=True)) & set(two.documents.values_list("pk", flat=True))
    own = Notice.objects.filter(person=ms.preparer)
    assert not set(own.filter(case=one.case)) & set(own.filter(case=two.case))
    assert own.filter(case=one.case).exists()
    assert own.filter(case=two.case).exists()


def test_a_withdrawn_application_does_not_stand_in_the_way_of_the_same_program(ms):
    first = bring(ms, "submitted", on("2026-08-10"), WELDING)
    act(first, "withdraw", by=ms.official, at=on("2026-08-12"), said={"reason": "Wrong hours"})
    again = bring(ms, "draft", on("2026-08-20"), WELDING)
    again.facts.credential_name = first.facts.credential_name
    again.facts.save()
    act(again, "request_attestation", by=ms.preparer, at=on("2026-08-21"))


@pytest.mark.parametrize(("own", "due"), [(None, "2026-11-30"), (5, "2026-11-20")])
def test_a_period_of_the_cycle_replaces_the_states_ten_days(ms, own, due):
    cycle = Cycle.objects.get(jurisdiction="ms", name=MAIN)
    if own:
        cycles.save(cycle, {"correction_business_days": own}, reason="Start-up", by=ms.director, at=on("2026-08-04"))
    way = walk(ms, "completeness_review", on("2026-11-11"))
    way.at = on("2026-11-13", 8)
    way.correction()
    deadline = Deadline.objects.get(thing_id=way.application.pk, clock="correction")
    assert deadline.notice_on.isoformat() == "2026-11-13"
    assert deadline.due.isoformat() == due
    assert (MAIN in deadline.citation) is bool(own)
