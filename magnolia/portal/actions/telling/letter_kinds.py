"""The fields of one kind of letter each, taken from the case: what was decided, what is missing, what was certified."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from magnolia.policy.approved import approved
from magnolia.policy.letters import LetterProblem
from magnolia.policy.periods import AwardYear
from magnolia.policy.registers import review
from magnolia.policy.verifying import verifying

from ... import clock
from ...models import Application, Deadline, Determination, Finding
from ..applying import filing, windows
from ..certifying import package
from ..state_words import profile, sentences
from ..verifying import shown, standing

if TYPE_CHECKING:
    from ..moves import Attempt

Fields = dict[str, Any]


def _why(attempt: Attempt, application: Application) -> str:
    """The basis of the determination, where this move writes one, and the reason given with it."""
    written = last_determination(application) if "basis_written" in attempt.move.needs else None
    return " ".join(filter(None, [written.basis if written else "", reason_given(attempt)]))


def reason_given(attempt: Attempt) -> str:
    return str(attempt.said.get("reason", "")).strip()


def last_determination(application: Application) -> Determination | None:
    return application.determinations.order_by("-id").first()


def _rows(application: Application) -> Iterable[tuple[Any, Finding]]:
    questions = review(application.jurisdiction).questions
    found = {f.question: f for f in application.findings.prefetch_related("evidence")}
    return [(questions[key], found[key]) for key in questions if key in found]


def _finding_words(application: Application, question: Any, finding: Finding) -> str:
    words = sentences(application.jurisdiction)["finding"]
    reason = question.reasons[finding.reason].says + " " if finding.reason in question.reasons else ""
    template = words.get(finding.outcome, "{rationale}")
    return str(template.format(rationale=reason + finding.rationale)).strip()


def _evidence(application: Application, finding: Finding) -> str:
    names = [d.name for d in finding.evidence.all()]
    if finding.evidence_note:
        names.append(finding.evidence_note)
    return ", ".join(names) or str(sentences(application.jurisdiction)["finding"]["no_evidence"])


def _decided(attempt: Attempt, application: Application) -> Fields:
    """What every determination letter rests on: the consultation, the recommendation, the findings, the conditions."""
    consultation = application.consultations.filter(attested_on__isnull=False).order_by("-round").first()
    recommendation = application.recommendations.order_by("-round").first()
    determination = last_determination(application)
    standing = application.conditions.filter(blocking=False).values_list("text", flat=True)
    return {
        "consulted_on": consultation.held_on if consultation else None,
        "recommended_on": recommendation.on if recommendation else None,
        "reason": determination.basis if determination else "",
        "standing_conditions": list(standing),
        "findings": [
            {"criterion": str(q.number), "requirement": q.title, "finding": _finding_words(application, q, f)}
            for q, f in _rows(application)
        ],
    }


def _gap(jurisdiction: str, text: str) -> tuple[str, str]:
    """A condition's first line is the gap, the lines after it what will close it; without them, papers that show it."""
    gap, _, needed = text.partition("\n")
    return gap.strip(), needed.strip() or str(sentences(jurisdiction)["condition"]["needed"])


def _conditional(attempt: Attempt, application: Application) -> Fields:
    blocking = application.conditions.filter(blocking=True, closed_on__isnull=True)
    conditions = []
    for row in blocking:
        gap, needed = _gap(application.jurisdiction, row.text)
        conditions.append({"gap": gap, "needed": needed, "due": row.due})
    return _decided(attempt, application) | {"conditions": conditions}


def _denied(attempt: Attempt, application: Application) -> Fields:
    """Grounds of a denial, each with its criterion, finding and evidence, or with what was lacking (DET-04)."""
    determination = last_determination(application)
    by_question = {q.id: (q, f) for q, f in _rows(application)}
    words = sentences(application.jurisdiction)["finding"]
    grounds = []
    for ground in determination.grounds.all() if determination else []:
        if ground.question in by_question:
            question, finding = by_question[ground.question]
            grounds.append(
                {
                    "criterion": str(question.number),
                    "requirement": question.title,
                    "finding": f"{_finding_words(application, question, finding)} {ground.text}".strip(),
                    "evidence": _evidence(application, finding),
                    "citation": question.cite,
                }
            )
        else:
            grounds.append(
                {
                    "criterion": None,
                    "requirement": words["lacking"],
                    "finding": ground.text,
                    "evidence": words["filing_alone"],
                    "citation": f"{profile(application.jurisdiction)['policy_name']} 7.6",
                }
            )
    return _decided(attempt, application) | {"grounds": grounds}


def _deficiencies(attempt: Attempt, application: Application) -> Fields:
    kinds = sentences(application.jurisdiction)["deficiency"]
    rows = application.deficiencies.filter(cleared_at__isnull=True)
    return {"deficiencies": [{"item": d.item, "problem": kinds[d.kind], "needed": d.needed} for d in rows]}


def _denied_incomplete(attempt: Attempt, application: Application) -> Fields:
    asked = application.letters.filter(kind="incomplete").order_by("-id").first()
    clock = Deadline.objects.filter(thing_id=application.pk, clock="correction").order_by("-id").first()
    none = sentences(application.jurisdiction)["finding"]["answer_none"]
    rows = application.deficiencies.filter(cleared_at__isnull=True)
    return {
        "asked_number": asked.number if asked else "",
        "asked_on": asked.dated if asked else None,
        "correction_due": clock.due if clock else None,
        "reason": reason_given(attempt),
        "lacking": [{"item": d.item, "asked": d.needed, "received": d.answer or none} for d in rows],
    }


def _deferred(attempt: Attempt, application: Application) -> Fields:
    words = sentences(application.jurisdiction)["deferred"]
    return {"reason": _why(attempt, application), "reason_kind": words["kind"], "next_step": words["next_step"]}


def _returned(attempt: Attempt, application: Application) -> Fields:
    words = sentences(application.jurisdiction)["returned"]
    asked = str(attempt.said.get("asked_for") or reason_given(attempt))
    return {
        "reason": _why(attempt, application),
        "reason_kind": words["kind"],
        "asked_for": [{"item": words["item"], "asked": asked, "why": words["why"]}],
    }


def _certified(attempt: Attempt, application: Application) -> Fields:
    """The ten elements of the formal letter (policy 7.9.2), from the filing that is certified."""
    stated, signed = filing.columns(application), application.certification
    fields = _decided(attempt, application) | {
        "institution": application.institution.name,
        "program": application.program_name,
        "credential": stated["credential_name"],
        "cip": stated["cip_code"],
        "soc": list(stated["soc_codes"]),
        "approved_on": attempt.on,
    }
    package.must_agree(signed.package, fields)
    return fields | {
        "signed_intent": signed.intent,
        "signed_capacity": signed.capacity,
        "signed_moment": signed.signed_at.astimezone(clock.zone(application.jurisdiction)),
        "package_number": signed.package.number,
        "package_hash": _in_eights(signed.package.sha256),
    }


def _received_late(attempt: Attempt, application: Application) -> Fields:
    """The deadline that was missed, and the cycle in which the application is on time, where one is published."""
    zone = clock.zone(attempt.jurisdiction)
    missed, following = application.cycle, windows.later(application)
    made: Fields = {
        "cycle": missed.name if missed else "",
        "cycle_deadline": missed.deadline.astimezone(zone) if missed and missed.deadline else None,
    }
    if following is not None and following.opens_at is not None:
        made |= {"later_cycle": following.name, "later_cycle_opens": following.opens_at.astimezone(zone)}
    return made


def _kept_in_cycle(attempt: Attempt, application: Application) -> Fields:
    return _received_late(attempt, application) | {"reason": reason_given(attempt)}


def _taken_up(attempt: Attempt, application: Application) -> Fields:
    return {"cycle": application.cycle.name if application.cycle else ""}


def _more_time(attempt: Attempt, application: Application) -> Fields:
    """The last day before and after, as the move that changed it says, and what it is for."""
    said, words = attempt.said, sentences(attempt.jurisdiction)["more_time"]
    return {
        "more_for": words[said["clock"]].format(condition=said.get("condition", "")),
        "more_before": date.fromisoformat(said["from"]),
        "more_until": date.fromisoformat(said["to"]),
        "reason": reason_given(attempt) or words["closing"],
    }


def _ended(attempt: Attempt, application: Application) -> Fields:
    """Why and from when the State's approval no longer counts."""
    ending = attempt.thing.ending
    words = approved(attempt.jurisdiction)
    certified = application.letters.filter(kind="certification").order_by("-id").first()
    return {
        "approved_on": attempt.thing.approved_on,
        "certified_number": certified.number if certified else "",
        "end_cause": words.causes[ending.cause].label,
        "end_source": words.sources[ending.source],
        "end_on": ending.effective_on,
        "end_evidence": ", ".join(filter(None, [ending.reference, ending.proof.name if ending.proof else ""])),
        "reason": ending.reason,
    }


def _placement(attempt: Attempt, application: Application) -> Fields:
    """A decided job placement rate with everything it rests on."""
    result = attempt.thing
    decided, words = standing.decision(result), verifying(application.jurisdiction)
    if decided is None:
        raise LetterProblem("A certificate is of a decided rate.")
    exception = f"{decided.exception} ({decided.citation})" if decided.exception else None
    return {
        "rate_year": AwardYear(result.award_year).long,
        "rate_fraction": standing.in_words(result),
        "rate_outcome": words.words["outcome"][decided.outcome]["label"],
        "rate_standard": words.says("standard", percent=f"{decided.standard.normalize():f}"),
        "rate_rule": standing.rule_words(application.jurisdiction, result.metric, decided.rule),
        "rate_left_out": result.excluded,
        "rate_sources": shown.VALUES["sources"](result),
        "rate_run": words.says("run", number=result.run.number, method=decided.method_sha256[:12]),
        "rate_records": words.says("data_version", number=result.submission.number, sha=decided.submission_sha256[:12]),
        "rate_decided": decided.on,
        "rate_reviewer": decided.by.name,
        "rate_exception": exception,
        "rate_notes": [
            f"{words.words['note'][note.kind]}: {note.text}" for note in result.notes.filter(struck_on__isnull=True)
        ],
    }


def _in_eights(digest: str) -> str:
    """A checksum as people compare it; one long word would be broken in print and lost to a screen reader."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


BY_KIND: dict[str, Callable[[Any, Application], Fields]] = {
    "received_late": _received_late,
    "kept_in_cycle": _kept_in_cycle,
    "taken_up": _taken_up,
    "more_time": _more_time,
    "incomplete": _deficiencies,
    "approved_for_certification": _decided,
    "conditions_met": _decided,
    "returned_unreviewed": _returned,
    "conditional": _conditional,
    "denied": _denied,
    "denied_incomplete": _denied_incomplete,
    "deferred": _deferred,
    "returned": _returned,
    "certification": _certified,
    "withdrawn": _ended,
    "removed": _ended,
    "placement_certificate": _placement,
}
