"""The first administrator of an installation; everybody else gets a role in the portal."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from magnolia.policy.layers import jurisdictions, read, state_layer
from magnolia.portal import clock
from magnolia.portal.actions.moves import start
from magnolia.portal.models import Grant, Organisation, Person

ROLE = "administrator"


class Command(BaseCommand):
    help = "Make the first administrator of a State and print a link to set the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--title", default="", help="the person's title")
        parser.add_argument("--jurisdiction", required=True, choices=jurisdictions(), help="a State profile (ms)")

    def handle(self, *args: Any, **options: Any) -> None:
        jurisdiction, email, name = options["jurisdiction"], options["email"].strip().lower(), options["name"].strip()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        if not name:
            raise CommandError('A name is needed: --name "Dana Sample".')
        standing = Grant.objects.filter(role=ROLE, state="given", organisation__jurisdiction=jurisdiction)
        if standing.exists():
            raise CommandError("This State has an administrator already, who adds others in the portal under People.")
        person = self.make(email, name, options["title"].strip(), jurisdiction)
        token = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
        link = reverse("account_reset_password_from_key", kwargs=token)
        self.stdout.write(f"{name} is an administrator. Set the password here, once:\n{settings.BASE_URL}{link}")

    @transaction.atomic
    def make(self, email: str, name: str, title: str, jurisdiction: str) -> Person:
        """The account, if there is none, and the role at the State's agency, given by Magnolia and on record."""
        person = Person.objects.filter(email=email).first()
        if person is None:
            person = Person.objects.create_user(email, None, name=name, title=title)
        agency = str(read(state_layer(jurisdiction), "profile")["agency"])
        office, _ = Organisation.objects.get_or_create(jurisdiction=jurisdiction, kind="agency", name=agency)
        grant = Grant(person=person, organisation=office, role=ROLE)
        said = {"person": person.pk, "role": ROLE, "organisation": office.pk}
        start(grant, "give", by=None, at=clock.now(), jurisdiction=jurisdiction, said=said)
        return person
