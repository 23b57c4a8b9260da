"""An institution's official brings in those who prepare, mends an address, ends a role, and reaches no further."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from magnolia.portal import access
from magnolia.portal.actions.keeping import people
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import Event, EventText, Grant, Organisation, Person
from tests.portal.bring import on, send, words

PAGE = "/colleagues/"
NEW = {"do": "add", "email": "Pat.New@example.test", "name": "Pat New", "title": "Assistant", "role": "preparer"}


def add(client, college, **more):
    return client.post(PAGE, NEW | {"organisation": college.pk} | more)


def held(email: str) -> set[tuple[str, str]]:
    grants = Grant.objects.filter(person__email=email, state="given").select_related("organisation")
    return {(grant.role, grant.organisation.name) for grant in grants}


def test_the_official_adds_a_preparer_who_then_works_on_the_institutions_drafts(ms, enter):
    official, college = enter(ms.official), ms.organisations["college"]
    assert add(official, college).status_code == 302
    person = Person.objects.get(email="pat.new@example.test")
    assert not person.has_usable_password()
    assert held(person.email) == {("preparer", college.name)}
    shown = words(official.get(PAGE))
    assert "Pat New is added." in shown
    assert "Pat New Assistant, pat.new@example.test Institution preparer puts the application together Not yet" in shown
    assert enter(person).get(reverse("applications")).status_code == 200
    assert "Add a colleague" not in words(enter(ms.preparer).get(PAGE))
    add(enter(ms.preparer), college, email="other@example.test")
    assert not Person.objects.filter(email="other@example.test").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "pat"}, "Work e-mail: Enter a valid email address."),
        ({"name": " "}, "Name: Fill this in."),
        ({"role": "certifying_official"}, "Choose one from the list."),
        ({"email": "intake.ms@example.test"}, "This address has an account that was never yours."),
        ({"email": "preparer.ms@example.test"}, "is Institution preparer there already"),
    ],
)
def test_what_cannot_be_gets_one_sentence_and_leaves_no_account(ms, enter, fields, sentence):
    before = set(Person.objects.values_list("email", flat=True))
    Person.objects.filter(pk=ms.preparer.pk).update(email="preparer.ms@example.test")
    Person.objects.filter(pk=ms.intake.pk).update(email="intake.ms@example.test")
    answer = add(enter(ms.official), ms.organisations["college"], **fields)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert Person.objects.count() == len(before)


def test_nobody_brings_people_into_another_institution_or_gives_more_than_a_preparers_role(ms, enter):
    other = Organisation.objects.create(jurisdiction="ms", kind="institution", name="Elsewhere Practice College")
    answer = add(enter(ms.official), other)
    assert answer.status_code == 422
    assert "Choose one from the list." in words(answer)
    at, college = on("2026-08-03"), ms.organisations["college"]
    agency = ms.organisations["agency"]
    for organisation, role in ((other, "preparer"), (college, "certifying_official"), (agency, "intake")):
        with pytest.raises(Refused, match="authority|gives and ends other roles"):
            people.add_colleague(organisation, "pat.new@example.test", "Pat New", "", role, by=ms.official, at=at)
    assert not Person.objects.filter(email="pat.new@example.test").exists()


def test_a_mistyped_address_is_mended_until_it_was_used_and_the_record_does_not_hold_it(ms, enter):
    official, college = enter(ms.official), ms.organisations["college"]
    add(official, college, email="pat.nwe@example.test")
    grant = Grant.objects.get(person__email="pat.nwe@example.test")
    sent = {"do": "correct_address", "pk": grant.pk}
    assert send(official, PAGE, grant, **sent, email=ms.intake.email).status_code == 422
    assert send(official, PAGE, grant, **sent, email="pat.new@example.test").status_code == 302
    assert held("pat.new@example.test") == {("preparer", college.name)}
    event = Event.objects.get(thing_id=grant.pk, move="correct_address")
    assert event.by == ms.official
    assert not EventText.objects.filter(event=event, text__icontains="pat.n").exists()
    Person.objects.filter(pk=grant.person_id).update(last_login=timezone.now())
    refused = send(official, PAGE, grant, **sent, email="pat.other@example.test")
    assert refused.status_code == 422
    assert held("pat.new@example.test")
    assert "Correct the address" not in words(official.get(PAGE, {"pk": grant.pk}))


def test_a_role_ends_with_a_reason_and_comes_back_on_the_same_account(ms, enter):
    official, college = enter(ms.official), ms.organisations["college"]
    add(official, college)
    grant = Grant.objects.get(person__email="pat.new@example.test")
    assert send(official, PAGE, grant, do="end", pk=grant.pk, reason=" ").status_code == 422
    assert send(official, PAGE, grant, do="end", pk=grant.pk, reason="Left the college").status_code == 302
    assert access.standing(grant.person).roles == set()
    assert add(official, college, email="pat.new@example.test").status_code == 302
    assert Person.objects.filter(email="pat.new@example.test").count() == 1
    assert held("pat.new@example.test") == {("preparer", college.name)}


def test_the_officials_own_role_and_that_of_a_person_of_the_state_are_not_the_officials_to_end(ms, enter):
    official = enter(ms.official)
    for person in (ms.official, ms.intake):
        grant = Grant.objects.get(person=person, state="given")
        assert official.get(PAGE, {"pk": grant.pk}).status_code == 404
        with pytest.raises(Refused):
            people.end_role(grant, reason="No", by=ms.official, at=on("2026-08-03"))
