"""The federal side of a certified program: the filing and the Secretary's decision, each with its day and evidence."""

from typing import Any

import pytest
from django.urls import reverse

from magnolia.policy.approved import approved as approved_words
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.publishing import federal
from magnolia.portal.models import Event, FederalFiling

from .bring import (
    bring,
    certifying,
    it_is,
    on,
    page,
    send,
    words,
)

SIGNED: dict[str, Any] = certifying()
PUBLIC = "/in/ms/programs/"
TWO = {"condition_1": "Send the signed agreement.", "condition_2": "Publish the fee.", "due_1": "2026-10-30"}


@pytest.fixture
def approved(ms, settings):
    application = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-09-21"))
    return application


@pytest.fixture
def certified(ms, settings):
    application = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2026-10-01"))
    return application


def step(name, day, evidence="Practice reference 0001"):
    return {"do": name, f"{name}-day": day, f"{name}-evidence": evidence}


def test_the_institution_records_its_filing_and_the_director_the_secretarys_decision_each_with_evidence(
    ms, certified, enter
):
    filed, url = certified.federal_filing, page("federal", certified)
    official, director = enter(ms.official), enter(ms.director)
    answer = send(official, url, filed, **step("record_filing", "2026-09-28", ""))
    assert answer.status_code == 422
    assert "evidence" in answer.context["tried"].errors
    with pytest.raises(Refused, match="needed as evidence"):
        federal.record(
            filed, "record_filing", day=on("2026-09-28").date(), evidence=" ", by=ms.official, at=on("2026-10-01")
        )
    assert send(director, url, filed, **step("record_filing", "2026-09-28")).status_code == 422
    assert send(official, url, filed, **step("record_filing", "2026-09-28")).status_code == 302
    assert filed.state == "filed"
    assert send(official, url, filed, **step("record_approval", "2026-09-30")).status_code == 422
    answer = send(director, url, filed, **step("record_approval", "2026-09-30", ""))
    assert answer.status_code == 422
    assert send(director, url, filed, **step("record_approval", "2026-09-30", "Letter P-1")).status_code == 302
    assert (filed.state, filed.decided_on.isoformat(), filed.evidence) == ("approved", "2026-09-30", "Letter P-1")
    assert "Approved by the Secretary of Education" in words(director.get(url))
    assert certified.approval.state == "in_force"


@pytest.mark.row("CERT-14")
def test_without_evidence_nobody_sets_a_federal_approval_and_with_it_the_posting_changes_the_same_day(
    ms, certified, enter, client
):
    filed, url = certified.federal_filing, page("federal", certified)
    official, director = enter(ms.official), enter(ms.director)
    shown = words(official.get(url))
    for matter in (
        "Instructional time",
        "Clock or credit hours",
        "Completion rate",
        "Placement rate",
        "Value-added earnings",
    ):
        assert matter in shown
    assert len(approved_words("ms").secretary) == 5
    assert send(official, url, filed, **step("record_filing", "2026-10-01")).status_code == 302
    entry = reverse("program", args=["ms", certified.number])
    assert "State certified, not yet federally approved" in words(client.get(entry))
    assert send(director, url, filed, **step("record_approval", "2026-10-01", "")).status_code == 422
    assert "State certified, not yet federally approved" in words(client.get(entry))
    assert send(director, url, filed, **step("record_approval", "2026-10-01", "Letter P-1")).status_code == 302
    assert "State and federal approval in force" in words(client.get(entry))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2026-10-02", "not later than today"), ("2026-08-01", "before the State's certification"), ("", "Fill this in")],
)
def test_a_federal_day_lies_between_the_certification_and_today(ms, certified, enter, day, sentence):
    answer = send(
        enter(ms.official), page("federal", certified), certified.federal_filing, **step("record_filing", day)
    )
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert FederalFiling.objects.get().filed_on is None


def test_a_decision_before_the_filing_is_refused_and_a_refusal_can_be_filed_on_again(ms, certified, enter):
    filed, url = certified.federal_filing, page("federal", certified)
    official, director = enter(ms.official), enter(ms.director)
    send(official, url, filed, **step("record_filing", "2026-09-28"))
    answer = send(director, url, filed, **step("record_refusal", "2026-09-27"))
    assert "lies before the filing" in words(answer)
    assert send(director, url, filed, **step("record_refusal", "2026-09-29")).status_code == 302
    assert send(official, url, filed, **step("record_filing", "2026-10-01")).status_code == 302
    assert (filed.state, filed.decided_on) == ("filed", None)
    assert Event.objects.filter(thing_id=filed.pk).count() == 4


def test_there_is_no_federal_side_before_the_certification_and_none_for_strangers(ms, approved, certified, enter):
    assert "Missing step: sign the certification" in words(enter(ms.director).get(page("federal", approved)))
    assert enter(ms.other_official).get(page("federal", certified)).status_code == 404
    assert enter(ms.reviewer).get(page("federal", certified)).status_code == 403
    assert enter(ms.official).post(page("federal", certified), {"do": "invent"}).status_code == 404
    assert reverse("federal", args=[certified.pk]) in enter(ms.official).get(page("case", certified)).content.decode()
