"""The Board's consultation on an application: when it met, who was there, what it said, its papers, its attestation."""

from __future__ import annotations

from datetime import date

from django.db import models

from .application import Application
from .files import KeptFile
from .meeting import Meeting
from .people import Person
from .signed import SignedText


class Consultation(models.Model):
    """The Board's consultation on one application: when, on what materials, on which ground, attested by whom."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="consultations")
    round = models.PositiveSmallIntegerField()
    held_on = models.DateField(null=True)
    noticed_on = models.DateField(null=True)  # public notice of the meeting
    quorum = models.BooleanField(null=True)
    advice = models.CharField(max_length=30, blank=True)
    materials = models.TextField(blank=True)
    ground = models.TextField(blank=True)
    attested_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    attested_name = models.CharField(max_length=120, blank=True)
    attested_title = models.CharField(max_length=120, blank=True)
    attested_on = models.DateField(null=True)
    # Until the attestation the meeting's own day, notice, quorum and members count; then they are copied and stay.
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="consultations")
    meeting_version = models.PositiveIntegerField(null=True)  # of the meeting, as it was attested
    signed = models.OneToOneField(SignedText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("round",)
        constraints = (models.UniqueConstraint(fields=["application", "round"], name="one_consultation_a_round"),)

    def __str__(self) -> str:
        return f"consultation {self.round} on {self.application_id}"

    @property
    def follows(self) -> Meeting | None:
        """The meeting whose record still counts for this one, or None once it is attested or without a meeting."""
        return self.meeting if self.attested_on is None else None

    @property
    def day(self) -> date | None:
        """When the Board was consulted."""
        return self.follows.day if self.follows else self.held_on


class BoardComment(models.Model):
    """What the Board said under one topic; it informs and does not decide."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments")
    topic = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["consultation", "topic"], name="one_comment_a_topic"),)

    def __str__(self) -> str:
        return self.topic


class BoardMember(models.Model):
    """One member at a consultation: took part, was absent or stood aside; a dissent or the reason in their words."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="members")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=20)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["consultation", "place"], name="one_member_a_place"),)

    def __str__(self) -> str:
        return f"member {self.place}"


class BoardPaper(KeptFile):
    """A document of a consultation, such as minutes, under the topics it speaks to. Kept by content, never changed."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="papers")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)

    def __str__(self) -> str:
        return f"paper {self.pk}"


class PaperTopic(models.Model):
    """A topic a paper of the Board speaks to."""

    paper = models.ForeignKey(BoardPaper, models.PROTECT, related_name="topics")
    topic = models.CharField(max_length=40)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["paper", "topic"], name="a_topic_once_a_paper"),)

    def __str__(self) -> str:
        return self.topic
