"""What the State owes its lists by a day: the yearly analysis, and the review of the method (policy 5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from magnolia.policy.occupation_lists import Analysis, analyses

from ...models import OccupationList
from .. import described, law

MONTH = "occupations.review_month"


@dataclass(frozen=True)
class Due:
    """The yearly analyses, the last one first; where the number is from; and the reviews of the method and the list."""

    analyses: list[Analysis]
    cite: str
    month: str
    reviews: described.Reviews

    @property
    def overdue(self) -> bool:
        return any(each.overdue for each in self.analyses)


def of(jurisdiction: str, on: date) -> Due:
    """What is owed as of a day. A list counts for the year of its analysis from the moment it is made."""
    parameter = law.parameters(jurisdiction)[MONTH]
    first = parameter.values[0].starts
    number = parameter.on(max(on, first))
    rows = OccupationList.objects.filter(jurisdiction=jurisdiction, label="", as_of__lte=on).exclude(state="dropped")
    held = set(rows.values_list("as_of", flat=True))
    found = analyses(number.whole, first, held, on)
    month = date(on.year, number.whole, 1).strftime("%B")
    return Due(list(reversed(found)), number.cite, month, described.reviews(jurisdiction, on))
