"""Certification belongs to the Governor or a recorded designee; the review to the agency. Two powers, two roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from magnolia.portal import access
from magnolia.portal.actions.certifying import certify
from magnolia.portal.actions.deciding import decide, designate
from magnolia.portal.actions.keeping import people
from magnolia.portal.actions.moves import Refused
from magnolia.portal.demo.walking import declare_everywhere, signature_of
from magnolia.portal.models import Certification, Designation, Event
from tests.portal.bring import consulted, it_is, on, page, recommended, send, signed, walk, words

ORDER = {"do": "record", "instrument": "Executive order 7 (practice)", "last_day": ""}


def record(client, designee, day, **more):
    return client.post(reverse("designations"), ORDER | {"person": designee.email, "first_day": day} | more)


@pytest.mark.row("SCOPE-04")
def test_the_agency_recommends_and_only_a_recorded_designee_certifies(ms, enter, settings):
    people.give_role(ms.reviewer, ms.organisations["agency"], "director", by=ms.administrator, at=on("2026-08-03"))
    way = walk(ms, "consultation", on("2026-08-04"))
    application = consulted(ms, way.application, "2026-08-20", on("2026-08-20"))
    agency = {"director": ms.reviewer}
    ms.people.update(agency)
    recommended(ms, application, on("2026-08-21"))
    assert application.state == "determination"
    decide.determine(application, "approve", by=ms.governor, at=on("2026-08-24"), **signed())
    it_is(settings, on("2026-08-25"))
    reviewer, settled = enter(ms.reviewer), on("2026-08-25")
    name = {"signed_name": "Riley Mockup", "signed_title": "Program reviewer"}
    with pytest.raises(Refused, match="You have no authority"):
        certify.certify(application, signature_of("ms", ms.reviewer), by=ms.reviewer, at=settled)
    assert send(reviewer, page("certification", application), application, do="certify", **name).status_code >= 400
    assert application.state == "approved"
    assert not Certification.objects.exists()
    days: dict[str, Any] = {
        "first_day": date(2026, 8, 10),
        "last_day": date(2026, 8, 24),
        "instrument": "Order of two weeks",
    }
    designate.designate("ms", person=ms.designee, **days, by=ms.governor, at=on("2026-08-10"))
    with pytest.raises(Refused, match="You have no authority"):  # it ended yesterday
        certify.certify(application, signature_of("ms", ms.designee), by=ms.designee, at=settled)
    assert record(enter(ms.governor), ms.designee, "2026-08-25").status_code == 302
    designation = Designation.objects.get(first_day=date(2026, 8, 25))
    assert designation.first_day == date(2026, 8, 25)
    declare_everywhere(ms.designee, settled)
    certify.certify(application, signature_of("ms", ms.designee), by=ms.designee, at=on("2026-08-25", 11))
    assert application.state == "certified"
    assert Certification.objects.get().designation == designation
    event = Event.objects.get(thing_id=application.pk, move="certify")
    assert (event.by, event.role, event.on_behalf_of) == (ms.designee, "designee", "Executive order 7 (practice)")
    shown = words(enter(ms.auditor).get(page("record", application)))
    assert "Drew Standin" in shown
    assert "Executive order 7 (practice)" in shown


def test_a_designation_counts_from_its_first_day_to_its_last_and_not_after_it_is_revoked(ms, enter, settings, at):
    row = designate.designate(
        "ms",
        person=ms.designee,
        instrument="Order",
        first_day=date(2026, 8, 4),
        last_day=date(2026, 8, 5),
        by=ms.governor,
        at=at,
    )
    for day, standing in (
        ("2026-08-03", "Not yet begun"),
        ("2026-08-04", "In force"),
        ("2026-08-05", "In force"),
        ("2026-08-06", "Ended"),
    ):
        it_is(settings, on(day, 23))
        assert standing in words(enter(ms.governor).get(reverse("designations"))), day
        assert bool(access.standing(ms.designee).roles) == (standing == "In force"), day
    it_is(settings, on("2026-08-05"))
    governor = enter(ms.governor)
    assert "Revoke the designation of Drew Standin" in words(governor.get(reverse("designations"), {"pk": row.pk}))
    assert send(governor, reverse("designations"), row, do="revoke", pk=row.pk, reason="").status_code == 422
    assert send(governor, reverse("designations"), row, do="revoke", pk=row.pk, reason="New order").status_code == 302
    assert row.state == "revoked"
    assert "Revoked" in words(governor.get(reverse("designations")))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"person": ""}, "Work e-mail of the designee: Fill this in."),
        ({"person": "nobody@example.test"}, "Nobody signs in with this address."),
        ({"person": "preparer.ms@example.test"}, "acts for an institution and so cannot decide"),
        ({"person": "governor.ms@example.test"}, "A designee is another person than the one who designates."),
        ({"instrument": " "}, "Instrument: Fill this in."),
        ({"first_day": ""}, "First day: Fill this in."),
        ({"last_day": "2026-08-02"}, "The last day lies before the first."),
    ],
)
def test_a_designation_that_cannot_stand_gets_one_sentence(ms, enter, fields, sentence):
    answer = record(enter(ms.governor), ms.designee, "2026-08-03", **fields)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Designation.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "stands"),
    [("2026-12-31", "", False), ("2027-01-01", "", True), ("2026-08-01", "2026-08-09", False)],
)
def test_two_designations_of_one_person_share_no_day(ms, enter, first, last, stands):
    assert record(enter(ms.governor), ms.designee, "2026-08-03", last_day="2026-12-31").status_code == 302
    answer = record(enter(ms.governor), ms.designee, first, last_day=last)
    assert (answer.status_code == 302) is stands
    assert stands or "in these days already" in words(answer)


def test_only_the_governor_of_the_state_records_and_revokes(ms, xx, enter, at):
    row = designate.designate("ms", person=ms.designee, instrument="Order", first_day=at.date(), by=ms.governor, at=at)
    for person in (ms.director, ms.auditor):
        client = enter(person)
        assert "Record a designation" not in words(client.get(reverse("designations")))
        assert record(client, ms.reviewer, "2026-08-03").status_code == 422
    assert enter(ms.reviewer).get(reverse("designations")).status_code == 403
    stranger = enter(xx.governor)
    assert "Drew Standin" not in words(stranger.get(reverse("designations")))
    assert send(stranger, reverse("designations"), row, do="revoke", pk=row.pk, reason="x").status_code == 404
    with pytest.raises(Refused, match="authority"):
        designate.revoke(row, reason="x", by=xx.governor, at=at)
    assert Designation.objects.count() == 1


def test_the_same_form_sent_twice_records_one_designation(ms, enter):
    for _ in range(2):
        assert record(enter(ms.governor), ms.designee, "2026-08-03", key="one-form").status_code == 302
    assert Designation.objects.count() == 1
