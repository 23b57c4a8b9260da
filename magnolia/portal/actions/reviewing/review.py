"""The reviewer's findings, one a criterion, each with its rationale, its evidence and the answers of its own.

Source: policy 7.4 (review against each criterion); readings, "Separation of duties".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from magnolia.policy.answers import dollars
from magnolia.policy.judging import Judged, read_answer
from magnolia.policy.registers import Question, review
from magnolia.policy.workflow import process

from ... import access, clock
from ...models import (
    Application,
    ClosingAnswer,
    Document,
    Event,
    EvidencePage,
    Finding,
    FindingPoint,
    Person,
    PriceLine,
    Thing,
)
from ..applying import prices
from ..moves import Refused, Said, act
from ..state_words import sentences
from . import ask, grounds

PRICE, UNCLEAR = "price", "more_information"


@dataclass(frozen=True)
class Given:
    """What a reviewer said of one criterion; `published` are amounts read beside the lines of the price."""

    outcome: str
    rationale: str
    reason: str
    evidence_note: str
    documents: Sequence[Document]
    answers: Mapping[str, str]
    published: Sequence[Decimal | None]
    pages: Mapping[str, str]  # where to look, by the document's id

    def page(self, document: Document) -> str:
        """Where to look in a document, or nothing."""
        return " ".join(self.pages.get(str(document.pk), "").split())

    def judged(self, asked: Question) -> Judged:
        """The same as it is weighed. Raises Refused at an answer that cannot be read."""
        answers = {}
        for name, typed in self.answers.items():
            if name not in asked.points:
                raise Refused(f"This criterion has no answer called “{name}”.", "question")
            try:
                answers[name] = read_answer(asked.points[name], typed)
            except ValueError as problem:
                raise Refused(str(problem), f"point_{name}") from None
        proven = bool(self.documents or self.evidence_note)
        return Judged(self.outcome, self.reason, self.rationale, proven, {k: v for k, v in answers.items() if v})


def save_finding(
    application: Application,
    question: str,
    *,
    outcome: str,
    rationale: str,
    reason: str = "",
    evidence: Iterable[Document] = (),
    evidence_note: str = "",
    answers: Mapping[str, str] | None = None,
    published: Sequence[Decimal | None] = (),
    pages: Mapping[str, str] | None = None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Record the finding on one criterion, in place of an earlier one, which stays in the record of events.

    "met" needs evidence (a document or a note), "not_met" a reason code of that criterion, "not_applicable" a criterion
    that may be, each a rationale, and what the register asks of that criterion besides. A required fee that does not
    say what it pays for is asked about where more information is needed. `pages` says where in a document to look, by
    its id. Raises Refused with the field at fault.
    """
    note, papers = evidence_note.strip(), list(evidence)
    given = Given(outcome, rationale.strip(), reason, note, papers, answers or {}, published, pages or {})

    def write(thing: Thing) -> Said:
        asked = review(application.jurisdiction).questions.get(question)
        if asked is None:
            raise Refused(f"There is no criterion called “{question}”.", "question")
        _refuse_insiders(application, by, at)
        if any(d.application_id != application.pk for d in given.documents):
            raise Refused("Choose documents of this application only.", "evidence")
        judged = given.judged(grounds.asked_of(application, asked))
        if problem := grounds.fault_of(application, asked, judged, published):
            raise Refused(*problem)
        return _replace(application, asked, judged, given, by, at)

    with transaction.atomic():
        event = act(application, "save_finding", by=by, at=at, seen=seen, key=key, write=write)
        if question == PRICE and outcome == UNCLEAR:
            _ask_about_fees(application, by, at)
    return event


def _refuse_insiders(application: Application, by: Person, at: datetime) -> None:
    """Someone who acts for the institution never reviews it, whatever other role they hold."""
    roles = process(application.jurisdiction).roles
    today = clock.local_date(application.jurisdiction, at)
    mine = access.roles_toward(access.standing(by, today), application)
    if any(roles[role].of == "institution" for role in mine):
        raise Refused(f"You act for {application.institution.name}, so another person must review this application.")


def _replace(
    application: Application, asked: Question, judged: Judged, given: Given, by: Person, at: datetime
) -> dict[str, Any]:
    """Write the finding in place of the one before; the event keeps both in words."""
    before = Finding.objects.filter(application=application, question=asked.id).first()
    was = _words(before) if before else ""
    found = Finding(
        pk=before.pk if before else None,
        application=application,
        question=asked.id,
        outcome=judged.outcome,
        reason=judged.reason,
        rationale=judged.rationale,
        evidence_note=given.evidence_note,
        by=by,
        on=clock.local_date(application.jurisdiction, at),
    )
    found.save()
    found.evidence.set(given.documents)
    found.pages.all().delete()
    EvidencePage.objects.bulk_create(_places(found, given))
    found.points.all().delete()
    FindingPoint.objects.bulk_create(FindingPoint(finding=found, name=n, value=v) for n, v in judged.answers.items())
    found.prices.all().delete()
    if asked.id == PRICE:
        PriceLine.objects.bulk_create(_price_lines(found, given.published))
    return {
        "changed": {asked.title: [was, _words(found)]},
        "finding": {
            "question": found.question,
            "outcome": found.outcome,
            "reason": found.reason,
            "rationale": found.rationale,
            "answers": dict(judged.answers),
            "evidence": [{"name": d.name, "sha256": d.sha256, "page": given.page(d)} for d in given.documents],
            "evidence_note": found.evidence_note,
        },
    }


def _places(found: Finding, given: Given) -> list[EvidencePage]:
    """Where to look in the documents of the evidence; a page without its document is a slip, and refused."""
    named = {str(document.pk) for document in given.documents}
    if [place for pk, place in given.pages.items() if place.strip() and pk not in named]:
        raise Refused("You gave a page of a document that you did not check as evidence. Check it too.", "evidence")
    placed = ((each, given.page(each)) for each in given.documents)
    return [EvidencePage(finding=found, document=each, pages=place) for each, place in placed if place]


def _price_lines(found: Finding, published: Sequence[Decimal | None]) -> list[PriceLine]:
    lines = prices.lines(found.application)
    return [
        PriceLine(
            finding=found,
            place=place,
            label=line.label,
            stated=line.stated,
            published=published[place] if place < len(published) else None,
        )
        for place, line in enumerate(lines)
    ]


def _ask_about_fees(application: Application, by: Person, at: datetime) -> None:
    """One request for each required fee that does not say what it pays for and was not asked about yet."""
    today = clock.local_date(application.jurisdiction, at)
    words = sentences(application.jurisdiction)["request"]["fee"]
    asked = set(application.requests.values_list("wanted", flat=True))
    for line in prices.lines(application):
        wanted = words.format(fee=line.label, amount=dollars(line.stated) if line.stated is not None else "")
        if not line.described and wanted not in asked:
            due = ask.proposed_due(application.jurisdiction, today)
            ask.ask(application, wanted=wanted, asker="agency", due=due, question=PRICE, by=by, at=at)


def _words(found: Finding) -> str:
    """A finding in one line, in the words of letters."""
    template = sentences(found.application.jurisdiction)["finding"].get(found.outcome, "{rationale}")
    return str(template).format(rationale=found.rationale)


def answer_closing(
    application: Application,
    question: str,
    *,
    answer: bool | None,
    reason: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Answer one of the questions that close the review; a no needs its reason. Raises Refused."""

    def write(thing: Thing) -> Said:
        closing = review(application.jurisdiction).closings.get(question)
        if closing is None:
            raise Refused(f"There is no closing question called “{question}”.", "question")
        _refuse_insiders(application, by, at)
        if answer is None:
            raise Refused("Answer yes or no.", f"{question}_answer")
        if not answer and not reason.strip():
            raise Refused("Say why not.", f"{question}_reason")
        before = application.closing_answers.filter(question=question).first()
        ClosingAnswer.objects.update_or_create(
            application=application,
            question=question,
            defaults={
                "answer": answer,
                "reason": reason.strip(),
                "by": by,
                "on": clock.local_date(application.jurisdiction, at),
            },
        )
        return {"changed": {closing.title: [_yes(before), f"{'Yes' if answer else 'No'}. {reason.strip()}".strip()]}}

    return act(application, "save_closing", by=by, at=at, seen=seen, key=key, write=write)


def _yes(row: ClosingAnswer | None) -> str:
    return "" if row is None else f"{'Yes' if row.answer else 'No'}. {row.reason}".strip()
