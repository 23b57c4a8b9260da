"""The facts a rule reads: one proposed program, frozen. Absent facts are None; an empty tuple is an answer (none).

Field names follow `program.schema.json`, so that a file, a draft and a frozen filing give the same facts.
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
class ProgramFacts:
    name: str
    level: str | None = None
    cip_code: str | None = None
    soc_codes: tuple[str, ...] | None = None
    measure: str | None = None  # clock, semester, trimester or quarter
    hours: Decimal | None = None
    instructional_weeks: Decimal | None = None
    correspondence: bool | None = None
    study_abroad: bool | None = None
    direct_assessment: bool | None = None


@dataclass(frozen=True)
class CredentialFacts:
    name: str | None = None
    kind: str | None = None
    federal_basis: str | None = None


@dataclass(frozen=True)
class CostFacts:
    tuition: Decimal | None = None
    required_fees: Decimal | None = None
    anticipated_annual_wage: Decimal | None = None
    wage_source: str | None = None


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
    credential: CredentialFacts = field(default_factory=CredentialFacts)
    cost: CostFacts = field(default_factory=CostFacts)
    attestation: AttestationFacts = field(default_factory=AttestationFacts)
