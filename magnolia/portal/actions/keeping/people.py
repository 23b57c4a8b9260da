"""Accounts and roles, kept by administrators, and by an institution's official for its own people.

Accounts are given, never taken; a role ends, it is not deleted. Who may give which role stands in roles.toml.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process

from ... import access, clock
from ...models import Event, Grant, Organisation, Person, Thing
from ..moves import Refused, act, start


def add_person(email: str, name: str, title: str, *, by: Person, at: datetime) -> Person:
    """A new account without a password and without a role; the person sets a password by mail.

    Raises Refused for an address that is none or has an account, and for anyone but an administrator.
    """
    if "administrator" not in {role for code in jurisdictions() for role in _roles(by, code, at)}:
        raise Refused("You have no authority to add a person. It can be done by: Administrator.")
    return _account(email, name, title, "There is an account with this address already. Give it a role instead.")


def _account(email: str, name: str, title: str, taken: str) -> Person:
    address = _address(email)
    if not name.strip():
        raise Refused("Give the person's name.", "name")
    try:
        with transaction.atomic():
            return Person.objects.create_user(address, None, name=name.strip(), title=title.strip())
    except IntegrityError:
        raise Refused(taken, "email") from None


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("This is not an e-mail address. Write it like name@example.org.", "email") from None
    return address


def _roles(person: Person, jurisdiction: str, at: datetime) -> set[str]:
    return access.standing(person, clock.local_date(jurisdiction, at)).roles_in(jurisdiction)


def give_role(
    person: Person, organisation: Organisation, role: str, *, by: Person, at: datetime, key: str | None = None
) -> Grant:
    """Give a person a role of the organisation's kind.

    Raises Refused for a role the organisation has not, one the person holds already, one's own account, and where
    somebody would act for an institution and for the State at once (readings, "Separation of duties").
    """
    roles = process(organisation.jurisdiction).roles
    if role not in roles or roles[role].of != organisation.kind:
        raise Refused(f"{organisation.name} has no such role. Choose one that fits the organisation.", "role")
    if person.pk == by.pk:
        raise Refused("Nobody gives a role to themselves: another administrator does it.", "person")

    def fits(_: Thing) -> dict[str, object]:
        _refuse_clash(person, organisation, role)
        return {"person": person.pk, "organisation": organisation.pk, "role": role}

    made = Grant(person=person, organisation=organisation, role=role)
    event = start(made, "give", by=by, at=at, jurisdiction=organisation.jurisdiction, key=key, write=fits)
    return Grant.objects.get(pk=event.thing_id)


@transaction.atomic
def add_colleague(
    organisation: Organisation,
    email: str,
    name: str,
    title: str,
    role: str,
    *,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Grant:
    """An account and its role in one step, for a colleague in one's own organisation; both or neither.

    Somebody who had a role here before gets it on the account there is. An account from elsewhere is not used, so that
    nobody learns by an address who works where. Raises Refused as `give_role` does.
    """
    person = Person.objects.filter(email__iexact=_address(email), grants__organisation=organisation).first()
    if person is None:
        elsewhere = "This address has an account that was never yours. An administrator of the State gives it the role."
        person = _account(email, name, title, elsewhere)
    return give_role(person, organisation, role, by=by, at=at, key=key)


def correct_address(
    grant: Grant, email: str, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Mend a mistyped address of somebody who has not signed in yet; the record keeps that it was, not the address."""

    def write(thing: Thing) -> dict[str, object]:
        person = Person.objects.select_for_update().get(pk=grant.person_id)
        if person.last_login is not None:
            raise Refused("The person has signed in with this address, so it works. It is not changed here.", "email")
        if Person.objects.filter(email__iexact=_address(email)).exclude(pk=person.pk).exists():
            raise Refused("There is an account with this address already.", "email")
        person.email = _address(email)
        person.save(update_fields=["email"])
        return {"person": person.pk}

    return act(grant, "correct_address", by=by, at=at, seen=seen, key=key, write=write)


def _refuse_clash(person: Person, organisation: Organisation, role: str) -> None:
    """Refuse a role held already, and an institution's role beside one of the State's."""
    held = list(Grant.objects.filter(person=person, state="given").select_related("organisation"))
    if any(g.organisation_id == organisation.pk and g.role == role for g in held):
        label = process(organisation.jurisdiction).roles[role].label
        raise Refused(f"{person.name} is {label} there already.", "role")
    if any((g.organisation.kind == "institution") != (organisation.kind == "institution") for g in held):
        raise Refused(
            f"{person.name} would act for an institution and for the State at once. End the other role first.", "role"
        )


def end_role(
    grant: Grant, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """End a role now, with the reason kept. The last administrator of a State stays."""
    others = Grant.objects.filter(
        role="administrator", state="given", organisation__jurisdiction=grant.organisation.jurisdiction
    ).exclude(pk=grant.pk)
    if grant.role == "administrator" and not others.exists():
        raise Refused("This is the last administrator: give the role to another person first.", "reason")
    return act(grant, "end", by=by, at=at, said={"reason": reason}, seen=seen, key=key)
