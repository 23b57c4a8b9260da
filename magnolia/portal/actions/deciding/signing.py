"""A typed signature: the person's own name under a sentence, and the exact text under it, kept with its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from ...models import Application, DataSubmission, Event, HeldDetermination, Person, SignedText
from ..applying import filing
from ..moves import Refused
from ..recording import record
from ..state_words import sentences


def own_name(by: Person, typed: str, field: str) -> str:
    """The typed name, if it is the person's own (case and spaces aside). Raises Refused naming the way out.

    An empty name is left to the need that asks for a signature, which says what is signed.
    """
    name = " ".join(typed.split())
    if name and name.casefold() != " ".join(by.name.split()).casefold():
        raise Refused(f"Sign with your own name as your account has it: {by.name}.", field)
    return name


def statement(jurisdiction: str, what: str) -> str:
    """The sentence a name is typed under: attest, recommend or determine."""
    said: str = sentences(jurisdiction)["signing"][what]
    return said


def sign(application: Application, what: str, said: Mapping[str, Any]) -> SignedText:
    """Keep what is signed as canonical text: the statement, the case as it stands, and what the person wrote."""
    words = statement(application.jurisdiction, what)
    text = record.canonical({"statement": words, "case": _stands(application), what: said})
    return SignedText.objects.create(application=application, statement=words, text=text, sha256=record.sha256(text))


def _stands(application: Application) -> dict[str, Any]:
    """What the signature rests on: the filing, the findings, the advice and the recommendation, each in short."""
    sent = filing.latest(application)
    return {
        "number": application.number,
        "institution": application.institution.name,
        "program": application.program_name,
        "filing": {"place": sent.place, "at": sent.at.isoformat(), "law": sent.law_id} if sent else None,
        "findings": [
            {"question": f.question, "outcome": f.outcome, "reason": f.reason, "rationale": f.rationale}
            for f in application.findings.order_by("question")
        ],
        "consultations": [
            {"round": row.round, "held_on": str(row.held_on), "advice": row.advice, "sha256": row.signed.sha256}
            for row in application.consultations.select_related("signed")
            if row.signed
        ],
        "recommendations": [
            {"round": row.round, "outcome": row.outcome, "sha256": row.signed.sha256}
            for row in application.recommendations.select_related("signed")
            if row.signed
        ],
    }


def of_event(signed: SignedText) -> dict[str, str]:
    """What the event of the move keeps of the signature."""
    return {"statement": signed.statement, "sha256": signed.sha256}


def faults() -> Iterator[str]:
    """Sentences on every signed text that no longer has its hash, here or in the chain of events."""
    for row in SignedText.objects.select_related("application").iterator():
        if hashlib.sha256(row.text.encode()).hexdigest() != row.sha256 or not _in_the_chain(row):
            yield f"A text signed in {row.application.number} was altered ({row.sha256[:12]}…)."


def _in_the_chain(row: SignedText) -> bool:
    """Whether an event of the application names the hash; one whose words were disposed of names nothing."""
    held = [
        *HeldDetermination.objects.filter(signed=row).values_list("pk", flat=True),
        *DataSubmission.objects.filter(signed=row).values_list("pk", flat=True),
    ]
    said = Event.objects.filter(
        Q(thing_id=row.application_id, move__in=_moves(row)) | Q(thing_id__in=held, move="sign")
    )
    texts = list(said.values_list("text__text", flat=True))
    return any(not text or row.sha256 in text for text in texts)


def _moves(row: SignedText) -> tuple[str, ...]:
    written = json.loads(row.text)
    if "records" in written:
        return ()  # its event is that of the records
    if "attest" in written:
        return ("attest_consultation",)
    return ("recommend",) if "recommend" in written else (written["determine"]["move"],)
