"""The State's work on an application: deficiencies, findings, the committee's advice."""

from __future__ import annotations

from django.db import models

from .application import Application
from .evidence import Document
from .people import Organisation, Person
from .record import Thing, has_a_life


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


class OpenedPlace(models.Model):
    """A place of the form that opens with an item in free words, so that the answer can come where it belongs."""

    deficiency = models.ForeignKey(Deficiency, models.CASCADE, related_name="opens")
    place = models.CharField(max_length=60)  # group. or slot. and its id

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["deficiency", "place"], name="a_place_opens_once"),)

    def __str__(self) -> str:
        return f"{self.place} of deficiency {self.deficiency_id}"


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
        indexes = (models.Index(fields=["question", "outcome", "reason", "-on"], name="how_it_was_decided_before"),)

    def __str__(self) -> str:
        return f"{self.question}: {self.outcome}"


class EvidencePage(models.Model):
    """Where in a document of the evidence to look, as the reviewer wrote it, such as "3" or "4-6, appendix B"."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="pages")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    pages = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["finding", "document"], name="one_page_a_paper"),)

    def __str__(self) -> str:
        return self.pages


class FindingPoint(models.Model):
    """An answer that belongs to one criterion only, by its name in the register, as `judging.read_answer` keeps it."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="points")
    name = models.CharField(max_length=40)
    value = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["finding", "name"], name="one_answer_a_point"),)

    def __str__(self) -> str:
        return self.name


class PriceLine(models.Model):
    """Tuition or one required fee: what the filing states and what the reviewer read where it is published."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="prices")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300)
    stated = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    published = models.DecimalField(max_digits=9, decimal_places=2, null=True)

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return f"price {self.place}"


class ClosingAnswer(models.Model):
    """The reviewer's yes or no to a question that closes the review, with the reason."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="closing_answers")
    question = models.CharField(max_length=40)
    answer = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["application", "question"], name="one_answer_a_closing"),)

    def __str__(self) -> str:
        return self.question


class OutsideContact(models.Model):
    """Someone outside whom the review asked: who, when, what was shared, what came back. Never the consultation."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=40)
    who = models.CharField(max_length=200)
    day = models.DateField()
    shared = models.TextField()
    returned = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("day", "id")

    def __str__(self) -> str:
        return f"contact {self.pk}"


@has_a_life
class InformationRequest(Thing):
    """Further documents asked of an institution: what, in whose name, due when; one more place for documents."""

    kind = "information_request"
    application = models.ForeignKey(Application, models.PROTECT, related_name="requests")
    place = models.PositiveSmallIntegerField()
    wanted = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    asker = models.CharField(max_length=40)
    question = models.CharField(max_length=40, blank=True)  # the criterion it is for, if it is for one
    due = models.DateField(db_index=True)
    asked_on = models.DateField()
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["application", "place"], name="one_request_a_place"),)

    def __str__(self) -> str:
        return f"request {self.place} of {self.application_id}"

    @property
    def slot(self) -> str:
        """The place its documents go to."""
        return f"request-{self.place}"


class EarningsAmount(models.Model):
    """The Secretary's value-added earnings of a program for an award year, typed or read from the federal notice.

    It counts once a second person has confirmed it; of several for one year the one entered last.
    """

    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="earnings_amounts")
    program_name = models.CharField(max_length=200)
    cip_code = models.CharField(max_length=7)
    award_year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    notice = models.CharField(max_length=300)
    published_on = models.DateField()
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    imported_from = models.CharField(max_length=200, blank=True)  # name of the file it was read from
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)  # a second person found it wrong

    class Meta:
        ordering = ("award_year", "id")
        indexes = (models.Index(fields=["institution", "cip_code"], name="earnings_of_a_program"),)

    def __str__(self) -> str:
        return f"earnings {self.pk}"


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
