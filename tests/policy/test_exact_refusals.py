"""What the calendar and the numbers of the law answer to a wrong question, word for word: a person has to act on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from magnolia.policy import criteria, periods
from magnolia.policy.calendar import (
    AwardYear,
    Closing,
    Quarter,
    award_year,
    load_calendar,
    parse_date,
    quarter_after_exit,
)
from magnolia.policy.criteria import register
from magnolia.policy.holiday_rules import DayRule, read_rules
from magnolia.policy.layers import LawError, overlay, read, state_layer
from magnolia.policy.parameters import Amendment, Refused, build, load_parameters
from tests.policy.changed_law import changed
from tests.policy.test_calendar_profile import GOOD

MS = load_calendar("ms")
DAY = dt.date(2026, 9, 8)
FEDERAL = periods.FILE.read_text(encoding="utf-8")


def told(question: Callable[[], Any]) -> str:
    with pytest.raises((ValueError, LawError)) as refused:
        question()
    return str(refused.value)


def profile(old: str, new: str) -> Callable[[], Any]:
    assert old in GOOD
    return lambda: read_rules(GOOD.replace(old, new, 1), "sample")


def federal(old: str, new: str) -> Callable[[], Any]:
    assert old in FEDERAL
    return lambda: periods.read_federal(FEDERAL.replace(old, new, 1), "sample")


CALENDAR: list[tuple[Callable[[], Any], str]] = [
    (lambda: parse_date("soon"), '"soon" is not a date written YYYY-MM-DD, for example 2027-03-31'),
    (lambda: parse_date("2027-02-29"), 'there is no day "2027-02-29"; write an existing date as YYYY-MM-DD'),
    (
        lambda: award_year("2026-07-01"),  # type: ignore[arg-type]
        "'2026-07-01' is not a calendar date; give the date in the State's time zone",
    ),
    (lambda: Quarter.parse("2027Q5"), '"2027Q5" is not a quarter written YYYYQn, for example 2027Q1'),
    (lambda: quarter_after_exit(dt.date.max), "a quarter in the year 10000 cannot be given; check the date"),
    (
        lambda: AwardYear.parse("2026"),
        '"2026" is not an award year; write YYYY-YYYY, second year one more than the first, for example 2026-2027 '
        "(2026-27 in files)",
    ),
    (lambda: award_year(dt.date.max), "an award year that starts in the year 9999 cannot be given; check the date"),
    (federal('"July 1"', '"February 29"'), "sample: the award year must start on a day that every year has"),
    (
        federal("exit = 2", "exit = 0"),
        "sample: the measurement quarter must come after the exit, not 0 quarters after",
    ),
    (
        lambda: DayRule.parse("July 32"),
        '"July 32" is no day of the year; write it like "July 4" or "third Monday of January"',
    ),
    (
        lambda: MS.add_business_days(DAY, 0),
        "the number of days must be a positive whole number, not 0",
    ),
    (
        lambda: MS.add_business_days(dt.date(9999, 12, 17), 14),
        "that many days after 9999-12-17 is past the year 9999; give a smaller number of days",
    ),
    (
        lambda: MS.add_calendar_days(dt.date.max, 1),
        "that many days after 9999-12-31 is past the year 9999; give a smaller number of days",
    ),
    (
        lambda: MS.is_open(DAY, dt.datetime(2026, 9, 8, 12)),
        "the moment 2026-09-08T12:00:00 has no time zone, so its day in the State is unknown",
    ),
    (
        lambda: MS.holidays(1990),
        "holiday list for 1990 is missing: add the year's holidays and their source to the calendar of Mississippi",
    ),
    (
        lambda: load_calendar("ms", [Closing(DAY, "", "")]),
        "the closing on 2026-09-08 needs a name and its legal basis",
    ),
    (lambda: load_calendar("zz"), 'there is no calendar for the State "zz"; the profiles are ms, xx'),
    (profile('state = "Sampleland"', ""), "sample has no state"),
    (profile('["Sunday"]', '["Sonntag"]'), 'sample, [[weekend]] number 1: "Sonntag" is not one of Monday, Tuesday, '
     "Wednesday, Thursday, Friday, Saturday, Sunday"),
    (profile("America/Denver", "America/Nowhere"), "sample, [time_zone]: this computer has no time zone "
     '"America/Nowhere"; check the name, or install the tzdata package'),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), CALENDAR, ids=[answer[:40] for _, answer in CALENDAR])
def test_the_calendar_says_word_for_word_what_is_wrong_and_what_to_give(question, answer):
    assert told(question) == answer


def one(value: Any = 1, **more: Any) -> dict[str, Any]:
    entry = {"from": dt.date(2026, 7, 1), "value": value, "cite": "Fictive Rule 1"}
    return {"limit": {"means": "Sample limit", "unit": "samples", "by": "event", "values": [entry]} | more}


def amended(**change: Any) -> Callable[[], Any]:
    whole: dict[str, Any] = {"key": "limit", "starts": DAY, "value": 2, "cite": "Fictive Act"} | change
    return lambda: build({}, one(), [Amendment(**whole)])


NUMBERS: list[tuple[Callable[[], Any], str]] = [
    (
        lambda: load_parameters("ms")["length.weeks_below"].on(dt.date(2026, 6, 30)),
        "The law gives no value for length.weeks_below (A program has fewer weeks of instruction than this) "
        "on June 30, 2026.",
    ),
    (lambda: build(one("ten"), {})["limit"].on(DAY).whole, "'ten' (Fictive Rule 1) is not a whole number."),
    (
        lambda: build({"limit": {**one()["limit"], "values": [{"value": 1}]}}, {}),
        "limit: a value has no `from`; every number has its date and its source.",
    ),
    (
        lambda: build({"limit": {**one()["limit"], "values": [{"from": "x", "value": 1, "cite": "y"}]}}, {}),
        "limit: `from` must be a date, written like 2026-07-01 without quotes.",
    ),
    (amended(starts=None), "limit: a change of the law needs its day it starts."),
    (amended(value=None), "limit: a change of the law needs its value."),
    (amended(cite=" "), "limit: a change of the law needs its source."),
    (amended(layer="county"), "limit: a change is made to the layer federal or state, not 'county'."),
    (amended(layer="federal"), "limit is a number of the State; federal law does not set it."),
    (amended(key="limits"), "There is no parameter 'limits' to amend."),
    (amended(value="two"), "limit: its values are of different kinds (Decimal, str)."),
    (
        lambda: build(one(8), {"limit": {"values": one(9)["limit"]["values"]}}),
        "limit: a State may not change the federal value 8 (given: 9).",
    ),
    (
        lambda: build(one(8, state_may="raise"), {"limit": {"values": one(7)["limit"]["values"]}}),
        "limit: a State may only raise the federal value 8; 7 from July 1, 2026 would widen federal law.",
    ),
    (
        lambda: build(one(8), {"limit": {"by": "event", "values": []}}),
        "limit: `state_may` and `by` of a federal number are federal.",
    ),
    (
        lambda: build(one(by="moon"), {}),
        "limit: needs `means`, `unit` and `by` (one of cycle, submission, determination, award_year, event).",
    ),
    (lambda: build(one(state_may="x"), {}), 'limit: `state_may` is "raise", "lower" or left out.'),
    (lambda: build({"group": {"limit": 3}}, {}), "group.limit is neither a parameter nor a group of parameters."),
    (lambda: state_layer("zz"), "There is no State profile 'zz'; there are ms, xx."),
    (lambda: overlay({}, {"a": {"off": True}}), "a is taken out with `off = true`, and no layer below has it."),
]


@pytest.mark.parametrize(("question", "answer"), NUMBERS, ids=[answer[:40] for _, answer in NUMBERS])
def test_the_law_says_word_for_word_why_it_refuses_a_number(question, answer):
    assert told(question) == answer


def test_a_refused_number_is_told_apart_from_a_missing_one():
    with pytest.raises(Refused):
        build(one(8), {"limit": {"values": one(9)["limit"]["values"]}})
    assert not issubclass(LawError, Refused)


@pytest.mark.parametrize(
    ("name", "change", "answer"),
    [
        ("program.length", {"decided_by": "luck"}, 'criterion program.length: `decided_by` is "rule" or "reviewer".'),
        (
            "alignment.fit",
            {"asks": "Fit?", "cite": "34 CFR 690.93", "decided_by": "reviewer", "reads": [], "parameters": [],
             "sentences": {"met": "Met."}},
            "criterion alignment.fit is decided by a reviewer and needs a sentence `needs_review`.",
        ),
    ],
)  # fmt: skip
def test_a_criterion_that_cannot_be_decided_is_refused_by_name(name, change, answer):
    with changed(criteria, register, "federal", "criteria", {name: change}):
        assert told(lambda: register("ms")) == answer


def test_a_state_file_that_is_absent_is_empty_and_the_model_is_not():
    assert read("states/ms", "sentences") == {}
    assert read("model", "sentences")
