"""Which day picks a number of the law for a program that is judged: each number names it (`by`).

Source: State policy, State review: a request is judged under the criteria published with its cycle; 34 CFR 690.94: a
rate is held against the standard of its award year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .facts import Facts
from .parameters import Parameter, Value
from .periods import AwardYear, CalendarError

SUBMISSION, DETERMINATION, AWARD_YEAR = "submission", "determination", "award_year"
JUDGES = ("cycle", SUBMISSION, DETERMINATION, AWARD_YEAR)  # what may pick a number that a rule compares


@dataclass(frozen=True)
class Days:
    """The days of one program: `law` judges it, that of its submission or of its cycle's publication; `held` is the day
    its facts are held against, sent in or later determined; `year` the award year it is asked for, None: not named.
    """

    law: date
    held: date
    year: AwardYear | None = None

    def picks(self, parameter: Parameter) -> date:
        """The day that picks a number. Where no award year is named, or an earlier one than the number has, `law`."""
        if parameter.by == DETERMINATION:
            return self.held
        if parameter.by == AWARD_YEAR and self.year is not None:
            first = self.year.first_day
            return first if parameter.values[0].starts <= first else self.law
        return self.law

    def value(self, parameter: Parameter) -> Value:
        """The value that counts; raises MissingParameter where none is in force on its day."""
        return parameter.on(self.picks(parameter))


def days_of(facts: Facts, on: date, law_of: date | None = None) -> Days:
    """The days of a program by its facts, held against `on` under the law of `law_of`, or else of the same day."""
    return Days(law_of or on, on, _year(facts.award_year or ""))


@lru_cache(maxsize=256)
def _year(text: str) -> AwardYear | None:
    """The award year that a program names, if it is one; each of its criteria asks."""
    try:
        return AwardYear.parse(text)
    except CalendarError:
        return None
