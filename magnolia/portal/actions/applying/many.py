"""Many drafts as the rules see them, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet

from magnolia.policy.facts import Facts

from ...models import TABLES, Application, Event
from .. import law
from . import on_record, stated


def ready(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Applications with everything that their facts are read from."""
    return rows.select_related("facts").prefetch_related("documents", "occupations", *TABLES)


def facts(applications: Sequence[Application], on: date) -> Iterator[tuple[Application, Facts]]:
    """The facts of each of a batch that is `ready`, without a signature: a draft that goes on has none yet."""
    held = on_record.of_many(applications)
    for each in applications:
        yield each, stated.facts_of(each, stated.columns(each), None, on, held[each.pk])


def judged_on(applications: Sequence[Application], today: date) -> dict[object, date]:
    """The day whose law judges each of many drafts, as `filing.judged_on` has it: its cycle's publication, or today."""
    cycles = {each.cycle_id for each in applications if each.cycle_id}
    told = dict(Event.objects.filter(thing_id__in=cycles, move="publish").values_list("thing_id", "occurred_on"))
    return {
        each.pk: min(today, max(told[each.cycle_id], law.first_day(each.jurisdiction)))
        if each.cycle_id in told
        else today
        for each in applications
    }
