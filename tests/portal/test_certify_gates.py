"""Who signs a certification and when: a finished favourable review, conditions closed, no appeal open."""

from __future__ import annotations

from datetime import date

import pytest

from magnolia.portal.actions.appealing import appeals
from magnolia.portal.actions.certifying.certify import certify
from magnolia.portal.actions.deciding import decide, designate
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import review as reviewing
from magnolia.portal.demo.findings import ANSWERS
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.models import Certification, Condition, Reading

from .bring import (
    appealing,
    before_the_governor,
    bring,
    certifying,
    it_is,
    name_designee,
    on,
    page,
    send,
    signed,
    typed,
    words,
)
from .test_package import filed_again, sign


@pytest.fixture
def approved(ms, settings):
    application = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-09-21"))
    return application


@pytest.mark.row("CERT-01")
def test_only_the_governor_or_a_current_designee_may_ask_and_others_are_refused_and_logged(
    ms, approved, enter, settings
):
    name_designee(ms, on("2026-09-01"))
    for person, refused in ((ms.director, 422), (ms.reviewer, 403), (ms.official, 403)):
        answer = send(enter(person), page("certification", approved), approved, **certifying())
        assert answer.status_code == refused
        assert Reading.objects.filter(person=person, refused=True, what="certification").exists()
    own = certifying(signed_name="Drew Standin")
    assert send(enter(ms.designee), page("certification", approved), approved, **own).status_code == 302


@pytest.mark.row("CERT-01", "APPR-11")
def test_an_open_appeal_blocks_the_certification_and_one_that_was_granted_does_not(ms, enter, settings):
    case = bring(ms, "denied", on("2026-08-20"))
    moment = on("2026-09-21")
    it_is(settings, moment)
    assert send(enter(ms.governor), page("certification", case), case, **certifying()).status_code == 422
    appeals.file(case, **appealing(), by=ms.official, at=moment)
    shown = words(enter(ms.governor).get(page("certification", case)))
    assert "An appeal is open." in shown
    assert send(enter(ms.governor), page("certification", case), case, **certifying()).status_code == 422
    act(case, "grant_appeal", by=ms.governor, at=moment, said={"reason": "The panel advises to approve."})
    assert "An appeal is open." not in words(enter(ms.governor).get(page("certification", case)))
    reviewing.save_finding(
        case, "credit", outcome="met", rationale="The agreement names one.", evidence_note="Agreement",
        answers=ANSWERS["credit"], by=ms.reviewer,
        at=moment,
    )  # fmt: skip
    row = Condition.objects.create(
        application=case, determination=case.determinations.get(), blocking=True, text="Send the agreement.",
        due=date(2026, 10, 5),
    )  # fmt: skip
    with pytest.raises(Refused, match="still open"):
        act(case, "conditions_met", by=ms.director, at=moment)
    assert send(enter(ms.governor), page("certification", case), case, **certifying()).status_code == 422
    close = {"do": f"close_condition {row.pk}", f"{row.pk}-note": "It came."}
    assert send(enter(ms.intake), page("conditions", case), case, **close).status_code == 302
    act(case, "conditions_met", by=ms.director, at=moment)
    assert send(enter(ms.governor), page("certification", case), case, **certifying()).status_code == 302
    assert case.state == "certified"


@pytest.mark.row("CERT-01")
@pytest.mark.parametrize(("first", "last"), [("2026-09-22", None), ("2026-09-01", "2026-09-20")])
def test_a_designee_whose_days_have_not_come_or_are_over_is_refused_and_logged(ms, approved, enter, first, last):
    designate.designate(
        "ms", person=ms.designee, instrument="Order", first_day=date.fromisoformat(first),
        last_day=last and date.fromisoformat(last), by=ms.governor, at=on("2026-09-01"),
    )  # fmt: skip
    own = certifying(signed_name="Drew Standin")
    assert send(enter(ms.designee), page("certification", approved), approved, **own).status_code == 403
    with pytest.raises(Refused, match="no authority"):
        certify(approved, signature_of("ms", ms.designee), by=ms.designee, at=on("2026-09-21"))
    assert Reading.objects.filter(person=ms.designee, refused=True, what="certification").exists()
    assert not Certification.objects.exists()


@pytest.mark.row("CERT-01", "CERT-02")
@pytest.mark.parametrize("outcome", ["not_met", "more_information", ""])
def test_no_requirement_may_have_turned_unmet_or_open_when_it_is_signed(ms, approved, enter, outcome):
    approved.findings.filter(question="length").update(outcome=outcome)
    answer = send(enter(ms.governor), page("certification", approved), approved, **certifying())
    assert answer.status_code == 422
    assert "Not met or still open: Length and structure" in words(answer)
    assert not Certification.objects.exists()


@pytest.mark.row("CERT-01")
def test_no_condition_of_the_determination_may_be_open_when_it_is_signed(ms, approved, enter):
    Condition.objects.create(
        application=approved, determination=approved.determinations.get(), blocking=True, text="Send the agreement."
    )
    answer = send(enter(ms.governor), page("certification", approved), approved, **certifying())
    assert answer.status_code == 422
    assert "Conditions still open: 1" in words(answer)
    assert not Certification.objects.exists()


@pytest.mark.row("APPR-11")
def test_after_a_negative_review_certifying_and_approving_are_refused_and_a_denial_is_recorded(ms, enter, settings):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"), unmet="credit")
    it_is(settings, on("2026-09-14"))
    governor = enter(ms.governor)
    assert send(governor, page("certification", case), case, **certifying()).status_code == 422
    refused = send(governor, page("determination", case), case, **typed("approve"))
    assert refused.status_code == 422
    assert "Not met or still open: Academic credit" in words(refused)
    why = [{"kind": "criterion", "question": "credit", "text": ""}]
    decide.determine(case, "deny", grounds=why, by=ms.governor, at=on("2026-09-14", 12), **signed())
    assert case.state == "denied"
    assert case.letters.filter(kind="denied").exists()
    assert not Certification.objects.exists()


@pytest.mark.row("CERT-04")
def test_twelve_months_after_the_first_qualifying_day_the_certification_is_signed_and_a_day_before_it_is_not(
    ms, approved
):
    filed_again(approved, history=[approved.filings.latest("place").facts["history"][0] | {"from_day": "2025-10-01"}])
    with pytest.raises(Refused, match="since October 1, 2025. On September 30, 2026 that is less than 12 months"):
        sign(ms, approved, "2026-09-30")
    assert not Certification.objects.exists()
    sign(ms, approved, "2026-10-01")
    assert Certification.objects.get().on == date(2026, 10, 1)


@pytest.mark.row("CERT-04", "SUB-12")
@pytest.mark.parametrize(
    ("until", "hours", "signs"),
    [
        ("2026-03-30", "520", False),  # a day between on which it is not shown
        ("2026-03-31", "600", False),  # too long in the first part of the time
        ("2026-03-31", "520", True),
    ],
)
def test_the_program_kept_to_the_limits_without_a_gap_throughout_the_twelve_months(
    ms, approved, enter, until, hours, signs
):
    row = approved.filings.latest("place").facts["history"][0] | {"from_day": "2024-01-08"}
    rows = [row | {"to_day": until, "hours": hours}, row | {"from_day": "2026-04-01"}]
    filed_again(approved, history=rows)
    answer = send(enter(ms.governor), page("certification", approved), approved, **certifying())
    assert answer.status_code == (302 if signs else 422)
    said = "met the limits since April 1, 2026, and the 12 months before September 21, 2026 are not covered"
    assert (said in words(answer)) is not signs
    assert ("First qualifying date: April 1, 2027" in words(answer)) is not signs
    assert Certification.objects.exists() is signs
