"""The rules that a computer can decide: one pure function for each block of federal/criteria.toml, by its id.

A rule gets facts and the law of one day and answers with an outcome and a sentence of its block. It never asks the
clock, and every number it compares comes from a dated parameter that its block names. Boundaries: 34 CFR 690.92-690.95.
"""

from __future__ import annotations

from collections.abc import Callable

from .answers import Answer, Law, Rule, absent_of, blank, dollars, has_form, says
from .facts import Facts

RULES: dict[str, Rule] = {}


def rule(criterion: str) -> Callable[[Rule], Rule]:
    """Mark the function that decides a criterion."""

    def mark(function: Rule) -> Rule:
        RULES[criterion] = function
        return function

    return mark


@rule("institution.title_iv")
def title_iv(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.92: only a Title IV institution offers an eligible program."""
    eligible = facts.institution.title_iv_eligible
    return says("missing" if eligible is None else "met" if eligible else "not_met")


@rule("institution.opeid")
def opeid(facts: Facts, law: Law) -> Answer:
    """34 CFR 600.20: the identifier, text of digits only."""
    digits, given = law.number("opeid.digits"), facts.institution.opeid
    if given is None:
        return says("missing", digits=digits)
    return says("met" if has_form(given, "N" * int(digits)) else "not_met", digits=digits, opeid=given)


@rule("program.undergraduate")
def undergraduate(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.92: an undergraduate program."""
    level = facts.program.level
    if level is None:
        return says("missing")
    return says("met" if level in law.table else "not_met", level=level)


@rule("program.length")
def length(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.92: hours in the program's own unit. Units are never converted into each other."""
    unit = law.table.get(facts.program.measure or "")
    if unit is None:
        return says("missing", "missing_measure", units=[row["unit"] for row in law.table.values()])
    hours, at_least, below = facts.program.hours, law.number(unit["at_least"]), law.number(unit["below"])
    words = {"unit": unit["unit"], "at_least": at_least, "below": below}
    if hours is None:
        return says("missing", "missing_hours", **words)
    if hours < at_least:
        return says("not_met", "too_short", hours=hours, **words)
    if hours >= below:
        return says("not_met", "too_long", hours=hours, **words)
    # Some units have hours that federal law allows and the State's policy does not speak of.
    if "clear" in unit and hours > (clear := law.number(unit["clear"])):
        return says("needs_review", hours=hours, clear=clear, **words)
    return says("met", hours=hours, **words)


@rule("program.weeks")
def weeks(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.92: weeks with instruction, not calendar span."""
    given = facts.program.instructional_weeks
    words = {"at_least": law.number("length.weeks_at_least"), "below": law.number("length.weeks_below")}
    if given is None:
        return says("missing", **words)
    if given < words["at_least"]:
        return says("not_met", "too_short", weeks=given, **words)
    if given >= words["below"]:
        return says("not_met", "too_long", weeks=given, **words)
    return says("met", weeks=given, **words)


@rule("program.no_excluded_delivery")
def no_excluded_delivery(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.92: one excluded way of teaching is enough to fail, whatever else is unknown."""
    found = [word for name, word in law.table.items() if getattr(facts.program, name)]
    if found:
        return says("not_met", found=found)
    absent = absent_of(facts.program, law.table)
    return says("missing", absent=absent) if absent else says("met", all=law.table.values())


@rule("alignment.codes")
def codes(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93: form of the codes only; whether they fit is a reviewer's question."""
    cip, soc = facts.program.cip_code, facts.program.soc_codes or ()
    forms = {"cip_form": law.table["cip_code"]["form"], "soc_form": law.table["soc_codes"]["form"]}
    wrong = [given for given in soc if not has_form(given, forms["soc_form"])]
    if cip is not None and not has_form(cip, forms["cip_form"]):
        wrong.insert(0, cip)
    if wrong:
        return says("not_met", wrong=[f'"{given}"' for given in wrong], **forms)
    absent = [row["words"] for name, row in law.table.items() if not getattr(facts.program, name)]
    return says("missing", absent=absent, **forms) if absent else says("met", cip=cip, soc=soc)


@rule("alignment.priority")
def priority(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93: an occupation on the State's list; off it, a listed sector or written reasons go to a person."""
    program, lists = facts.program, facts.lists
    if facts.registered_apprenticeship:
        return says("met", "met_by_rule")
    words = {"soc": program.soc_codes or law.table["no_codes"], "version": lists.version or law.table["no_version"]}
    if lists.priority_socs is None:
        return says("missing", "missing_list", **words)
    if program.soc_codes is None:
        return says("missing", "missing_codes")
    on_list = frozenset(lists.priority_socs)
    listed = [code for code in program.soc_codes if code in on_list]
    if listed:
        return says("met", listed=listed, **words)
    known = {_name(each) for each in lists.priority_sectors or ()}
    sectors = [each for each in program.sectors or () if _name(each) in known]
    if sectors:
        return says("needs_review", "listed_sector", sectors=sectors, **words)
    if not blank(program.off_list_justification):
        return says("needs_review", "justified", **words)
    return says("not_met", **words)


def _name(sector: str) -> str:
    return " ".join(sector.split()).casefold()


@rule("credential.kind")
def credential_kind(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93 with 29 U.S.C. 3102: kinds of recognized credentials."""
    kind, basis = facts.credential.kind, facts.credential.federal_basis
    if kind is None:
        return says("missing", kinds=law.table.values())
    if kind in law.table:
        return says("met", kind=law.table[kind])
    if kind != "other":
        return says("not_met", kind=kind, kinds=law.table.values())
    return says("not_met", "no_basis") if blank(basis) else says("met", "met_other", basis=basis)


@rule("cost.published")
def published_cost(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.95: tuition and required fees as published, in dollars."""
    tuition, fees = facts.cost.tuition, facts.cost.required_fees
    given = {name: amount for name in law.table if (amount := getattr(facts.cost, name)) is not None}
    negative = [f"{law.table[name]} {dollars(amount)}" for name, amount in given.items() if amount < 0]
    if negative:
        return says("not_met", negative=negative)
    if tuition is None or fees is None:
        return says("missing", absent=absent_of(facts.cost, law.table))
    return says("met", tuition=dollars(tuition), fees=dollars(fees), total=dollars(tuition + fees))


@rule("cost.wage_considered")
def wage_considered(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93: the wage is weighed with the cost; there is no threshold to pass or fail."""
    wage, source = facts.cost.anticipated_annual_wage, facts.cost.wage_source
    if wage is None or blank(source):
        return says("missing", absent=absent_of(facts.cost, law.table))
    return says("met", wage=dollars(wage), source=source)


@rule("attestation.signed")
def signed(facts: Facts, law: Law) -> Answer:
    """Policy on the application form: accepted one by one, signed by name, title and a date that is not to come."""
    given = facts.attestation
    if given.all_accepted is False:
        return says("not_met", "not_accepted")
    if given.date is not None and given.date > law.on:
        return says("not_met", "too_late", date=given.date, on=law.on)
    absent = absent_of(given, law.table)
    if absent:
        return says("missing", absent=absent)
    return says("met", name=given.name, title=given.title, date=given.date)
