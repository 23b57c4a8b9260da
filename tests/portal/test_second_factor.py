"""The second factor of who signs for an institution or keeps the State's data: at the sign-in, and again to sign."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.signals import user_logged_in
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.custody import checking

from .bring import bring, it_is, on, words
from .handing_records import agreed, as_csv, hand_in, latest, person

PASSWORD = "a long practice phrase"


@pytest.fixture
def alone(both_factors):
    """Nobody counts as having a second factor unless they give it."""
    user_logged_in.disconnect(both_factors)


def sign_in(who: Any) -> Client:
    who.set_password(PASSWORD)
    who.save()
    client = Client()
    answer = client.post(reverse("account_login"), {"login": who.email, "password": PASSWORD})
    assert answer.status_code == 302, words(answer)
    return client


def code(secret: str) -> str:
    """What an app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def with_phone(who: Any) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(who, secret)
    return secret


def test_an_official_and_a_steward_with_a_password_alone_are_led_to_set_up_a_second_factor(ms, alone):
    for who in (ms.official, ms.steward):
        client = sign_in(who)
        answer = client.get(reverse("work"))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("second_factor"))
        shown = words(client.get(answer["Location"]))
        assert "Set up an app on my phone" in shown
        assert client.get(reverse("state_home", args=["ms"])).status_code == 200  # what is public stays open
        assert client.get(reverse("notices")).status_code == 302
    for who in (ms.preparer, ms.reviewer):
        assert sign_in(who).get(reverse("work")).status_code == 200


def test_whoever_has_a_phone_is_asked_for_its_code_and_then_goes_on(ms, alone):
    secret = with_phone(ms.official)
    client = sign_in(ms.official)
    assert client.get(reverse("work")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert client.get(reverse("work")).status_code == 200


def test_records_are_signed_only_within_minutes_of_the_second_factor(ms, alone, settings, enter):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    agreed(ms)
    hand_in(enter(ms.preparer), case, as_csv(person(1)), enrolled=1)
    row = latest(case)
    checking.check(str(row.pk))
    secret = with_phone(ms.official)
    client = sign_in(ms.official)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    url = reverse("records_sign", args=[row.pk])
    for minutes, opens in ((9.9, True), (10.1, False)):
        session = client.session
        for each in session["account_authentication_methods"]:
            each["at"] = time.time() - 60 * minutes
        session.save()
        answer = client.get(url)
        assert (answer.status_code == 200) is opens
        if not opens:
            assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    refused = client.post(url, {"name": ms.official.name})
    assert refused.status_code == 302
    row.refresh_from_db()
    assert row.state == "checked"
    assert client.get(answer["Location"]).status_code == 200


def test_a_picked_identity_of_the_practice_site_counts_as_confirmed_and_the_page_says_so(ms, alone, settings, enter):
    settings.DEMO = True
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    agreed(ms)
    client = Client()
    client.post(reverse("demo"), {"identity": str(ms.official.pk)})
    assert client.get(reverse("work")).status_code == 200
    hand_in(client, case, as_csv(person(1)), enrolled=1)
    row = latest(case)
    checking.check(str(row.pk))
    shown = words(client.get(reverse("records_sign", args=[row.pk])))
    assert "the identity you picked counts as confirmed with a second factor" in shown
