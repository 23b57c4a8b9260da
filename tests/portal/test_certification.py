"""Conditions and certification: what blocks the signature, what follows from it."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from magnolia.portal.actions.certifying import certify
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import review
from magnolia.portal.demo.findings import ANSWERS
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.models import Approval, Certification, FederalFiling

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
        for dashboard in (page("case", case), reverse("queue")):
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
