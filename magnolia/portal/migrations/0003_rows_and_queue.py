"""Fees of earlier filings become lines; cases from before the queue get their place in it: state since when, soonest clock, listed, answered.

The states and moves are those of the workflow on the day this was written; each later move writes the columns anew.
"""

from collections import defaultdict
from datetime import date

from django.db import migrations

BATCH = 500
NO_DATE = date.max
ANSWERED, WAITING = 0, 1
# Sent in, and something is left for the State to do.
OPEN = frozenset(
    [
        "submitted",
        "held",
        "completeness_review",
        "correction",
        "complete",
        "review",
        "consultation",
        "recommendation",
        "determination",
        "conditional",
        "approved",
        "deferred",
        "returned",
        "legal_reading",
    ]
)
CLOSED_UNLESS_ANSWERED = frozenset({"denied", "certified"})
# What an institution does and the State is told of; the first sending in is no answer.
ANSWERS = frozenset({"resubmit", "answer_return", "supply", "file_appeal"})


def fill(apps, schema_editor):
    Application = apps.get_model("portal", "Application")
    waiting = Application.objects.filter(since=None).exclude(state="").order_by("pk")
    last = None
    while True:
        rows = waiting.filter(pk__gt=last) if last else waiting
        batch = list(rows.only("pk", "case_id", "state", "submitted_at", "rank", "listed", "due_by", "clock")[:BATCH])
        if not batch:
            return
        last = batch[-1].pk
        came, moved = _moves(apps, [row.pk for row in batch])
        running = _clocks(apps, [row.case_id for row in batch])
        for row in batch:
            row.since = came.get(row.pk)
            if row.submitted_at is None:
                continue
            row.rank = ANSWERED if moved.get(row.pk) in ANSWERS else WAITING
            row.listed = row.state in OPEN or (row.state in CLOSED_UNLESS_ANSWERED and row.rank == ANSWERED)
            row.due_by, row.clock = min(running[row.case_id], default=(NO_DATE, ""))
        Application.objects.bulk_update(batch, ["since", "rank", "listed", "due_by", "clock"])


def _moves(apps, pks):
    """When each application came to its state, and the last move a person made in it."""
    Event = apps.get_model("portal", "Event")
    events = Event.objects.filter(thing_id__in=pks).order_by("thing_version")
    came, moved = {}, {}
    for thing, move, by, left, reached, at in events.values_list(
        "thing_id", "move", "by", "from_state", "to_state", "recorded_at"
    ):
        if left != reached:
            came[thing] = at
        if by is not None:
            moved[thing] = move
    return came, moved


def _clocks(apps, cases):
    """The clocks that run in each case, as (due, clock)."""
    Deadline = apps.get_model("portal", "Deadline")
    running = defaultdict(list)
    for case, due, clock in Deadline.objects.filter(case__in=cases, closed_by=None).values_list("case", "due", "clock"):
        running[case].append((due, clock))
    return running


def fees_as_rows(apps, schema_editor):
    """The one figure of required fees becomes a line of its own."""
    line = apps.get_model("portal", "RequiredFee")
    for row in apps.get_model("portal", "ProgramFacts").objects.exclude(required_fees=None):
        line.objects.create(application_id=row.pk, place=1, description="Required fees", amount=row.required_fees)


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_publication")]
    operations = [
        migrations.RunPython(fees_as_rows, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
