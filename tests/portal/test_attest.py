"""The declarations, the signature and sending; the correction; what the State sees of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from magnolia.policy.registers import review
from magnolia.portal.actions.applying import apply, filing
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.cast import Cast
from magnolia.portal.demo.walking import declare_everywhere
from magnolia.portal.models import Application, Letter, Signature
from magnolia.portal.pages.words import moment_words

from .bring import confirmed, it_is, on
from .filling import (
    TYPED,
    address,
    fill_group,
    filled,
    make,
    send,
    signing,
    text,
)


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def official(ms, enter) -> Client:
    return enter(ms.official)


@pytest.mark.row("FORM-01")
def test_submit_explains_what_is_left_until_three_parts_are_complete_then_a_receipt_locks_the_form(
    ms, preparer, official
):
    application = filled(preparer, ms)
    page = address("part_declarations", application)
    states = re.findall(r"(Personal Details|Attachments|Declarations) (Complete|\d+ missing)", text(official.get(page)))
    assert states[:3] == [("Personal Details", "Complete"), ("Attachments", "Complete"), ("Declarations", "1 missing")]
    assert "Next Everything is filled in. Ask the certifying official to sign." in text(official.get(page))
    assert make(preparer, application, "request_attestation").status_code == 302
    asked = official.get(address("case", application)).content.decode()
    assert f'<a href="{page}">Read and sign the declarations</a>' in asked
    refused = make(official, application, "submit")
    assert refused.status_code == 422
    assert "The declarations have not been signed since the last change." in text(refused)
    assert send(official, page, signing(ms)).status_code == 302
    sent = make(official, application, "submit")
    assert sent.status_code == 302
    application.refresh_from_db()
    receipt = Letter.objects.get(application=application, kind="receipt")
    shown = text(official.get(address("case", application)))
    assert application.state == "submitted"
    assert f"Application submitted. Letter {receipt.number}, " in shown
    assert moment_words(receipt.issued_at, "America/Chicago") in shown
    locked = fill_group(preparer, application, "applicant", TYPED | {"applicant_name": "Changed"})
    assert locked.status_code == 422
    assert 'value="Changed"' in locked.content.decode()  # what was typed can still be copied
    assert application.facts.applicant_name == TYPED["applicant_name"]


# What each of the seven statements promises (policy 7.2 and 12), in the order of the form.
SEVEN = (
    "To the best of our knowledge they are true and complete",
    "We attest, for the award year named in this application",
    "has met the rules that apply to it throughout the twelve months",
    "the student, cost and outcome data that the State asks for, every award year",
    "we will keep tuition and required fees at or below it",
    "no other federal student aid for it",
    "We will not say so to anyone before the Secretary of Education has approved it",
)


@pytest.mark.row("FORM-04")
def test_an_unticked_declaration_is_named_and_a_signature_keeps_the_words_until_the_next_change(
    ms, preparer, official, settings, at
):
    application = filled(preparer, ms)
    make(preparer, application, "request_attestation")
    page = address("part_declarations", application)
    shown = text(official.get(page))
    assert len(review("ms").declarations) == len(SEVEN)
    for words in SEVEN:
        assert words in shown, words
    for declaration in review("ms").declarations.values():
        one_short = {name: value for name, value in signing(ms).items() if name != declaration.id}
        refused = send(official, page, one_short)
        assert refused.status_code == 422
        assert f"Check the box “{declaration.title}” to accept it." in text(refused)
        others = [name for name in review("ms").declarations if name != declaration.id]
        with pytest.raises(Refused, match=f"Not accepted yet: {declaration.title}"):
            apply.sign(application, accepted=others, name=ms.official.name, title="VP", by=ms.official, at=at)
    assert not Signature.objects.exists()
    it_is(settings, on("2026-09-03", 15))
    send(official, page, signing(ms))
    signature = Signature.objects.get()
    assert (signature.name, signature.title, signature.person) == (ms.official.name, ms.official.title, ms.official)
    assert abs(signature.at - on("2026-09-03", 15)) < timedelta(minutes=5)
    assert signature.event.role == "certifying_official"
    assert [d.wording for d in signature.declarations.order_by("pk")] == [
        d.says for d in review("ms").declarations.values()
    ]
    make(official, application, "send_back", remark="Fix the wage source.")
    assert "Declarations Complete" in text(preparer.get(page))
    fill_group(preparer, application, "cost", TYPED | {"wage_source": "Another survey", "do": "save"})
    shown = text(preparer.get(page))
    assert "The signature no longer counts" in shown
    application.refresh_from_db()
    assert filing.standing_signature(application) is None


def test_a_preparer_reads_the_declarations_and_cannot_sign_them(ms, preparer):
    application = filled(preparer, ms)
    make(preparer, application, "request_attestation")
    page = address("part_declarations", application)
    html = preparer.get(page).content.decode()
    assert review("ms").declarations["price"].says in html
    assert 'type="checkbox"' not in html
    assert preparer.post(page, signing(ms)).status_code == 422
    assert not Signature.objects.exists()


def test_who_asked_for_the_signature_does_not_send_the_application(ms, official):
    application = filled(official, ms)
    make(official, application, "request_attestation")
    send(official, address("part_declarations", application), signing(ms))
    refused = make(official, application, "submit")
    assert refused.status_code == 422
    assert "must be done by another person" in text(refused)


def test_the_remark_of_the_official_reaches_the_preparer(ms, preparer, official):
    application = filled(preparer, ms)
    make(preparer, application, "request_attestation")
    assert make(official, application, "send_back").status_code == 422
    assert make(official, application, "send_back", remark="Name the survey of the wage.").status_code == 302
    assert "Name the survey of the wage." in text(preparer.get(address("case", application)))


def in_correction(cast: Cast, preparer: Client, official: Client, at) -> Application:
    from magnolia.portal.actions.checking.check import list_deficiency

    application = filled(preparer, cast)
    make(preparer, application, "request_attestation")
    send(official, address("part_declarations", application), signing(cast))
    make(official, application, "submit")
    application.refresh_from_db()
    declare_everywhere(cast.intake, at)
    act(application, "start_completeness", by=cast.intake, at=at + timedelta(hours=1))
    for item in ("Program outline", "Source of the wage"):
        list_deficiency(
            application, item, "unclear", f"Say more on: {item}.", by=cast.intake, at=at + timedelta(hours=2)
        )
    confirmed(cast, application, at + timedelta(hours=3))
    act(application, "return_for_correction", by=cast.intake, at=at + timedelta(hours=3))
    return application


def test_a_correction_is_answered_item_by_item_signed_and_sent_by_the_official_alone(ms, preparer, official, at):
    application = in_correction(ms, preparer, official, at)
    page = address("correction", application)
    shown = preparer.get(page).content.decode()
    assert f"{address('part_attachments', application)}#slot-outline" in shown
    first, second = application.deficiencies.order_by("pk")
    send(preparer, page, {f"answer-{first.pk}": "Hours are on page 2 now."})
    unanswered = make(official, application, "resubmit")
    assert unanswered.status_code == 422
    assert "Still without an answer: Source of the wage." in text(unanswered)
    send(preparer, page, {f"answer-{second.pk}": "Survey of 2025."})
    assert make(preparer, application, "resubmit").status_code == 422
    assert make(official, application, "resubmit").status_code == 422  # the signature of the first filing is spent
    accepted = list(review("ms").declarations)
    apply.sign(application, accepted=accepted, name=ms.official.name, title="VP", by=ms.official, at=at)
    assert make(official, application, "resubmit").status_code == 302
    application.refresh_from_db()
    assert application.state == "completeness_review"
    assert application.filings.count() == 2


def test_a_changed_answer_during_the_correction_asks_for_a_new_signature(ms, preparer, official, at):
    application = in_correction(ms, preparer, official, at)
    page = address("correction", application)
    for row in application.deficiencies.all():
        send(preparer, page, {f"answer-{row.pk}": "Done."})
    fill_group(preparer, application, "cost", TYPED | {"wage_source": "Survey of 2025", "do": "save"})
    assert make(official, application, "resubmit").status_code == 422
    send(official, address("part_declarations", application), signing(ms))
    assert make(official, application, "resubmit").status_code == 302


def test_the_state_reads_what_was_sent_in_while_the_institution_changes_it(ms, preparer, official, enter, at):
    application = in_correction(ms, preparer, official, at)
    fill_group(preparer, application, "cost", TYPED | {"wage_source": "Not sent yet", "do": "save"})
    assert "Not sent yet" in text(preparer.get(address("case_print", application)))
    sent = text(enter(ms.intake).get(address("case_print", application)))
    assert "Not sent yet" not in sent
    assert TYPED["wage_source"] in sent
