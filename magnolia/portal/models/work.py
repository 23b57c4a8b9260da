"""People at work on a case: what they said of conflicts, who has it, who is away, what they note among themselves."""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Person
from .record import Thing, has_a_life


class SoughtCase(models.Model):
    """The words a case of the queue is found by: those of its number and its program; written by queueing.place."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="sought")
    words = models.TextField()  # with a space around each; see search.py

    def __str__(self) -> str:
        return f"words of {self.application_id}"


@has_a_life
class Disclosure(Thing):
    """What one person said of a conflict of interest before opening one case; at "recused" they are out.

    `words` describe the conflict. They are for those who must replace the person, and stand in no event.
    """

    kind = "disclosure"
    application = models.ForeignKey(Application, models.PROTECT, related_name="disclosures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="disclosures")
    words = models.TextField(blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["application", "person"], name="one_disclosure_a_person"),)
        indexes = (models.Index(fields=["person", "state"]),)

    def __str__(self) -> str:
        return f"disclosure of person {self.person_id} on {self.application_id}"


@has_a_life
class Assignment(Thing):
    """A case given to one person in one role, from a day until it ended."""

    kind = "assignment"
    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    held_from = models.DateField()
    held_until = models.DateField(null=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["application", "role"], condition=models.Q(held_until__isnull=True), name="one_holder_a_role"
            ),
        )
        indexes = (models.Index(fields=["person", "held_until"]),)

    def __str__(self) -> str:
        return f"{self.role} of {self.application_id}"


class Leave(models.Model):
    """Days on which a person is away, first and last included. Why is nobody's business here."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves")
    first_day = models.DateField()
    last_day = models.DateField()
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("first_day", "id")
        indexes = (models.Index(fields=["person", "last_day"]),)

    def __str__(self) -> str:
        return f"leave {self.pk}"


class SavedView(models.Model):
    """Filters of the staff's queue that a person keeps under a name of their own."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="views")
    jurisdiction = models.CharField(max_length=8)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=500)  # what stands behind the question mark

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=["person", "jurisdiction", "name"], name="one_view_a_name"),)

    def __str__(self) -> str:
        return self.name


@has_a_life
class Message(Thing):
    """A message inside a case, from the institution to the State's people on it or back. It is never changed."""

    kind = "message"
    application = models.ForeignKey(Application, models.PROTECT, related_name="messages")
    by_institution = models.BooleanField()
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    concerns: frozenset[int] | None = None  # whom it is for, while they are told

    class Meta:
        ordering = ("-written_at",)
        indexes = (models.Index(fields=["application", "written_at"]),)

    def __str__(self) -> str:
        return f"message {self.pk}"


class MessagesRead(models.Model):
    """Up to which message a person has read those of a case."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="messages_read")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["application", "person"], name="one_last_read_a_person"),)

    def __str__(self) -> str:
        return f"read on {self.application_id}"


@has_a_life
class Note(Thing):
    """A note of the agency on a case, for its own people. A changed one is a new row that names the one before."""

    kind = "note"
    application = models.ForeignKey(Application, models.PROTECT, related_name="notes")
    privileged = models.BooleanField(default=False)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        ordering = ("-written_at",)
        indexes = (models.Index(fields=["application", "state"]),)

    def __str__(self) -> str:
        return f"note {self.pk}"
