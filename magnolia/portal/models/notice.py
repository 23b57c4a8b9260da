"""Letters, fixed when issued, and the notices that tell people of them."""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Person
from .record import Event, Thing, has_a_life


class Letter(models.Model):
    """A numbered letter, frozen when issued; a corrected one is a new letter that names the one it replaces."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    event = models.ForeignKey(Event, models.PROTECT, related_name="letters")
    dated = models.DateField()
    issued_at = models.DateTimeField()
    text = models.JSONField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.number


class LetterFile(models.Model):
    """The typeset PDF of a letter, by the hash of its bytes."""

    letter = models.OneToOneField(Letter, models.PROTECT, primary_key=True, related_name="file")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"file of letter {self.letter_id}"


@has_a_life
class Notice(Thing):
    """News for one person: the portal copy is the official one, a mail without personal data points to it."""

    kind = "notice"
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, models.PROTECT, related_name="notices")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="notices")
    written_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-written_at",)
        constraints = (models.UniqueConstraint(fields=["person", "event"], name="one_notice_a_person"),)

    def __str__(self) -> str:
        return f"notice {self.pk}"
