"""The fields of each kind of letter, taken from the case: a letter cannot say what the file does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from magnolia.policy.approved import approved
from magnolia.policy.layers import fill_all, overlay, read, state_layer
from magnolia.policy.letters import LetterProblem, LetterText, merge, say_day
from magnolia.policy.parameters import Refused
from magnolia.policy.registers import review

from ... import access, clock
from ...models import Application, Deadline, Determination, Event, Finding, Institution, Letter
from .. import law
from ..applying import filing, windows
from ..certifying import package
from .letters import printed

if TYPE_CHECKING:
    from ..moves import Attempt

Fields = dict[str, Any]
# Letters that the Governor, a designee or the agency may sign, depending on who made the move.
SIGNED_BY_MANY = ("deferred", "returned_unreviewed", "more_time")
# Letters that say only that something arrived; nobody signs them.
RECEIPTS = ("receipt", "received_late")


def profile(jurisdiction: str) -> dict[str, Any]:
    return read(state_layer(jurisdiction), "profile")


def prefix(jurisdiction: str) -> str:
    """What numbers of this State start with."""
    return str(profile(jurisdiction)["case_prefix"])


def sentences(jurisdiction: str) -> dict[str, Any]:
    """Sentences of sentences.toml with the State's names in them."""
    made: dict[str, Any] = fill_all(
        overlay(read("model", "sentences"), read(state_layer(jurisdiction), "sentences")), profile(jurisdiction)
    )
    return made


def compose(attempt: Attempt, event: Event, number: str, opened: list[Deadline], replaced: Letter | None) -> LetterText:
    """The words of the letter that a move writes.

    Raises parameters.Refused, which takes the whole move back, where a field has no value or a character no shape.
    """
    application = attempt.application
    kind = replaced.kind if replaced is not None else attempt.move.letter
    fields = _common(attempt, application) | _signer(attempt, application, event)
    for deadline in opened:
        fields |= _clock(attempt.jurisdiction, deadline)
    if kind in BY_KIND:
        fields |= BY_KIND[kind](attempt, application)
    if replaced is not None:
        fields |= _replacing(attempt, replaced)
    try:
        text = merge(attempt.jurisdiction, kind, fields)
        printed(text, number=number, dated=event.occurred_on)
    except LetterProblem as problem:
        raise Refused(str(problem)) from None
    return text


def _why(attempt: Attempt, application: Application) -> str:
    """The basis of the determination, where this move writes one, and the reason given with it."""
    written = _last_determination(application) if "basis_written" in attempt.move.needs else None
    return " ".join(filter(None, [written.basis if written else "", _reason(attempt)]))


def _reason(attempt: Attempt) -> str:
    return str(attempt.said.get("reason", "")).strip()


def _replacing(attempt: Attempt, replaced: Letter) -> Fields:
    """What a corrected letter says of the one it replaces; the determination keeps its own day and reason."""
    first = replaced
    while first.replaces is not None:
        first = first.replaces
    made: Fields = {
        "replaces_number": replaced.number,
        "replaces_on": replaced.dated,
        "replaces_reason": _reason(attempt),
        "decided_on": first.event.occurred_on,
    }
    reason = json.loads(first.event.text.text or "{}").get("reason")
    return made | ({"reason": reason} if reason else {})


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def _common(attempt: Attempt, application: Application) -> Fields:
    row = application.facts
    opeid = row.opeid or Institution.objects.get(pk=application.institution_id).opeid
    return {
        "addressee_name": row.applicant_name,
        "addressee_title": row.applicant_title,
        "institution": application.institution.name,
        "ope_id": opeid or None,
        "program": application.program_name,
        "application_number": application.number,
        "case_at": _address("case", application.pk),
        "verify_at": _address("verify"),
        "appeal_at": _address("case", application.pk),
        "decided_on": attempt.on,
        "signed_on": attempt.on,
        "checked_on": attempt.on,
        "appeal_decision_days": law.value(attempt.jurisdiction, "appeal.decision_calendar_days", attempt.on).whole,
    }


def _signer(attempt: Attempt, application: Application, event: Event) -> Fields:
    """Who signs: the Governor, a designee with the instrument, an officer of the agency, or nobody for a receipt."""
    if attempt.move.letter in RECEIPTS:
        arrived = attempt.at.astimezone(clock.zone(attempt.jurisdiction))
        return {"received_at": arrived, "submitted_by": attempt.by.name if attempt.by else ""}
    by = attempt.by
    made: Fields = {"signer_name": by.name if by else "", "signer_title": by.title if by else ""}
    signed = _signed_now(attempt, application)
    if signed is not None:
        made |= {"signer_name": signed.signed_name, "signer_title": signed.signed_title}
    if event.role in ("governor", "designee"):
        made["signed_as"] = event.role
    elif attempt.move.letter in SIGNED_BY_MANY:
        made["signed_as"] = "agency" if by else "office"
    if event.role == "designee" and by is not None:
        hat = access.standing(by, attempt.on).wearing("designee", attempt.jurisdiction)
        if hat is not None:
            given = hat.designation
            made |= {"designation_instrument": given.instrument, "designation_on": given.first_day}
    return made


def _signed_now(attempt: Attempt, application: Application) -> Any:
    """The row that this very move signed with a typed name and title, or None where the account's name signs."""
    if "signature_given" in attempt.move.needs:
        return getattr(application, "certification", None)
    if "ending_stated" in attempt.move.needs:
        return attempt.thing.ending
    return _last_determination(application) if "basis_written" in attempt.move.needs else None


def _last_determination(application: Application) -> Determination | None:
    return application.determinations.order_by("-id").first()


def _clock(jurisdiction: str, deadline: Deadline) -> Fields:
    """Days, due date and the worked count of a clock that the letter announces."""
    name = {"correction": "correction", "appeal_filing": "appeal"}[deadline.clock]
    words = sentences(jurisdiction)["counted"]
    counted = law.calendar(jurisdiction).counted(deadline.notice_on, deadline.count)
    first = next(day for day in counted if day.number == 1)
    skipped = [
        words["day"].format(day=say_day(day.date), reason=day.reason)
        for day in counted
        if day.number is None and any(h.date == day.date for h in law.calendar(jurisdiction).holidays(day.date.year))
    ]
    template = words["skipped"] if skipped else words["plain"]
    text = template.format(first=say_day(first.date), weekend=words["weekend"], days=" and ".join(skipped))
    return {f"{name}_days": deadline.count, f"{name}_due": deadline.due, f"{name}_counted": text}


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
    determination = _last_determination(application)
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
    determination = _last_determination(application)
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
        "reason": _reason(attempt),
        "lacking": [{"item": d.item, "asked": d.needed, "received": d.answer or none} for d in rows],
    }


def _deferred(attempt: Attempt, application: Application) -> Fields:
    words = sentences(application.jurisdiction)["deferred"]
    return {"reason": _why(attempt, application), "reason_kind": words["kind"], "next_step": words["next_step"]}


def _returned(attempt: Attempt, application: Application) -> Fields:
    words = sentences(application.jurisdiction)["returned"]
    asked = str(attempt.said.get("asked_for") or _reason(attempt))
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
    return _received_late(attempt, application) | {"reason": _reason(attempt)}


def _taken_up(attempt: Attempt, application: Application) -> Fields:
    return {"cycle": application.cycle.name if application.cycle else ""}


def _more_time(attempt: Attempt, application: Application) -> Fields:
    """The last day before and after, as the move that changed it says, and what it is for."""
    said, words = attempt.said, sentences(attempt.jurisdiction)["more_time"]
    return {
        "more_for": words[said["clock"]].format(condition=said.get("condition", "")),
        "more_before": date.fromisoformat(said["from"]),
        "more_until": date.fromisoformat(said["to"]),
        "reason": _reason(attempt) or words["closing"],
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
}


def _in_eights(digest: str) -> str:
    """A checksum as people compare it; one long word would be broken in print and lost to a screen reader."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
