"""People, the organisations they act for, and the roles and designations that say what they may do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from .record import Thing, has_a_life


class People(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person who signs in with an e-mail address; without a password they cannot sign in by one."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """The first administrator of an installation (made by the command alone)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractUser):
    """Someone who signs in. What they may do follows from their grants, never from flags on this row."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Organisation(models.Model):
    """A college, the agency, the Board, the committee, the Governor's office or an auditor, in one jurisdiction."""

    jurisdiction = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "kind", "name"], name="one_organisation_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class Institution(models.Model):
    """The registered facts of a college; they come from the federal directory or a person who types the source."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="institution")
    opeid = models.CharField(max_length=8, blank=True, db_index=True)
    unitid = models.CharField(max_length=6, blank=True, db_index=True)
    city = models.CharField(max_length=100, blank=True)
    postal_state = models.CharField(max_length=2)
    title_iv = models.BooleanField(null=True)
    title_iv_until = models.DateField(null=True, blank=True, help_text="Last day in Title IV, once it ended.")
    ppa_expires = models.DateField(null=True)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.organisation.name


class FederalAction(models.Model):
    """A suspension, emergency action or termination by the Secretary, recorded by an administrator with its source."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="federal_actions")
    kind = models.CharField(max_length=30)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True, help_text="Empty while it is in force.")
    source = models.CharField(max_length=300)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ("first_day", "id")

    def __str__(self) -> str:
        return f"{self.kind} of {self.institution_id}"


@has_a_life
class Grant(Thing):
    """A role a person holds in an organisation."""

    kind = "grant"
    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30)

    class Meta:
        indexes = (models.Index(fields=["person", "state"]),)

    def __str__(self) -> str:
        return f"{self.role} of person {self.person_id}"


@has_a_life
class Designation(Thing):
    """The Governor's dated word that a person may determine and certify."""

    kind = "designation"
    jurisdiction = models.CharField(max_length=8)
    person = models.ForeignKey(Person, models.PROTECT, related_name="designations")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="designations_given")
    instrument = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.instrument} ({self.first_day.isoformat()})"
