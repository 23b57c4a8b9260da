"""The numbers by which outcome rates are counted on a day (34 CFR 690.94; State policy 8.6, 8.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .parameters import Amendment, Value, load_parameters
from .periods import Quarter, award_year_starts, quarters_after_exit
from .rates import DAYS_A_WEEK

STANDARD = {"completion": "rates.completion_percent", "placement": "rates.placement_percent"}
WINDOW, WAGES = "rates.normal_time_percent", "rates.wages_above"
KEYS = (*STANDARD.values(), WINDOW, WAGES)
LATER = ("monitoring.years_after", "monitoring.quarters")
TEMPLATE = "documents.template_version"


@dataclass(frozen=True)
class OutcomeLaw:
    """The numbers in force on `as_of`, for every cohort; `through` is the last quarter whose wages are all there."""

    as_of: date
    through: Quarter
    own_state: str
    values: tuple[tuple[str, Value], ...]

    def number(self, key: str) -> Decimal:
        """A number of the law by its key."""
        return Decimal(str(dict(self.values)[key].value))

    def standard(self, metric: str) -> Decimal:
        """The rate that a measure needs, in percent."""
        return self.number(STANDARD[metric])

    @property
    def quarters_after_exit(self) -> int:
        return quarters_after_exit()

    def later_row(self) -> dict[str, Any]:
        """The same for what is looked at years after a completion."""
        years, quarters = (int(self.number(key)) for key in LATER)
        return {**self.row(), "years_after": years, "quarters_in_a_row": quarters}

    def row(self) -> dict[str, Any]:
        """What the steps of the counting join in: dates, quarters as year * 4 + quarter, month * 100 + day."""
        month, day = award_year_starts()
        return {
            "as_of": self.as_of,
            "wages_through": self.through.index,
            "window_days_a_week": self.number(WINDOW) * DAYS_A_WEEK / 100,
            "quarters_after_exit": self.quarters_after_exit,
            "wages_above": self.number(WAGES),
            "award_year_starts": month * 100 + day,
            "own_state": self.own_state,
        }


def outcome_law(
    jurisdiction: str, as_of: date, through: Quarter, changes: Iterable[Amendment] = (), more: Sequence[str] = ()
) -> OutcomeLaw:
    """The numbers in force on `as_of`, and those of `more`.

    On a day before the law they are its first ones, as for early award years.
    """
    known = load_parameters(jurisdiction, changes)
    values = tuple((key, known[key].on(max(as_of, known[key].values[0].starts))) for key in (*KEYS, *more))
    return OutcomeLaw(as_of, through, jurisdiction.upper(), values)


def template_version(jurisdiction: str, on: date, changes: Iterable[Amendment] = ()) -> int:
    """The version of the Data Submission Template on a day."""
    version = load_parameters(jurisdiction, changes)[TEMPLATE]
    return version.on(max(on, version.values[0].starts)).whole
