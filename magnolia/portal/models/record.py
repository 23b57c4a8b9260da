"""The record: cases, events in a chain, deadlines, anchors. Written by `actions.moves` alone."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models


class Case(models.Model):
    """The header everything of one matter hangs on: its jurisdiction, number and the head of its chain of events."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jurisdiction = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")
    anchored = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["jurisdiction", "kind"]),)

    def __str__(self) -> str:
        return self.number


class Thing(models.Model):
    """Anything with a life: its state changes only through `act`, and a database trigger refuses everything else."""

    kind: ClassVar[str]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    state = models.CharField(max_length=30, default="", db_index=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Event(models.Model):
    """One line of the record: what happened to which thing, when, by whom, for whom. Never changed, never deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    thing_kind = models.CharField(max_length=20)
    thing_id = models.UUIDField()
    thing_version = models.PositiveIntegerField()
    move = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30)
    recorded_at = models.DateTimeField()
    occurred_on = models.DateField()
    by = models.ForeignKey("portal.Person", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="follow_ups")
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("case_id", "seq")
        constraints = (
            models.UniqueConstraint(fields=["case", "seq"], name="one_event_a_place"),
            models.UniqueConstraint(fields=["thing_id", "thing_version"], name="one_event_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} #{self.seq} {self.thing_kind}.{self.move}"


class EventText(models.Model):
    """What was said with an event, as canonical JSON. Disposal may empty the text; the chain still verifies."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="text")
    salt = models.CharField(max_length=32)
    text = models.TextField()

    def __str__(self) -> str:
        return f"text of event {self.event_id}"


class OnceKey(models.Model):
    """A key a page carries, so that the same click never counts twice; without an event while a move holds it."""

    key = models.CharField(max_length=64, primary_key=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.key


class Deadline(models.Model):
    """A time limit of a thing: from which notice, counted how, due when (to that day's end), closed by what."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    thing_kind = models.CharField(max_length=20)
    thing_id = models.UUIDField(db_index=True)
    clock = models.CharField(max_length=30)
    opened_by = models.ForeignKey(Event, models.PROTECT, related_name="deadlines_opened")
    notice_on = models.DateField()
    count = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    citation = models.CharField(max_length=300)
    due = models.DateField(db_index=True)
    closed_by = models.ForeignKey(Event, models.PROTECT, null=True, related_name="deadlines_closed")

    class Meta:
        ordering = ("due", "id")

    def __str__(self) -> str:
        return f"{self.clock} due {self.due.isoformat()}"


class Counter(models.Model):
    """Gapless numbers: the last one given, locked while the next is taken."""

    key = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class Anchor(models.Model):
    """A daily hash over the heads of the cases that moved, chained to the one before; together they cover all."""

    made_at = models.DateTimeField()
    day = models.DateField(unique=True)
    cases = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"anchor of {self.day.isoformat()}"


class AnchorHead(models.Model):
    """The head of one case as an anchor covered it."""

    anchor = models.ForeignKey(Anchor, models.PROTECT, related_name="heads")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.case_id} #{self.seq}"


class LawText(models.Model):
    """The resolved law of a jurisdiction on a day, kept once per content, so that a decision can be read later."""

    hash = models.CharField(max_length=64, primary_key=True)
    jurisdiction = models.CharField(max_length=8)
    text = models.TextField()

    def __str__(self) -> str:
        return self.hash[:12]


class Reading(models.Model):
    """The access log: who opened which record or document. Kept apart from the chain of events."""

    at = models.DateTimeField()
    person = models.ForeignKey("portal.Person", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="readings")
    what = models.CharField(max_length=60)
    refused = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.what} at {self.at.isoformat()}"


THINGS: dict[str, type[Thing]] = {}


def has_a_life(model: type[Any]) -> type[Any]:
    """Register a model under its `kind`; the triggers and `act` find it here."""
    THINGS[model.kind] = model
    return model
