"""What the moves of a review need: its closing questions, findings that stand, a request that says what it wants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from magnolia.policy.form import form
from magnolia.policy.registers import Question, Review, review

from ... import clock
from ...models import Application, Event, Filing, Finding, InformationRequest
from ..applying import filing, on_record
from ..reviewing import against, grounds
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt

COST_AND_WAGE = "cost_and_wage"


@need
def findings_complete(attempt: Attempt) -> Answer:
    """A finding on every criterion, and each still stands against the filing and what was recorded since."""
    return " ".join(findings_missing(attempt.thing)) or None


def findings_missing(application: Application) -> list[str]:
    """Everything the findings of a case still lack, all at once, a sentence each; empty where they are whole."""
    questions = review(application.jurisdiction).questions
    answered = set(application.findings.exclude(outcome="").values_list("question", flat=True))
    left = [q.title for q in questions.values() if q.id not in answered]
    wrong = [f"{questions[name].title}: {why}" for name, why in grounds.faults(application).items()]
    said = [f"No finding yet on: {', '.join(left)}."] if left else []
    return said + ([f"A finding no longer stands. {' '.join(wrong)}"] if wrong else [])


@need
def findings_looked_at(attempt: Attempt) -> Answer:
    """After a correction each finding that rests on a changed part of the filing was saved again."""
    left = looked_at_before(attempt.thing)
    return (
        f"The filing changed since these findings: {', '.join(left)}. Look at each again and save it." if left else None
    )


def looked_at_before(application: Application) -> list[str]:
    """The criteria, by title, whose finding was saved before the last filing changed what it rests on."""
    sent = list(application.filings.select_related("event").order_by("place"))[-2:]
    if len(sent) < 2:
        return []
    before, now = sent
    changed = {name for name in {*before.facts, *now.facts} if before.facts.get(name) != now.facts.get(name)}
    papers = {slot for slot, _ in _papers(before) ^ _papers(now)}
    rows = Event.objects.filter(thing_id=application.pk, move="save_finding", seq__gt=now.event.seq)
    said = (json.loads(row.text.text or "{}") for row in rows.select_related("text"))
    anew, asked = {each["finding"]["question"] for each in said if "finding" in each}, form(application.jurisdiction)
    touched = {group for group in asked.groups if changed & {name for name, _ in asked.places_of(group)}}
    questions = review(application.jurisdiction).questions.values()
    rests = (q for q in questions if touched & {*q.facts} or papers & {*q.evidence_slots})
    return [q.title for q in rests if q.id not in anew]


def _papers(sent: Filing) -> set[tuple[str, str]]:
    return {(paper["slot"], paper["sha256"]) for paper in sent.documents}


@need
def closing_answered(attempt: Attempt) -> Answer:
    answered = set(attempt.thing.closing_answers.values_list("question", flat=True))
    left = [c.asks for c in review(attempt.jurisdiction).closings.values() if c.id not in answered]
    return f"Not answered yet: {' '.join(left)}" if left else None


@need
def approval_supported(attempt: Attempt) -> Answer:
    """A recommendation to approve rests on all lettered criteria of the policy and on two answers of yes."""
    if attempt.said.get("preview") or attempt.said.get("outcome") != "approve":
        return None
    stands_against = against_approval(attempt.thing) + against.rules_against(attempt.thing, attempt.on)
    return (f"Approval cannot be recommended. {' '.join(stands_against)}", "outcome") if stands_against else None


def against_approval(application: Application) -> list[str]:
    """What stands in the way of recommending approval, a sentence each (policy, State Review Criteria)."""
    register = review(application.jurisdiction)
    standing = criteria_standing(application)
    said = [
        f"({letter}) {criterion.title}: {'; '.join(why)}."
        for letter, criterion in register.criteria.items()
        if (why := [words for name in criterion.questions if (words := standing[name])])
    ]
    answers = {row.question: row.answer for row in application.closing_answers.all()}
    for closing in register.closings.values():
        if not answers.get(closing.id):
            given = "is answered no" if closing.id in answers else "is not answered"
            said.append(f"“{closing.asks}” {given}.")
    return said


def criteria_standing(application: Application) -> dict[str, str]:
    """For each question why its criterion is not settled yet, in words; empty where it is."""
    register = review(application.jurisdiction)
    found, wrong = grounds.saved(application), grounds.faults(application)
    return {
        name: _standing(register, question, found.get(name), wrong.get(name, ""))
        for name, question in register.questions.items()
    }


def _standing(register: Review, question: Question, found: Finding | None, wrong: str) -> str:
    if found is None:
        return f"{question.title} is open"
    if wrong:
        return f"{question.title} is without basis ({wrong.rstrip('.')})"
    ending = register.outcomes.get(found.outcome)
    return "" if ending and ending.settles else f"{question.title}: {ending.label.lower() if ending else 'open'}"


@need
def cost_and_wage_weighed(attempt: Attempt) -> Answer:
    """Until the Secretary's first amount both were considered, each with its source (34 CFR 690.95)."""
    return "" if weighing(attempt.thing) == "lacking" else None


def weighing(application: Application) -> str:
    """Where the consideration of cost and wage stands: `no_longer_required`, `done` or `lacking`."""
    if on_record.earnings_of(application).exists():
        return "no_longer_required"
    row = application.findings.filter(question=COST_AND_WAGE, outcome="considered").first()
    return "done" if row is not None and COST_AND_WAGE not in grounds.faults(application) else "lacking"


@need
def no_minutes(attempt: Attempt) -> Answer:
    """No document from the day of the meeting or after it; one from before can only be its notice or its agenda."""
    for added_at in attempt.thing.papers.values_list("added_at", flat=True):
        if clock.local_date(attempt.jurisdiction, added_at) >= attempt.thing.day:
            return ""
    return None


@need
def request_stated(attempt: Attempt) -> Answer:
    """What, in whose name and by when; and the case is one in which the institution can still answer.

    It can after the certification too, where it hands in records of participants (policy 8.4.1).
    """
    row: InformationRequest = attempt.thing
    if not filing.still_runs(row.application) and not row.application.data_submissions.exists():
        return "This case is closed, so nothing further can be asked for in it.", "wanted"
    if not row.wanted or not row.asker:
        return ""
    return None if row.due >= attempt.on else ("The day it is due has passed already.", "due")
