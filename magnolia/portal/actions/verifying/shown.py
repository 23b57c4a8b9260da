"""The data put beside each step of a verification: counts, days and versions; nothing of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from magnolia.policy import rates
from magnolia.policy.periods import AwardYear, Quarter, quarter_after_exit, say_day
from magnolia.policy.verifying import percent, verifying

from ...models import OutcomeResult
from ..applying import filing
from ..results.standing import Told
from . import standing

Value = Callable[[OutcomeResult], object]


def _weeks(result: OutcomeResult) -> Decimal | None:
    """The normal time of the approved program in weeks."""
    approval = getattr(result.application, "approval", None)
    rests_on = approval.filing if approval is not None else filing.latest(result.application)
    stated = rests_on.facts.get("instructional_weeks") if rests_on is not None else None
    try:
        return Decimal(str(stated)) if stated not in (None, "") else None
    except InvalidOperation:
        return None


def _approved_weeks(result: OutcomeResult) -> str:
    weeks = _weeks(result)
    return f"{weeks.normalize():f}" if weeks is not None else _says(result, "no_normal_time")


def _window_days(result: OutcomeResult) -> object:
    try:
        entry = AwardYear(result.award_year).first_day
        last = rates.last_day_in_time(entry, _weeks(result), _number(result, "rates.normal_time_percent"))
    except rates.NoRate:
        return _says(result, "no_normal_time")
    return (last - entry).days


def _number(result: OutcomeResult, key: str) -> Decimal:
    return Decimal(str(standing.value(result, key).value))


def _says(result: OutcomeResult, key: str, **fields: object) -> str:
    return verifying(result.application.jurisdiction).says(key, **fields)


def _year(result: OutcomeResult) -> str:
    year = AwardYear(result.award_year)
    return _says(result, "in_year", first=say_day(year.first_day), last=say_day(year.last_day))


def _quarters(result: OutcomeResult) -> str:
    year = AwardYear(result.award_year)
    exits = [Quarter(index) for index in range(Quarter.of(year.first_day).index, Quarter.of(year.last_day).index + 1)]
    return "; ".join(
        _says(result, "quarter_of", quarter=quarter_after_exit(each.last_day), exit=each) for each in exits
    )


def _sources(result: OutcomeResult) -> str:
    """Wage records, and how many more each other source shows that the State counts."""
    more = [f"{each['label']} ({each['row'].persons})" for each in Told(result).sources if each["counts"]]
    return "; ".join([_says(result, "wage_records"), *more])


def _rate(result: OutcomeResult) -> str:
    if not result.denominator:
        return standing.in_words(result)
    shown = percent(standing.counted(result), result.denominator, standing.standard(result))
    return f"{shown} percent" if shown else _says(result, "below", standard=_plain(standing.standard(result)))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _stands(result: OutcomeResult) -> str:
    words = verifying(result.application.jurisdiction).words["outcome"]
    return str(words[standing.outcome(result)]["label"]).lower()


def _needed(result: OutcomeResult) -> object:
    return rates.needed(result.denominator, standing.standard(result)) if result.denominator else "–"


def _run(result: OutcomeResult) -> str:
    return _says(result, "run", number=result.run.number, method=result.run.method_sha256[:12])


def _data_version(result: OutcomeResult) -> str:
    sent = result.submission
    return _says(result, "data_version", number=sent.number, sha=sent.sha256[:12])


def _through(result: OutcomeResult) -> str:
    return str(Quarter(result.run.wages_through))


def _as_of(result: OutcomeResult) -> str:
    day: date = result.run.as_of
    return say_day(day)


VALUES: dict[str, Value] = {
    "approved_weeks": _approved_weeks,
    "window_percent": lambda result: _plain(_number(result, "rates.normal_time_percent")),
    "window_days": _window_days,
    "entered": _year,
    "completed": _year,
    "exit_days": _year,
    "cohort": lambda result: result.cohort,
    "excluded": lambda result: result.excluded,
    "denominator": lambda result: result.denominator,
    "numerator": standing.counted,
    "missed": lambda result: result.denominator - standing.counted(result) - result.pending,
    "pending": lambda result: result.pending,
    "as_of": _as_of,
    "quarters": _quarters,
    "wages_through": _through,
    "sources": _sources,
    "rule": lambda result: standing.rule_words(result.application.jurisdiction, result.metric, standing.rule(result)),
    "fraction": lambda result: f"{standing.counted(result)} / {result.denominator}",
    "rate": _rate,
    "run": _run,
    "data_version": _data_version,
    "standard": lambda result: _plain(standing.standard(result)),
    "needed": _needed,
    "stands": _stands,
}


def beside(result: OutcomeResult, step: str) -> list[str]:
    """The data of one step, a line each."""
    words = verifying(result.application.jurisdiction)
    shows = words.steps[result.metric][step].shows
    return [str(words.words["shows"][name].format(value=VALUES[name](result))) for name in shows]
