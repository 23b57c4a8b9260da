"""The reviewer's findings, one a criterion, each with its rationale and its evidence.

Source: policy 7.4 (review against each criterion); readings, "Separation of duties".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from magnolia.policy.registers import Question, review
from magnolia.policy.workflow import process

from .. import access, clock
from ..models import Application, Document, Event, Finding, Person, Thing
from .letter_fields import sentences
from .moves import Refused, Said, act

OUTCOMES = ("met", "not_met", "not_applicable", "more_information")


def save_finding(
    application: Application,
    question: str,
    *,
    outcome: str,
    rationale: str,
    reason: str = "",
    evidence: Iterable[Document] = (),
    evidence_note: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Record the finding on one criterion, in place of an earlier one, which stays in the record of events.

    "met" needs evidence (a document or a note), "not_met" a reason code of that criterion, "not_applicable" a criterion
    that may be, and each a rationale. Raises Refused with the field at fault.
    """
    documents = list(evidence)

    def write(thing: Thing) -> Said:
        asked = review(application.jurisdiction).questions.get(question)
        if asked is None:
            raise Refused(f"There is no criterion called “{question}”.", "question")
        _refuse_insiders(application, by, at)
        found = Finding(
            application=application,
            question=question,
            outcome=outcome,
            reason=reason,
            rationale=rationale.strip(),
            evidence_note=evidence_note.strip(),
            by=by,
            on=clock.local_date(application.jurisdiction, at),
        )
        _refuse_unfounded(asked, found, documents)
        return _replace(asked, found, documents)

    return act(application, "save_finding", by=by, at=at, seen=seen, key=key, write=write)


def _refuse_insiders(application: Application, by: Person, at: datetime) -> None:
    """Someone who acts for the institution never reviews it, whatever other role they hold."""
    roles = process(application.jurisdiction).roles
    today = clock.local_date(application.jurisdiction, at)
    mine = access.roles_toward(access.standing(by, today), application)
    if any(roles[role].of == "institution" for role in mine):
        raise Refused(f"You act for {application.institution.name}, so another person must review this application.")


def _refuse_unfounded(asked: Question, found: Finding, documents: list[Document]) -> None:
    if found.outcome not in OUTCOMES:
        raise Refused("Choose one of: met, not met, not applicable, more information.", "outcome")
    if found.outcome == "not_applicable" and not asked.may_be_not_applicable:
        raise Refused(f"“{asked.title}” applies to every program, so it cannot be “not applicable”.", "outcome")
    if found.outcome != "not_met" and found.reason:
        raise Refused("A reason code belongs to “not met” only. Take it away, or change the finding.", "reason")
    if found.outcome == "not_met" and found.reason not in asked.reasons:
        raise Refused("“Not met” needs one of this criterion's reasons.", "reason")
    if not found.rationale:
        raise Refused("Write the rationale of the finding.", "rationale")
    if any(d.application_id != found.application_id for d in documents):
        raise Refused("Choose documents of this application only.", "evidence")
    if found.outcome == "met" and not documents and not found.evidence_note:
        raise Refused("“Met” needs evidence: choose a document, or name what shows it.", "evidence")


def _replace(asked: Question, found: Finding, documents: list[Document]) -> Said:
    """Write the finding in place of the one before; the event keeps both in words."""
    before = Finding.objects.filter(application=found.application, question=found.question).first()
    was = _words(before) if before else ""
    if before is not None:
        found.pk = before.pk
    found.save()
    found.evidence.set(documents)
    return {
        "changed": {asked.title: [was, _words(found)]},
        "finding": {
            "question": found.question,
            "outcome": found.outcome,
            "reason": found.reason,
            "rationale": found.rationale,
            "evidence": [{"name": d.name, "sha256": d.sha256} for d in documents],
            "evidence_note": found.evidence_note,
        },
    }


def _words(found: Finding) -> str:
    """A finding in one line, in the words of letters."""
    template = sentences(found.application.jurisdiction)["finding"].get(found.outcome, "{rationale}")
    return str(template).format(rationale=found.rationale)
