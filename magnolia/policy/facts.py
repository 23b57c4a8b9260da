"""The facts a rule reads: one proposed program, frozen. Absent facts are None; an empty tuple is an answer (none).

Field names follow `program.schema.json`, so that a file, a draft and a frozen filing give the same facts; only its
`from` and `to` are called `from_day` and `to_day`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class InstitutionFacts:
    name: str
    opeid: str | None = None
    state: str | None = None
    title_iv_eligible: bool | None = None
    ppa_expires: date | None = None


@dataclass(frozen=True)
class Period:
    """A time with one length; both days belong to it, no last day means it still runs."""

    from_day: date
    measure: str
    hours: Decimal
    weeks: Decimal
    to_day: date | None = None


@dataclass(frozen=True)
class Arrangement:
    """Hours taught by an organisation that is not an eligible institution, in the program's own unit."""

    ineligible_hours: Decimal | None = None
    organisation: str | None = None


@dataclass(frozen=True)
class Agreement:
    """Leave of another State for distance education, first and last day included."""

    state: str
    from_day: date
    to_day: date | None = None


@dataclass(frozen=True)
class Design:
    kind: str
    document: str | None = None


@dataclass(frozen=True)
class EmployerLetter:
    employer: str
    owner: str | None = None
    separate_hiring_authority: bool | None = None
    sector: str | None = None
    dated: date | None = None
    age_exception: str | None = None
    hiring: str | None = None  # now, anticipated or none
    occupations: tuple[str, ...] | None = None
    competencies: tuple[str, ...] | None = None
    aligned: bool | None = None
    signed: bool | None = None
    verifiable: bool | None = None


@dataclass(frozen=True)
class Pathway:
    """One way to academic credit, in force from its first to its last day."""

    institution: str | None = None
    program: str | None = None
    mechanism: str | None = None
    credit: str | None = None
    applies_to: str | None = None
    document: str | None = None
    access_process: str | None = None
    student_notice: str | None = None
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True)
class ProgramFacts:
    name: str
    level: str | None = None
    cip_code: str | None = None
    soc_codes: tuple[str, ...] | None = None
    sectors: tuple[str, ...] | None = None
    measure: str | None = None  # clock, semester, trimester or quarter
    hours: Decimal | None = None
    instructional_weeks: Decimal | None = None
    correspondence: bool | None = None
    study_abroad: bool | None = None
    direct_assessment: bool | None = None
    history: tuple[Period, ...] | None = None
    remedial_hours: Decimal | None = None
    written_arrangement: Arrangement | None = None
    off_list_justification: str | None = None


@dataclass(frozen=True)
class DistanceFacts:
    offered: bool | None = None
    student_states: tuple[str, ...] | None = None
    agreements: tuple[Agreement, ...] | None = None


@dataclass(frozen=True)
class ApprenticeshipFacts:
    """All None where the program is no part of an apprenticeship."""

    sponsor: str | None = None
    registration_number: str | None = None
    agency: str | None = None
    on_the_job_hours_included: Decimal | None = None


@dataclass(frozen=True)
class EmployerFacts:
    alternative_approval: str | None = None
    design_evidence: tuple[Design, ...] | None = None
    letters: tuple[EmployerLetter, ...] | None = None


@dataclass(frozen=True)
class CredentialFacts:
    name: str | None = None
    kind: str | None = None
    federal_basis: str | None = None
    route: str | None = None  # stackable_portable or sole
    stackable_evidence: tuple[str, ...] | None = None
    portable_evidence: tuple[str, ...] | None = None
    recognising_employers: int | None = None
    only_credential_for_occupation: bool | None = None
    given_on_completion: bool | None = None


@dataclass(frozen=True)
class CostFacts:
    tuition: Decimal | None = None
    required_fees: Decimal | None = None
    anticipated_annual_wage: Decimal | None = None
    wage_source: str | None = None


@dataclass(frozen=True)
class OutcomeFacts:
    completion_cohort: int | None = None
    completed_in_time: int | None = None
    placement_cohort: int | None = None
    employed: int | None = None
    initial_documentation: str | None = None


@dataclass(frozen=True)
class AttestationFacts:
    all_accepted: bool | None = None
    name: str | None = None
    title: str | None = None
    date: date | None = None


@dataclass(frozen=True)
class Facts:
    """Everything the rules may know about one program on one day."""

    institution: InstitutionFacts
    program: ProgramFacts
    distance: DistanceFacts = field(default_factory=DistanceFacts)
    apprenticeship: ApprenticeshipFacts = field(default_factory=ApprenticeshipFacts)
    employers: EmployerFacts = field(default_factory=EmployerFacts)
    credential: CredentialFacts = field(default_factory=CredentialFacts)
    credit: tuple[Pathway, ...] | None = None
    cost: CostFacts = field(default_factory=CostFacts)
    outcomes: OutcomeFacts = field(default_factory=OutcomeFacts)
    attestation: AttestationFacts = field(default_factory=AttestationFacts)
