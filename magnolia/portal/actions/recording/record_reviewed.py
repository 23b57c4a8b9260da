"""What the record tells of the request and its review: filings, checks, findings, supplements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from magnolia.policy import criteria
from magnolia.policy.form import form
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import clock
from ...models import Event, Filing, Finding, InformationRequest
from ..checking import check
from .record_parts import Block, Item, Telling, say, source


@source
def filings(telling: Telling) -> Iterator[Item]:
    """Each filing as it was sent: the answers, the documents by hash, the law it was judged under."""
    for row in telling.application.filings.select_related("law"):
        slots = telling.register.slots
        papers = tuple(
            (slots[d["slot"]].title if d["slot"] in slots else d["slot"], f"{d['name']} (SHA-256 {d['sha256']})")
            for d in row.documents
        )
        law = telling.block(telling.label("law"), basis_law=row.judged_on, law=row.law_id, code=row.code_version)
        yield Item(
            title=telling.title("filings", place=row.place),
            name=f"filing-{row.place}",
            day=clock.local_date(telling.jurisdiction, row.at),
            blocks=(*_answers(telling, row), Block(telling.label("documents"), papers), law),
            data={"facts": row.facts, "documents": row.documents, "findings": row.findings, "law": row.law_id},
        )


def _answers(telling: Telling, row: Filing) -> Iterator[Block]:
    """The answers of a filing by groups of the form, in its words."""
    asked = form(telling.jurisdiction)
    names = {paper["id"]: paper["name"] for paper in row.documents}
    stated = {**row.facts, "award_year": AwardYear(row.facts["award_year"]).long}
    for group in asked.groups.values():
        rows = [
            (label, f"{_told(telling, {**q.choices, **names}, value)} {q.unit}".strip())
            for label, q, value in asked.lines(group.id, stated)
            if value not in (None, "", [])
        ]
        if rows:
            yield Block(group.title, tuple(rows))


def _told(telling: Telling, names: Mapping[str, str], value: Any) -> str:
    """An answer in words: a choice by its label, a document by its name, several of them with commas."""
    if isinstance(value, list):
        return ", ".join(_told(telling, names, each) for each in value)
    if isinstance(value, bool):
        return telling.label("yes" if value else "no")
    return names.get(str(value)) or say(value)


@source
def signatures(telling: Telling) -> Iterator[Item]:
    """The signature each filing was sent with, and the exact words that were accepted."""
    for row in telling.application.filings.all():
        signed = telling.application.signatures.filter(at__lte=row.at).order_by("-id").first()
        if signed is not None:
            day = clock.local_date(telling.jurisdiction, signed.at)
            titles = telling.register.declarations
            accepted = tuple(
                (titles[d.declaration].title if d.declaration in titles else d.declaration, d.wording)
                for d in signed.declarations.order_by("id")
            )
            head = telling.block(telling.label("signed"), by=f"{signed.name}, {signed.title}", day=day)
            title = telling.title("signatures", place=row.place)
            yield Item(title, f"declarations-{row.place}", day, (head, Block(title, accepted)))


@source
def completeness(telling: Telling) -> Iterator[Item]:
    """The steps of the completeness check and every item that was listed in it."""
    life = process(telling.jurisdiction).life("application")
    stage = set(life.moves["list_deficiencies"].starts)
    steps = tuple(
        (say(e.occurred_on), f"{life.moves[e.move].done} ({e.by.name if e.by else ''})")
        for e in _events(telling)
        if not life.moves[e.move].quiet and stage & {e.from_state, e.to_state}
    )
    if steps:
        listed = tuple(_deficiency(telling, row) for row in telling.application.deficiencies.all())
        yield Item(
            telling.title("completeness"), "completeness", blocks=(Block(telling.label("steps"), steps), *listed)
        )


def _events(telling: Telling) -> Iterator[Event]:
    rows = Event.objects.filter(thing_id=telling.application.pk).select_related("by", "text").order_by("seq")
    return rows.iterator(chunk_size=500)


def _deficiency(telling: Telling, row: Any) -> Block:
    day = row.cleared_at and clock.local_date(telling.jurisdiction, row.cleared_at)
    return telling.block(
        row.item,
        kind=check.kinds(telling.jurisdiction).get(row.kind, row.kind),
        needed=row.needed,
        answer=row.answer,
        cleared=f"{say(day)}, {row.cleared_by.name}" if row.cleared_by else telling.label("open"),
    )


@source
def rule_findings(telling: Telling) -> Iterator[Item]:
    """What the rules said of each filing when it was sent."""
    asked = criteria.register(telling.jurisdiction)
    for row in telling.application.filings.all():
        told = tuple(
            telling.block(
                asked[f["criterion"]].asks if f["criterion"] in asked else f["criterion"],
                outcome=telling.outcome(f["outcome"]),
                finding=f["message"],
                citation=f["citation"],
            )
            for f in row.findings
        )
        yield Item(telling.title("rule_findings", place=row.place), f"rules-{row.place}", row.judged_on, told)


@source
def review_findings(telling: Telling) -> Iterator[Item]:
    """One finding a criterion: its outcome, the coded reason, the evidence."""
    found = {
        f.question: f for f in telling.application.findings.select_related("by").prefetch_related("evidence", "pages")
    }
    told = []
    for question in telling.register.questions.values():
        if row := found.get(question.id):
            reason = question.reasons.get(row.reason)
            told.append(
                telling.block(
                    f"{question.number}. {question.title}",
                    asked=question.asks,
                    outcome=telling.outcome(row.outcome),
                    reason=reason.says if reason else "",
                    rationale=row.rationale,
                    evidence=_evidence(telling, row),
                    remark=row.evidence_note,
                    by=row.by.name,
                    day=row.on,
                    citation=question.cite,
                )
            )
    if told:
        yield Item(telling.title("review_findings"), "findings", blocks=tuple(told))


def _evidence(telling: Telling, row: Finding) -> list[str]:
    """The documents a finding rests on, each with where in it to look."""
    places = {at.document_id: f", {telling.label('page')} {at.pages}" for at in row.pages.all()}
    return [f"{d.name}{places.get(d.pk, '')} (SHA-256 {d.sha256})" for d in row.evidence.all()]


@source
def notes(telling: Telling) -> Iterator[Item]:
    """The reviewer's words on each criterion, earlier ones included, in the order they were written."""
    titles = telling.register.questions
    told = []
    for event in _events(telling):
        said = json.loads(event.text.text or "{}").get("finding") or {}
        if said.get("question") in titles:
            told.append(
                telling.block(
                    titles[said["question"]].title,
                    day=event.occurred_on,
                    by=event.by.name if event.by else "",
                    outcome=telling.outcome(said["outcome"]),
                    rationale=said["rationale"],
                    remark=said["evidence_note"],
                )
            )
    if told:
        yield Item(telling.title("notes"), "notes", blocks=tuple(told))


@source
def corrections(telling: Telling) -> Iterator[Item]:
    """What was asked for in each round of correction and what was answered."""
    rounds: dict[int, list[Block]] = {}
    for row in telling.application.deficiencies.select_related("cleared_by"):
        rounds.setdefault(row.round, []).append(_deficiency(telling, row))
    for number, told in rounds.items():
        yield Item(telling.title("corrections", round=number), f"correction-{number}", blocks=tuple(told))


@source
def information_requests(telling: Telling) -> Iterator[Item]:
    """Where the case was sent back for more information, and the answer to it."""
    life = process(telling.jurisdiction).life("application")
    waiting = set(life.moves["answer_return"].starts)
    for event in _events(telling):
        move = life.moves[event.move]
        if not move.quiet and waiting & {event.from_state, event.to_state}:
            said = json.loads(event.text.text or "{}")
            told = telling.block(
                move.done,
                by=event.by.name if event.by else "",
                reason=said.get("reason"),
                asked_for=said.get("asked_for"),
            )
            title = telling.title("information_requests", name=move.done)
            yield Item(title, f"request-{event.seq}", event.occurred_on, (told,))
    yield from _asked_later(telling)


def _asked_later(telling: Telling) -> Iterator[Item]:
    """Further documents asked for while the case ran, each with its replies."""
    askers, states = telling.register.askers, process(telling.jurisdiction).life(InformationRequest.kind).states
    for row in telling.application.requests.all():
        told = telling.block(
            row.wanted,
            by=askers[row.asker].title if row.asker in askers else row.asker,
            needed=row.detail,
            day=row.asked_on,
            due=row.due,
            answered=row.answered_on,
            state=states[row.state].label,
        )
        title = telling.title("information_requests", name=row.wanted)
        yield Item(title, f"request-{row.place}", row.asked_on, (told,))
        for paper in telling.application.documents.filter(slot=row.slot):
            yield Item(
                title=f"{row.wanted}: {paper.name}",
                name=f"{row.slot}-{str(paper.pk)[:8]}-{paper.name}",
                day=clock.local_date(telling.jurisdiction, paper.uploaded_at),
                digest=paper.sha256,
            )


@source
def contacts(telling: Telling) -> Iterator[Item]:
    """People outside whom the review asked; never the consultation."""
    kinds = telling.register.contact_kinds
    told = tuple(
        telling.block(
            row.who,
            kind=kinds[row.kind].title if row.kind in kinds else row.kind,
            day=row.day,
            shared=row.shared,
            returned=row.returned,
            by=row.by.name,
        )
        for row in telling.application.contacts.select_related("by")
    )
    if told:
        yield Item(telling.title("contacts"), "contacts", blocks=told)


@source
def closing(telling: Telling) -> Iterator[Item]:
    """The questions that close the review, with their answers."""
    asked = telling.register.closings
    told = tuple(
        telling.block(
            asked[row.question].asks if row.question in asked else row.question,
            answer_given=telling.label("yes" if row.answer else "no"),
            reason=row.reason,
            by=row.by.name,
            day=row.on,
        )
        for row in telling.application.closing_answers.select_related("by")
    )
    if told:
        yield Item(telling.title("closing"), "closing", blocks=told)
