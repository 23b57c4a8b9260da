"""What stands against an approval: findings that are open, unmet or without ground, and rules that are not met.

Source: policy, "Policy Statement (eligibility)": every applicable federal requirement and every additional State review
requirement is met, and none makes up for another. Which rules a reviewer's finding may overrule stands in review.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from magnolia.policy.criteria import register as rules_of
from magnolia.policy.picking import DETERMINATION
from magnolia.policy.registers import Question, review

from ...models import Application, Filing, Finding
from .. import law
from ..applying import filing
from . import grounds

# How a rule ends that keeps a program from an approval; "needs_review" is what the reviewer's own finding answers.
UNMET, NOT_APPLICABLE = ("not_met", "missing"), "not_applicable"

Settles = Callable[[Application, Filing, Finding, str], bool]
SETTLES: dict[str, Settles] = {}


def settles(function: Settles) -> Settles:
    """Register a condition under its own name; a test holds the names against review.toml."""
    SETTLES[function.__name__] = function
    return function


@settles
def by_paper(application: Application, sent: Filing, found: Finding, rule: str) -> bool:
    """The rule weighs papers, and the finding names what shows it, which may have come after the filing."""
    return True


@settles
def reason_given(application: Application, sent: Filing, found: Finding, rule: str) -> bool:
    """The filing gives the reason why no agreement with another State is needed; the reviewer took it."""
    return bool(str(sent.facts.get("no_agreement_because") or "").strip())


@settles
def own_figures(application: Application, sent: Filing, found: Finding, rule: str) -> bool:
    """The finding holds counts of that rate which reach its standard, or the filing has none and other papers do."""
    measure = rule.rpartition(".")[2]
    told = [rate for rate in grounds.rates(application, grounds.judged_of(found)) if rate.measure == measure]
    if told or _outcome(sent, rule) == "not_met":
        return any(rate.reached for rate in told)
    return True


def _outcome(sent: Filing, rule: str) -> str:
    return next((row["outcome"] for row in sent.findings if row["criterion"] == rule), "")


def against(application: Application, on: date) -> list[str]:
    """Everything that keeps the program from an approval on a day, a sentence each; empty where nothing does."""
    register = review(application.jurisdiction)
    found, wrong = grounds.saved(application), grounds.faults(application)
    left = [q.title for q in register.questions.values() if not _settled(register.outcomes, q, found.get(q.id))]
    said = [f"Not met or still open: {', '.join(left)}."] if left else []
    said += [f"A finding no longer stands. {register.questions[name].title}: {why}" for name, why in wrong.items()]
    return said + rules_against(application, on)


def _settled(outcomes: Mapping[str, Any], asked: Question, found: Finding | None) -> bool:
    return found is not None and found.outcome in asked.endings and outcomes[found.outcome].settles


def rules_against(application: Application, on: date) -> list[str]:
    """What the rules found unmet in the filing, where no finding of the review may overrule it and does."""
    sent = filing.latest(application)
    if sent is None:
        return ["There is no filing."]
    questions = review(application.jurisdiction).questions.values()
    overruled = set(_overruled(application, sent))
    later = {rule for asked in questions for rule in asked.certified}
    return [
        f"What the rules found: {str(row['message']).strip() or row['criterion']}"
        for row in _rules(application, sent, on)
        if row["criterion"] not in overruled | later and _stands_against(row)
    ]


def _stands_against(row: Mapping[str, Any]) -> bool:
    return row["outcome"] in UNMET or (row["outcome"] == NOT_APPLICABLE and not str(row["message"]).strip())


def _rules(application: Application, sent: Filing, on: date) -> Iterator[Mapping[str, Any]]:
    """The findings of the filing, with those in place that rest on the State's own record or a number of today."""
    again = {rule for asked in review(application.jurisdiction).questions.values() for rule in asked.again}
    again |= _picked_today(application.jurisdiction)
    anew = {row.criterion: row.as_row() for row in filing.findings_now(application, sent.judged_on, on)}
    for row in sent.findings:
        yield anew.get(row["criterion"], row) if row["criterion"] in again else row


def _picked_today(jurisdiction: str) -> set[str]:
    """Rules that compare a number which the day of the determination picks."""
    numbers = law.parameters(jurisdiction)
    return {
        each.id
        for each in rules_of(jurisdiction).values()
        if any(numbers[key].by == DETERMINATION for key in each.parameters)
    }


def _overruled(application: Application, sent: Filing) -> Iterator[str]:
    """The rules that a finding which is met, or considered, overrules."""
    register = review(application.jurisdiction)
    found, wrong = grounds.saved(application), grounds.faults(application)
    for asked in register.questions.values():
        row = found.get(asked.id)
        if row is None or asked.id in wrong or not _settled(register.outcomes, asked, row):
            continue
        for rule, condition in asked.settles.items():
            if SETTLES[condition](application, sent, row, rule):
                yield rule
