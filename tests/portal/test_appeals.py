"""An appeal as the institution sees and files it: what can be appealed, until when, with what, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.portal.actions.appealing import appeals
from magnolia.portal.actions.deadlines import open_now
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.programs import LINEWORKER, outline_pdf
from magnolia.portal.models import Appeal, Deadline, Notice
from magnolia.portal.pages.words import day_words

from .bring import appealing, bring, it_is, on, page, send, typed_appeal, walk, words

NOTHING = "There is nothing to appeal: no determination against the institution has been made in this case."


@pytest.fixture
def denied(ms, settings) -> Any:
    """A denial of August 4, 2026, for want of a way to academic credit."""
    case = walk(ms, "denied", on("2026-08-04"), LINEWORKER).application
    it_is(settings, on("2026-11-02"))
    return case


def due(case: Any) -> Any:
    return Deadline.objects.get(thing_id=case.pk, clock="appeal_filing").due


def steps(client: Any, case: Any) -> str:
    """The steps of the appeal as the page of the case tells them."""
    shown = words(client.get(page("appeal", case)))
    return shown.partition("The steps, the same for every institution")[2].partition("The appeal takes these from")[0]


@pytest.mark.row("PROC-10")
def test_two_equal_denials_get_the_same_steps_and_days_and_a_pending_request_is_told_there_is_nothing(
    ms, enter, settings
):
    second = replace(
        ms,
        people=ms.people | {"preparer": ms.other_preparer, "official": ms.other_official},
        organisations=ms.organisations | {"college": ms.organisations["second"]},
    )
    mine, theirs = (walk(cast, "denied", on("2026-08-04"), LINEWORKER).application for cast in (ms, second))
    pending = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on(due(mine).isoformat()))
    told = steps(enter(ms.official), mine)
    assert told == steps(enter(ms.other_official), theirs)
    assert f"15 business days . In this case: until {day_words(due(mine))}." in told
    assert "30 calendar days" in told
    assert "a statement that your institution appeals this denial;" in told
    for case, person in ((mine, ms.official), (theirs, ms.other_official)):
        typed = typed_appeal(signed_name=person.name)
        assert send(enter(person), page("appeal", case), case, **typed).status_code == 302
    first, other = Appeal.objects.get(application=mine), Appeal.objects.get(application=theirs)
    assert (
        (first.filed_on, first.due, first.late)
        == (other.filed_on, other.due, other.late)
        == (due(mine),) * 2 + (False,)
    )
    assert appeals.decided_by(first) == appeals.decided_by(other) == due(mine) + timedelta(days=30)
    shown = words(enter(ms.official).get(page("appeal", pending)))
    assert f"No determination against the institution exists in this case. {NOTHING}" in shown
    assert "What was decided" not in shown
    assert "30 calendar days" in shown, "the route is clear before anything is decided"
    refused = send(enter(ms.official), page("appeal", pending), pending, **typed_appeal())
    assert refused.status_code == 422
    assert NOTHING in words(refused)
    assert Appeal.objects.count() == 2
    with pytest.raises(Refused, match="There is nothing to appeal"):
        appeals.file(pending, **appealing(), by=ms.official, at=on("2026-09-20"))


def test_the_page_says_what_was_decided_until_when_and_what_the_case_says_already(ms, denied, enter):
    shown = words(enter(ms.official).get(page("appeal", denied)))
    letter = denied.letters.get(kind="denied")
    assert f"Denied {day_words(letter.dated)} · Letter {letter.number}" in shown
    [ground] = denied.determinations.get().grounds.all()
    assert ground.text in shown
    assert f"Program {denied.program_name}" in shown
    assert "SOC codes 49-9051" in shown
    assert f'href="{page("appeal", denied)}"' in enter(ms.official).get(page("case", denied)).content.decode()
    preparer = words(enter(ms.preparer).get(page("appeal", denied)))
    assert 'value="file_appeal"' not in enter(ms.preparer).get(page("appeal", denied)).content.decode()
    assert "What an appeal must contain" in preparer
    assert enter(ms.other_official).get(page("appeal", denied)).status_code == 404


def test_an_appeal_on_the_last_day_is_on_time_stops_the_clock_and_the_agency_is_told(ms, denied, enter, settings):
    last = due(denied)
    it_is(settings, on(last.isoformat(), hour=23))
    paper = SimpleUploadedFile("agreement.pdf", outline_pdf(), "application/pdf")
    ground = denied.determinations.get().grounds.get()
    typed = typed_appeal(challenged=[f"ground-{ground.pk}"], paper=paper, off_list="Linemen are wanted.")
    assert send(enter(ms.official), page("appeal", denied), denied, **typed).status_code == 302
    row = Appeal.objects.get()
    assert (row.state, row.late, row.filed_on) == ("filed", False, last)
    assert ground.text in row.challenged
    assert not open_now(denied).exists()
    told = set(Notice.objects.filter(event=row.filing).values_list("person__email", flat=True))
    assert {ms.intake.email, ms.director.email} <= told
    for person in (ms.official, ms.director):
        shown = words(enter(person).get(page("appeal", denied)))
        assert f"Appeal of {day_words(last)} With AccelerateMS AccelerateMS has the appeal" in shown
        assert f"the written decision is due by {day_words(last + timedelta(days=30))}." in shown
        assert "agreement.pdf" in shown
        assert "Linemen are wanted." in shown
    assert "Appeal of" in words(enter(ms.director).get(page("record", denied)))


def test_a_day_late_it_is_taken_and_marked_as_late(ms, denied, enter, settings):
    last = due(denied)
    it_is(settings, on((last + timedelta(days=1)).isoformat(), hour=1))
    official, url = enter(ms.official), page("appeal", denied)
    said = f"The last day to appeal was {day_words(last)}. An appeal that comes now is taken, and marked as late."
    assert said in words(official.get(url))
    assert send(official, url, denied, **typed_appeal()).status_code == 302
    assert (Appeal.objects.get().late, Appeal.objects.get().due) == (True, last)
    assert "With AccelerateMS Late" in words(enter(ms.director).get(url))


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"appeal": ""}, "Fill this in."),
        ({"challenged": []}, "Choose at least one ground or finding that the appeal challenges."),
        ({"challenged": ["ground-0"]}, "This is no ground of the decision. Choose from the list."),
        ({"states": ""}, "Tick that the institution appeals this decision."),
        ({"signed_name": "Somebody Else"}, "Sign with your own name as your account has it: Morgan Example."),
        ({"paper": SimpleUploadedFile("x.pdf", b"no")}, "x.pdf"),
    ],
)
def test_an_appeal_that_is_not_whole_is_refused_with_its_place_and_nothing_is_filed(ms, denied, enter, fault, sentence):
    answer = send(enter(ms.official), page("appeal", denied), denied, **typed_appeal(**fault))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Appeal.objects.exists()
    assert open_now(denied).filter(clock="appeal_filing").exists()


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [("challenged", "Choose at least one ground"), ("states", "Tick that"), ("signed_title", "typed name and title")],
)
def test_the_action_itself_refuses_what_is_lacking(ms, denied, lacking, sentence):
    with pytest.raises(Refused, match=sentence):
        appeals.file(denied, **appealing(**{lacking: ""}), by=ms.official, at=on("2026-09-20"))
    with pytest.raises(Refused, match="ground-0” is no ground of this decision"):
        appeals.file(denied, **appealing(challenged=["ground-0"]), by=ms.official, at=on("2026-09-20"))
    assert not Appeal.objects.exists()


def test_one_taken_back_leaves_the_time_as_it_stood_and_another_can_come(ms, denied, enter, settings):
    last = due(denied)
    it_is(settings, on((last - timedelta(days=3)).isoformat()))
    official, url = enter(ms.official), page("appeal", denied)
    send(official, url, denied, **typed_appeal())
    again = send(official, url, denied, **typed_appeal())
    assert again.status_code == 422
    assert "An appeal against this decision was filed." in words(again)
    row = Appeal.objects.get()
    word = f"take_back {row.pk}"
    assert send(enter(ms.director), url, row, do=word, **{"take_back-reason": "No."}).status_code == 422
    assert send(official, url, row, do=word, **{"take_back-reason": ""}).status_code == 422
    assert send(official, url, row, do=word, **{"take_back-reason": "We apply again."}).status_code == 302
    row.refresh_from_db()
    assert row.state == "taken_back"
    assert open_now(denied).get(clock="appeal_filing").due == last
    shown = words(official.get(page("case", denied)))
    assert "Your turn" in shown
    assert denied.number in words(official.get(reverse("work")))
    assert send(official, url, denied, **typed_appeal("Another one.")).status_code == 302
    assert [each.state for each in Appeal.objects.all()] == ["taken_back", "filed"]


def test_the_governors_decision_on_an_appeal_settles_it(ms, denied):
    moment = on("2026-11-02")
    appeals.file(denied, **appealing(), by=ms.official, at=moment)
    act(denied, "dismiss_appeal", by=ms.governor, at=moment, said={"reason": "The panel advises so."})
    assert Appeal.objects.get().state == "settled"
    with pytest.raises(Refused, match="No appeal is open"):
        act(denied, "dismiss_appeal", by=ms.governor, at=moment, said={"reason": "Again."})
