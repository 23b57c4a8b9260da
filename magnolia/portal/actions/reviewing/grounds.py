"""Whether a finding stands: what the register asks of it, and what the portal compares before "met".

`faults` asks it again of every finding that was saved, so that a later change is noticed before anything rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from magnolia.policy import judging
from magnolia.policy.answers import dollars
from magnolia.policy.judging import Fault, Judged, fault
from magnolia.policy.periods import AwardYear
from magnolia.policy.picking import Days
from magnolia.policy.rates import reaches
from magnolia.policy.registers import Question, review

from ...models import Application, Finding
from .. import law
from ..applying import filing, prices
from ..applying.on_record import earnings_of

ALTERNATIVE = "alternative_standards"
FINAL = ("met", "not_met")  # findings that say how it is; one that asks for more may leave its answers open
Published = Sequence[Decimal | None]
Check = Callable[[Application, Judged, Published], "Fault | None"]
CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Register a comparison under its own name; a test holds the names against review.toml."""
    CHECKS[function.__name__] = function
    return function


def judged_of(row: Finding) -> Judged:
    """A saved finding as it is weighed."""
    answers = {point.name: point.value for point in row.points.all()}
    proven = bool(row.evidence_note) or bool(row.evidence.all())
    return Judged(row.outcome, row.reason, row.rationale, proven, answers)


def asked_of(application: Application, asked: Question) -> Question:
    """The question as this program is asked it: without the answers that other programs alone need."""
    if not any(point.facts for point in asked.points.values()):
        return asked
    return judging.asked_of(asked, filing.columns(application))


def fault_of(application: Application, asked: Question, found: Judged, published: Published) -> Fault | None:
    """What a finding lacks in itself, or against the filing, the Secretary's amounts and the standards of rates."""
    if lacking := fault(asked_of(application, asked), found):
        return lacking
    for name in asked.checks:
        if problem := CHECKS[name](application, found, published):
            return problem
    return None


def saved(application: Application) -> dict[str, Finding]:
    """The findings of a case by question, with all that hangs on them."""
    rows = application.findings.select_related("by").prefetch_related("evidence", "pages", "points", "prices")
    return {row.question: row for row in rows}


def faults(application: Application) -> dict[str, str]:
    """For each criterion whose saved finding no longer stands, why."""
    questions, found = review(application.jurisdiction).questions, saved(application)
    made = {}
    for name, row in found.items():
        if name in questions:
            published = [line.published for line in row.prices.all()]
            if problem := fault_of(application, questions[name], judged_of(row), published):
                made[name] = problem[0]
    return made


@check
def published_price(application: Application, found: Judged, published: Published) -> Fault | None:
    """Tuition and each required fee as published are what the filing says, and each fee says what it pays for."""
    if found.outcome != "met":
        return None
    for place, line in enumerate(prices.lines(application)):
        seen = published[place] if place < len(published) else None
        if not line.described:
            return (
                f"The required fee “{line.label}” does not say what it pays for. Save “More information is needed”: "
                "the institution is then asked for it.",
                f"price_{place}",
            )
        if seen is None:
            return f"Type the published amount of “{line.label}”.", f"price_{place}"
        if seen != line.stated:
            said = "nothing" if line.stated is None else dollars(line.stated)
            return (
                f"Inconsistent: for “{line.label}” the application says {said}, the published page {dollars(seen)}.",
                f"price_{place}",
            )
    return None


def _fault(wrong: bool, says: str, field: str) -> Fault | None:
    """The sentence at its field where something is wrong."""
    return (says, field) if wrong else None


@check
def earnings_pending(application: Application, found: Judged, published: Published) -> Fault | None:
    """Cost and wage need no consideration only once the Secretary has set an amount for the program."""
    return _fault(
        found.outcome == "not_applicable" and not earnings_of(application).exists(),
        "The Secretary has published no value-added earnings amount for this program yet, "
        "so cost and anticipated wage are both considered.",
        "outcome",
    )


@check
def workforce_need_met(application: Application, found: Judged, published: Published) -> Fault | None:
    """Taught at a distance, the program still meets a State, regional or local need (policy, Distance Education)."""
    return _fault(
        found.outcome == "met" and found.answers.get("workforce_need") == "no",
        "A program taught at a distance meets a State, regional or local workforce need, or this criterion is not met.",
        "point_workforce_need",
    )


@check
def further_credential_reached(application: Application, found: Judged, published: Published) -> Fault | None:
    """Stackable: a further credential by a route that works; one still planned does not count (policy 11)."""
    claimed = found.outcome in FINAL and found.answers.get("stackable") == "yes"
    return _fault(
        claimed and found.answers.get("further_route") != "working",
        "Stackable needs one further credential with a route that works today, and this one is only planned. Name "
        "another one, or answer “no”.",
        "point_further_route",
    )


@check
def settings_counted(application: Application, found: Judged, published: Published) -> Fault | None:
    """Portable: as many settings of one kind as the law asks for, each named once (policy 11)."""
    sent = filing.latest(application)
    if found.outcome not in FINAL or found.answers.get("portable") != "yes" or sent is None:
        return None
    lines = found.answers.get("settings", "").splitlines()
    named = {" ".join(line.split()).casefold() for line in lines if line.strip()}
    needed = law.value(application.jurisdiction, "credential.settings_at_least", sent.judged_on).whole
    if len(named) >= needed:
        return None
    return (
        f"Portable needs at least {needed} settings of one kind that recognize the credential; here: {len(named)}. "
        "Name each on a line of its own, or answer “no”.",
        "point_settings",
    )


@dataclass(frozen=True)
class Rate:
    """One rate against its standard: the ordinary one, or another that was recorded for the award year."""

    measure: str
    count: int
    of: int
    percent: Decimal
    citation: str
    alternative: bool
    reached: bool | None


@dataclass(frozen=True)
class Standard:
    """Another standard that a federal rule permits, as the reviewer recorded it."""

    measure: str  # completion, placement or both
    percent: Decimal
    citation: str
    award_year: int
    starts: str
    ends: str


def alternative(application: Application) -> Standard | None:
    """The alternative standard on record, or None: then the ordinary ones apply (REV-10)."""
    row = application.findings.filter(question=ALTERNATIVE, outcome="met").prefetch_related("points").first()
    said = {point.name: point.value for point in row.points.all()} if row else {}
    if not all(said.get(name) for name in ("measure", "percent", "citation", "award_year")):
        return None
    return Standard(
        said["measure"], Decimal(said["percent"]), said["citation"], int(said["award_year"]),
        said.get("starts", ""), said.get("ends", ""),
    )  # fmt: skip


COUNTS = {"completion": ("completed", "started"), "placement": ("employed", "finishers")}


def rates(application: Application, found: Judged) -> list[Rate]:
    """The rates whose counts the finding holds, each against the standard of its award year."""
    said, made, numbers = found.answers, [], law.parameters(application.jurisdiction)
    other, sent = alternative(application), filing.latest(application)
    for measure, (count, of) in COUNTS.items():
        if not said.get(count) or not said.get(of) or not said.get("cohort_year") or sent is None:
            continue
        year = AwardYear(int(said["cohort_year"]))
        ordinary = Days(sent.judged_on, sent.judged_on, year).value(numbers[f"rates.{measure}_percent"])
        holds = (
            other is not None and other.measure in (measure, "both") and other.award_year == int(said["cohort_year"])
        )
        percent = other.percent if other and holds else Decimal(ordinary.whole)
        made.append(
            Rate(
                measure=measure,
                count=int(said[count]),
                of=int(said[of]),
                percent=percent,
                citation=other.citation if other and holds else ordinary.cite,
                alternative=holds,
                reached=reaches(int(said[count]), int(said[of]), percent),
            )
        )
    return made


@check
def rates_reached(application: Application, found: Judged, published: Published) -> Fault | None:
    """Where figures are there, they reach the ordinary standard or one recorded for that award year."""
    if found.outcome != "met":
        return None
    for rate in rates(application, found):
        if not rate.reached:
            year = AwardYear(int(found.answers["cohort_year"])).long
            return (
                f"{rate.count} of {rate.of} does not reach {rate.percent:f} percent ({rate.measure}), and no other "
                f"standard is on record for {year}.",
                f"point_{COUNTS[rate.measure][0]}",
            )
    return None
