"""What outcome rates need while they are shown to the institution first, and what wage records need to be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from magnolia.policy.outcome_runs import words

from ...models import OutcomeResult, RateCorrection, WageAgreement, WageLoad
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def preview_running(attempt: Attempt) -> Answer:
    from ..results import shown

    return None if shown.running(attempt.thing, attempt.at) else ""


@need
def preview_of_it_running(attempt: Attempt) -> Answer:
    from ..results import shown

    row: RateCorrection = attempt.thing
    return None if shown.running(row.result, attempt.at) else ""


@need
def preview_over(attempt: Attempt) -> Answer:
    """The time ran out or was ended by the institution, and every request to correct the rate is answered."""
    from ..results import shown

    row: OutcomeResult = attempt.thing
    if shown.unanswered(row):
        return "A request to correct this rate waits for the data steward's answer. Nothing is decided before that."
    if until := shown.open_until(row, attempt.at):
        return shown.still(attempt.jurisdiction, until)
    return None


@need
def conflicts_looked_at(attempt: Attempt) -> Answer:
    from ..results import shown

    return None if not shown.conflicts_open(attempt.thing) else ""


@need
def conflict_open(attempt: Attempt) -> Answer:
    """The note that comes with the move is written already when this is asked."""
    from ..results import shown

    return None if preview(attempt) or shown.conflicts_open(attempt.thing) >= 0 else ""


@need
def evidence_stated(attempt: Attempt) -> Answer:
    if preview(attempt):
        return None
    row: OutcomeResult = attempt.thing
    said, sources = attempt.said, words(attempt.jurisdiction)["source"]
    if said.get("source") not in sources:
        return "Choose the source.", "source"
    if not str(said.get("reference") or "").strip():
        return "Give a reference, so that anyone can find what this rests on.", "reference"
    left = row.denominator - row.numerator
    if not 0 < int(said.get("persons") or 0) <= left:
        return f"At most {left} can be shown by other sources: those who are counted and have no wages.", "persons"
    return None


@need
def wage_agreement_stated(attempt: Attempt) -> Answer:
    row: WageAgreement = attempt.thing
    if not row.parties:
        return "Name the parties of the agreement.", "parties"
    if not row.purpose:
        return "Write the permitted purpose, as the agreement has it.", "purpose"
    if row.ends_on < row.starts_on:
        return "The last day lies before the first day.", "ends_on"
    return None


@need
def wage_load_stated(attempt: Attempt) -> Answer:
    row: WageLoad = attempt.thing
    if not re.fullmatch("[A-Z]{2}", row.source):
        return "Write the State with two letters.", "source"
    if row.loaded_on > attempt.on:
        return "Give the day of the load, not later than today.", "loaded_on"
    if not row.reference:
        return "Give a reference, so that anyone can find the load.", "reference"
    if not re.fullmatch("[0-9a-f]{64}", row.sha256):
        return "Write the SHA-256 with 64 signs, 0 to 9 and a to f.", "sha256"
    return None


@need
def wage_use_permitted(attempt: Attempt) -> Answer:
    return None if attempt.thing.agreement_id else ("", "source")
