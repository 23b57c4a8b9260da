"""The practice site: a case in every state, everyone fictive, and never together with a production setting."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.test import Client

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.recording import record
from magnolia.portal.demo.site import load
from magnolia.portal.models import THINGS, Application, BoardComment, Finding, Institution, Organisation, Person


@pytest.fixture
def at() -> datetime:
    """Late enough that every practice case was opened after the law began."""
    return datetime(2026, 11, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize("state", jurisdictions())
def test_there_is_a_case_in_every_state_an_application_can_stand_in(db, state, at):
    load(state, at)
    stored = set(Application.objects.filter(jurisdiction=state).values_list("state", flat=True))
    assert stored == process(state).life("application").states.keys()
    assert list(record.faults()) == []


def test_the_federal_side_is_shown_at_each_of_its_stages(db, at):
    load("ms", at)
    life = process("ms").life("federal_filing")
    stored = set(THINGS["federal_filing"]._default_manager.values_list("state", flat=True))
    assert stored == life.states.keys()


def test_everyone_in_the_practice_data_is_visibly_fictive(db, at):
    load("ms", at)
    assert all(p.email.endswith("@example.test") for p in Person.objects.all())
    colleges = Institution.objects.select_related("organisation")
    assert all("exist" in c.source and c.organisation.name.split()[0] in {"Fictive", "Imaginary"} for c in colleges)
    assert Organisation.objects.filter(kind="institution").count() == 2


# Words that belong to one of the practice programs only, by the first two digits of its field of study.
OWN_WORDS = {
    "46": (
        "climb",
        "rigg",
        "lineworker",
        "line construction",
        "line contractor",
        "pole",
        "utilit",
        "electric",
        "power",
    ),
    "48": ("weld", "shipyard", "steel", "manufacturing", "arc "),
    "51": ("blood", "hospital", "clinic", "venipuncture", "phlebotom", "medical", "health", "patient", "scrubs"),
}


def said_of(application: Application) -> str:
    """Everything the college, the reviewer and the Board say of a program, in one text."""
    rows: list[object] = [filing.columns(application), *application.contacts.values_list("who", "shared", "returned")]
    for finding in Finding.objects.filter(application=application):
        rows += [finding.rationale, *finding.points.values_list("value", flat=True)]
    rows += BoardComment.objects.filter(consultation__application=application).values_list("text", flat=True)
    return str(rows).lower()


def test_every_practice_program_is_told_in_words_of_its_own_trade(db, at):
    load("ms", at)
    strange = {}
    for application in Application.objects.select_related("facts"):
        own = application.facts.cip_code[:2]
        words, name = said_of(application), application.program_name.lower()
        foreign = [word for key, each in OWN_WORDS.items() if key != own for word in each if word in words + name]
        if foreign or not any(word in words for word in OWN_WORDS[own]):
            strange[application.number, application.program_name] = foreign
    assert strange == {}


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
