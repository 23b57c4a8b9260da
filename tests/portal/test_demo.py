"""The practice site: a case in every state, everyone fictive, and never together with a production setting."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import magnolia.portal.settings"],
        env={**os.environ, "MAGNOLIA_SECRET_KEY": "k" * 60, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("setting", [{"MAGNOLIA_PRODUCTION": "yes"}, {"MAGNOLIA_HOSTS": "magnolia.example"}])
def test_practice_mode_refuses_to_start_together_with_a_production_setting(setting):
    alone, together = start(MAGNOLIA_DEMO="yes"), start(MAGNOLIA_DEMO="yes", **setting)
    assert alone.returncode == 0
    assert together.returncode != 0
    assert "never runs together with a production setting" in together.stderr


def test_production_refuses_a_moved_clock_and_a_short_secret():
    assert start(MAGNOLIA_PRODUCTION="yes").returncode == 0
    moved = start(MAGNOLIA_PRODUCTION="yes", MAGNOLIA_CLOCK_STARTS_AT="2026-08-03T10:00:00-05:00")
    assert "refused in production" in moved.stderr
    assert "at least 50 characters" in start(MAGNOLIA_PRODUCTION="yes", MAGNOLIA_SECRET_KEY="short").stderr


def test_the_identity_page_exists_only_in_practice_mode(ms, settings):
    settings.DEMO = False
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/", {"identity": str(ms.governor.pk)}).status_code == 404
    settings.DEMO = True
    assert Client().get("/demo/").status_code == 200


def test_picking_an_identity_signs_in_as_that_person_and_nobody_else(ms, settings):
    settings.DEMO = True
    client = Client()
    assert client.post("/demo/", {"identity": str(ms.reviewer.pk)})["Location"] == "/your-work/"
    assert client.session["_auth_user_id"] == str(ms.reviewer.pk)


@pytest.mark.parametrize("identity", ["", "0", "-1", "abc", "９", "999999999999999999999999"])
def test_an_identity_that_is_not_offered_is_refused_in_a_sentence(ms, settings, identity):
    settings.DEMO = True
    client = Client()
    assert client.post("/demo/", {"identity": identity}).status_code == 400
    assert "_auth_user_id" not in client.session
