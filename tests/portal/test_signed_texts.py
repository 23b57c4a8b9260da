"""Three typed signatures keep the sentence that was agreed to and the exact text, with its hash."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import DatabaseError, transaction

from magnolia.portal.actions.deciding import signing
from magnolia.portal.actions.recording.record_parts import SOURCES, Telling, sources
from magnolia.portal.models import Event, SignedText

from .bring import bring, on, page, words


@pytest.fixture
def case(ms):
    return bring(ms, "approved", on("2026-08-20"))


@pytest.mark.row("DET-01")
@pytest.mark.parametrize(
    ("what", "rows", "move", "where"),
    [
        ("attest", "consultations", "attest_consultation", "consultation"),
        ("recommend", "recommendations", "recommend", "recommendation"),
        ("determine", "determinations", "approve", "determination"),
    ],
)
def test_each_signature_keeps_its_statement_and_the_hash_of_what_was_signed(ms, case, enter, what, rows, move, where):
    signed = getattr(case, rows).get().signed
    assert signed.statement == signing.statement("ms", what)
    assert "{" not in signed.statement
    assert signed.sha256 == hashlib.sha256(signed.text.encode()).hexdigest()
    text = json.loads(signed.text)
    assert (text["statement"], text["case"]["number"]) == (signed.statement, case.number)
    assert what in text
    said = json.loads(Event.objects.get(thing_id=case.pk, move=move).text.text)
    assert (said["statement"], said["sha256"]) == (signed.statement, signed.sha256)
    shown = words(enter(ms.auditor).get(page(where, case)))
    assert signed.statement in shown
    assert signed.sha256 in shown
    sources()
    told = [row for item in SOURCES[rows](Telling(case)) for block in item.blocks for row in block.rows]
    assert {signed.statement, signed.sha256} <= {text for _, text in told}


def test_a_later_signature_names_the_hashes_of_those_it_rests_on(case):
    advice, word = case.consultations.get().signed, case.recommendations.get().signed
    last = json.loads(case.determinations.get().signed.text)["case"]
    assert [row["sha256"] for row in last["consultations"]] == [advice.sha256]
    assert [row["sha256"] for row in last["recommendations"]] == [word.sha256]
    assert len(last["findings"]) == 11


def test_what_was_signed_cannot_be_changed_and_a_fault_is_found(case):
    assert list(signing.faults()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedText.objects.update(text="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedText.objects.all()._raw_delete("default")
    SignedText.objects.create(application=case, statement="x", text='{"recommend":{}}', sha256="0" * 64)
    assert len(list(signing.faults())) == 1
