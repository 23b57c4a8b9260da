"""Every address x every role x ownership: closed by default, and another college or another State sees nothing."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.test import Client

from magnolia.policy.workflow import process
from magnolia.portal import access
from magnolia.portal.demo.cast import Cast
from magnolia.portal.demo.programs import PHLEBOTOMY, WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.doors import ANYONE, DOORS, door_of, may_open
from magnolia.portal.models import Application, Document

from .crawling import FORM_ONLY, OF_A_CASE, everyone, filled, own_addresses, patterns

REDIRECTS = {301, 302}


def test_every_address_has_a_door_and_every_door_an_address():
    names = {name for name, _ in patterns()}
    assert not {name for name in names if door_of(name) is None}
    known = {name.partition(":")[0] + ":" if ":" in name else name for name in names} | names
    assert not DOORS.keys() - known


def test_an_address_without_a_door_is_closed_to_everyone():
    assert not may_open("nobody wrote this one", True, {"administrator", "governor"})


def test_each_door_lets_pass_only_roles_that_exist(ms):
    roles = process("ms").roles.keys() | {"anyone", "signed in"}
    assert not {role for door in DOORS.values() for role in door} - roles


@pytest.fixture
def certified(ms, at) -> Application:
    """A case with everything a case can have."""
    way = walk(ms, "certified", at - timedelta(days=30), WELDING, decider="governor")
    way.federal("record_filing")
    return way.application


def wrong_answers(cast: Cast, application: Application, of_things: bool = False) -> list[str]:
    """Addresses that answered otherwise than door and ownership say, one line each; `of_things`: of those alone that
    name a thing."""
    wrong, fill, opened = [], filled(application), set[str]()
    people = [
        (*each, access.visible_to(each[-1], Application).filter(pk=application.pk).exists()) for each in everyone(cast)
    ]
    for (label, client, standing, visible), (name, arguments) in itertools.product(people, own_addresses()):
        # What is open to everybody shows everybody the same; a visitor without a session has his own test.
        if name in ("account_logout", "demo") or (DOORS.get(name) == ANYONE and name in opened):
            continue
        if of_things and not arguments:
            continue  # its door is the same in each State
        opened.add(name)
        answer = client.get(fill(name, arguments)).status_code
        if not may_open(name, True, standing.roles):
            expected = {403}
        elif name in OF_A_CASE:
            expected = {302} if name in FORM_ONLY else {200, 302} if visible else {404}
        else:
            # a page of the sign-in library may refuse by itself, e.g. to confirm with a second factor nobody has set up
            expected = {200, 302, 301, 404, 405, 503} | ({403} if name.startswith(("mfa_", "account_")) else set())
        if answer not in expected:
            wrong.append(f"{label} at {name}: {answer}, expected {sorted(expected)}")
    return wrong


def test_each_role_of_the_state_opens_what_its_door_says_and_nothing_else(ms, certified):
    assert wrong_answers(ms, certified) == []


def test_people_of_another_state_see_no_case_of_this_one(ms, xx, certified):
    assert wrong_answers(xx, certified, of_things=True) == []
    for _, _, standing in everyone(xx):
        assert not access.visible_to(standing, Application).filter(jurisdiction="ms").exists()
        assert not access.visible_to(standing, Document).filter(application__jurisdiction="ms").exists()


def test_a_second_college_sees_nothing_of_the_first(ms, certified, at):
    draft = bring(ms, "draft", at, PHLEBOTOMY)
    addresses = dict(own_addresses())
    fills = {application: filled(application) for application in (certified, draft)}
    for key in ("other_preparer", "other_official"):
        client = Client()
        client.force_login(ms.people[key], backend="django.contrib.auth.backends.ModelBackend")
        for application, name in itertools.product((certified, draft), sorted(OF_A_CASE)):
            url = fills[application](name, addresses[name])
            if name.startswith("letter") and not application.letters.exists():
                continue
            answer = client.get(url).status_code
            assert answer in (403, 302 if name in FORM_ONLY else 404), f"{key} at {name}: {answer}"
            assert client.post(url).status_code in (403, 404, 405)


def test_the_state_sees_no_draft_before_it_is_sent_in(ms, at):
    draft = bring(ms, "draft", at, PHLEBOTOMY)
    for key in ("intake", "reviewer", "director", "secretary", "governor", "auditor", "administrator", "committee"):
        assert not access.visible_to(access.standing(ms.people[key]), Application).filter(pk=draft.pk).exists(), key


def test_a_visitor_without_a_session_is_asked_to_sign_in_or_reads_the_public_page(ms, certified):
    fill = filled(certified)
    for name, arguments in own_addresses():
        answer = Client().get(fill(name, arguments))
        if may_open(name, False, set()):
            assert answer.status_code in (200, 301, 302, 404, 405), f"{name}: {answer.status_code}"
        else:
            assert answer.status_code in REDIRECTS, name
            assert "/account/login/" in answer["Location"], name


def test_the_administration_of_look_up_tables_opens_to_administrators_alone(ms):
    for label, client, standing in everyone(ms):
        answer = client.get("/admin/").status_code
        assert (answer == 200) == ("administrator" in standing.roles), f"{label}: {answer}"


def test_a_designation_opens_doors_from_its_first_day_to_its_last(ms, at):
    from magnolia.portal.actions.deciding import designate

    first = at.date() + timedelta(days=1)
    designate.designate(
        "ms", person=ms.designee, instrument="Test order 1", first_day=at.date(), last_day=first, by=ms.governor, at=at
    )
    assert access.standing(ms.designee, at.date()).roles == {"designee"}
    assert access.standing(ms.designee, first).roles == {"designee"}
    assert access.standing(ms.designee, at.date() - timedelta(days=1)).roles == set()
    assert access.standing(ms.designee, first + timedelta(days=1)).roles == set()
