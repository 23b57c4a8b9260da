"""The pages of records, runs and rates worth looking at: one for each state that such a thing stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from magnolia.policy.periods import AwardYear
from magnolia.portal import access
from magnolia.portal.models import DataSubmission, OutcomeResult, OutcomeRun, RateEdition

# Name of the page -> what it is about, and in which states; all of them where none is named.
SHOWN: dict[str, tuple[Any, tuple[str, ...]]] = {
    "records_version": (DataSubmission, ()),
    "records_sign": (DataSubmission, ()),
    "records_statement": (DataSubmission, ("checked", "signed")),
    "records_proof": (DataSubmission, ()),
    "custody_export": (DataSubmission, ("signed",)),
    "custody_purge": (DataSubmission, ()),
    "outcome_run": (OutcomeRun, ()),
    "outcome_result": (OutcomeResult, ()),
    "outcome_persons": (OutcomeResult, ()),
    "rate": (OutcomeResult, ()),
}
Show = Callable[..., None]


def of_rates(show: Show, person: Any, standing: Any, name: str) -> None:
    """The first of each state and measure that the person may see."""
    model, states = SHOWN[name]
    seen: set[str] = set()
    for row in access.visible_to(standing, model).order_by("pk"):
        note = " ".join(filter(None, [row.state, getattr(row, "metric", "")]))
        if note in seen or (states and row.state not in states):
            continue
        seen.add(note)
        arguments = [row.application_id, row.pk] if name == "rate" else [row.pk]
        show(person, name, reverse(name, args=arguments), note)


def of_editions(show: Show, name: str, jurisdiction: str) -> None:
    """The first edition of each award year."""
    for edition in RateEdition.objects.filter(jurisdiction=jurisdiction, number=1):
        year = AwardYear(edition.award_year).label
        show(None, name, reverse(name, args=[jurisdiction, year, edition.number]), year)
