"""The facts a rule reads: one proposed program, frozen. Absent facts are None; an empty tuple is an answer (none).

Field names follow `program.schema.json`, so that a file, a draft and a frozen filing give the same facts; only its
`from` and `to` are called `from_day` and `to_day`. What a text may be, where that is fixed, stands beside its type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

NEVER_NULL = "None in an application without an answer; in a file never null"
Unit = Annotated[str, ("clock", "semester", "trimester", "quarter")]
Action = Annotated[str, ("suspension", "emergency_action", "termination")]
Level = Annotated[str, ("undergraduate", "graduate")]
Hiring = Annotated[str, ("now", "anticipated", "none")]
Mechanism = Annotated[
    str,
    ("articulation", "transfer", "consortium", "partnership", "prior_learning", "embedded", "crosswalk", "other"),
]
AppliesTo = Annotated[str, ("requirements", "electives")]
CredentialKind = Annotated[
    str, ("industry_certification", "apprenticeship_certificate", "license", "associate", "baccalaureate", "other")
]
Route = Annotated[str, ("stackable_portable", "sole")]


@dataclass(frozen=True)
class FederalAction:
    """What the Secretary did against an institution; both days belong to it, no last day means it is in force."""

    kind: Action
    from_day: date
    to_day: date | None = None


@dataclass(frozen=True)
class FailedProgram:
    """A program of the institution that lost its eligibility, by the first day without it.

    No day: no waiting period with its first day is on record for it, so a person decides.
    """

    name: str
    cip_code: str
    soc_codes: tuple[str, ...]
    ineligible_from: Annotated[date | None, NEVER_NULL]


@dataclass(frozen=True)
class InstitutionFacts:
    name: str
    opeid: str | None = None
    state: str | None = None
    title_iv_eligible: bool | None = None
    ppa_expires: date | None = None
    federal_actions: tuple[FederalAction, ...] | None = None
    failed_programs: tuple[FailedProgram, ...] | None = None


@dataclass(frozen=True)
class Period:
    """A time with one length; both days belong to it, no last day means it still runs."""

    from_day: date
    measure: Unit
    hours: Decimal
    weeks: Decimal
    to_day: date | None = None


@dataclass(frozen=True)
class Arrangement:
    """Hours taught by an organisation that is not an eligible institution, in the program's own unit."""

    ineligible_hours: Annotated[Decimal | None, NEVER_NULL]
    organisation: str | None = None


@dataclass(frozen=True)
class Agreement:
    """Leave of another State for distance education, first and last day included."""

    state: str
    from_day: date
    to_day: date | None = None


@dataclass(frozen=True)
class Design:
    """A part that employers had in the design or review; without a document it is a claim only."""

    kind: str
    document: str | None


@dataclass(frozen=True)
class EmployerLetter:
    employer: str
    owner: str | None = None
    separate_hiring_authority: bool | None = None
    sector: str | None = None
    dated: date | None = None
    age_exception: str | None = None
    hiring: Hiring | None = None
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
    mechanism: Mechanism | None = None
    credit: str | None = None
    applies_to: AppliesTo | None = None
    document: str | None = None
    access_process: str | None = None
    student_notice: str | None = None
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True)
class ProgramFacts:
    name: str
    level: Level | None = None
    cip_code: str | None = None
    soc_codes: tuple[str, ...] | None = None
    sectors: tuple[str, ...] | None = None
    measure: Unit | None = None
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
    """The apprenticeship whose related instruction the program is, or is said to be."""

    sponsor: str | None = None
    registration_number: str | None = None
    agency: str | None = None
    on_the_job_hours_included: Decimal | None = None

    @property
    def registered(self) -> bool:
        """Whether its registration is named in full: only then do the rules for Registered Apprenticeship hold."""
        return all(given and given.strip() for given in (self.sponsor, self.registration_number, self.agency))


@dataclass(frozen=True)
class ListFacts:
    """The State's list of priority occupations and sectors that the program is held against."""

    version: str | None = None
    priority_socs: Annotated[tuple[str, ...] | None, NEVER_NULL] = None
    priority_sectors: Annotated[tuple[str, ...] | None, NEVER_NULL] = None


@dataclass(frozen=True)
class EmployerFacts:
    alternative_approval: str | None = None
    design_evidence: tuple[Design, ...] | None = None
    letters: tuple[EmployerLetter, ...] | None = None


@dataclass(frozen=True)
class CredentialFacts:
    name: str | None = None
    kind: CredentialKind | None = None
    federal_basis: str | None = None
    route: Route | None = None
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
class EarningsFacts:
    """The Secretary's value-added earnings amount for the award year; None while none is published."""

    published_amount: Decimal | None = None


@dataclass(frozen=True)
class AttestationFacts:
    all_accepted: bool | None = None
    name: str | None = None
    title: str | None = None
    date: date | None = None


@dataclass(frozen=True)
class Facts:
    """Everything the rules may know about one program on one day; no apprenticeship where it is part of none."""

    institution: InstitutionFacts
    program: ProgramFacts
    award_year: str | None = None  # 2026-27
    distance: DistanceFacts = field(default_factory=DistanceFacts)
    apprenticeship: ApprenticeshipFacts | None = None
    lists: ListFacts = field(default_factory=ListFacts)
    employers: EmployerFacts = field(default_factory=EmployerFacts)
    credential: CredentialFacts = field(default_factory=CredentialFacts)
    credit: tuple[Pathway, ...] | None = None
    cost: CostFacts = field(default_factory=CostFacts)
    outcomes: OutcomeFacts = field(default_factory=OutcomeFacts)
    vae: EarningsFacts = field(default_factory=EarningsFacts)
    attestation: AttestationFacts = field(default_factory=AttestationFacts)

    @property
    def registered_apprenticeship(self) -> bool:
        """Whether the program is the related instruction of a Registered Apprenticeship."""
        return self.apprenticeship is not None and self.apprenticeship.registered
