"""Rules about who teaches a program, and where: written arrangements, remedial hours, distance, apprenticeship."""

from __future__ import annotations

from .answers import Answer, Law, absent_of, says
from .facts import Facts
from .periods import in_force
from .rules import rule


@rule("program.written_arrangement")
def written_arrangement(facts: Facts, law: Law) -> Answer:
    """34 CFR 668.5: what an ineligible organisation may teach; compared without dividing, so nothing is rounded."""
    arrangement, total = facts.program.written_arrangement, facts.program.hours
    if arrangement is None:
        return says("not_applicable")
    limit, below = law.number("arrangement.percent"), law.number("arrangement.apprenticeship_percent_below")
    ineligible = arrangement.ineligible_hours
    if ineligible is None:
        return says("missing", "missing_part", limit=limit)
    words = {"ineligible": ineligible, "limit": limit, "below": below}
    if ineligible < 0:
        return says("not_met", "negative", **words)
    if total is None:
        return says("missing", **words)
    of_hundred = 100 * ineligible
    words |= {"total": total, "most": limit * total / 100, "under": below * total / 100}
    if of_hundred <= limit * total:
        return says("met", **words)
    if facts.registered_apprenticeship:
        within = of_hundred < below * total
        return says(
            "met" if within else "not_met", "met_apprenticeship" if within else "not_met_apprenticeship", **words
        )
    return says("not_met", **words)


@rule("program.no_remedial")
def no_remedial(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.92; policy on student aid: remedial hours do not count, so a person looks at what is left."""
    hours = facts.program.remedial_hours
    if hours is None:
        return says("missing")
    if hours < 0:
        return says("not_met", hours=hours)
    return says("needs_review", hours=hours) if hours else says("met")


@rule("program.distance")
def distance(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93: students in another State need an agreement between the two Governors, in force on the day."""
    given, own = facts.distance, _code(facts.institution.state or "")
    if given.offered is None:
        return says("missing", "missing_offered")
    if not given.offered:
        return says("met", "met_not_offered")
    if given.student_states is None:
        return says("missing", "missing_states")
    elsewhere = [state for state in dict.fromkeys(_code(each) for each in given.student_states) if state != own]
    if not elsewhere:
        return says("met", "met_at_home")
    running = {_code(a.state) for a in given.agreements or () if in_force(a.from_day, a.to_day, law.on)}
    without = [state for state in elsewhere if state not in running]
    if not without:
        return says("met", states=elsewhere, on=law.on)
    if given.agreements is None:
        return says("missing", "missing_agreements", states=without, on=law.on)
    if not own:
        return says("missing", "missing_own", states=without, on=law.on)
    return says("not_met", states=without, on=law.on)


def _code(state: str) -> str:
    return state.strip().upper()


@rule("apprenticeship.registration")
def registration(facts: Facts, law: Law) -> Answer:
    """29 CFR part 29; policy on apprenticeship: the registration is named, and only related instruction is counted."""
    given = facts.apprenticeship
    if given is None:
        return says("not_applicable")
    hours = given.on_the_job_hours_included
    if hours:
        return says("not_met", hours=hours)
    absent = absent_of(given, law.table)
    if absent:
        return says("missing", absent=absent)
    return says("met", sponsor=given.sponsor, number=given.registration_number, registered_with=given.agency)
