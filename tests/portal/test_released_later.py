"""Decide now, release later: what is signed today goes out on its day, and nobody outside sees it before."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from magnolia.portal import access
from magnolia.portal.actions import law
from magnolia.portal.actions.deciding import decide, release, signing
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.telling import calendars, posting
from magnolia.portal.models import (
    Application,
    Deadline,
    Designation,
    Determination,
    Event,
    EventText,
    HeldDetermination,
    Letter,
    Notice,
    SignedText,
)

from .bring import before_the_governor, body, it_is, name_designee, on, page, send, signed, typed, words
from .crawling import everyone, filled, walked

CANARY = "canary-curlew-5528"
NOW, DAY = "2026-09-14", date(2026, 9, 21)
DENIED = {"lacking": "The articulation agreement."}
GROUNDS = [{"kind": "documentation", "question": "", "text": "The articulation agreement."}]


@pytest.fixture(params=["ms", "xx"])
def cast(request, db):
    return request.getfixturevalue(request.param)


def brought(cast, settings) -> Application:
    application = before_the_governor(cast, on("2026-08-20"), on("2026-09-10"))
    if application.state == "legal_reading":
        act(application, "release", by=cast.director, at=on("2026-09-11"))
    it_is(settings, on(NOW))
    return application


@pytest.fixture
def case(cast, settings):
    """A case before the Governor on Monday, 14 September 2026, consulted and recommended on the 10th."""
    return brought(cast, settings)


def ahead(cast, case, move: str = "deny", day: date = DAY, **more) -> HeldDetermination:
    given = signed(**({"grounds": GROUNDS} if move == "deny" else {}) | more)
    given["basis"] = f"{CANARY}: the agreement is missing."
    release.sign_ahead(case, move, release_on=day, by=cast.governor, at=on(NOW), **given)
    case.refresh_from_db()
    return HeldDetermination.objects.get(application=case, state="held")


def test_signing_ahead_leaves_the_application_where_it_is_and_writes_nothing_a_page_could_show(cast, case):
    before = case.state, case.version, Notice.objects.exclude(event__thing_kind="held_determination").count()
    ahead(cast, case)
    assert (case.state, case.version, Notice.objects.exclude(event__thing_kind="held_determination").count()) == before
    assert not Determination.objects.exists()
    assert not Letter.objects.filter(kind="denied").exists()
    assert not Deadline.objects.filter(clock="appeal_filing").exists()
    assert set(Notice.objects.filter(event__thing_kind="held_determination").values_list("person", flat=True)) == {
        cast.director.pk
    }


def test_the_release_makes_the_determination_that_was_signed_and_its_letter_and_clock_have_the_day_of_release(
    cast, case, settings
):
    row = ahead(cast, case)
    begins = release.starts(cast.jurisdiction, DAY)
    assert release.release_due(cast.jurisdiction, at=begins - timedelta(seconds=1)) == []
    (event,) = release.release_due(cast.jurisdiction, at=begins)
    case.refresh_from_db()
    row.refresh_from_db()
    assert (case.state, row.state) == ("denied", "released")
    assert (event.move, event.by, event.occurred_on) == ("deny", cast.governor, DAY)
    made = Determination.objects.get()
    assert (made.on, made.signed, made.by) == (DAY, row.signed, cast.governor)
    assert made.grounds.get().text == "The articulation agreement."
    assert Letter.objects.get(kind="denied").dated == DAY
    clock = Deadline.objects.get(clock="appeal_filing")
    assert clock.notice_on == DAY
    days = law.value(cast.jurisdiction, "appeal.filing_business_days", DAY).whole
    assert clock.due == law.calendar(cast.jurisdiction).add_business_days(DAY, days)
    told = set(Notice.objects.filter(event=event).values_list("person", flat=True))
    assert {cast.preparer.pk, cast.official.pk} <= told


def test_the_release_happens_once_however_often_the_round_runs(cast, case, settings):
    ahead(cast, case)
    it_is(settings, on("2026-09-21", 1))
    posting.sweep()
    posting.sweep()
    assert Event.objects.filter(move="deny").count() == 1
    assert Determination.objects.count() == 1


@pytest.mark.parametrize("more", [0, 1])
def test_the_day_of_release_lies_after_today_and_at_most_so_far_ahead(cast, case, more):
    today = date(2026, 9, 14)
    most = law.value(cast.jurisdiction, "determination.release_days_ahead", today).whole
    if more:
        with pytest.raises(Refused, match="at most"):
            ahead(cast, case, "approve", today + timedelta(days=most + 1))
        with pytest.raises(Refused, match="after today"):
            ahead(cast, case, "approve", today)
        assert not HeldDetermination.objects.exists()
        assert not SignedText.objects.filter(text__contains='"determine"').exists()
    else:
        assert ahead(cast, case, "approve", today + timedelta(days=most)).state == "held"


def test_it_is_refused_for_whatever_the_determination_would_be_refused_for(cast, case):
    given = signed(grounds=GROUNDS, signed_name=cast.director.name)
    with pytest.raises(Refused, match="You have no authority"):
        release.sign_ahead(case, "deny", release_on=DAY, by=cast.director, at=on(NOW), **given)
    with pytest.raises(Refused):
        ahead(cast, case, "deny", grounds=[])
    with pytest.raises(Refused, match="your own name"):
        ahead(cast, case, signed_name="Somebody Else")
    with pytest.raises(Refused, match="due before the determination"):
        ahead(
            cast,
            case,
            "approve_conditionally",
            conditions=[{"blocking": True, "text": "Send it.", "due": date(2026, 9, 20)}],
        )
    assert not HeldDetermination.objects.exists()


@pytest.mark.parametrize(
    ("move", "more", "state"),
    [
        ("approve", {}, "approved"),
        (
            "approve_conditionally",
            {"conditions": [{"blocking": True, "text": "Send it.", "due": date(2026, 10, 30)}]},
            "conditional",
        ),
        ("defer", {"reason": "A study is due."}, "deferred"),
        ("return_for_information", {"reason": "Hours.", "asked_for": "Hours"}, "returned"),
    ],
)
def test_each_outcome_can_be_signed_ahead_and_comes_out_whole(ms, settings, move, more, state):
    case = brought(ms, settings)
    ahead(ms, case, move, **more)
    release.release_due("ms", at=on("2026-09-21", 0))
    case.refresh_from_db()
    assert case.state == state
    made = Determination.objects.get()
    assert made.basis.startswith(CANARY)
    if "conditions" in more:
        condition = case.conditions.get()
        assert (condition.text, condition.due) == ("Send it.", date(2026, 10, 30))
        assert Deadline.objects.get(clock="condition").due == date(2026, 10, 30)


def test_it_can_be_taken_back_with_a_reason_and_then_nothing_goes_out(cast, case, enter):
    row = ahead(cast, case)
    client, url = enter(cast.governor), page("determination", case)
    without = send(client, url, row, do=f"take_back {row.pk}", **{"take_back-reason": ""})
    assert without.status_code == 422
    answer = send(client, url, row, do=f"take_back {row.pk}", **{"take_back-reason": "New facts."})
    assert answer.status_code == 302
    assert row.state == "taken_back"
    assert release.release_due(cast.jurisdiction, at=on("2026-09-22")) == []
    case.refresh_from_db()
    assert case.state == "determination"
    assert "Taken back: New facts." in words(client.get(url))
    decide.determine(case, "deny", by=cast.governor, at=on(NOW, 12), **signed(grounds=GROUNDS))
    assert case.state == "denied"


@pytest.mark.parametrize("who", ["director", "preparer", "official", "reviewer", "auditor", "secretary"])
def test_nobody_but_governor_and_designee_takes_it_back(cast, case, who):
    row = ahead(cast, case)
    with pytest.raises(Refused):
        act(row, "take_back", by=cast.people[who], at=on(NOW), said={"reason": "No."})


def test_while_one_waits_no_other_determination_is_made_and_no_second_one_signed(cast, case, enter):
    ahead(cast, case)
    with pytest.raises(Refused, match="waits for its release"):
        decide.determine(case, "approve", by=cast.governor, at=on(NOW), **signed())
    with pytest.raises(Refused, match="waits for its release"):
        release.sign_ahead(case, "approve", release_on=DAY, by=cast.governor, at=on(NOW), **signed())
    assert "Take it back first to determine otherwise." in words(enter(cast.governor).get(page("determination", case)))


def test_a_double_click_signs_once(cast, case):
    for _ in range(2):
        given = signed(grounds=GROUNDS)
        release.sign_ahead(case, "deny", release_on=DAY, by=cast.governor, at=on(NOW), key="one click", **given)
    assert HeldDetermination.objects.count() == 1


def test_the_page_signs_ahead_previews_the_letter_with_its_date_and_says_when_it_goes_out(cast, case, enter):
    client, url = enter(cast.governor), page("determination", case)
    fields = typed("deny", **DENIED, release_on="09/21/2026")
    preview = dict(fields)
    preview["preview"] = preview.pop("do")
    shown = words(send(client, url, case, **preview))
    assert "September 21, 2026" in shown
    assert not HeldDetermination.objects.exists()
    assert send(client, url, case, **fields).status_code == 302
    assert case.state == "determination"
    shown = words(client.get(url))
    assert "Signed, waits for its release" in shown
    assert "Goes out when Monday, September 21, 2026 begins." in shown
    assert "A determination is signed and goes out when Monday, September 21, 2026 begins." in words(
        client.get(page("case", case))
    )
    early = send(client, url, case, **typed("deny", **DENIED, release_on="09/14/2026"))
    assert early.status_code == 422


def test_a_withdrawal_is_open_to_the_college_as_before_and_what_was_signed_lapses(cast, case):
    row = ahead(cast, case)
    act(case, "withdraw", by=cast.official, at=on("2026-09-15"), said={"reason": "A longer program."})
    assert release.release_due(cast.jurisdiction, at=release.starts(cast.jurisdiction, DAY)) == []
    row.refresh_from_db()
    case.refresh_from_db()
    assert (row.state, case.state) == ("lapsed", "withdrawn")
    assert not Letter.objects.filter(kind="denied").exists()


def test_what_cannot_go_out_on_its_day_stays_signed_is_told_once_a_day_and_tried_again(ms, settings, enter):
    case = brought(ms, settings)
    name_designee(ms, on("2026-08-20"))
    given = signed(grounds=GROUNDS, signed_name=ms.designee.name)
    release.sign_ahead(case, "deny", release_on=DAY, by=ms.designee, at=on(NOW), **given)
    row = HeldDetermination.objects.get()
    act(Designation.objects.get(), "revoke", by=ms.governor, at=on("2026-09-16"), said={"reason": "Left office."})
    for hour in (0, 1):
        assert release.release_due("ms", at=on("2026-09-21", hour)) == []
    row.refresh_from_db()
    assert row.state == "held"
    assert Event.objects.filter(thing_id=row.pk, move="not_released").count() == 1
    release.release_due("ms", at=on("2026-09-22", 0))
    assert Event.objects.filter(thing_id=row.pk, move="not_released").count() == 2
    assert "It could not be released" in words(enter(ms.governor).get(page("determination", case)))
    case.refresh_from_db()
    assert case.state == "determination"


@pytest.mark.sqlite  # the pages say the same on every database, and there are thousands
def test_before_its_day_no_page_of_anybody_outside_and_no_download_shows_it(cast, case):
    """Every page as the college, another college, everyone of the State who does not decide, and a visitor."""
    ahead(cast, case)
    knows = {"governor", "designee", "director", "auditor"}
    fill, people = filled(case), [each for each in everyone(cast) if not each[-1].roles & knows]
    leaks, signs = [], (CANARY, "waits for its release", "Signed ahead", "to be released", "is signed and goes")
    for label, client, name, arguments in walked(people):
        shown = body(client.get(fill(name, arguments))).decode(errors="replace")
        leaks += [f"{label} at {name}: {sign}" for sign in signs if sign in shown]
    assert leaks == []
    rows = {key for key, p in cast.people.items() if access.visible_to(access.standing(p), HeldDetermination).exists()}
    assert rows <= {"governor", "designee", "director", "auditor"}
    assert {"governor", "director", "auditor"} <= rows


def test_before_its_day_no_mail_event_record_or_calendar_holds_it(cast, case, enter):
    ahead(cast, case)
    for notice in Notice.objects.select_related("case", "person", "event"):
        assert CANARY not in posting.mail(notice).message().as_bytes().decode()
        posting.send(str(notice.pk))
    for path in django_settings.MAIL_FOLDER.glob("*.eml"):
        assert CANARY not in path.read_text()
        assert "denied" not in path.read_text().lower()
    for text in EventText.objects.values_list("text", flat=True):
        assert CANARY not in text
    for person in (cast.intake, cast.governor):
        packed = body(enter(person).get(reverse("record_download", args=[case.pk])))
        with zipfile.ZipFile(io.BytesIO(packed)) as file:
            assert not any(CANARY.encode() in file.read(name) for name in file.namelist())
    assert b"deadline-" not in calendars.of_person(cast.preparer)


def test_the_signed_text_is_sealed_from_the_day_it_was_signed_and_the_record_says_both_days(cast, case, enter):
    row = ahead(cast, case)
    assert list(signing.faults()) == []
    said = json.loads(Event.objects.get(thing_id=row.pk, move="sign").text.text)
    assert said["sha256"] == row.signed.sha256
    release.release_due(cast.jurisdiction, at=release.starts(cast.jurisdiction, DAY))
    assert list(signing.faults()) == []
    shown = words(enter(cast.auditor).get(page("determination", case)))
    assert "Signed on September 14, 2026, released on its day" in shown
