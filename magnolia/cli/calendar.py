"""`magnolia calendar`: days, award years and quarters by law."""

from __future__ import annotations

import argparse
import datetime as dt
import re

from .parsing import of_a_state


def add(parser: argparse.ArgumentParser) -> None:
    questions = parser.add_subparsers(title="questions", metavar="QUESTION", dest="question", required=True)
    for name, text in (
        ("add", "the last day of a limit counted from DATE"),
        ("quarter-after-exit", "the measurement quarter of an exit on DATE"),
        ("award-year", "the award year DATE is in"),
        ("in-time", "the last day on which a participant who entered on DATE completes in time"),
    ):
        question = questions.add_parser(name, help=text, description=text)
        question.add_argument("date", metavar="DATE", help="YYYY-MM-DD")
        question.set_defaults(run=_calendar, parser=question)
    of_a_state(parser, *questions.choices.values())
    questions.choices["in-time"].add_argument("--weeks", metavar="W", help="normal time of the program, in weeks")
    count = questions.choices["add"].add_mutually_exclusive_group(required=True)
    count.add_argument("--business-days", metavar="N", help="day 1 is the next business day after DATE")
    count.add_argument("--days", metavar="N", help="every day counts; DATE is day 0")


def _calendar(asked: argparse.Namespace) -> int:
    from magnolia.policy import calendar

    try:
        days = calendar.load_calendar(asked.jurisdiction)
        date = calendar.parse_date(asked.date)
        if asked.question == "quarter-after-exit":
            answer = str(calendar.quarter_after_exit(date))
        elif asked.question == "award-year":
            answer = calendar.award_year(date).label
        elif asked.question == "in-time":
            answer = _in_time(asked.jurisdiction, date, asked.weeks).isoformat()
        elif asked.days is not None:
            answer = days.add_calendar_days(date, _whole(asked.days)).isoformat()
        else:
            answer = days.add_business_days(date, _whole(asked.business_days)).isoformat()
    except calendar.CalendarError as fault:
        asked.parser.error(str(fault))
    print(answer)
    return 0


def _in_time(jurisdiction: str, entry: dt.date, weeks: str | None) -> dt.date:
    """The window's last day under the law of the entry's award year; CalendarError without a normal time."""
    from decimal import Decimal

    from magnolia.policy import calendar, rates, yearly
    from magnolia.policy.parameters import load_parameters

    if weeks is not None and not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", weeks):
        raise calendar.CalendarError(f'the weeks must be a positive number, not "{weeks[:40]}"')
    share = load_parameters(jurisdiction)["rates.normal_time_percent"]
    first = share.values[0].starts  # award years before the law are counted by its first number
    percent = share.on(max(calendar.award_year(entry).first_day, first)).whole
    try:
        return rates.last_day_in_time(entry, Decimal(weeks) if weeks else None, percent)
    except rates.NoRate as problem:
        raise calendar.CalendarError(yearly.words(jurisdiction)["rate"][str(problem)]) from None


def _whole(text: str) -> int:
    """N as typed: ASCII digits and no more of them than Python converts. The calendar refuses 0 and what is too far."""
    from magnolia.policy.calendar import CalendarError

    if not re.fullmatch("[0-9]{1,4000}", text):
        raise CalendarError(f'the number of days must be a positive whole number, not "{text[:40]}"')
    return int(text)
