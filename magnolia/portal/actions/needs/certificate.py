"""What the certification needs beyond the determination: months, cost and wage, package, agreements, lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from magnolia.policy.letters import say_day
from magnolia.policy.package import package as words_of
from magnolia.policy.periods import months_before
from magnolia.policy.workflow import process

from ...models import Approval
from .. import law
from ..applying import filing
from ..certifying import package
from ..publishing import refile
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def twelve_months_met(attempt: Attempt) -> Answer:
    """The program met the requirements for the months just before the certification, by the day (34 CFR 690.93)."""
    sent = filing.latest(attempt.thing)
    if sent is None or "history" not in sent.facts:
        return None  # a filing of before the form asked for it: the signed statement alone says so
    days = [row["from_day"] for row in sent.facts["history"] if row.get("from_day")]
    if not days:
        return "The filing does not say since when the program meets the requirements."
    months = law.value(attempt.jurisdiction, "history.months", sent.judged_on).whole
    first = date.fromisoformat(str(min(days)))
    if first <= months_before(attempt.on, months):
        found = filing.history_on(attempt.thing, sent, attempt.on)
        return found.message if found.outcome in ("not_met", "missing") else None
    return (
        f"The program meets the requirements since {say_day(first)}. On {say_day(attempt.on)} that is less than "
        f"{months} months."
    )


@need
def package_complete(attempt: Attempt) -> Answer:
    """Every element has its value; what the signature itself brings comes with it (policy 7.9.1)."""
    signed = getattr(attempt.thing, "certification", None)
    told = package.elements(package.draft_of(attempt.thing, signed, attempt.on))
    left = package.missing(told, but=() if signed else package.BY_SIGNATURE)
    return f"The package is not released. Missing: {', '.join(left)}." if left else None


@need
def agreements_given(attempt: Attempt) -> Answer:
    """Each standing agreement ticked by itself (policy 7.9.1)."""
    if preview(attempt):
        return None
    given = set(attempt.thing.certification.agreements.values_list("agreement", flat=True))
    left = [row for row in words_of(attempt.jurisdiction).agreements.values() if row.id not in given]
    return (f"Not agreed: {', '.join(row.title for row in left)}.", f"agreed_{left[0].id}") if left else None


@need
def lists_answered(attempt: Attempt) -> Answer:
    """Conditions, limitations and documentation requirements: entries, or "none" said on purpose."""
    if preview(attempt):
        return None
    lists, left = words_of(attempt.jurisdiction).lists, attempt.said.get("unanswered", [])
    if not left:
        return None
    return f"Not answered: {', '.join(lists[name].title for name in left)}. Enter lines, or say “none”.", left[0]


@need
def approval_in_force(attempt: Attempt) -> Answer:
    return None if Approval.objects.filter(application=attempt.application.pk, state="in_force").exists() else ""


@need
def approval_not_ended(attempt: Attempt) -> Answer:
    """Nobody withdrew or removed the State's approval, not even as of a day to come."""
    row = Approval.objects.filter(application=attempt.application.pk, ends_on__isnull=False).first()
    if row is None or row.ends_on is None:
        return None
    words = process(attempt.jurisdiction)
    label, closed = words.life(row.kind).states[row.state].label, words.needs["approval_not_ended"]
    return f"{closed} {label}, effective {say_day(row.ends_on)}."


@need
def rules_still_met(attempt: Attempt) -> Answer:
    """No rule turns to "not met" with the changed facts; otherwise a new application is the way."""
    resting = Approval.objects.select_related("filing").get(application=attempt.application.pk).filing
    broken = refile.worsened(attempt.thing, resting)
    return f"With the change a rule is no longer met: {broken[0]}" if broken else None
