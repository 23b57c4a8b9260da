"""What the State works on: the filing as it was sent, what the rules said of it, its papers, and the findings on it."""

from __future__ import annotations

from typing import Any

from magnolia.policy import criteria
from magnolia.policy.form import form
from magnolia.policy.periods import AwardYear
from magnolia.policy.registers import Question, review

from ..actions import filing
from ..models import Application, Document, Filing, Finding

# How a reviewer's finding and a rule's answer are said, and in which tone.
FOUND = {
    "": ("No finding yet", "neutral"),
    "met": ("Met", "good"),
    "not_met": ("Not met", "bad"),
    "more_information": ("More information is needed", "warn"),
    "not_applicable": ("Not applicable", "info"),
}
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
    }


def stated(sent: Filing, jurisdiction: str) -> list[dict[str, Any]]:
    """The answers of the filing by groups of the form, each with its label, kind and unit; empty answers left out."""
    asked = form(jurisdiction)
    made = []
    for group in asked.groups.values():
        answers = [
            {"label": q.label, "kind": q.kind, "unit": q.unit, "value": q.choices.get(value, value)}
            for q in asked.of_group(group.id)
            if (value := _value(sent.facts.get(q.id))) is not None
        ]
        made.append({"title": group.title, "answers": answers})
    return [group for group in made if group["answers"]]


def _value(answer: Any) -> Any:
    if isinstance(answer, list):
        return ", ".join(answer) or None
    return None if answer == "" else answer


def rules(sent: Filing, jurisdiction: str) -> list[dict[str, str]]:
    """What the rules found on the filing when it was sent, each with the question it answers."""
    asked = criteria.register(jurisdiction)
    return [
        row | {"asks": asked[row["criterion"]].asks} | _said(*ANSWERED[row["outcome"]])
        for row in sent.findings
        if row["criterion"] in asked
    ]


def _said(label: str, tone: str) -> dict[str, str]:
    return {"label": label, "tone": tone}


def papers(application: Application, sent: Filing) -> list[dict[str, Any]]:
    """The slots of the application, each with the documents of the filing or the reason why it does not apply."""
    ids = [row["id"] for row in sent.documents]
    rows = Document.objects.filter(application=application, pk__in=ids).order_by("uploaded_at")
    return [
        {
            "slot": slot,
            "documents": [d for d in rows if d.slot == slot.id],
            "reason": sent.not_applicable.get(slot.id, ""),
        }
        for slot in review(application.jurisdiction).slots.values()
    ]


def papers_for(question: Question, all_papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The papers that can prove one criterion."""
    return [row for row in all_papers if row["slot"].id in question.evidence_slots]


def judged(application: Application) -> list[dict[str, Any]]:
    """Every criterion in order with its finding, the sentence of its reason, or None where nobody has judged it yet."""
    rows = application.findings.select_related("by").prefetch_related("evidence")
    found = {row.question: row for row in rows}
    return [_one(question, found.get(question.id)) for question in review(application.jurisdiction).questions.values()]


def _one(question: Question, finding: Finding | None) -> dict[str, Any]:
    reason = question.reasons.get(finding.reason) if finding else None
    said = _said(*FOUND[finding.outcome if finding else ""])
    return {"question": question, "finding": finding, "reason": reason.says if reason else ""} | said


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
