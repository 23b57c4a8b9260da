"""The verification of a rate step by step, its notes, and the decision with all it rests on (policy 8.6, 8.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from magnolia.policy.periods import AwardYear
from magnolia.policy.picking import Days
from magnolia.policy.verifying import Step, verifying

from ... import clock
from ...models import Event, OutcomeResult, Person, RateDecision, RateNote, SignedStep
from .. import law
from ..moves import Refused, Said, act
from . import shown, standing


def sign_step(result: OutcomeResult, *, step: str, remark: str = "", by: Person, at: datetime, **rest: Any) -> Event:
    """Sign one step off; the data it shows is kept with the signature. Raises Refused where it is signed already."""

    def write(thing: Any) -> Said:
        if thing.steps.filter(step=step).exists():
            raise Refused("This step is signed off already.", "step")
        lines = shown.beside(thing, step) if step in _steps(thing) else []
        today = clock.local_date(thing.application.jurisdiction, at)
        SignedStep.objects.create(
            result=thing, step=step, shown="\n".join(lines), remark=remark.strip(), by=by, on=today
        )
        return {"step": step, "shown": lines, "remark": remark.strip()}

    return act(result, "sign_step", by=by, at=at, write=write, **rest)


def _steps(result: OutcomeResult) -> Mapping[str, Step]:
    return verifying(result.application.jurisdiction).steps[result.metric]


def unsign_step(result: OutcomeResult, *, step: str, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Take a sign-off back, with the reason; the record keeps both."""

    def write(thing: Any) -> Said:
        if not thing.steps.filter(step=step).delete()[0]:
            raise Refused("This step is not signed off.", "step")
        return {"step": step}

    return act(result, "unsign_step", by=by, at=at, said={"reason": reason}, write=write, **rest)


def decide(
    result: OutcomeResult,
    *,
    exception: str = "",
    citation: str = "",
    reason: str = "",
    by: Person,
    at: datetime,
    **rest: Any,
) -> Event:
    """Decide met or not met on the exact fraction, or that there is no rate; keeps what the decision rests on."""

    def write(thing: Any) -> Said:
        made = _decision(thing, by, at)
        made.exception, made.citation, made.reason = exception.strip(), citation.strip(), reason.strip()
        made.save(force_insert=True)
        return {
            "outcome": made.outcome,
            "counts": [thing.cohort, thing.excluded, thing.denominator, thing.numerator, thing.pending],
            "counted": made.numerator,
            "standard": str(made.standard),
            "rule": made.rule,
            "submission": made.submission_sha256,
            "method": made.method_sha256,
            "rates": made.rates_sha256,
            "law": made.law_id,
            "exception": made.exception,
            "citation": made.citation,
        }

    said = {"exception": exception.strip(), "citation": citation.strip()}
    return act(result, "decide", by=by, at=at, said=said, write=write, **rest)


def _decision(result: OutcomeResult, by: Person, at: datetime) -> RateDecision:
    state = result.application.jurisdiction
    today = clock.local_date(state, at)
    return RateDecision(
        result=result,
        place=result.decisions.count() + 1,
        outcome=standing.outcome(result),
        numerator=standing.counted(result),
        standard=standing.standard(result),
        rule=standing.rule(result),
        guidance="\n".join(standing.guidance(result)),
        law=law.freeze(state, today, Days(today, today, AwardYear(result.award_year))),
        submission_sha256=result.submission.sha256,
        method_sha256=result.run.method_sha256,
        rates_sha256=result.run.rates_sha256,
        waiver=standing.waiver(result),
        by=by,
        on=today,
    )


def reopen(result: OutcomeResult, *, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Take a decision back before it is published: every step is signed off anew."""

    def write(thing: Any) -> Said:
        taken = list(thing.steps.values_list("step", flat=True))
        thing.steps.all().delete()
        return {"steps": taken}

    return act(result, "reopen", by=by, at=at, said={"reason": reason}, write=write, **rest)


def add_note(result: OutcomeResult, *, kind: str, text: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Store a note with a number; it is printed wherever the number is."""

    def write(thing: Any) -> Said:
        today = clock.local_date(thing.application.jurisdiction, at)
        made = RateNote.objects.create(
            result=thing, place=thing.notes.count() + 1, kind=kind, text=text.strip(), by=by, on=today
        )
        return {"note": made.place}

    said = {"kind": kind, "text": text.strip()}
    return act(result, "add_note", by=by, at=at, said=said, write=write, **rest)


def strike_note(result: OutcomeResult, *, note: int, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Strike a note, with the reason. It stays on record and is printed no more."""

    def write(thing: Any) -> Said:
        row = thing.notes.filter(place=note, struck_on__isnull=True).first()
        if row is None:
            raise Refused("There is no such note to strike.", "note")
        row.struck_on, row.struck_by = clock.local_date(thing.application.jurisdiction, at), by
        row.struck_because = reason.strip()
        row.save()
        return {"note": row.place, "text": row.text}

    return act(result, "strike_note", by=by, at=at, said={"reason": reason}, write=write, **rest)
