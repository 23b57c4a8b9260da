"""People at work on one draft: who has it open, and what colleagues say to each other. No part of the filing."""

from __future__ import annotations

from django.db import models

from .application import Application
from .people import Person
from .record import Thing, has_a_life


class AtWork(models.Model):
    """That a person has a page of a draft open; written again at most once a minute while they have."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="at_work")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.CharField(max_length=60)  # name of the page, and group of questions where it has one
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["application", "person"], name="one_place_a_person"),)

    def __str__(self) -> str:
        return f"{self.person_id} at {self.place}"


class DraftComment(models.Model):
    """What one colleague says to the others about a group of questions, or one of them. The State never sees it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="draft_comments")
    group = models.CharField(max_length=40)
    question = models.CharField(max_length=60, blank=True)  # or a table; empty: the whole group
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=["application", "group"]),)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Duty(models.Model):
    """Which colleague takes care of a group of questions."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="duties")
    group = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["application", "group"], name="one_duty_a_group"),)

    def __str__(self) -> str:
        return f"{self.group} of {self.application_id}"


@has_a_life
class DraftNews(Thing):
    """That something was said or given on a group of questions: who is concerned gets a notice of it.

    What was said stands in the comment alone, never in an event or a mail.
    """

    kind = "draft_news"
    application = models.ForeignKey(Application, models.PROTECT, related_name="news")
    group = models.CharField(max_length=40)
    concerns: frozenset[int] | None = None  # whom it is for, while it is told
