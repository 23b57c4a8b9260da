"""Documents: content-addressed, versions kept, nothing overwritten."""

from __future__ import annotations

from django.db import models

from .application import Application
from .files import KeptFile
from .people import Person


class Document(KeptFile):
    """One uploaded file in a slot of an application. A newer one supersedes it; the bytes stay."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    slot = models.CharField(max_length=40)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    may_hold_ssn = models.BooleanField(default=False)  # what looks like a Social Security number was seen in it
    has_no_text = models.BooleanField(default=False)  # a PDF of pictures alone
    has_no_signature = models.BooleanField(default=False)  # a PDF with nothing in it that could be one
    removed_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        ordering = ("uploaded_at",)

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def stored_as(self) -> str:
        """Path of the bytes in the document store."""
        return f"{self.sha256[:2]}/{self.sha256}"


class SlotAnswer(models.Model):
    """Why a slot does not apply to this program."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="slot_answers")
    slot = models.CharField(max_length=40)
    not_applicable_because = models.CharField(max_length=500)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["application", "slot"], name="one_answer_a_slot"),)

    def __str__(self) -> str:
        return self.slot
