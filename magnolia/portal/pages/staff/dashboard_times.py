"""The dashboard's tables of time: open cases against the days their cycle publishes, and how long decisions took."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from ...actions.applying.windows import TIMELINE
from ...models import Application
from .dashboard_tables import Asked, Row, Table

TOOK = ExpressionWrapper(F("since") - F("submitted_at"), output_field=DurationField())


def time_in_stage(asked: Asked) -> Table:
    """Open cases of each stage against its end in the timeline of their cycle; a legal time limit goes before it."""
    life = asked.table.life(Application.kind)
    planned = Q(clock=TIMELINE)
    rows = asked.applications.filter(listed=True).order_by().values("state")
    sums: dict[str, list[int]] = {name: [0, 0, 0, 0, 0] for name in life.stages}
    figures: Any = rows.annotate(
        cases=Count("pk"),
        ahead=Count("pk", filter=planned & Q(due_by__gte=asked.on)),
        past=Count("pk", filter=planned & Q(due_by__lt=asked.on)),
        legal=Count("pk", filter=~planned & ~Q(clock="")),
        first=Min("due_by", filter=planned),
    )
    for row in figures:
        of = sums[life.states[row["state"]].stage]
        for at, name in enumerate(("cases", "ahead", "past", "legal")):
            of[at] += row[name]
        if row["first"] is not None:
            of[4] = max(of[4], (asked.on - row["first"]).days)
    return Table(
        "time-in-stage",
        "Stages against the published timeline",
        "Open cases by the day on which their cycle's timeline ends the stage. Where a legal time limit runs, it "
        "counts instead; without a date: no day is planned for it. Longest past: calendar days since the earliest "
        "such day.",
        (
            "Stage",
            "#Cases",
            "#Before the published end",
            "#Past it",
            "#Under a legal time limit",
            "#Without a date",
            "#Longest past, days",
        ),
        [(life.stages[name], *of[:4], of[0] - sum(of[1:4]), of[4]) for name, of in sums.items() if of[0]],
        series="2,3,4,5",
    )


def time_to_decision(asked: Asked) -> Table:
    """How long settled cases took from the day they were sent in until they came to where they ended."""
    states = asked.table.life(Application.kind).states
    settled = [name for name, state in states.items() if state.settled]
    rows = asked.applications.filter(state__in=settled, submitted_at__isnull=False, since__isnull=False).order_by()
    whole = {row["state"]: row for row in rows.values("state").annotate(cases=Count("pk"), longest=Max(TOOK))}
    middles = _middles(rows)
    made: list[Row] = []
    for name in settled:
        if name in whole:
            middle = sum(middles[name], timedelta()) // len(middles[name])
            made.append((states[name].label, whole[name]["cases"], middle.days, whole[name]["longest"].days))
    return Table(
        "time-to-decision",
        "Time to decision",
        "Calendar days from the first filing to the end of a case: the median case and the one that took longest.",
        ("How it ended", "#Cases", "#Median days", "#Longest, days"),
        made,
        series="2,3",
        no_data="No case was settled yet.",
    )


def _middles(rows: QuerySet[Application]) -> dict[str, list[timedelta]]:
    """What the middle case of each state took, two where the number of cases is even."""
    placed: Any = rows.annotate(
        took=TOOK,
        doubled=Window(RowNumber(), partition_by=F("state"), order_by=[TOOK.asc(), F("pk").asc()]) * 2,
        of=Window(Count("pk"), partition_by=F("state")),
    )
    found: dict[str, list[timedelta]] = {}
    for state, took in placed.filter(doubled__gte=F("of"), doubled__lte=F("of") + 2).values_list("state", "took"):
        found.setdefault(state, []).append(took)
    return found
