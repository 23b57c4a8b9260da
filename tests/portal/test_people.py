"""Accounts and roles: given by an administrator to others, ended with a reason, never two sides at once."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from magnolia.portal import access
from magnolia.portal.actions.keeping import people
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import FederalAction, Grant, Institution, Organisation, Person
from tests.portal.bring import on, send, words

NEW = {"do": "add", "email": "Quinn.New@example.test", "name": "Quinn New", "title": "Analyst"}


def give(client, email, organisation, role, **more):
    asked = {"do": "give", "person": email, "organisation": organisation.pk, "role": role}
    return client.post(reverse("people"), asked | more)


def test_a_person_is_added_gets_a_role_and_loses_it_again(ms, enter):
    client = enter(ms.administrator)
    answer = client.post(reverse("people"), NEW)
    assert answer.status_code == 302
    assert "email=quinn.new@example.test" in answer["Location"].lower()
    person = Person.objects.get(email="quinn.new@example.test")
    assert not person.has_usable_password()
    assert access.standing(person).hats == ()
    assert give(client, person.email, ms.organisations["agency"], "intake").status_code == 302
    assert access.standing(person).roles == {"intake"}
    assert "Quinn New" in words(client.get(reverse("people"), {"q": "quinn"}))
    grant = Grant.objects.get(person=person)
    assert "End a role of Quinn New" in words(client.get(reverse("people"), {"pk": grant.pk}))
    assert send(client, reverse("people"), grant, do="end", pk=grant.pk, reason=" ").status_code == 422
    assert send(client, reverse("people"), grant, do="end", pk=grant.pk, reason="Left").status_code == 302
    assert access.standing(person).roles == set()
    assert "The role of Quinn New has ended." in words(client.get(reverse("people")))
    assert "Quinn New" not in words(client.get(reverse("people"), {"q": "quinn"}))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "quinn"}, "Work e-mail: Enter a valid email address."),
        ({"email": "Intake.MS@example.test"}, "There is an account with this address already."),
        ({"name": " "}, "Name: Fill this in."),
    ],
)
def test_an_account_that_cannot_be_gets_one_sentence(ms, enter, fields, sentence):
    before = Person.objects.count()
    answer = enter(ms.administrator).post(reverse("people"), NEW | fields)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert Person.objects.count() == before


def test_a_role_fits_its_organisation_and_nobody_stands_on_two_sides(ms, enter):
    client, agency, college = enter(ms.administrator), ms.organisations["agency"], ms.organisations["college"]
    for email, where, role, sentence in (
        (ms.committee.email, college, "reviewer", "has no such role"),
        (ms.committee.email, agency, "system", "Choose one from the list."),
        (ms.administrator.email, agency, "director", "Nobody gives a role to themselves"),
        (ms.reviewer.email, agency, "reviewer", "is Reviewer there already"),
        (ms.preparer.email, agency, "reviewer", "for an institution and for the State at once"),
        (ms.reviewer.email, college, "preparer", "for an institution and for the State at once"),
        ("nobody@example.test", agency, "intake", "Nobody has an account with this address."),
    ):
        answer = give(client, email, where, role)
        assert answer.status_code == 422, sentence
        assert sentence in words(answer)


def test_the_last_administrator_of_a_state_stays(ms, at):
    mine = Grant.objects.get(person=ms.administrator)
    people.end_role(mine, reason="Moved on", by=ms.second_administrator, at=at)
    last = Grant.objects.get(person=ms.second_administrator)
    with pytest.raises(Refused, match="last administrator"):
        people.end_role(last, reason="Me too", by=ms.second_administrator, at=at)


def test_only_an_administrator_of_the_state_keeps_its_people(ms, xx, enter, at):
    grant = Grant.objects.get(person=ms.reviewer)
    for person in (ms.director, ms.governor, ms.preparer):
        assert enter(person).get(reverse("people")).status_code == 403
    auditor = enter(ms.auditor)
    assert "Add a person" not in words(auditor.get(reverse("people")))
    assert auditor.post(reverse("people"), NEW).status_code == 422
    stranger = enter(xx.administrator)
    assert "Riley Mockup, reviewer.ms" not in words(stranger.get(reverse("people")))
    assert send(stranger, reverse("people"), grant, do="end", pk=grant.pk, reason="x").status_code == 404
    assert give(stranger, ms.committee.email, ms.organisations["agency"], "director").status_code == 422
    with pytest.raises(Refused, match="authority"):
        people.give_role(ms.committee, ms.organisations["agency"], "intake", by=xx.administrator, at=at)
    assert not Person.objects.filter(email="quinn.new@example.test").exists()


def test_the_list_of_people_asks_the_database_no_more_for_more_people(ms, enter, django_assert_max_num_queries):
    client = enter(ms.administrator)
    for number in range(30):
        person = people.add_person(
            f"extra{number}@example.test", f"Extra {number}", "", by=ms.administrator, at=on("2026-08-03")
        )
        people.give_role(person, ms.organisations["agency"], "intake", by=ms.administrator, at=on("2026-08-03"))
    with django_assert_max_num_queries(15):
        client.get(reverse("people"))


def test_the_admin_holds_look_up_tables_alone_for_administrators_of_their_own_state(ms, xx, enter):
    assert set(admin.site._registry) == {Organisation, Institution, FederalAction}
    client = enter(ms.administrator)
    shown = words(client.get(reverse("admin:portal_organisation_changelist")))
    assert ms.organisations["college"].name in shown
    assert xx.organisations["college"].name not in shown
    theirs = reverse("admin:portal_organisation_change", args=[xx.organisations["college"].pk])
    assert client.get(theirs).status_code in (302, 404)
    mine = ms.organisations["college"]
    changed = {"name": "Fictive Renamed College", "kind": "agency", "jurisdiction": "xx"}
    assert client.post(reverse("admin:portal_organisation_change", args=[mine.pk]), changed).status_code == 302
    mine.refresh_from_db()
    assert (mine.name, mine.kind, mine.jurisdiction) == ("Fictive Renamed College", "institution", "ms")
    assert client.get(reverse("admin:portal_organisation_delete", args=[mine.pk])).status_code == 403
    added = {"name": "Fictive Intruder College", "kind": "institution", "jurisdiction": "xx"}
    client.post(reverse("admin:portal_organisation_add"), added)
    assert not Organisation.objects.filter(name="Fictive Intruder College").exists()


def test_flags_on_an_account_open_nothing(ms, enter):
    ms.reviewer.is_staff = ms.reviewer.is_superuser = True
    ms.reviewer.save()
    assert enter(ms.reviewer).get("/admin/").status_code == 403
