"""The practice site as it is loaded: a case in every state, everyone fictive, and dates as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as in_force
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.recording import record
from magnolia.portal.demo.site import load
from magnolia.portal.models import (
    THINGS,
    Application,
    BoardComment,
    Finding,
    Institution,
    Letter,
    Meeting,
    Organisation,
    Person,
    Seat,
)
from tests.browser.exhibits import found

from .bring import body, send, words

# One worker runs all of these, so that the practice data is loaded once for them.
pytestmark = pytest.mark.xdist_group("practice")

# Late enough that every practice case was opened after the law began.
NOVEMBER = datetime(2026, 11, 2, 16, tzinfo=UTC)


def kept_in(folder: Path) -> dict[str, Any]:
    """Settings under which documents and mail of the practice site stand in a folder."""
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "documents"}}
    own = {"MAIL_FOLDER": folder / "mail", "VAULT_FOLDER": folder / "vault", "OUTCOMES_FOLDER": folder / "outcomes"}
    return {"STORAGES": {**in_force.STORAGES, "default": place}} | own


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The practice data, in a transaction around these tests; each test takes back only what it wrote itself."""
    folder = tmp_path_factory.mktemp("practice")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(CLOCK_STARTS_AT=NOVEMBER, **kept_in(folder)):
            load("ms", NOVEMBER)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def site_of_ms(loaded, settings) -> None:
    """Mississippi's practice site in November, with its documents."""
    settings.CLOCK_STARTS_AT = NOVEMBER
    for name, value in kept_in(loaded).items():
        setattr(settings, name, value)


@pytest.mark.parametrize("state", jurisdictions())
def test_there_is_a_case_in_every_state_an_application_can_stand_in(db, site_of_ms, state):
    if state != "ms":
        load(state, NOVEMBER)
    stored = set(Application.objects.filter(jurisdiction=state).values_list("state", flat=True))
    assert stored == process(state).life("application").states.keys()
    assert list(record.faults()) == []


def test_the_federal_side_is_shown_at_each_of_its_stages(db, site_of_ms):
    life = process("ms").life("federal_filing")
    stored = set(THINGS["federal_filing"]._default_manager.values_list("state", flat=True))
    assert stored == life.states.keys()


def test_one_meeting_was_held_and_can_be_recorded_and_attested_at_once_and_another_is_still_to_come(
    db, site_of_ms, settings
):
    today = NOVEMBER.date()
    past, ahead = Meeting.objects.order_by("day")
    assert past.day < today < ahead.day
    assert past.noticed_on is not None
    secretary = Client()
    secretary.force_login(Person.objects.get(grants__role="board_secretary", grants__organisation__jurisdiction="ms"))
    (waiting,), (later,) = (
        Application.objects.filter(consultations__meeting=each, state="consultation") for each in (past, ahead)
    )
    there = {f"part_{seat.pk}": "present" for seat in Seat.objects.all()}
    held = {"do": "hold", "day": past.day.isoformat(), "quorum": "yes", "noticed_on": past.noticed_on.isoformat()}
    url = reverse("meeting", args=[past.case.number])
    assert send(secretary, url, past, **held, **there).status_code == 302
    advice = {"do": "save_consultation", "materials": "Packet", "ground": "In demand.", "advice": "supports"}
    url = reverse("consultation", args=[waiting.pk])
    assert send(secretary, url, waiting, **advice, meeting=str(past.pk)).status_code == 302
    said = {"do": "attest_consultation", "attested_name": "Kim Imaginary", "attested_title": "Board secretary"}
    assert send(secretary, url, waiting, **said, attested_on=today.isoformat()).status_code == 302
    assert waiting.state == "recommendation"
    assert "can be attested from" in words(secretary.get(reverse("consultation", args=[later.pk])))


def test_everyone_in_the_practice_data_is_visibly_fictive(db, site_of_ms):
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


def test_every_practice_program_is_told_in_words_of_its_own_trade(db, site_of_ms):
    strange = {}
    for application in Application.objects.select_related("facts"):
        own = application.facts.cip_code[:2]
        words, name = said_of(application), application.program_name.lower()
        foreign = [word for key, each in OWN_WORDS.items() if key != own for word in each if word in words + name]
        if foreign or not any(word in words for word in OWN_WORDS[own]):
            strange[application.number, application.program_name] = foreign
    assert strange == {}


ISO = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
# Say how a file has to write a day, or are read by machines.
MACHINES = ("data_template", "student_limits", "glossary_json")


def dates(html: str) -> list[str]:
    """ISO dates among the words of a page, each with what stands before it."""
    words = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", html, flags=re.DOTALL)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))
    return [words[max(0, at.start() - 60) : at.end()] for at in ISO.finditer(words)]


def test_no_page_of_anybody_shows_a_date_as_machines_write_it(db, site_of_ms):
    shown, faults = {(each["name"], each["note"]): each for each in found()}, {}
    people, clients = Person.objects.in_bulk(), {None: Client()}
    for (name, note), each in shown.items():
        who = each["person"]
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(people[who])
        answer = clients[who].get(each["url"])
        if name not in MACHINES and (seen := dates(body(answer).decode())):
            faults[f"{name} {note}"] = seen
    letters = {letter.number: ISO.findall(letter.text) for letter in Letter.objects.all()}
    faults |= {number: seen for number, seen in letters.items() if seen}
    assert len(shown) > 100
    assert not faults, "\n".join(f"{where}: {what}" for where, what in faults.items())
