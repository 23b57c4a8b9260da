"""The application as the rules see it: its facts, what is missing in each part, its findings, its frozen filing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from magnolia.policy import facts as f
from magnolia.policy.criteria import findings
from magnolia.policy.finding import Finding
from magnolia.policy.registers import Slot, review
from magnolia.policy.workflow import process

from .. import clock
from ..models import Application, Document, Event, Filing, Institution, ProgramFacts, Signature
from . import law
from .record import canonical, sha256

PERSONAL = ("applicant_name", "applicant_title", "applicant_email", "applicant_phone", "applicant_authority", "opeid")
PROGRAM = (
    "ground",
    "level",
    "cip_code",
    "measure",
    "hours",
    "instructional_weeks",
    "correspondence",
    "study_abroad",
    "direct_assessment",
    "credential_name",
    "credential_kind",
    "tuition",
    "required_fees",
    "anticipated_wage",
    "wage_source",
)


@dataclass(frozen=True)
class Gap:
    """Something that is still missing: in which part, under which field, in words for the person."""

    part: str  # details, attachments or declarations
    field: str


def columns(application: Application) -> dict[str, Any]:
    """Every answered fact of an application by column name, occupations and name included."""
    row = application.facts
    names = [c.attname for c in ProgramFacts._meta.concrete_fields if c.attname != "application_id"]
    made: dict[str, Any] = {name: getattr(row, name) for name in names}
    made["program_name"] = application.program_name
    made["award_year"] = application.award_year
    made["soc_codes"] = [o.soc_code for o in application.occupations.all()]
    return made


def facts_hash(application: Application) -> str:
    """Hash of facts, current documents and answers to deficiencies: a signature counts for these and no others."""
    # A reply to a request for documents stands beside the filing and changes nothing of it.
    asked = review(application.jurisdiction).slots
    documents = [(d.slot, d.sha256) for d in current_documents(application) if d.slot in asked]
    answers = list(application.deficiencies.exclude(answer="").order_by("pk").values_list("pk", "answer"))
    return sha256(canonical([columns(application), documents, answers]))


def current_documents(application: Application) -> list[Document]:
    """Documents that count now: not superseded, not taken out."""
    rows = application.documents.filter(superseded_by__isnull=True, removed_at__isnull=True)
    return list(rows.order_by("slot", "uploaded_at"))


def slots_of(application: Application) -> list[Slot]:
    """The places for documents of an application: those of the form, and one for each further document asked for."""
    places = list(review(application.jurisdiction).slots.values())
    kinds = sorted({ending for place in places for ending in place.accepts})
    return places + [
        replace(
            places[0], id=row.slot, title=row.wanted, help=row.detail, required=True, accepts=tuple(kinds), serves=(),
        )
        for row in application.requests.exclude(state="taken_back")
    ]  # fmt: skip


def still_runs(application: Application) -> bool:
    """Whether the case is sent in and not at an end: exactly while the institution could still withdraw it."""
    ends = process(application.jurisdiction).life(application.kind).moves["withdraw"]
    return application.submitted_at is not None and application.state in ends.starts


def standing_signature(application: Application) -> Signature | None:
    """The signature that still covers the facts and documents as they are, or None."""
    last = application.signatures.order_by("-id").first()
    return last if last is not None and last.facts_hash == facts_hash(application) else None


def counting_signature(application: Application) -> Signature | None:
    """The signature a sending rests on: it covers what stands, and where the filing is open again, it is a new one."""
    signed, sent = standing_signature(application), latest(application)
    declare = process(application.jurisdiction).life(application.kind).moves["declare"]
    if signed is None or sent is None or application.state not in declare.starts:
        return signed
    return signed if signed.event.seq > sent.event.seq else None


def unanswered(application: Application) -> list[str]:
    """Questions of Personal Details that are needed and have no answer, in the order of the form."""
    stated = columns(application)
    found = [name for name in ("program_name", *PERSONAL, *PROGRAM) if stated[name] in ("", None)]
    return found if stated["soc_codes"] else [*found, "soc_codes"]


def gaps(application: Application) -> list[Gap]:
    """What is missing in Personal Details and Attachments, in the order of the form."""
    filled = {d.slot for d in current_documents(application)} | set(
        application.slot_answers.values_list("slot", flat=True)
    )
    slots = review(application.jurisdiction).slots
    found = [Gap("details", name) for name in unanswered(application)]
    return found + [Gap("attachments", s.id) for s in slots.values() if s.required and s.id not in filled]


def facts(application: Application) -> f.Facts:
    """The application's facts for the rules."""
    row, blank = application.facts, lambda text: text or None
    institution = Institution.objects.select_related("organisation").get(pk=application.institution_id)
    signed = standing_signature(application)
    return f.Facts(
        institution=f.InstitutionFacts(
            name=institution.organisation.name,
            opeid=blank(row.opeid),
            state=institution.postal_state,
            title_iv_eligible=institution.title_iv,
            ppa_expires=institution.ppa_expires,
        ),
        program=f.ProgramFacts(
            name=application.program_name,
            level=blank(row.level),
            cip_code=blank(row.cip_code),
            soc_codes=tuple(o.soc_code for o in application.occupations.all()),
            measure=blank(row.measure),
            hours=row.hours,
            instructional_weeks=row.instructional_weeks,
            correspondence=row.correspondence,
            study_abroad=row.study_abroad,
            direct_assessment=row.direct_assessment,
        ),
        credential=f.CredentialFacts(
            blank(row.credential_name), blank(row.credential_kind), blank(row.credential_basis)
        ),
        cost=f.CostFacts(row.tuition, row.required_fees, row.anticipated_wage, blank(row.wage_source)),
        attestation=f.AttestationFacts(
            all_accepted=True if signed else None,
            name=signed.name if signed else None,
            title=signed.title if signed else None,
            date=clock.local_date(application.jurisdiction, signed.at) if signed else None,
        ),
    )


def findings_now(application: Application, on: date) -> tuple[Finding, ...]:
    """What the rules say of the application as it stands, under the law of a day."""
    return findings(facts(application), application.jurisdiction, on, law.amendments(application.jurisdiction))


def latest(application: Application) -> Filing | None:
    """The filing as last sent in."""
    return application.filings.order_by("-place").first()


def judged_on(application: Application, today: date) -> date:
    """The day whose law judges the application: that of its first submission; before it, that of its cycle.

    Every request of a cycle is judged under the criteria published with it (policy, State review); without a cycle the
    day is today.
    """
    first = application.filings.order_by("place").first()
    if first is not None:
        return first.judged_on
    told = Event.objects.filter(thing_id=application.cycle_id, move="publish").first() if application.cycle_id else None
    return min(today, max(told.occurred_on, law.first_day(application.jurisdiction))) if told else today


@cache
def code_version() -> str:
    return version("magnolia")


def freeze(application: Application, event: Event, at: datetime) -> Filing:
    """Keep the application as it is sent: facts, documents by hash, the law of the day and what the rules said."""
    day = judged_on(application, event.occurred_on)
    documents = [
        {"slot": d.slot, "name": d.name, "sha256": d.sha256, "size": d.size, "id": str(d.pk)}
        for d in current_documents(application)
    ]
    return Filing.objects.create(
        application=application,
        event=event,
        place=application.filings.count() + 1,
        at=at,
        judged_on=day,
        law=law.freeze(application.jurisdiction, day),
        facts=_plain(columns(application)),
        documents=documents,
        not_applicable=dict(application.slot_answers.values_list("slot", "not_applicable_because")),
        findings=[finding.as_row() for finding in findings_now(application, day)],
        code_version=code_version(),
    )


def _plain(stated: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON: decimals as text, so that no digit is lost."""
    return {k: v if isinstance(v, bool | int | str | list | type(None)) else str(v) for k, v in stated.items()}
