"""What the State works on: the filing as it was sent, what the rules said of it, its papers, and the findings on it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q

from magnolia.policy import criteria
from magnolia.policy.answers import dollars
from magnolia.policy.form import form
from magnolia.policy.periods import AwardYear
from magnolia.policy.published import published
from magnolia.policy.registers import Question, Review, review

from ...actions.applying import filing
from ...actions.needs.review import criteria_standing
from ...actions.papers import quarantine
from ...actions.reviewing import grounds
from ...models import Application, Filing, Finding, PriceLine
from ...templatetags.case_words import answer_words
from ..handing import READABLE

LATER = ("request-", "condition-")  # places of documents that were asked for later

# How a rule's answer is said, and in which tone; how a reviewer's finding is said stands in the register.
OPEN = ("No finding yet", "neutral")
ANSWERED = {
    "met": ("Met", "good"),
    "not_met": ("Not met", "bad"),
    "missing": ("Answer missing", "warn"),
    "needs_review": ("A person must look", "warn"),
    "not_applicable": ("Does not apply", "neutral"),
}


def filed(application: Application) -> dict[str, Any]:
    """Context of the filing last sent in: facts, award year, rule findings and papers; empty while it is a draft."""
    sent = filing.latest(application)
    if sent is None:
        return {"sent": None, "stated": [], "rules": [], "papers": []}
    return {
        "sent": sent,
        "stated": stated(sent, application.jurisdiction),
        "award_years": AwardYear(sent.facts["award_year"]).long,
        "rules": rules(sent, application.jurisdiction),
        "papers": papers(application, sent),
        "readable": READABLE,
    }


def stated(sent: Filing, jurisdiction: str) -> list[dict[str, Any]]:
    """The answers of the filing by groups of the form, each with its label, in words; empty answers left out."""
    asked = form(jurisdiction)
    names = {paper["id"]: paper["name"] for paper in sent.documents}
    made = []
    for group in asked.groups.values():
        answers = [
            {"label": label, "says": names.get(str(value)) or answer_words(value, question)}
            for label, question, value in asked.lines(group.id, sent.facts)
            if value not in (None, "", [])
        ]
        made.append({"id": group.id, "title": group.title, "answers": answers})
    return [group for group in made if group["answers"]]


def rules(sent: Filing, jurisdiction: str) -> list[dict[str, Any]]:
    """What the rules found on the filing when it was sent, each with the question it answers.

    `preliminary` is a sentence where the Secretary decides the matter, else empty.
    """
    asked, described = criteria.register(jurisdiction), published(jurisdiction)
    words = described.words["preliminary"]
    return [
        row
        | {
            "asks": asked[row["criterion"]].asks,
            "preliminary": words if described.decided_federally(row["criterion"]) else "",
        }
        | _said(*ANSWERED[row["outcome"]])
        for row in sent.findings
        if row["criterion"] in asked
    ]


def _said(label: str, tone: str) -> dict[str, str]:
    return {"label": label, "tone": tone}


def papers(application: Application, sent: Filing) -> list[dict[str, Any]]:
    """The slots of the application, each with the documents of the filing or the reason why it does not apply."""
    ids = [row["id"] for row in sent.documents]
    later = Q(slot__startswith=LATER[0]) | Q(slot__startswith=LATER[1])
    wanted = Q(pk__in=ids) | later & Q(removed_at__isnull=True)
    rows = list(application.documents.filter(wanted).order_by("uploaded_at"))
    held = quarantine.held([row.sha256 for row in rows])
    return [
        {
            "slot": slot,
            "documents": [d for d in rows if d.slot == slot.id],
            "held": {d.pk for d in rows if d.sha256 in held},
            "reason": sent.not_applicable.get(slot.id, ""),
        }
        for slot in filing.slots_of(application)
    ]


def papers_for(question: Question, all_papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The papers that can prove one criterion: those of its own places, then the replies to requests and conditions."""
    own = [row for row in all_papers if row["slot"].id in question.evidence_slots]
    return own + [row for row in all_papers if row["slot"].id.startswith(LATER)]


def judged(application: Application) -> list[dict[str, Any]]:
    """Every criterion in order with its finding, the sentence of its reason, or None where nobody has judged it yet."""
    found, register = grounds.saved(application), review(application.jurisdiction)
    return [_one(register, question, found.get(question.id)) for question in register.questions.values()]


def _one(register: Review, question: Question, finding: Finding | None) -> dict[str, Any]:
    reason = question.reasons.get(finding.reason) if finding else None
    ending = register.outcomes.get(finding.outcome) if finding else None
    return {
        "question": question,
        "finding": finding,
        "reason": reason.says if reason else "",
        "settled": bool(ending and ending.settles),
        "answers": _answers(question, finding) if finding else [],
        "prices": [_price(line) for line in finding.prices.all()] if finding else [],
    } | _said(*((ending.label, ending.tone) if ending else OPEN))


def _answers(question: Question, finding: Finding) -> list[tuple[str, str]]:
    """The answers that belong to this criterion only, in the register's order, as people read them."""
    kept = {point.name: point.value for point in finding.points.all()}
    return [
        (point.label, dollars(Decimal(kept[name])) if point.kind == "money" else point.says(kept[name]))
        for name, point in question.points.items()
        if kept.get(name)
    ]


def _price(line: PriceLine) -> dict[str, Any]:
    """A line of the price with what is published, and whether the two disagree."""
    return {"line": line, "inconsistent": line.published is not None and line.published != line.stated}


def lettered(application: Application, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The criteria of the policy with the findings they rest on, and why each is not settled yet, if so."""
    standing = criteria_standing(application)
    by_question = {row["question"].id: row for row in rows}
    return [
        {
            "criterion": criterion,
            "rows": [by_question[name] for name in criterion.questions],
            "open": [words for name in criterion.questions if (words := standing[name])],
        }
        for criterion in review(application.jurisdiction).criteria.values()
    ]


def aims(application: Application, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Under each aim of the policy the findings that serve it; an aim without one makes the record incomplete."""
    return [
        {"aim": aim, "rows": [row for row in rows if row["finding"] and row["question"].aim == aim.id]}
        for aim in review(application.jurisdiction).aims.values()
    ]


def matters(application: Application, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each matter of the certificate with the findings that weigh it."""
    return [
        {"matter": matter, "rows": [row for row in rows if row["question"].matter == matter.id]}
        for matter in review(application.jurisdiction).matters.values()
    ]
