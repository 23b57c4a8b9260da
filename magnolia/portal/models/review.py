"""The State's work on an application: deficiencies, findings, the committee's advice."""

from __future__ import annotations

from django.db import models

from .application import Application
from .evidence import Document
from .people import Person


class Deficiency(models.Model):
    """One point of an incomplete filing: the item, its kind, what is needed, the institution's answer, how it ended."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="deficiencies")
    round = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=60, blank=True)  # question., group. or slot. and its id; empty for free words
    item = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    needed = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    documents = models.ManyToManyField(Document, related_name="+", blank=True)  # the file versions that resolved it

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"deficiency {self.pk}"


class Finding(models.Model):
    """A reviewer's answer to one criterion. A later one replaces it; the earlier stays in the record of events."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="findings")
    question = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=40, blank=True)
    rationale = models.TextField()
    evidence = models.ManyToManyField(Document, related_name="+", blank=True)
    evidence_note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["application", "question"], name="one_finding_a_question"),)

    def __str__(self) -> str:
        return f"{self.question}: {self.outcome}"


class Advice(models.Model):
    """A recommendation of the implementation committee under one of its topics; never more than advice."""

    jurisdiction = models.CharField(max_length=8, db_index=True)
    topic = models.CharField(max_length=40)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"advice {self.pk}"
