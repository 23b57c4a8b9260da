"""What an application states, by the name of its questions: its columns and rows, and the facts the rules read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from magnolia.policy import complete
from magnolia.policy import facts as f
from magnolia.policy.form import form
from magnolia.policy.periods import MONTHS_A_YEAR, AwardYear

from ... import clock
from ...models import TABLES, Application, Institution, ProgramFacts, Signature
from .. import law
from ..held import once
from . import codes, on_record
from .judged import judged_on
from .on_record import OnRecord

Answers = dict[str, Any]


@once
def columns(application: Application) -> Answers:
    """Every answer by the name of its question: rows as a list of tables, documents by id where they still count.

    `required_fees` is the sum of the fee lines, None without any: it is computed and never typed.
    """
    counting = _documents(application)
    made = _values(application.facts, ProgramFacts, counting, but={"application"})
    made["program_name"] = application.program_name
    made["award_year"] = application.award_year
    made["soc_codes"] = [o.soc_code for o in application.occupations.all()]
    for name, model in TABLES.items():
        rows = getattr(application, name).all()
        made[name] = [_values(row, model, counting, but={"id", "application", "place"}) for row in rows]
    made["required_fees"] = complete.total(made["fees"], "amount")
    return made


def _values(row: Any, model: Any, counting: Mapping[UUID, str], but: set[str]) -> Answers:
    """The answers of one row; a document as the id of the version that counts now, or None."""
    held = [column for column in model._meta.concrete_fields if column.name not in but]
    return {
        column.name: counting.get(getattr(row, column.attname)) if column.is_relation else getattr(row, column.name)
        for column in held
    }


def _documents(application: Application) -> dict[UUID, str]:
    """For each document ever named: the id of the version that counts now; none where it was taken out."""
    held = sorted(application.documents.all(), key=lambda row: row.uploaded_at, reverse=True)
    rows = [(row.pk, row.supersedes_id, row.removed_at) for row in held]
    newer = {older: pk for pk, older, _ in rows if older}
    counting = {pk: str(pk) for pk, _, removed in rows if removed is None and pk not in newer}
    for pk, _, _ in rows:
        last = pk
        while last in newer:
            last = newer[last]
        if last in counting:
            counting[pk] = counting[last]
    return counting


def around(application: Application) -> complete.Around:
    """What the answers alone do not say, under the law of the award year asked for and of the day that judges them."""
    today = clock.local_date(application.jurisdiction, clock.now())
    return around_of(application.jurisdiction, AwardYear(application.award_year), judged_on(application, today))


def around_of(jurisdiction: str, year: AwardYear, judged: date) -> complete.Around:
    """The same for an award year and a day."""
    last = law.value(jurisdiction, "outcomes.last_substitute_award_year", year.first_day).whole
    limit = law.value(jurisdiction, "arrangement.percent", judged).value
    return complete.Around(year.start, last, Decimal(str(limit)))


def gaps(application: Application, stated: Mapping[str, Any] | None = None) -> list[complete.Gap]:
    """What keeps Personal Details from being complete."""
    stated = columns(application) if stated is None else stated
    known = around(application)
    if stated.get("student_states"):
        states = Institution.objects.filter(pk=application.institution_id).values_list("postal_state", flat=True)
        known = replace(known, own_state=states.first() or "")
    if stated.get("cip_code") and stated.get("soc_codes"):
        links = codes.links(stated["cip_code"], stated["soc_codes"])
        known = replace(known, unusual=tuple(soc for soc, joined in links.items() if joined is False))
    return complete.gaps(form(application.jurisdiction), stated, known)


def notes(application: Application, stated: Mapping[str, Any]) -> list[complete.Gap]:
    """What is taken as it is and deserves a second look."""
    return complete.notes(form(application.jurisdiction), stated, around(application))


# ------------------------------------------------------------------ as the rules read them


def facts(application: Application, signed: Signature | None, on: date) -> f.Facts:
    """The answers as facts, the State's record as of `on`; no answer is None, a list without entries is an answer."""
    return facts_of(application, columns(application), signed, on)


def facts_of(
    application: Application, stated: Answers, signed: Signature | None, on: date, held: OnRecord | None = None
) -> f.Facts:
    """The same from answers at hand, and what the State has on record (`held`, read where it is not given)."""
    held = held or on_record.of(application)
    return facts_from(
        application.jurisdiction,
        application.award_year,
        stated,
        institution=f.InstitutionFacts(
            name=held.institution.organisation.name,
            opeid=stated["opeid"] or None,
            state=held.institution.postal_state,
            title_iv_eligible=on_record.takes_part(held.institution, on),
            ppa_expires=held.institution.ppa_expires,
            federal_actions=held.federal_actions,
            failed_programs=held.failed_programs,
        ),
        vae=held.earnings,
        lists=held.lists.facts(on),
        attestation=f.AttestationFacts(
            all_accepted=True if signed else None,
            name=signed.name if signed else None,
            title=signed.title if signed else None,
            date=clock.local_date(application.jurisdiction, signed.at) if signed else None,
        ),
    )


def facts_from(
    jurisdiction: str, award_year: int, stated: Mapping[str, Any], *, institution: f.InstitutionFacts, **on_record: Any
) -> f.Facts:
    """Answers by the name of their question as facts, beside what stands on record of the institution.

    `stated` has every column and table, as `columns` gives them; `on_record` are further parts of Facts by name.
    """
    text = {name: value or None for name, value in stated.items() if isinstance(value, str)}
    return f.Facts(
        institution=institution,
        program=_program(stated, text),
        award_year=AwardYear(award_year).label,
        distance=f.DistanceFacts(
            offered=stated["distance_offered"],
            student_states=lines(stated["student_states"]),
            agreements=tuple(
                _dated(f.Agreement, row) for row in stated["agreements"] if row["from_day"] and row["state"]
            ),
        ),
        apprenticeship=f.ApprenticeshipFacts(
            text["sponsor"], text["registration_number"], text["registration_agency"],
            stated["on_the_job_hours_included"],
        )
        if stated["apprenticeship"]
        else None,
        employers=_employers(jurisdiction, stated, text),
        credential=_credential(stated, text),
        credit=tuple(_dated(f.Pathway, row) for row in stated["credit"]) or None,
        cost=f.CostFacts(
            stated["tuition"],
            stated["required_fees"],
            yearly_wage(jurisdiction, award_year, stated),
            text["wage_source"],
        ),
        outcomes=f.OutcomeFacts(
            **{name: stated[name] for name in f.OutcomeFacts.__dataclass_fields__ if name != "initial_documentation"},
            initial_documentation=text["initial_documentation"] if stated["outcomes_basis"] == "substitute" else None,
        ),
        **on_record,
    )  # fmt: skip


def lines(text: str) -> tuple[str, ...] | None:
    """An answer of one entry a line."""
    return tuple(line.strip() for line in text.split("\n") if line.strip()) or None


TIMES = {"hour": "wage.hours_a_year", "week": "wage.weeks_a_year"}  # numbers that make a wage a yearly one


def yearly_wage(jurisdiction: str, award_year: int, stated: Mapping[str, Any]) -> Decimal | None:
    """The anticipated wage as dollars a year, exact; None without an amount or a unit."""
    wage, unit = stated["anticipated_wage"], stated["wage_unit"]
    if wage is None or not unit:
        return None
    day = AwardYear(award_year).first_day
    times = Decimal(law.value(jurisdiction, TIMES[unit], day).whole) if unit in TIMES else Decimal(1)
    return Decimal(wage) * (MONTHS_A_YEAR if unit == "month" else times)


def _program(stated: Mapping[str, Any], text: Mapping[str, str | None]) -> f.ProgramFacts:
    whole = [row for row in stated["history"] if all(row[name] not in (None, "") for name in PERIOD)]
    # Hours that an eligible institution teaches are none of an ineligible one.
    taught = Decimal(0) if stated.get("partner_eligible") else stated["ineligible_hours"]
    arrangement = f.Arrangement(taught, text["arrangement_organisation"])
    return f.ProgramFacts(
        name=stated["program_name"],
        level=text["level"],
        cip_code=text["cip_code"],
        soc_codes=tuple(stated["soc_codes"]),
        sectors=tuple(row["name"] for row in stated["sectors"] if row["name"]) or None,
        measure=text["measure"],
        hours=complete.counted(stated),
        instructional_weeks=stated["instructional_weeks"],
        correspondence=stated["correspondence"],
        study_abroad=stated["study_abroad"],
        direct_assessment=stated["direct_assessment"],
        history=tuple(_dated(f.Period, row) for row in whole) or None,
        remedial_hours=stated["remedial_hours"],
        written_arrangement=arrangement if stated["arrangement"] else None,
        off_list_justification=text["off_list_justification"],
    )


PERIOD = ("from_day", "measure", "hours", "weeks")


def periods(frozen: Iterable[Mapping[str, Any]]) -> tuple[f.Period, ...] | None:
    """The rows of a frozen filing on how the program was taught before, as facts; one that is not whole is left out."""
    whole = [row for row in frozen if all(row.get(name) not in (None, "") for name in PERIOD)]
    return (
        tuple(
            f.Period(
                from_day=date.fromisoformat(row["from_day"]),
                measure=row["measure"],
                hours=Decimal(row["hours"]),
                weeks=Decimal(row["weeks"]),
                to_day=date.fromisoformat(row["to_day"]) if row.get("to_day") else None,
            )
            for row in whole
        )
        or None
    )


def _employers(jurisdiction: str, stated: Mapping[str, Any], text: Mapping[str, str | None]) -> f.EmployerFacts:
    kinds = form(jurisdiction).tables["design_evidence"].questions["kind"].choices
    letters = [
        replace(
            _dated(f.EmployerLetter, row | {name: lines(row[name]) for name in ("occupations", "competencies")}),
            employer=row["employer"] or "",
        )
        for row in stated["employers"]
    ]
    return f.EmployerFacts(
        alternative_approval=text["alternative_approval"],
        design_evidence=tuple(
            f.Design(kinds.get(row["kind"], row["kind"]), row["document"]) for row in stated["design_evidence"]
        )
        or None,
        letters=tuple(letters) or None,
    )


def _credential(stated: Mapping[str, Any], text: Mapping[str, str | None]) -> f.CredentialFacts:
    return f.CredentialFacts(
        name=text["credential_name"],
        kind=text["credential_kind"],
        federal_basis=text["credential_basis"],
        route=text["credential_route"],
        stackable_evidence=lines(stated["stackable_evidence"]),
        portable_evidence=lines(stated["portable_evidence"]),
        recognising_employers=stated["recognising_employers"],
        only_credential_for_occupation=stated["only_credential_for_occupation"],
        given_on_completion=stated["given_on_completion"],
    )


def _dated(kind: Any, row: Mapping[str, Any]) -> Any:
    """One row as its frozen fact; empty texts are absent."""
    known = kind.__dataclass_fields__
    return kind(**{name: None if value == "" else value for name, value in row.items() if name in known})


def thawed(frozen: Mapping[str, Any]) -> Answers:
    """The answers of a frozen filing with figures and days again, as `columns` gives them; what is new is empty."""
    made = {name: _typed(ProgramFacts, name, value) for name, value in frozen.items() if name not in TABLES}
    for name, model in TABLES.items():
        made[name] = [
            {column: _typed(model, column, value) for column, value in row.items()} for row in frozen.get(name) or []
        ]
    made["required_fees"] = complete.total(made["fees"], "amount")
    empty = {column.name: column.get_default() for column in ProgramFacts._meta.concrete_fields}
    return empty | made


def _typed(model: Any, name: str, value: Any) -> Any:
    """A frozen answer with the type of its column; documents stay ids, and what has no column stays as it is."""
    held = {column.name: column for column in model._meta.concrete_fields}.get(name)
    return value if value is None or held is None or held.is_relation else held.to_python(value)


def plain(value: Any) -> Any:
    """Answers as JSON, at every depth: figures and dates as text, so that no digit is lost."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, bool | int | str | type(None)) else str(value)
