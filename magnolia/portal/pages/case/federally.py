"""The matters of a case that the Secretary decides, and whether that outcome is on record."""

from __future__ import annotations

from typing import Any

from magnolia.policy.published import published
from magnolia.policy.workflow import process

from ...models import Application, FederalFiling

OUTCOMES = ("approved", "not_approved", "removed")  # states of the federal filing that hold the Secretary's word


def federal_matters(application: Application) -> list[dict[str, Any]]:
    """Length, completion, placement and earnings: each pending, or with the Secretary's outcome on the program."""
    filing = FederalFiling.objects.filter(application=application, state__in=OUTCOMES).first()
    found = published(application.jurisdiction)
    said: dict[str, Any] = {"label": found.words["pending"], "tone": "warn", "on": None}
    if filing is not None:
        state = process(application.jurisdiction).life(filing.kind).states[filing.state]
        said = {"label": state.label, "tone": state.tone, "on": filing.step_on}
    return [{"matter": matter} | said for matter in found.federal.values()]
