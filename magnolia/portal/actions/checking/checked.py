"""Where the completeness check of an application stands: its number, the confirmations, what the papers say."""

from __future__ import annotations

from django.db.models import F

from magnolia.policy.workflow import process

from ...models import Application, CompletenessAnswer, Event

MOVE = "answer_completeness"


def check_number(application: Application) -> int:
    """How often the filing has come to the completeness check; answers count for one check only."""
    stage = process(application.jurisdiction).life(application.kind).moves[MOVE].starts
    came = Event.objects.filter(thing_id=application.pk, to_state__in=stage).exclude(from_state=F("to_state"))
    return came.count()


def answers(application: Application) -> dict[str, CompletenessAnswer]:
    """The answers of the check that is open, or of the last one, by item."""
    rows = application.completeness_answers.filter(check_number=check_number(application)).select_related("by")
    return {row.item: row for row in rows}


def readings(application: Application) -> dict[tuple[str, str], str]:
    """What was read in the papers in this check, by fact and place for documents."""
    rows = application.paper_readings.filter(check_number=check_number(application))
    return {(row.fact, row.slot): row.value for row in rows}
