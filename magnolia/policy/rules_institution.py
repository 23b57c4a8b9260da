"""Rules about what happened to the institution before: federal actions, and programs that lost their eligibility."""

from __future__ import annotations

from .answers import Answer, Law, in_words, says
from .codes import same_field, shared_occupation
from .facts import Facts, FailedProgram, FederalAction, ProgramFacts
from .periods import MONTHS_A_YEAR, months_after, months_before, touches
from .rules import rule


@rule("institution.no_federal_action")
def no_federal_action(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.92: none was in force on any day of the years up to and including `on`."""
    years, actions = law.number("institution.action_years"), facts.institution.federal_actions
    start = months_before(law.on, MONTHS_A_YEAR * int(years))
    words = {"years": years, "start": start, "on": law.on}
    if actions is None:
        return says("missing", **words)
    in_force = [_action(each, law) for each in actions if touches(each.from_day, each.to_day, start, law.on)]
    if in_force:
        return says("not_met", found="; ".join(in_force), **words)
    turned = [_action(each, law) for each in actions if each.to_day is not None and each.to_day < each.from_day]
    if turned:
        return says("missing", "turned", found="; ".join(turned), **words)
    return says("met", **words)


def _action(action: FederalAction, law: Law) -> str:
    words: str = law.table["running" if action.to_day is None else "ended"]
    first, last = in_words(action.from_day), in_words(action.to_day or "")
    return words.format(kind=law.table[action.kind], first=first, last=last)


@rule("similar.none")
def similar(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.97: no failed program with field of study and an occupation in common is within its waiting period.

    What was lost without a waiting period on record goes to a person where one of the two is in common.
    """
    years, failed = law.number("similar.waiting_years"), facts.institution.failed_programs
    words = {"years": years, "on": law.on}
    if failed is None:
        return says("missing", **words)
    ends = {
        each: months_after(each.ineligible_from, MONTHS_A_YEAR * int(years)) for each in failed if each.ineligible_from
    }
    waiting = [each for each, end in ends.items() if law.on < end]
    undated = [each for each in failed if each.ineligible_from is None]
    if not waiting:
        return (
            _undated(undated, facts.program, law) if undated else says("met", "met_over" if failed else "met", **words)
        )
    named = {each: law.table["named"].format(name=each.name, end=in_words(ends[each])) for each in waiting}
    if facts.program.cip_code is None or facts.program.soc_codes is None:
        return says("missing", "missing_codes", found="; ".join(named.values()), **words)
    digits = int(law.number("similar.cip_digits")), int(law.number("similar.soc_digits"))
    alike = {each: _in_common(each, facts.program, *digits) for each in waiting}
    blocking = [each for each in waiting if alike[each] == (True, True)]
    if blocking:
        last = max(blocking, key=lambda each: ends[each])
        return says("not_met", found="; ".join(named[each] for each in blocking), first=ends[last], **words)
    partly = [each for each in waiting if any(alike[each])]
    if partly:
        return says("needs_review", found="; ".join(named[each] for each in partly), **words)
    if undated and (answer := _undated(undated, facts.program, law)).outcome != "met":
        return answer
    return says("met", "met_other", found="; ".join(named.values()), **words)


def _undated(undated: list[FailedProgram], program: ProgramFacts, law: Law) -> Answer:
    """Lost without a waiting period on record: a person decides on those with a code in common; none where there are.

    A code that is not given yet is taken as one in common.
    """
    digits = int(law.number("similar.cip_digits")), int(law.number("similar.soc_digits"))
    known = program.cip_code is not None and program.soc_codes is not None
    alike = [each for each in undated if not known or any(_in_common(each, program, *digits))]
    words = {"found": "; ".join(each.name for each in alike or undated)}
    return says("needs_review", "undated", **words) if alike else says("met", "met_undated", **words)


def _in_common(failed: FailedProgram, program: ProgramFacts, cip: int, soc: int) -> tuple[bool, bool]:
    """Whether the field of study, as far as `cip` digits, and an occupation, as far as `soc`, are the same."""
    field = same_field(failed.cip_code, program.cip_code or "", cip)
    return field, shared_occupation(failed.soc_codes, program.soc_codes or (), soc)
