"""Conditions, certification and the federal side: what blocks the signature, what follows from it."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from magnolia.policy.approved import approved as approved_words
from magnolia.portal.actions.certifying import certify
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.publishing import federal
from magnolia.portal.actions.reviewing import review
from magnolia.portal.demo.findings import ANSWERS
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.models import Approval, Certification, Event, FederalFiling

from .bring import (
    before_the_governor,
    bring,
    certifying,
    it_is,
    last_letter,
    letter_page,
    name_designee,
    on,
    page,
    send,
    signed,
    typed,
    words,
)

SIGNED: dict[str, Any] = certifying()
PUBLIC = "/in/ms/programs/"
TWO = {"condition_1": "Send the signed agreement.", "condition_2": "Publish the fee.", "due_1": "2026-10-30"}


@pytest.fixture
def case(ms, settings):
    """A case before the Governor on Monday, 14 September 2026."""
    application = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"))
    it_is(settings, on("2026-09-14"))
    return application


def not_posted(case, client):
    return not Approval.objects.exists() and case.program_name not in words(client.get(PUBLIC))


@pytest.mark.row("DET-03")
def test_two_conditions_block_the_certificate_until_both_are_closed(ms, case, enter, client):
    answer = send(enter(ms.governor), page("determination", case), case, **typed("approve_conditionally", **TWO))
    assert answer.status_code == 302
    governor, director = enter(ms.governor), enter(ms.director)
    url = page("conditions", case)
    letter = letter_page(enter, ms.official, last_letter(case))
    for text in ("The program is not certified.", "Send the signed agreement.", "Publish the fee.", "October 30, 2026"):
        assert text in letter

    first, second = case.conditions.all()
    for row, left in ((first, 2), (second, 1)):
        assert "Not certified" in words(director.get(url))
        for dashboard in (page("case", case), reverse("work")):
            assert "Conditional: not certified" in words(director.get(dashboard))
        assert not_posted(case, client)
        assert send(governor, page("certification", case), case, **SIGNED).status_code == 422
        answer = send(director, url, case, do="conditions_met")
        assert answer.status_code == 422
        assert f"Conditions still open: {left}" in words(answer)
        fields = {"do": f"close_condition {row.pk}", f"{row.pk}-note": "Seen on page 2 of the new paper."}
        assert send(director, url, case, **fields).status_code == 302

    assert not_posted(case, client)
    assert send(director, url, case, do="conditions_met").status_code == 302
    assert case.state == "approved"
    assert "This letter is not a certificate." in letter_page(enter, ms.official, last_letter(case))
    assert not_posted(case, client)
    assert send(governor, page("certification", case), case, **SIGNED).status_code == 302
    assert case.state == "certified"
    assert Approval.objects.get().program_name in words(client.get(PUBLIC))


@pytest.mark.row("DET-03")
@pytest.mark.parametrize("typed_in", [{}, {"standing": "Renew the letters."}, {"condition_1": "   "}])
def test_conditional_with_zero_conditions_is_refused(ms, case, enter, typed_in):
    answer = send(enter(ms.governor), page("determination", case), case, **typed("approve_conditionally", **typed_in))
    assert answer.status_code == 422
    assert "A conditional result lists at least one condition." in words(answer)
    assert case.state == "determination"
    assert not case.conditions.exists()


def test_a_fourth_condition_finds_a_line_and_what_was_typed_stays(ms, case, enter):
    fields = typed("approve_conditionally", **TWO) | {"more": "approve_conditionally"}
    answer = enter(ms.governor).post(page("determination", case), fields)
    shown = answer.content.decode()
    assert 'name="approve_conditionally-condition_6"' in shown
    assert 'data-goes-on="id_approve_conditionally-condition_4"' in shown  # where the focus goes
    assert 'id="id_approve_conditionally-condition_4"' in shown
    assert "Publish the fee." in shown
    many = {f"condition_{n}": f"Gap {n}" for n in range(1, 7)} | {"rows": "6"}
    answer = send(enter(ms.governor), page("determination", case), case, **typed("approve_conditionally", **many))
    assert answer.status_code == 302
    assert case.conditions.count() == 6


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"blocking": True, "text": "x", "due": on("2026-09-13").date()}, "due before the determination"),
        ({"blocking": True, "text": " "}, "A condition needs its words"),
    ],
)
def test_a_condition_needs_words_and_a_due_day_not_in_the_past(ms, case, condition, sentence):
    with pytest.raises(Refused, match=sentence):
        decide.determine(
            case, "approve_conditionally", conditions=[condition], by=ms.governor, at=on("2026-09-14"), **signed()
        )
    with pytest.raises(Refused, match="takes no conditions"):
        decide.determine(
            case, "defer", reason="x", conditions=[condition], by=ms.governor, at=on("2026-09-14"), **signed()
        )
    with pytest.raises(Refused, match="makes the result conditional|due before|needs its words"):
        decide.determine(case, "approve", conditions=[condition], by=ms.governor, at=on("2026-09-14"), **signed())
    assert not case.conditions.exists()


def test_a_condition_is_closed_once_with_a_note_by_those_who_may(ms, case, enter):
    send(enter(ms.governor), page("determination", case), case, **typed("approve_conditionally", **TWO))
    row, url = case.conditions.first(), page("conditions", case)
    close = {"do": f"close_condition {row.pk}", f"{row.pk}-note": "Seen."}
    assert send(enter(ms.intake), url, case, **close | {f"{row.pk}-note": ""}).status_code == 422
    assert send(enter(ms.governor), url, case, **close).status_code == 422
    assert enter(ms.reviewer).post(url, close).status_code == 403
    assert send(enter(ms.intake), url, case, **close).status_code == 302
    answer = send(enter(ms.intake), url, case, **close)
    assert "was closed on" in words(answer)
    assert send(enter(ms.intake), url, case, do="close_condition 999999", **{"999999-note": "x"}).status_code == 422


def test_what_closes_a_condition_may_change_its_finding_and_until_then_the_case_does_not_go_on(ms, enter, settings):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"), unmet="credit")
    it_is(settings, on("2026-09-14"))
    one = {"condition_1": "Send the signed agreement."}
    send(enter(ms.governor), page("determination", case), case, **typed("approve_conditionally", **one))
    director, url, row = enter(ms.director), page("conditions", case), case.conditions.get()
    send(director, url, case, do=f"close_condition {row.pk}", **{f"{row.pk}-note": "The agreement is there."})
    answer = send(director, url, case, do="conditions_met")
    assert "Not met or still open: Academic credit" in words(answer)
    given: dict[str, Any] = {
        "outcome": "met",
        "rationale": "The signed agreement names a program.",
        "evidence_note": "Agreement",
        "answers": ANSWERS["credit"],
    }
    review.save_finding(case, "credit", by=ms.reviewer, at=on("2026-09-14"), **given)
    assert send(director, url, case, do="conditions_met").status_code == 302
    assert case.state == "approved"


@pytest.fixture
def approved(ms, settings):
    application = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-09-21"))
    return application


def test_the_certification_weighs_eight_matters_prints_its_limits_and_opens_approval_and_federal_side(
    ms, approved, enter
):
    governor, url = enter(ms.governor), page("certification", approved)
    shown = words(governor.get(url))
    for matter in ("Hiring requirements of employers", "Pathway to academic credit", "Other State or federal"):
        assert matter in shown
    limits = "Twenty seats a year.\n\nOnly at the Nowhere campus."
    fields = certifying(limitation=limits, none_limitation="")
    assert send(governor, url, approved, **fields).status_code == 302
    row = Certification.objects.get(application=approved)
    assert (row.by, row.designation, row.on.isoformat()) == (ms.governor, None, "2026-09-21")
    standing = approved.conditions.filter(blocking=False).values_list("text", flat=True)
    assert list(standing) == ["Twenty seats a year.", "Only at the Nowhere campus."]
    letter = letter_page(enter, ms.official, last_letter(approved))
    for text in ("Twenty seats a year.", "Only at the Nowhere campus.", "46.0303", "49-9051", "September 21, 2026"):
        assert text in letter
    assert Approval.objects.get(application=approved).state == "in_force"
    assert FederalFiling.objects.get(application=approved).state == "not_filed"


@pytest.mark.parametrize("blank", ["signed_name", "signed_title"])
def test_a_certification_without_name_or_title_is_refused_and_leaves_nothing(ms, approved, enter, blank):
    url = page("certification", approved)
    answer = send(enter(ms.governor), url, approved, **SIGNED | {blank: "", "condition": "One", "none_condition": ""})
    assert answer.status_code == 422
    assert blank in answer.context["form"].errors
    given = signature_of("ms", ms.governor, condition=["One"])
    given = replace(given, name=" ") if blank == "signed_name" else replace(given, title=" ")
    with pytest.raises(Refused, match="typed name and title"):
        certify.certify(approved, given, by=ms.governor, at=on("2026-09-21"))
    assert not Certification.objects.exists()
    assert not approved.conditions.exists()


def test_a_designee_certifies_under_the_instrument_and_others_are_refused(ms, approved, enter):
    name_designee(ms, on("2026-09-01"))
    for person in (ms.director, ms.auditor):
        client = enter(person)
        assert "Sign the certification" not in words(client.get(page("certification", approved)))
        assert send(client, page("certification", approved), approved, **SIGNED).status_code == 422
    for person in (ms.reviewer, ms.intake, ms.official, ms.secretary):
        assert enter(person).post(page("certification", approved), SIGNED).status_code == 403
    own = SIGNED | {"signed_name": "Drew Standin"}
    assert send(enter(ms.designee), page("certification", approved), approved, **SIGNED).status_code == 422
    assert send(enter(ms.designee), page("certification", approved), approved, **own).status_code == 302
    assert Certification.objects.get(designation__instrument="Test order 1").by == ms.designee
    assert "named by Test order 1 of September 1, 2026" in letter_page(enter, ms.official, last_letter(approved))


def test_a_double_click_certifies_once(ms, approved, enter):
    client, fields = enter(ms.governor), SIGNED | {"key": "one-click", "seen": str(approved.version)}
    url = page("certification", approved)
    assert [send(client, url, approved, **fields).status_code for _ in range(2)] == [302, 302]
    assert Certification.objects.count() == Approval.objects.count() == 1


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


def test_the_one_who_recommended_never_certifies(ms, approved):
    with pytest.raises(Refused, match="no authority"):
        act(approved, "certify", by=ms.director, at=on("2026-09-21"))


def test_one_sending_of_the_certification_names_every_answer_agreement_and_signature_that_is_open(ms, approved, enter):
    url = page("certification", approved)
    answer = send(enter(ms.governor), url, approved, signed_name="Some Body", signed_title="")
    assert answer.status_code == 422
    open_ones = {
        "condition": "Not answered. Enter lines, or check “None”.",
        "limitation": "Not answered. Enter lines, or check “None”.",
        "agreed_documents": "Agreement: Papers on request: Check this box",
        "agreed_withdrawal": "Check this box",
        "intent": "Check this box",
        "signed_name": "Sign with your own name as your account has it: Val Fictive.",
        "signed_title": "Your title: Fill this in.",
    }
    html, said = answer.content.decode(), words(answer)
    summary = html.partition("data-error-summary")[2].partition("</ul>")[0]
    for name, sentence in open_ones.items():
        assert sentence in said
        assert f'href="#id_{name}"' in summary
        assert f'id="id_{name}_error"' in html
    assert set(answer.context["form"].errors) >= set(open_ones)
    assert 'value="Some Body"' in html
    assert not Certification.objects.exists()
