"""The fifteen materials of a submission: each present, not applicable with a reason, or missing by name."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.test import Client

from magnolia.policy.registers import review
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.applying.slots import checklist
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.papers import documents
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application

from .filling import (
    address,
    fill_details,
    make,
    new_application,
    papers,
    send,
    text,
    upload,
)


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def signed(ms, at):
    """A whole filing, signed, that was sent back to its preparer with a remark."""
    way = walk(ms, "attestation", at - timedelta(days=1), LINEWORKER)
    way.sign()
    return way.application


def out(ms, at, application, slot):
    act(application, "send_back", by=ms.official, at=at, said={"remark": "Look again."})
    documents.take_out(application.documents.get(slot=slot), by=ms.preparer, at=at)


@pytest.mark.row("SUB-07")
def test_every_slot_filled_is_15_of_15_and_without_the_data_template_14_of_15_with_that_slot_named(
    ms, signed, at, client
):
    assert str(checklist(signed)) == "15 of 15"
    out(ms, at, signed, "data")
    found = checklist(signed)
    assert str(found) == "14 of 15"
    assert [line.title for line in found.missing] == ["Data submission template"]
    shown = text(client.get(address("part_attachments", signed)))
    assert "Checklist: 14 of 15" in shown
    assert re.search(r"Data submission template\s+Missing", shown)


@pytest.mark.row("SUB-07")
def test_academic_credit_marked_not_applicable_is_refused_and_a_slot_that_may_be_counts_with_its_reason(
    ms, signed, at, client
):
    out(ms, at, signed, "outcomes")
    page = address("part_attachments", signed)
    refused = send(client, page, {"reason": "None."}, address("slot_not_applicable", signed, "credit"))
    assert refused.status_code == 422
    assert "“Academic credit” applies to every program, so it can never be left out" in text(refused)
    assert str(checklist(signed)) == "14 of 15"
    send(client, page, {"reason": "Nobody has finished yet."}, address("slot_not_applicable", signed, "outcomes"))
    line = next(line for line in checklist(signed).lines if line.id == "outcomes")
    assert (line.standing, line.reason) == ("not_applicable", "Nobody has finished yet.")
    assert str(checklist(signed)) == "15 of 15"


def test_which_slots_may_be_left_out_is_the_states_setting(ms, xx, at):
    for cast in (ms, xx):
        draft = bring(cast, "draft", at - timedelta(days=1), LINEWORKER)
        documents.take_out(draft.documents.get(slot="employers"), by=cast.preparer, at=at)
        with nullcontext() if cast is ms else pytest.raises(Refused, match="can never be left out"):
            documents.not_applicable(draft, "employers", "A registered apprenticeship.", by=cast.preparer, at=at)
    assert len(checklist(draft).lines) == 16


@pytest.mark.row("SUB-07")
def test_an_empty_draft_has_every_material_missing_and_says_what_the_form_lacks(ms, client):
    found = checklist(new_application(client, ms))
    assert found.answered == 0
    assert len(found.missing) == len(found.lines) == 15
    by_id = {line.id: line for line in found.lines}
    shown = text(client.get(address("part_attachments", Application.objects.get())))
    for line in found.lines:
        assert re.search(rf"{re.escape(line.title)}\s+Missing", shown), line.title
    assert by_id["cip"].lacks == ("CIP code",)
    assert by_id["length"].lacks == ("Unit", "Number of hours", "Weeks of instruction")
    assert by_id["attestation"].lacks == ("Signature of the certifying official",)


def test_the_state_sees_the_checklist_of_what_was_sent_with_the_reasons_of_that_day(ms, at):
    way = walk(ms, "attestation", at - timedelta(days=2), LINEWORKER)
    application = way.application
    act(application, "send_back", by=ms.official, at=way.later(), said={"remark": "Look again."})
    documents.take_out(application.documents.get(slot="outcomes"), by=ms.preparer, at=way.later())
    documents.not_applicable(application, "outcomes", "Nobody has finished yet.", by=ms.preparer, at=way.later())
    act(application, "request_attestation", by=ms.preparer, at=way.later())
    way.submitted()
    sent = filing.latest(application)
    assert sent is not None
    assert sent.not_applicable == {"outcomes": "Nobody has finished yet."}
    assert str(checklist(application, sent)) == "15 of 15"


@pytest.mark.row("INFO-01")
def test_sending_with_four_of_ten_places_empty_names_those_four_and_filled_it_gets_a_receipt(ms, client, enter):
    draft = new_application(client, ms)
    left = ("employers", "credit", "cost", "data")
    for slot, name, content in (("employers", "letters.txt", b"words"), ("cost", "cost.pdf", b"no pdf")):
        assert upload(client, draft, slot, name, content).status_code == 422  # not in the format that is taken
    assert len(review("ms").slots) == 10
    papers(ms, draft, *left)
    fill_details(client, draft)
    answer = text(make(client, draft, "request_attestation"))
    titles = [review("ms").slots[name].title for name in left]
    assert f"Attachments: {', '.join(titles)} missing." in answer
    papers(ms, draft)
    make(client, draft, "request_attestation")
    official, page = enter(ms.official), address("part_declarations", draft)
    signing = dict.fromkeys(review("ms").declarations, "on") | {"name": ms.official.name, "title": ms.official.title}
    send(official, page, signing)
    make(official, draft, "submit")
    draft.refresh_from_db()
    assert draft.state == "submitted"
    receipt = draft.letters.get(kind="receipt")
    assert receipt.number in text(official.get(address("case", draft)))
    assert receipt.issued_at == draft.submitted_at
