"""By which rule and standard a rate is judged, and how it is said. Source: State policy 8.6, 8.7, 9; 34 CFR 690.94."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from magnolia.policy import rates, yearly
from magnolia.policy.outcome_law import STANDARD
from magnolia.policy.parameters import Parameter, Value
from magnolia.policy.periods import AwardYear
from magnolia.policy.verifying import COMPLETION, PLACEMENT, said, verifying

from ...models import OutcomeRequest, OutcomeResult, RateDecision, Waiver
from .. import law
from ..results.standing import Told

GUIDANCE = "rates.guidance_"


def of_year(parameter: Parameter, award_year: int) -> Value:
    """A number as it counts for an award year; the law's first one for a year before it."""
    first: date = AwardYear(award_year).first_day
    return parameter.on(max(first, parameter.values[0].starts))


def value(result: OutcomeResult, key: str) -> Value:
    """A number of the law for the award year of a result."""
    return of_year(law.parameters(result.application.jurisdiction)[key], result.award_year)


Measure = tuple[str, str, int]  # jurisdiction, metric, award year


def of_measures(asked: Iterable[Measure]) -> dict[Measure, Decimal]:
    """The rate that each measure needs in its award year, in percent; the law of a State is read once."""
    kept = set(asked)
    numbers = {state: law.parameters(state) for state in {state for state, _, _ in kept}}
    return {
        (state, metric, year): Decimal(str(of_year(numbers[state][STANDARD[metric]], year).value))
        for state, metric, year in kept
    }


def standard(result: OutcomeResult) -> Decimal:
    """The rate the measure needs, in percent."""
    asked = (result.application.jurisdiction, result.metric, result.award_year)
    return of_measures([asked])[asked]


def waiver(result: OutcomeResult) -> Waiver | None:
    """The Secretary's waiver for the measure and award year, if one is on record."""
    rows: Waiver | None = result.application.waivers.filter(
        state="recorded", award_year=result.award_year, measure=result.metric
    ).first()
    return rows


def rule(result: OutcomeResult) -> str:
    """Which placement counts in the award year: a word of rates.placement_rule; empty for completion."""
    if result.metric != PLACEMENT:
        return ""
    first = value(result, "rates.occupational_from_award_year").whole
    return rates.placement_rule(result.award_year, first, waiver(result) is not None)


def rule_words(jurisdiction: str, metric: str, name: str) -> str:
    """The rule by which a year is judged, as a sentence."""
    if metric == COMPLETION:
        return verifying(jurisdiction).says("completion_rule")
    return str(yearly.words(jurisdiction)["rate"][name])


def guidance(result: OutcomeResult) -> list[str]:
    """The versions of the federal guidance that count for the award year, a line each; none for completion."""
    if result.metric == COMPLETION:
        return []
    words, numbers = verifying(result.application.jurisdiction), law.parameters(result.application.jurisdiction)
    lines = []
    for name, subject in words.words["guidance"].items():
        now = of_year(numbers[GUIDANCE + name], result.award_year)
        lines.append(words.says("guidance", subject=subject, number=now.whole, cite=now.cite))
    return lines


def decision(result: OutcomeResult) -> RateDecision | None:
    """The decision that stands, if the rate is decided."""
    if result.state in ("", "preview"):
        return None
    return max(result.decisions.all(), key=lambda row: row.place, default=None)


def counted(result: OutcomeResult) -> int:
    """Those who meet the measure by all sources the State counts: those of the run, and others it switched on."""
    found = Told(result).with_sources if result.metric == PLACEMENT else None
    return result.numerator if found is None else found[0]


def outcome(result: OutcomeResult) -> str:
    """What the counts say when nobody is open any more; `pending` while somebody is."""
    if result.pending and result.denominator:
        return rates.PENDING
    return rates.standing(counted(result), 0, result.denominator, standard(result))


def in_words(result: OutcomeResult) -> str:
    """The rate with as many digits as it takes, or why there is none; as it was decided, once it is."""
    made = decision(result)
    needed, meet = (made.standard, made.numerator) if made else (standard(result), counted(result))
    counts = (meet, result.denominator, result.pending)
    return said(verifying(result.application.jurisdiction), result.metric, counts, needed)


def still_asked(result: OutcomeResult) -> list[OutcomeRequest]:
    """What was asked for about the measure and is not closed, also about an earlier run of the same year."""
    rows = OutcomeRequest.objects.filter(
        application=result.application_id, result__award_year=result.award_year, result__metric=result.metric
    )
    return list(rows.exclude(state="closed").select_related("case", "application", "proof"))
