"""Requests for documents that wait for an institution get the clock they would have been asked with."""

from __future__ import annotations

from django.db import migrations

CLOCK, BATCH = "document_request", 1000
ASKED = ("ask", "ask_again")


def start_clocks(apps, schema_editor):
    Request, Deadline = apps.get_model("portal", "InformationRequest"), apps.get_model("portal", "Deadline")
    have = Deadline.objects.filter(clock=CLOCK).values("thing_id")
    waiting = Request.objects.filter(state="asked").exclude(pk__in=have).select_related("application").order_by("pk")
    while batch := list(waiting[:BATCH]):
        events = apps.get_model("portal", "Event").objects.filter(thing_id__in=[r.pk for r in batch], move__in=ASKED)
        asked = {event.thing_id: event for event in events.order_by("seq")}
        Deadline.objects.bulk_create(
            Deadline(
                case_id=row.case_id,
                thing_kind="information_request",
                thing_id=row.pk,
                clock=CLOCK,
                opened_by_id=asked[row.pk].pk,
                notice_on=asked[row.pk].occurred_on,
                count=max((row.due - asked[row.pk].occurred_on).days, 0),
                unit="calendar days",
                citation="",
                due=row.due,
            )
            for row in batch
        )


def place(apps, schema_editor):
    """The soonest of these clocks and those of conditions into the columns of each application."""
    running = apps.get_model("portal", "Deadline").objects.filter(clock__in=(CLOCK, "condition"), closed_by=None)
    soonest = {case: (due, clock) for case, due, clock in running.order_by("-due").values_list("case", "due", "clock")}
    Application, cases = apps.get_model("portal", "Application"), sorted(soonest)
    for start in range(0, len(cases), BATCH):
        rows = Application.objects.filter(case__in=cases[start : start + BATCH], submitted_at__isnull=False)
        changed = []
        for row in rows.only("pk", "case_id", "due_by", "clock"):
            due, clock = soonest[row.case_id]
            if due < row.due_by or not row.clock:
                row.due_by, row.clock = due, clock
                changed.append(row)
        Application.objects.bulk_update(changed, ["due_by", "clock"])


class Migration(migrations.Migration):
    dependencies = [("portal", "0009_staff_clocks")]
    operations = [
        migrations.RunPython(start_clocks, migrations.RunPython.noop),
        migrations.RunPython(place, migrations.RunPython.noop),
    ]
