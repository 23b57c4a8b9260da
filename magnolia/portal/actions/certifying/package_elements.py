"""The eighteen elements of the certification package: one function each, reading the case, never typed a second time.

An element answers with its rows, or with nothing: then the register says either that it does not apply and why, or that
it is missing. Source: State policy 7.9.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from magnolia.policy.criteria import register
from magnolia.policy.layers import fill
from magnolia.policy.letters import say_day, say_moment
from magnolia.policy.package import Words, package
from magnolia.policy.periods import AwardYear, months_before
from magnolia.policy.registers import review

from ... import clock
from ...models import Application, Certification, Filing, Institution
from .. import law
from ..applying.on_record import earnings_of

Rows = list[tuple[str, str]]  # label and words; an empty label is a paragraph


@dataclass(frozen=True)
class Draft:
    """The case as the package sees it; `certification` is None while nobody has signed."""

    application: Application
    filing: Filing
    certification: Certification | None
    on: date

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.filing.facts
        return found

    @property
    def words(self) -> Words:
        return package(self.application.jurisdiction)


ELEMENTS: dict[str, Callable[[Draft], Rows]] = {}


def element(function: Callable[[Draft], Rows]) -> Callable[[Draft], Rows]:
    """Register the function under its own name; a test holds the names against package.toml."""
    ELEMENTS[function.__name__] = function
    return function


def _said(text: object) -> Rows:
    return [("", str(text))] if text not in (None, "", []) else []


@element
def institution(draft: Draft) -> Rows:
    return _said(draft.application.institution.name)


@element
def opeid(draft: Draft) -> Rows:
    row = Institution.objects.filter(pk=draft.application.institution_id).first()
    return _said(draft.facts.get("opeid") or (row.opeid if row else ""))


@element
def program(draft: Draft) -> Rows:
    return _said(draft.facts.get("program_name"))


@element
def credential(draft: Draft) -> Rows:
    return _said(draft.facts.get("credential_name"))


@element
def length(draft: Draft) -> Rows:
    """Hours in their unit and weeks of instruction; both are needed."""
    unit = register(draft.application.jurisdiction)["program.length"].table.get(draft.facts.get("measure", ""), {})
    hours, weeks = draft.facts.get("hours"), draft.facts.get("instructional_weeks")
    if not unit or hours is None or weeks is None:
        return []
    return [(unit["unit"].capitalize(), _figure(hours)), ("Weeks of instruction", _figure(weeks))]


def _figure(typed: object) -> str:
    return f"{Decimal(str(typed)).normalize():f}"


@element
def cip(draft: Draft) -> Rows:
    return _said(draft.facts.get("cip_code"))


@element
def soc(draft: Draft) -> Rows:
    return _said(", ".join(draft.facts.get("soc_codes") or []))


@element
def approved_on(draft: Draft) -> Rows:
    return _said(say_day(draft.on))


@element
def authority(draft: Draft) -> Rows:
    """In which capacity the person signs; before the signature the office that decided."""
    if draft.certification is not None:
        return _said(draft.certification.capacity)
    decided = draft.application.determinations.select_related("designation").order_by("-id").first()
    return _said(f"{decided.signed_title}, {decided.signed_name}" if decided else "")


@element
def basis(draft: Draft) -> Rows:
    """The determination's basis, the consultation, the recommendation and how many findings there are of each kind."""
    application = draft.application
    decided = application.determinations.order_by("-id").first()
    if decided is None or not decided.basis.strip():
        return []
    rows: Rows = [("", decided.basis)]
    consulted = application.consultations.filter(attested_on__isnull=False).order_by("-round").first()
    advised = application.recommendations.order_by("-round").first()
    if consulted is not None and consulted.held_on is not None:
        rows.append(("Consultation", say_day(consulted.held_on)))
    if advised is not None:
        rows.append(("Recommendation", say_day(advised.on)))
    questions, outcomes = (
        review(application.jurisdiction).questions,
        dict(application.findings.values_list("question", "outcome")),
    )
    waived = [q.title for q in questions.values() if outcomes.get(q.id) == "not_applicable"]
    settled = [q.title for q in questions.values() if q.id in outcomes and q.title not in waived]
    rows.append(("Found in order", ", ".join(settled)))
    return [*rows, ("Not applicable", ", ".join(waived))] if waived else rows


@element
def statement(draft: Draft) -> Rows:
    """The signed statement with the months it covers; nothing before the signature."""
    signed = draft.certification
    if signed is None or not signed.intent:
        return []
    months = law.value(draft.application.jurisdiction, "history.months", draft.filing.judged_on).whole
    first, until = months_before(draft.on, months), draft.on
    says = draft.words.statement["says"].replace("{first}", say_day(first)).replace("{until}", say_day(until))
    by = f"{signed.signed_name}, {signed.signed_title}, {signed.capacity}, {say_day(draft.on)}"
    return [("", says), ("Stated by", by)]


@element
def alternative(draft: Draft) -> Rows:
    """The standard, its rule and the award year, where the review found that one applies (REV-10)."""
    return _found(draft, "alternative_standards", "met")


def _found(draft: Draft, question: str, outcome: str) -> Rows:
    """A finding's own answers by their labels, after the reviewer's words; nothing where it came out otherwise."""
    rows = draft.application.findings.filter(question=question, outcome=outcome).prefetch_related("points")
    found = rows.first()
    if found is None or not found.rationale.strip():
        return []
    asked = review(draft.application.jurisdiction).questions[question].points
    answers = {row.name: row.value for row in found.points.all()}
    told = [(point.label, point.says(answers[name])) for name, point in asked.items() if answers.get(name)]
    return [("Finding of the review", found.rationale), *told]


@element
def documents(draft: Draft) -> Rows:
    return _agreed(draft, "documents")


@element
def withdrawal(draft: Draft) -> Rows:
    return _agreed(draft, "withdrawal")


def _agreed(draft: Draft, name: str) -> Rows:
    if draft.certification is None:
        return []
    row = draft.certification.agreements.filter(agreement=name).first()
    return [("", row.wording), ("Agreed by", draft.certification.signed_name)] if row else []


@element
def cost_and_wage(draft: Draft) -> Rows:
    """Before the Secretary's first amount the certification with the reviewer's words; afterwards the amount."""
    words = draft.words.cost_and_wage
    amount = earnings_of(draft.application).order_by("-award_year", "-pk").first()
    if amount is not None:
        said = {
            "amount": f"${amount.amount:,.2f}",
            "year": AwardYear(amount.award_year).long,
            "day": say_day(amount.published_on),
            "notice": amount.notice,
        }
        return [("", fill(words["amount"], said))]
    found = _found(draft, "cost_and_wage", "considered")
    return [("", words["says"]), *found] if found else []


@element
def conditions(draft: Draft) -> Rows:
    """Standing conditions, limitations and documentation requirements, each under the name of its list."""
    titles = {row.id: row.title for row in draft.words.lists.values()}
    rows = draft.application.conditions.filter(blocking=False).order_by("id")
    return [(titles[row.kind], row.text + (f" (by {say_day(row.due)})" if row.due else "")) for row in rows]


@element
def signature(draft: Draft) -> Rows:
    row = draft.certification
    if row is None or not row.signed_name.strip():
        return []
    return [
        ("", row.intent),
        ("Signed", row.signed_name),
        ("Title", row.signed_title),
        ("Capacity", row.capacity),
        ("Time", say_moment(clock.local(draft.application.jurisdiction, row.signed_at))),
    ]


@element
def other(draft: Draft) -> Rows:
    return _said(draft.certification.other_information) if draft.certification else []
