"""Rules about what became of people and what a program costs: rates against their standard, value-added earnings."""

from __future__ import annotations

from .answers import Answer, Law, absent_of, blank, dollars, says
from .facts import Facts
from .rates import needed, reaches
from .rules import rule


@rule("outcomes.completion")
def completion(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.94: those who completed in time, of the cohort."""
    return _rate(facts, law, facts.outcomes.completed_in_time, facts.outcomes.completion_cohort, "completion")


@rule("outcomes.placement")
def placement(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.94: those employed in the measurement quarter, of the completers."""
    return _rate(facts, law, facts.outcomes.employed, facts.outcomes.placement_cohort, "placement")


def _rate(facts: Facts, law: Law, count: int | None, of: int | None, measure: str) -> Answer:
    percent, document = law.number(f"rates.{measure}_percent"), facts.outcomes.initial_documentation
    if count is None or of is None:
        if not blank(document):
            return says("needs_review", "documented", percent=percent, document=document)
        return says("missing", percent=percent, absent=absent_of(facts.outcomes, law.table))
    words = {"count": count, "of": of, "percent": percent}
    if not 0 <= count <= of:
        return says("needs_review", "impossible", **words)
    reached = reaches(count, of, percent)
    if reached is None:
        return says("needs_review", "nobody", **words)
    return says("met" if reached else "not_met", needed=needed(of, percent), **words)


@rule("vae.tuition")
def tuition(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.95: published tuition and required fees stay within the amount that the Secretary published."""
    amount, cost = facts.vae.published_amount, facts.cost
    year = facts.award_year or law.table["year_not_named"]
    if amount is None:
        return says("not_applicable", year=year)
    words = {"amount": dollars(amount), "year": year}
    if amount <= 0:
        return says("not_met", "nothing_added", **words)
    if cost.tuition is None or cost.required_fees is None:
        return says("missing", absent=absent_of(cost, law.table["cost"]), **words)
    total = cost.tuition + cost.required_fees
    words |= {"tuition": dollars(cost.tuition), "fees": dollars(cost.required_fees), "total": dollars(total)}
    if total <= amount:
        return says("met", **words)
    return says("not_met", over=dollars(total - amount), **words)
