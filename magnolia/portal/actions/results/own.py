"""Totals of an institution's own statement beside those of its records, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from magnolia.policy.records import words

from ...models import OwnStatement


@dataclass(frozen=True)
class Side:
    """One total: what is counted, how many by the statement, how many by the records."""

    metric: str
    label: str
    stated: int
    found: int

    @property
    def differs(self) -> bool:
        return self.stated != self.found


def totals(statement: OwnStatement, jurisdiction: str, year: str) -> list[Side]:
    """Every total, by cohort; fetch the statement with its `totals`."""
    said = words(jurisdiction)
    answers, cohorts = said["stated_answer"], said["stated_total"]
    return [
        Side(
            each.metric,
            f"{cohorts[each.metric].format(year=year)}: {answers.get(each.what or 'empty', each.what)}",
            each.stated,
            each.found,
        )
        for each in statement.totals.all()
    ]


def latest(submissions: Iterable[UUID]) -> dict[UUID, OwnStatement]:
    """The statement that counts of each version, by the version's key."""
    rows = OwnStatement.objects.filter(submission__in=list(submissions)).order_by("number").prefetch_related("totals")
    return {row.submission_id: row for row in rows}
