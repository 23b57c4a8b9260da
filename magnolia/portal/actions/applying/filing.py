"""The application as the rules see it: its facts, what is missing in each part, its findings, its frozen filing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version

from magnolia.policy.criteria import decide, findings, register
from magnolia.policy.facts import Facts, InstitutionFacts, ProgramFacts
from magnolia.policy.finding import Finding
from magnolia.policy.form import form
from magnolia.policy.frozen import as_text
from magnolia.policy.picking import days_of
from magnolia.policy.registers import Slot, review
from magnolia.policy.workflow import process

from ...models import Application, Document, Filing, Signature
from .. import law
from ..held import once
from ..recording.record import canonical, sha256
from . import forms_used, on_record, stated
from .judged import judged_on as judged_on
from .stated import columns as columns


@dataclass(frozen=True)
class Gap:
    """Something that is missing or does not fit: in which part, under which field, in words for the person.

    In Personal Details `group` is the page; in a table `row` counts from 1 and `column` names the question. `unfit`:
    answers are there and do not fit each other.
    """

    part: str  # details, attachments or declarations
    field: str
    says: str = ""
    group: str = ""
    row: int = 0
    column: str = ""
    unfit: bool = False


@once
def facts_hash(application: Application) -> str:
    """Hash of facts, current documents and answers to deficiencies: a signature counts for these and no others."""
    # A reply to a request for documents stands beside the filing and changes nothing of it.
    asked = review(application.jurisdiction).slots
    documents = [(d.slot, d.sha256) for d in current_documents(application) if d.slot in asked]
    answers = list(application.deficiencies.exclude(answer="").order_by("pk").values_list("pk", "answer"))
    return sha256(canonical([columns(application), documents, answers]))


@once
def current_documents(application: Application) -> list[Document]:
    """Documents that count now: not superseded, not taken out."""
    rows = application.documents.filter(superseded_by__isnull=True, removed_at__isnull=True)
    return list(rows.order_by("slot", "uploaded_at"))


def slots_of(application: Application) -> list[Slot]:
    """The places for documents of an application: those of the form, one for each document asked for and condition."""
    places = list(review(application.jurisdiction).slots.values())
    kinds = sorted({ending for place in places for ending in place.accepts})
    asked = [(row.slot, row.wanted, row.detail, True) for row in application.requests.exclude(state="taken_back")]
    conditions = application.conditions.filter(blocking=True)
    asked += [(row.slot, f"Condition {at}", row.text, False) for at, row in enumerate(conditions, 1)]
    return places + [
        replace(places[0], id=slot, title=title, help=says, required=must, accepts=tuple(kinds), serves=())
        for slot, title, says, must in asked
    ]


def still_runs(application: Application) -> bool:
    """Whether the case is sent in and not at an end: exactly while the institution could still withdraw it."""
    ends = process(application.jurisdiction).life(application.kind).moves["withdraw"]
    return application.submitted_at is not None and application.state in ends.starts


@once
def standing_signature(application: Application) -> Signature | None:
    """The signature that still covers the facts and documents as they are, or None."""
    last = application.signatures.order_by("-id").first()
    return last if last is not None and last.facts_hash == facts_hash(application) else None


@once
def counting_signature(application: Application) -> Signature | None:
    """The signature a sending rests on: it covers what stands, and where the filing is open again, it is a new one."""
    signed, sent = standing_signature(application), latest(application)
    declare = process(application.jurisdiction).life(application.kind).moves["declare"]
    if signed is None or sent is None or application.state not in declare.starts:
        return signed
    return signed if signed.event.seq > sent.event.seq else None


def unanswered(application: Application) -> list[str]:
    """Questions and tables of Personal Details that lack something or do not fit, in the order of the form."""
    return list(dict.fromkeys(gap.field for gap in gaps(application) if gap.part == "details"))


@once
def gaps(application: Application) -> list[Gap]:
    """What is missing in Personal Details and Attachments, in the order of the form."""
    words = form(application.jurisdiction)
    found = [
        Gap("details", gap.field, gap.says, words.group_of(gap.field), gap.row, gap.column, gap.unfit)
        for gap in stated.gaps(application)
    ]
    filled = {d.slot for d in current_documents(application)} | set(
        application.slot_answers.values_list("slot", flat=True)
    )
    slots = review(application.jurisdiction).slots
    return found + [Gap("attachments", s.id) for s in slots.values() if s.required and s.id not in filled]


def findings_now(application: Application, law_of: date, on: date | None = None) -> tuple[Finding, ...]:
    """What the rules say of the application as it stands, under the law of a day.

    `on` is the day that its own days are held against, such as those of letters and of the signature: the day it is
    sent in, which in a cycle comes after the day whose law counts.
    """
    facts = stated.facts(application, standing_signature(application), on or law_of)
    return findings_of(application.jurisdiction, facts, law_of, on or law_of)


def findings_of(jurisdiction: str, facts: Facts, law_of: date, on: date) -> tuple[Finding, ...]:
    """What the rules say of facts held against the day `on`, under the law of the day `law_of`."""
    return findings(facts, jurisdiction, on, law.amendments(jurisdiction), law_of)


def history_on(application: Application, sent: Filing, on: date) -> Finding:
    """What the rule says of the months before a day, by the rows of a filing and the law the filing is judged under."""
    code = application.jurisdiction
    told = Facts(InstitutionFacts(name=""), ProgramFacts(name="", history=stated.periods(sent.facts["history"])))
    return decide(register(code)["program.twelve_months"], told, law.parameters(code), on, law_of=sent.judged_on)


@once
def latest(application: Application) -> Filing | None:
    """The filing as last sent in."""
    return application.filings.order_by("-place").first()


@cache
def code_version() -> str:
    return version("magnolia")


def prepare(application: Application, on: date, at: datetime) -> Filing:
    """The application as it is sent, not saved yet: facts, documents by hash, the law of the day, what the rules said.

    It is made before its event is written, so that the event can carry what it holds.
    """
    day = judged_on(application, on)
    documents = [
        {"slot": d.slot, "name": d.name, "sha256": d.sha256, "size": d.size, "id": str(d.pk)}
        for d in current_documents(application)
    ]
    facts = stated.facts(application, standing_signature(application), on)
    return Filing(
        application=application,
        place=application.filings.count() + 1,
        at=at,
        judged_on=day,
        held_on=on,
        law=law.freeze(application.jurisdiction, day, days_of(facts, on, day)),
        facts=stated.plain(columns(application)),
        judged_facts=as_text(facts),
        documents=documents,
        not_applicable=dict(application.slot_answers.values_list("slot", "not_applicable_because")),
        findings=[finding.as_row() for finding in findings_of(application.jurisdiction, facts, day, on)],
        code_version=code_version(),
        form=forms_used.current(application.jurisdiction, at),
        occupation_list=on_record.of(application).lists.on(on),
    )


def sealed(sent: Filing) -> dict[str, str]:
    """SHA-256 of each part of a filing, for its event: whoever alters a part later contradicts the chain."""
    parts = {
        "answers": [sent.facts, sent.not_applicable],
        "facts": [sent.judged_facts, sent.held_on],
        "documents": sent.documents,
        "findings": sent.findings,
        "law": [sent.law_id, sent.judged_on, sent.code_version],
        "form": sent.form.hash if sent.form else "",
        "place": [sent.application_id, sent.place, sent.at.astimezone(UTC)],
    }
    return {name: sha256(canonical(held)) for name, held in parts.items()}
