"""Whether a program kept to the limits of length for the whole time before a certification, and from when it can."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .answers import Answer, Law, says
from .facts import Facts, Period
from .periods import months_before, months_completed, say_day
from .rules import length, rule, weeks

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Judged:
    """A period with the outcome of its hours and weeks, and what is wrong with them in words."""

    period: Period
    outcome: str  # met, needs_review or not_met
    fault: str

    @property
    def next_day(self) -> date:
        """The first day that no longer belongs to it; the end of the calendar while it runs."""
        last = self.period.to_day
        return date.max if last is None or last == date.max else last + ONE_DAY


@rule("program.twelve_months")
def twelve_months(facts: Facts, law: Law) -> Answer:
    """34 CFR 690.93: periods that touch the months before `on` keep to the limits and leave no gap."""
    months, history = int(law.number("history.months")), facts.program.history
    words = {"months": law.number("history.months"), "on": law.on}
    if history is None:
        return says("missing", **words)
    start = months_before(law.on, months)
    judged = sorted((_judge(facts, each, law) for each in history), key=lambda each: each.period.from_day)
    touching = [each for each in judged if each.period.from_day < law.on and each.next_day > start]
    since = _unbroken_since([each for each in judged if each.outcome != "not_met"], law.on)
    if since is not None and since > start and not _faults(touching, since):
        first = months_completed(since, months)
        return says("not_met", "too_new", since=since, first=first, **words)
    faults = [each.fault for each in touching if each.outcome == "not_met"]
    if faults or since is None or since > start:
        return says("not_met", "broken", start=start, faults=faults or ["a time without a period"], **words)
    unclear = [each.fault for each in touching if each.outcome == "needs_review"]
    if unclear:
        return says("needs_review", faults=unclear, **words)
    return says("met", since=since, first=months_completed(since, months), **words)


def _faults(touching: Iterable[Judged], since: date) -> bool:
    """Whether a period before the unbroken time failed inside the window: then waiting alone is not the answer."""
    return any(each.outcome == "not_met" and each.next_day > since for each in touching)


def _judge(facts: Facts, period: Period, law: Law) -> Judged:
    then = replace(
        facts.program, measure=period.measure, hours=period.hours, instructional_weeks=period.weeks, history=None
    )
    answers = {decide(replace(facts, program=then), law).outcome for decide in (length, weeks)}
    outcome = "not_met" if answers & {"not_met", "missing"} else "needs_review" if "needs_review" in answers else "met"
    unit = law.table.get(period.measure, {}).get("unit", period.measure)
    until = say_day(period.to_day) if period.to_day else "today"
    amounts = f"{period.hours.normalize():f} {unit}, {period.weeks.normalize():f} weeks"
    return Judged(period, outcome, f"{say_day(period.from_day)} to {until}: {amounts}")


def _unbroken_since(good: list[Judged], on: date) -> date | None:
    """The first day of the time without a gap that reaches `on`, from periods in order of their first day."""
    needed = on
    for each in sorted(good, key=lambda each: each.next_day, reverse=True):
        if each.next_day >= needed and each.period.from_day < needed:
            needed = each.period.from_day
    return needed if needed < on else None
