"""What the verification, the decision and the publication of an outcome rate need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy.rates import MET, NOT_MET
from magnolia.policy.verifying import PLACEMENT, like_ssn, verifying

from ...models import OutcomeRequest, OutcomeResult
from ..verifying import standing
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def rate_final(attempt: Attempt) -> Answer:
    """Nobody is open any more, and the run left no row out."""
    result: OutcomeResult = attempt.thing
    if not result.run.manifest.get("complete", True):
        return "The run left rows out, so nothing is decided on it. Mend the rows and run again."
    if result.pending:
        return f"The rate is {standing.in_words(result)}. Nobody decides on it before the last window has closed."
    return None


@need
def step_known(attempt: Attempt) -> Answer:
    steps = verifying(attempt.jurisdiction).steps[attempt.thing.metric]
    return None if preview(attempt) or attempt.said.get("step") in steps else ("", "step")


@need
def steps_signed(attempt: Attempt) -> Answer:
    steps = verifying(attempt.jurisdiction).steps[attempt.thing.metric]
    signed = set(attempt.thing.steps.values_list("step", flat=True))
    missing = [f"{place}. {step.label}" for place, step in enumerate(steps.values(), 1) if step.id not in signed]
    return f"Not signed off yet: {', '.join(missing)}." if missing else None


@need
def nothing_asked(attempt: Attempt) -> Answer:
    asked = standing.still_asked(attempt.thing)
    return "" if asked else None


@need
def exception_cited(attempt: Attempt) -> Answer:
    exception, citation = attempt.said.get("exception"), attempt.said.get("citation")
    if exception and not citation:
        return "", "citation"
    return ("Say which exception is cited.", "exception") if citation and not exception else None


@need
def rate_note_stated(attempt: Attempt) -> Answer:
    kind, text = attempt.said.get("kind"), str(attempt.said.get("text") or "")
    if preview(attempt):
        return None
    if kind not in verifying(attempt.jurisdiction).words["note"] or not text:
        return "", "kind" if text else "text"
    return (verifying(attempt.jurisdiction).says("ssn"), "text") if like_ssn(text) else None


@need
def placement_decided(attempt: Attempt) -> Answer:
    result: OutcomeResult = attempt.thing
    decided = standing.decision(result)
    return None if result.metric == PLACEMENT and decided and decided.outcome in (MET, NOT_MET) else ""


@need
def outcome_request_stated(attempt: Attempt) -> Answer:
    row: OutcomeRequest = attempt.thing
    words = verifying(attempt.jurisdiction)
    if row.matter not in words.words["matter"]:
        return "Choose what it is about.", "matter"
    if not row.wanted:
        return "Say what is asked for.", "wanted"
    if row.due < attempt.on:
        return "Give a day that has not passed.", "due"
    if row.result.state not in ("preview", "decided"):
        return "This rate is settled. What is asked for now belongs to the next run."
    return (words.says("ssn"), "wanted") if like_ssn(row.wanted) else None


@need
def outcome_reply_given(attempt: Attempt) -> Answer:
    row: OutcomeRequest = attempt.thing
    if preview(attempt):
        return None
    if not row.answer and row.proof_id is None:
        return "", "answer"
    return (verifying(attempt.jurisdiction).says("ssn"), "answer") if like_ssn(row.answer) else None


@need
def correction_evidenced(attempt: Attempt) -> Answer:
    return None if preview(attempt) or attempt.thing.proof_id else ("", "paper")


@need
def slot_filled(attempt: Attempt) -> Answer:
    said = attempt.said
    if preview(attempt):
        return None
    if said.get("slot") not in verifying(attempt.jurisdiction).slots:
        return "Choose one of the slots.", "slot"
    if not said.get("says") and not said.get("proof"):
        return "", "says"
    text = str(said.get("says") or "")
    return (verifying(attempt.jurisdiction).says("ssn"), "says") if like_ssn(text) else None
