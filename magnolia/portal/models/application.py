"""An institution's application: its facts as columns and rows, its signed declarations, its frozen filings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from .cycle import Cycle
from .form import FormVersion
from .occupations import OccupationList
from .people import Organisation, Person
from .record import Event, LawText, Thing, has_a_life

NO_DATE = date.max  # stands for "nothing runs", so that an index can hold the order by due date


def overdue(on: date) -> Q:
    """Cases past the date on their soonest clock; the date itself is still on time. Every count asks this one."""
    return Q(due_by__lt=on)


@has_a_life
class Application(Thing):
    """One institution's request for one program and one award year."""

    kind = "application"
    held: dict[str, Any] | None = None  # what was read of it, while somebody looks at it (actions/held.py)
    jurisdiction = models.CharField(max_length=8)
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    award_year = models.PositiveSmallIntegerField()  # the year it starts in
    number = models.CharField(max_length=40, unique=True)
    program_name = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    submitted_at = models.DateTimeField(null=True)
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, related_name="applications")
    late = models.BooleanField(default=False)  # sent in after the deadline of its cycle
    form = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")  # it was begun with
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    # Where it stands in the staff's queue; written with each move by actions.reviewing.queueing, never by a page.
    listed = models.BooleanField(default=False)  # sent in, and something is left for the State to do
    rank = models.PositiveSmallIntegerField(default=1)  # 0: the institution answered and nobody has looked yet
    due_by = models.DateField(default=NO_DATE)  # the soonest open deadline of its case, else the timeline's day
    clock = models.CharField(max_length=30, blank=True)  # which clock that is
    waits = models.CharField(max_length=30, blank=True, default="")  # a wait of the table of moves, or its state's turn
    since = models.DateTimeField(null=True)  # when it came to its state
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # who has it in this state

    class Meta:
        indexes = (
            models.Index(fields=["institution", "state"]),
            models.Index(
                fields=["jurisdiction", "rank", "due_by", "since", "number"],
                condition=Q(listed=True),
                name="queue_order",
            ),
            models.Index(
                fields=["jurisdiction", "due_by", "since", "number"], condition=Q(listed=True), name="queue_overdue"
            ),
            *(
                models.Index(
                    fields=[field, "rank", "due_by", "since", "number"],
                    condition=Q(listed=True),
                    name=f"queue_of_{field}",
                )
                for field in ("state", "institution", "award_year", "cycle", "holder")
            ),
            # With all that a count of the queue reads, so that no row is opened for it.
            models.Index(
                fields=["jurisdiction", "state", "award_year", "since", "submitted_at"],
                condition=Q(listed=True),
                name="backlog",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Signature(models.Model):
    """Signed declarations: the exact words, the typed name and title, the time. A later change of facts voids it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="signatures")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    at = models.DateTimeField()
    facts_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"signature {self.pk}"


class SignedDeclaration(models.Model):
    """One accepted declaration with a copy of its exact wording."""

    signature = models.ForeignKey(Signature, models.PROTECT, related_name="declarations")
    declaration = models.CharField(max_length=40)
    wording = models.TextField()

    def __str__(self) -> str:
        return self.declaration


class Filing(models.Model):
    """The application as it was sent: facts, documents by hash, the law it was judged under, what the rules said."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="filings")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    judged_on = models.DateField()
    law = models.ForeignKey(LawText, models.PROTECT, related_name="+")
    facts = models.JSONField()
    documents = models.JSONField()
    not_applicable = models.JSONField(default=dict)  # reasons by slot
    findings = models.JSONField()
    code_version = models.CharField(max_length=40)
    judged_facts = models.TextField(default="")  # the facts as the rules read them; empty before they were kept
    form = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")  # it was sent in with
    occupation_list = models.ForeignKey(OccupationList, models.PROTECT, null=True, related_name="+")  # held against
    held_on = models.DateField(null=True)  # the day those facts were held against; null before it was kept

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["application", "place"], name="one_filing_a_place"),)

    def __str__(self) -> str:
        return f"filing {self.place} of {self.application_id}"
